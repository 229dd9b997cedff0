"""Constellations: which groups for buying together the news opened or brought nearer, area by area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from phalanx.analyses.matchmaking.constellations.question import QUESTION
from phalanx.answer import Answer, Finding, Table
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Line, Panel, Told, cited
from phalanx.question import tell
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined
from phalanx.world.areas import areas_of, within

LOOKED_AT = 200
"""Groups of each area whose place and score before are known."""
PROPOSED = 20
"""Groups of each area that the question proposes by itself."""
LEAST = 0.01
"""A score is told in points; less than a hundredth of one is no news."""
SHOWN = 6
SCHEMA: dict[str, Any] = {
    "area": pl.String,
    "group": pl.List(pl.String),
    "rank_before": pl.Int64,
    "rank_after": pl.Int64,
    "score_before": pl.Float64,
    "score_after": pl.Float64,
    "what": pl.String,
    "instruments": pl.List(pl.String),
    "instruments_opened": pl.List(pl.String),
    "because": pl.List(pl.String),
}
LABELS = {
    "rank_before": "place, before",
    "rank_after": "place, after",
    "score_before": "points, before",
    "score_after": "points, after",
    "instruments": "open to it",
    "instruments_opened": "newly open to it",
    "because": "because of",
}
Row = dict[str, Any]


def opened_constellations(news: News) -> Told:
    """Groups among the first of an area that are new there, score more, or have an instrument open that was not."""
    areas = _areas(news)
    rows: list[Row] = []
    for number, area in enumerate(areas):
        if not tell(number, len(areas), f"constellations for {area}"):
            break
        before, after = (QUESTION.ask(world, {"area": area, "top": LOOKED_AT}) for world in (news.before, news.after))
        rows += _rows(news, area, before, after)
    rows.sort(key=lambda row: (row["what"] == "scores more", row["rank_after"], row["area"]))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    table = Table(frame, "Which constellations the news opened or brought nearer", LABELS)
    return Told((_finding(rows, areas),), {"opened_constellations": table}, _panels(rows))


def _areas(news: News) -> list[str]:
    """The areas with needs that new agreements cover; all where the Union has a new partner, who may join anywhere."""
    needed = sorted(news.after.table("needs")["area"].unique())
    agreed = pl.concat([news.agreements, news.gone.select(news.agreements.columns)])
    if agreed.filter((pl.col("form") == "strategic_partnership") & pl.col("parties_now").list.contains("EU")).height:
        return needed
    covered = set(areas_of(news.after, agreed)["area_id"])
    return [area for area in needed if covered & within(news.after, area)]


def _rows(news: News, area: str, before: Answer, after: Answer) -> list[Row]:
    then = {tuple(row["group"]): row for row in before.table().iter_rows(named=True)}
    rows = []
    for row in after.table().head(PROPOSED).iter_rows(named=True):
        was = then.get(tuple(row["group"]))
        opened = sorted(set(row["open"]) - set(was["open"] if was else ()))
        what = _what(row, was, opened)
        because = news.of(row["group"], 2) or (news.of(row["group"]) if was and opened else [])
        if what and because:
            rows.append(
                {
                    "area": area,
                    "group": row["group"],
                    "rank_before": was and was["rank"],
                    "rank_after": row["rank"],
                    "score_before": was and was["score"],
                    "score_after": row["score"],
                    "what": what,
                    "instruments": row["open"],
                    "instruments_opened": opened if was else [],
                    "because": because,
                }
            )
    return rows


def _what(row: Row, was: Row | None, opened: list[str]) -> str:
    """What is new of a group, the most telling first; nothing where it is what it was."""
    if was is None or was["rank"] > PROPOSED:
        return "newly proposed"
    if opened:
        return "an instrument opened"
    if row["rank"] == 1 and was["rank"] > 1:
        return "now leads"
    return "scores more" if row["score"] - was["score"] >= LEAST else ""


def _finding(rows: list[Row], areas: list[str]) -> Finding:
    if not rows:
        where = f" for {joined(areas)}" if areas else ", as no new agreement covers an area with needs"
        return Finding("constellations_opened", 0, "groups", f"No constellation is opened or brought nearer{where}.")
    new = [row for row in rows if row["what"] != "scores more"]
    top = rows[0]
    was = "not among them before" if top["rank_before"] is None else f"before at place {top['rank_before']}"
    text = (
        f"{counted(len(rows), 'group')} among the first {PROPOSED} for {joined(areas)} "
        f"{'is' if len(rows) == 1 else 'are'} opened or brought nearer, {len(new)} of them newly proposed, newly leading or "
        f"with an instrument more. First of all {_group(top)} for {top['area']}: now at place {top['rank_after']} with "
        f"{top['score_after']:.1f} points, {was}."
    )
    return Finding("constellations_opened", len(rows), "groups", text, cited(*(row["because"] for row in rows)))


def _group(row: Mapping[str, Any]) -> str:
    return joined([party_name(state) for state in row["group"]])


def _panels(rows: list[Row]) -> tuple[Panel, ...]:
    risen = sorted(
        (row for row in rows if row["score_before"] is not None),
        key=lambda row: row["score_before"] - row["score_after"],
    )
    lines = [
        Line(f"{', '.join(row['group'])} for {row['area']}", row["score_before"], row["score_after"])
        for row in risen[:SHOWN]
    ]
    return (
        (Panel("Score of a constellation, points", "{label} score {after} points instead of {before}", tuple(lines)),)
        if lines
        else ()
    )
