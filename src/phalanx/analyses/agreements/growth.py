"""growth: how many agreements were signed when, in what form, on what, and how many stand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from phalanx.analyses.agreements.counting import COUNT_LABELS, NEVER_REPORTED, STANDING, count_by, too_coarse
from phalanx.answer import Answer, Chart, Finding, Table
from phalanx.question import Parameters, Question
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.agreements import ScopeMeant, Selection, day_bound, scope_meant, select
from phalanx.world.choosing import InScope, OfKind, OfLevel, SignedFrom, SignedTo
from phalanx.world.turning_points import TurningPoint, invasion


class GrowthParameters(Parameters):
    """Which agreements to count."""

    scope: InScope = "all"
    kind: OfKind = "all"
    from_: SignedFrom = None
    to: SignedTo = None
    level: OfLevel = "all"

    def selection(self) -> Selection:
        """The same as a selection of agreements."""
        return Selection(self.scope, self.kind, self.from_, self.to, self.level)


def answer(world: World, parameters: GrowthParameters) -> Answer:
    """Count agreements by year, form, scope, legal type and level, with the curve of what stands."""
    meant = scope_meant(world, parameters.scope)
    chosen = select(world, parameters.selection())
    turn = invasion(world)
    years = by_year(chosen, turn, world.valid_on)
    return QUESTION.answered(
        world,
        parameters,
        findings=_findings(chosen, turn, meant),
        tables={
            "by_year": Table(years, "Agreements by year of signature", YEAR_LABELS),
            **{
                f"by_{column}": Table(count_by(chosen, column, turn), f"Agreements by {words}", COUNT_LABELS)
                for column, words in BREAKDOWNS.items()
            },
        },
        charts=_charts(chosen, years, turn, meant) if chosen.height else (),
        notes=NOTES,
    )


BREAKDOWNS = {
    "form": "form",
    "scope": "scope",
    "legal_type": "legal type",
    "level": "level",
    "kind": "number of parties",
}
YEAR_LABELS = {
    "agreements": "signed in the year",
    "since_invasion": "of which since the invasion",
    "cumulative": "signed so far",
    "in_force": "standing at the end of the year",
}
NOTES = (
    "A plurilateral agreement counts once, however many parties it has.",
    (
        "Standing means signed and not reported ended; for many agreements the end was never reported, so the curve "
        "is an upper bound."
    ),
    "The registry holds agreements found in public sources; earlier years are covered more thinly than recent ones.",
)


def by_year(chosen: pl.DataFrame, turn: TurningPoint, valid_on: date) -> pl.DataFrame:
    """A row a year from the first signature to the last: signed, since the turning point, so far, and standing.

    Standing is told at the end of each year, in the World's own year on its day.
    """
    if not chosen.height:
        types = dict.fromkeys(("year", "agreements", "since_invasion", "cumulative", "in_force"), pl.Int64)
        return pl.DataFrame(schema=types)
    signed = chosen.group_by("year").agg(pl.len().alias("agreements"), turn.since.sum().alias("since_invasion"))
    first, last = chosen["year"].min(), chosen["year"].max()
    years = pl.DataFrame({"year": range(first, last + 1)}, schema={"year": pl.Int32})  # type: ignore[operator,arg-type]
    rows = years.join(signed, on="year", how="left").fill_null(0).sort("year")
    standing = [_standing(chosen, min(date(year, 12, 31), valid_on)) for year in rows["year"]]
    return rows.with_columns(
        pl.col("agreements").cum_sum().alias("cumulative"), pl.Series("in_force", standing, dtype=pl.Int64)
    ).cast(pl.Int64)


def _standing(chosen: pl.DataFrame, day: date) -> int:
    signed = (pl.col("first_day") <= day) & (pl.col("life") != "announced")
    ended = pl.col("status").is_in(["terminated", "superseded"]) & (
        day_bound("ended", last=True).fill_null(pl.col("last_day")) <= day
    )
    return chosen.filter(signed & ~ended).height


def _findings(chosen: pl.DataFrame, turn: TurningPoint, meant: ScopeMeant) -> tuple[Finding, ...]:
    total, since = chosen.height, chosen.filter(turn.since)
    ids = tuple(chosen["id"])
    share = round(since.height * 100 / total, 1) if total else None
    standing = chosen.filter(STANDING)
    found = [
        Finding(
            "agreements", total, "agreements", f"{counted(total)} in the scope “{meant.title}”{_span(chosen)}.", ids
        ),
        Finding(
            "since_invasion",
            since.height,
            "agreements",
            f"{since.height} of them were signed since {turn.day:%-d %B %Y}.",
            (turn.record, *since["id"]),
            too_coarse(chosen, turn),
        ),
        Finding(
            "share_since_invasion",
            share,
            "%",
            f"That is {share} % of all." if total else "There are none to take a share of.",
            (turn.record, *ids),
        ),
        Finding(
            "standing",
            standing.height,
            "agreements",
            f"{standing.height} stand: signed, and no end reported.",
            tuple(standing["id"]),
            (NEVER_REPORTED,),
        ),
    ]
    if total:
        busiest = chosen.group_by("year").len().sort(["len", "year"], descending=True).row(0, named=True)
        of_year = chosen.filter(pl.col("year") == busiest["year"])
        text = f"The busiest year was {busiest['year']}, with {counted(busiest['len'])}."
        found.append(Finding("busiest_year", busiest["year"], "year", text, tuple(of_year["id"])))
        firms = chosen.filter(pl.col("level") == "company")
        text = f"{firms.height} bind companies rather than states."
        found.append(Finding("company_level", firms.height, "agreements", text, tuple(firms["id"])))
    return tuple(found)


def _span(chosen: pl.DataFrame) -> str:
    years = chosen["year"].sort().to_list()
    return f", signed from {years[0]} to {years[-1]}" if years else ""


def _charts(chosen: pl.DataFrame, years: pl.DataFrame, turn: TurningPoint, meant: ScopeMeant) -> tuple[Chart, ...]:
    total, since = chosen.height, chosen.filter(turn.since).height
    forms = count_by(chosen, "form", turn).to_dicts()
    leading = forms[0]
    return (
        Chart(
            "by_year",
            f"{_share(since, total)} were signed since the invasion of Ukraine",
            bars_by_year(years, turn),
            f"{meant.title}: agreements by year of signature, before and since {turn.day:%-d %B %Y}",
        ),
        Chart(
            "in_force",
            f"{years['in_force'][-1]} agreements stand, against {years['in_force'][0]} at the end of {years['year'][0]}",
            _standing_curve(years),
            f"{meant.title}: signed and not reported ended, at the end of each year",
        ),
        Chart(
            "by_form",
            f"The most common form is the {label(leading['form'])}, {leading['share_pct']} % of all",
            _bars_by_form(forms),
            f"{meant.title}: agreements by form",
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{round(part * 100 / whole)} % of {counted(whole)}"


def bars_by_year(years: pl.DataFrame, turn: TurningPoint) -> dict[str, Any]:
    """A bar a year of `by_year`, what was signed before and since the turning point in two colours."""
    rows = [
        {"year": row["year"], "when": when, "agreements": count}
        for row in years.iter_rows(named=True)
        for when, count in (("before", row["agreements"] - row["since_invasion"]), ("since", row["since_invasion"]))
    ]
    return {
        "data": {"values": rows},
        "height": 260,
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
                    "y": {"field": "agreements", "type": "quantitative", "title": "agreements"},
                    "color": {
                        "field": "when",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": ["before", "since"], "range": ["$quiet", "$blue"]},
                        "legend": {"orient": "top", "labelExpr": f"datum.label + ' {turn.day:%-d %b %Y}'"},
                    },
                    "order": {"field": "when", "sort": "ascending"},
                    "tooltip": [{"field": "year"}, {"field": "when"}, {"field": "agreements"}],
                },
            },
            {
                "transform": [
                    {"aggregate": [{"op": "sum", "field": "agreements", "as": "total"}], "groupby": ["year"]}
                ],
                "mark": {"type": "text", "dy": -7, "fontSize": 11},
                "encoding": {
                    "x": {"field": "year", "type": "ordinal"},
                    "y": {"field": "total", "type": "quantitative"},
                    "text": {"field": "total", "type": "quantitative"},
                },
            },
        ],
    }


def _standing_curve(years: pl.DataFrame) -> dict[str, Any]:
    axis = {"field": "year", "type": "quantitative", "title": None, "axis": {"format": "d", "tickMinStep": 1}}
    return {
        "data": {"values": years.select("year", "in_force").to_dicts()},
        "height": 240,
        "encoding": {
            "x": axis | {"scale": {"zero": False, "nice": False}},
            "y": {"field": "in_force", "type": "quantitative", "title": "agreements standing"},
        },
        "layer": [
            {"mark": {"type": "area", "opacity": 0.15}},
            {"mark": {"type": "line", "point": True, "tooltip": True}},
        ],
    }


def _bars_by_form(forms: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [{"form": row["form"], "agreements": row["agreements"]} for row in forms]
    return {
        "data": {"values": rows},
        "encoding": {
            "y": {"field": "form", "type": "nominal", "sort": [row["form"] for row in forms], "title": None},
            "x": {"field": "agreements", "type": "quantitative", "title": "agreements"},
        },
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"color": {"field": "form", "type": "nominal", "legend": None}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4},
                "encoding": {"text": {"field": "agreements", "type": "quantitative"}},
            },
        ],
    }


QUESTION = Question(
    name="growth",
    title="How has the web of agreements grown?",
    about=(
        "Counts the agreements of a scope by year of signature, form, scope, legal type and level, tells how many were "
        "signed since Russia's full-scale invasion of Ukraine, and draws the curve of those that stand. It counts "
        "agreements, not ties: a pact of fifteen states is one."
    ),
    parameters=GrowthParameters,
    answer=answer,
)
