"""Backstop drawn: US money by year, cover by state and domain, and the frontline with who is best placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from phalanx.analyses.planning.backstop.asked import Heard
from phalanx.analyses.planning.backstop.cover import STANDINGS, DomainCover
from phalanx.analyses.planning.backstop.gaps import Gap, bare, best_overall, by_thinness, thinnest
from phalanx.analyses.planning.backstop.programmes import Amount, Ledger
from phalanx.analyses.planning.backstop.tables import money_of, troops_of
from phalanx.answer import Chart, Map
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined
from phalanx.world import World
from phalanx.world.places import drawn_places

COLOURS = ("$blue", "$teal", "$plum", "$moss", "$sky", "$neutral")
COVER_COLOURS = {"covered": "$line", "partly": "$sky", "open": "$brick"}
BEST = "best placed for another"
PHONE = 300
"""Pixels of a plot below which its cells have room for small figures alone."""
COVER_WORDS = {"covered": "covered", "partly": "in part", "open": "open"}


def charts(heard: Heard, ledger: Ledger, gaps: Sequence[Gap]) -> tuple[Chart, ...]:
    """US money by programme and year, where any is known; and how far each state is covered in each domain."""
    money = money_by_year(heard, ledger)
    falling = [gap for gap in gaps if gap.falls_away]
    return (*((_money(heard, money),) if money.height else ()), *((_matrix(falling),) if falling else ()))


def money_by_year(heard: Heard, ledger: Ledger) -> pl.DataFrame:
    """A row a programme and year: what the states looked at received by name, in USD m, or are to receive.

    A sum over years is spread over them evenly, and what several states receive together is theirs in equal parts; both
    are marked `spread`. Of two plans for a year the larger is drawn.
    """
    rows = [
        {
            "programme": programme.name,
            "recipients": ";".join(amount.row.recipient),
            "year": year,
            "usd_m": amount.value * share,
            "planned": amount.role == "plans",
            "spread": share < 1 or amount.last_year > amount.first_year,
        }
        for programme in ledger.programmes
        if programme.nature == "money"
        for amount in ledger.amounts[programme.id]
        if amount.role in ("levels", "plans") and amount.value and (share := _share(amount, heard.states))
        for year in range(amount.first_year, amount.last_year + 1)
    ]
    schema = {"programme": pl.String, "recipients": pl.String, "year": pl.Int64, "usd_m": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema | {"planned": pl.Boolean, "spread": pl.Boolean}, orient="row")
    key = ("programme", "recipients", "year")
    largest = frame.sort("planned", "usd_m").unique(key, keep="last", maintain_order=True)
    return largest.group_by("programme", "year", "planned", "spread", maintain_order=True).agg(pl.col("usd_m").sum())


def _share(amount: Amount, states: Sequence[str]) -> float:
    """The part of an amount that is these states', in equal parts among those the source names."""
    return len(set(amount.row.recipient) & set(states)) / len(amount.row.recipient)


def _money(heard: Heard, money: pl.DataFrame) -> Chart:
    """A stack a year, a band a programme; planned or spread amounts are hatched."""
    names = money.group_by("programme").agg(pl.col("usd_m").sum()).sort("usd_m", "programme", descending=[True, False])
    ranked = names["programme"].to_list()
    rows = [
        {
            "year": row["year"],
            "programme": row["programme"],
            "band": row["programme"] + (HATCHED if row["planned"] or row["spread"] else ""),
            "order": ranked.index(row["programme"]),
            "usd_m": round(row["usd_m"], 1),
        }
        for row in money.iter_rows(named=True)
    ]
    bands = [name + end for name in ranked for end in ("", HATCHED) if any(row["band"] == name + end for row in rows)]
    colours = [
        COLOURS[ranked.index(band.removesuffix(HATCHED)) % len(COLOURS)]
        + ("-hatched" if band.endswith(HATCHED) else "")
        for band in bands
    ]
    return Chart(
        "money",
        _money_title(heard, money),
        {
            "data": {"values": rows},
            "height": 300,
            "encoding": {"x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}}},
            "layer": [
                {
                    "mark": {"type": "bar", "cornerRadiusEnd": 0},
                    "encoding": {
                        "y": {"field": "usd_m", "type": "quantitative", "title": None, "stack": "zero"},
                        "color": {
                            "field": "band",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": bands, "range": colours},
                            "legend": {
                                "values": [next(band for band in bands if band.startswith(name)) for name in ranked],
                                "labelExpr": f"replace(datum.label, '{HATCHED}', '')",
                                "labelLimit": 420,
                                "orient": "bottom",
                            },
                        },
                        "order": {"field": "order"},
                        "tooltip": [{"field": name} for name in ("year", "band", "usd_m")],
                    },
                },
                {
                    "transform": [{"aggregate": [{"op": "sum", "field": "usd_m", "as": "sum"}], "groupby": ["year"]}],
                    "mark": {"type": "text", "baseline": "bottom", "dy": -4},
                    "encoding": {
                        "y": {"field": "sum", "type": "quantitative", "title": None},
                        "text": {"field": "sum", "type": "quantitative", "format": ",.0f"},
                    },
                },
            ],
        },
        f"USD m that {heard.whom} received by name, by the year of the money; without money for Europe as a whole "
        "and what is not known yet. Hatched: planned, or a sum over years or states in equal parts",
    )


HATCHED = ", planned or in equal parts"
"""What marks a band as hatched."""


def _money_title(heard: Heard, money: pl.DataFrame) -> str:
    """The largest programme of the last year beside its year before: sums of all would miss what is not yet known."""
    sums = money.group_by("programme", "year").agg(pl.col("usd_m").sum()).sort("year", "usd_m", "programme")
    last = sums.row(-1, named=True)
    before = sums.filter((pl.col("programme") == last["programme"]) & (pl.col("year") < last["year"]))
    now = f"USD {last['usd_m']:,.0f}m in {last['year']}"
    if not before.height:
        return f"{last['programme']} is the largest US money for {heard.whom}, at {now}"
    was = before.row(-1, named=True)
    turn = "falls" if last["usd_m"] < was["usd_m"] else "rises" if last["usd_m"] > was["usd_m"] else "stays"
    return f"{last['programme']} {turn} from USD {was['usd_m']:,.0f}m in {was['year']} to {now.removeprefix('USD ')}"


def _matrix(gaps: Sequence[Gap]) -> Chart:
    """A cell a domain and state in which something shrinks or ends: how far others' agreements cover it."""
    covers = thinnest(gaps)
    domains = by_thinness(covers)
    states = list(dict.fromkeys(state for state, _ in covers))
    rows = [
        {
            "state": party_name(state),
            "domain": label(domain),
            "cover": COVER_WORDS[each.standing],
            "sum": f"{each.sum:.1f}".removesuffix(".0"),
            "agreements": len(each.pacts),
            "partners": joined(list(each.partners)),
        }
        for (state, domain), each in covers.items()
    ]
    tooltip = [{"field": name} for name in ("state", "domain", "cover", "sum", "agreements", "partners")]
    return Chart(
        "cover",
        _matrix_title(covers, domains, states),
        {
            "data": {"values": rows},
            "encoding": {
                "x": {
                    "field": "state",
                    "type": "nominal",
                    "title": None,
                    "sort": [party_name(state) for state in states],
                    "axis": {"orient": "top", "labelAngle": -90, "labelOverlap": False},
                },
                "y": {
                    "field": "domain",
                    "type": "nominal",
                    "title": None,
                    "sort": [label(domain) for domain in domains],
                },
            },
            "layer": [
                {
                    "mark": {"type": "rect"},
                    "encoding": {
                        "color": {
                            "field": "cover",
                            "type": "nominal",
                            "title": None,
                            "scale": {
                                "domain": [COVER_WORDS[each] for each in STANDINGS],
                                "range": [COVER_COLOURS[each] for each in STANDINGS],
                            },
                        },
                        "tooltip": tooltip,
                    },
                },
                {
                    "mark": {"type": "text", "fontSize": {"expr": f"width < {PHONE} ? 9.5 : 12"}},
                    "encoding": {
                        "text": {"field": "sum", "type": "nominal"},
                        "color": {
                            "condition": [
                                {"test": f"datum.cover == '{COVER_WORDS['open']}'", "value": "$ground"},
                                {"test": f"datum.cover == '{COVER_WORDS['partly']}'", "value": "$on-middle"},
                            ],
                            "value": "$ink",
                        },
                    },
                },
            ],
        },
        "Domains of the programmes that shrink or end; the number is the sum of weights of agreements, groupings and lead "
        "nations there, the least where it differs between programmes",
    )


def _matrix_title(covers: Mapping[tuple[str, str], DomainCover], domains: Sequence[str], states: Sequence[str]) -> str:
    first = domains[0]
    lacking = [state for (state, domain), each in covers.items() if domain == first and each.standing != "covered"]
    if not lacking:
        return "Agreements with other allies cover every domain in which the United States does less"
    if len(states) == 1:
        return f"{party_name(states[0])} is least covered in {label(first)}"
    few = f"{len(lacking)} of {len(states)} states"
    if nothing := bare(covers):
        return f"Nothing covers {joined(nothing)}; cover of {label(first)} is thin in {few}"
    return f"Cover is thinnest in {label(first)}, with too little in {few}"


def maps(world: World, heard: Heard, gaps: Sequence[Gap]) -> tuple[tuple[Map, ...], tuple[str, ...]]:
    """The states by what falls away, each joined to the ally best placed over its gaps; dashed where most gaps are not covered."""
    falling = {state: [gap for gap in gaps if gap.state == state and gap.falls_away] for state in heard.states}
    best = {state: found[0] for state in heard.states if (found := best_overall(falling[state]))}
    placed, left_out = drawn_places(world, list(dict.fromkeys([*heard.states, *best.values()])))
    if not best or not placed:
        return (), left_out
    largest = _largest(heard, gaps)
    points = [_point(state, placed[state], gaps, largest, looked_at=state in heard.states) for state in placed]
    lines = [
        {
            "type": "Feature",
            "id": f"{ally}-{state}",
            "geometry": {"type": "LineString", "coordinates": [list(placed[ally]), list(placed[state])]},
            "properties": {
                "title": f"{party_name(ally)} – {party_name(state)}",
                "role": BEST,
                "colour": "teal",
                "size": 0.5,
                "dashed": 2 * sum(gap.standing == "covered" for gap in falling[state]) < len(falling[state]),
            },
        }
        for state, ally in best.items()
        if state in placed and ally in placed
    ]
    ally = min(best.values(), key=lambda each: (-list(best.values()).count(each), each))
    its = joined([party_name(state) for state in best if best[state] == ally])
    title = f"{party_name(ally)} is best placed for {its}; discs say how much falls away, dashes where cover is thin"
    return (Map("backstop", title, {"type": "FeatureCollection", "features": [*lines, *points]}),), left_out


def _largest(heard: Heard, gaps: Sequence[Gap]) -> tuple[float, float]:
    """The most money and the most troops that any of the states loses; money and troops are never added."""
    money = [span[1] for state in heard.states if (span := money_of(gaps, state))]
    troops = [span[1] for state in heard.states if (span := troops_of(gaps, state))]
    return max(money, default=0.0), max(troops, default=0.0)


def _point(
    state: str, place: tuple[float, float], gaps: Sequence[Gap], largest: tuple[float, float], *, looked_at: bool
) -> dict[str, Any]:
    money, troops = money_of(gaps, state), troops_of(gaps, state)
    shares = [span[1] / most for span, most in zip((money, troops), largest, strict=True) if span and most]
    return {
        "type": "Feature",
        "id": state,
        "geometry": {"type": "Point", "coordinates": list(place)},
        "properties": {
            "title": party_name(state),
            "role": "looked at" if looked_at else BEST,
            "colour": "blue" if looked_at else "teal",
            "money_usd_m_at_most": None if money is None else round(money[1], 1),
            "troops_at_most": None if troops is None else round(troops[1]),
            "size": max(shares, default=0.15),
            "label": state,
        },
    }
