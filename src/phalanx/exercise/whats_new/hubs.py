"""Hubs: which states the news made stronger or weaker in the web of agreements."""

from __future__ import annotations

from typing import Any

import polars as pl

from phalanx.analyses.network.hubs.question import QUESTION
from phalanx.answer import Finding, Table
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Line, Panel, Told, cited
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

NUMBERS = ("partners", "agreements", "strength", "betweenness")
LEAST = 1e-4
"""Strength is told to four decimals."""
SHOWN = 8
SCHEMA: dict[str, Any] = {
    "state": pl.String,
    "name": pl.String,
    "place_before": pl.Int64,
    "place_after": pl.Int64,
    **{f"{name}_{when}": pl.Float64 for name in NUMBERS for when in ("before", "after")},
    "because": pl.List(pl.String),
}
LABELS = {
    "place_before": "place by strength, before",
    "place_after": "place by strength, after",
    "betweenness_before": "pairs it lies between, before",
    "betweenness_after": "pairs it lies between, after",
    "because": "because of",
}


def changed_hubs(news: News) -> Told:
    """The states whose strength, partners or agreements differ, those that gained most first."""
    before, after = (_states(QUESTION.ask(world).table("states")) for world in (news.before, news.after))
    rows: list[dict[str, Any]] = []
    for state in sorted({*before, *after}):
        then, now = before.get(state, {}), after.get(state, {})
        differs = any(abs(now.get(name, 0) - then.get(name, 0)) >= LEAST for name in NUMBERS[:3])
        if because := news.of([state]) if differs else []:
            numbers = {
                f"{name}_{when}": float(found.get(name, 0))
                for name in NUMBERS
                for when, found in (("before", then), ("after", now))
            }
            places = {"place_before": then.get("place"), "place_after": now.get("place")}
            rows.append({"state": state, "name": party_name(state), **places, **numbers, "because": because})
    rows.sort(key=lambda row: (row["strength_before"] - row["strength_after"], row["state"]))
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return Told(
        (_finding(news, rows),),
        {"changed_hubs": Table(frame, "Which hubs the news changed", LABELS)},
        _panels(rows),
    )


def _states(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Each state's row with its place by strength; those of the same strength share one."""
    placed = frame.with_columns(pl.col("strength").rank("min", descending=True).cast(pl.Int64).alias("place"))
    return {row["state"]: row for row in placed.iter_rows(named=True)}


def _finding(news: News, rows: list[dict[str, Any]]) -> Finding:
    if not rows:
        return Finding("hubs_changed", 0, "states", "No state is a stronger or weaker hub by what is new.")
    gains = [row["strength_after"] - row["strength_before"] for row in rows]
    text = (
        f"{counted(len(rows), 'state')} {'is' if len(rows) == 1 else 'are'} a stronger or weaker hub: "
        f"{joined([*(row['name'] for row in rows[:5]), *(['others'] if len(rows) > 5 else [])])}"
    )
    if gains[0] - gains[-1] < LEAST:
        text += f"; strength changes by {gains[0]:+.2f}{' each' if len(rows) > 1 else ''}"
    else:
        text += f"; {rows[0]['name']} gains most, {gains[0]:+.2f} to {rows[0]['strength_after']:.1f}"
    climbed = [row for row in rows if row["place_before"] and row["place_after"] < row["place_before"]]
    if climbed:
        most = max(climbed, key=lambda row: row["place_before"] - row["place_after"])
        text += f"; {most['name']} climbs from place {most['place_before']} to {most['place_after']}"
    because = [name for row in rows for name in row["because"]]
    return Finding("hubs_changed", len(rows), "states", f"{text}.", cited(because))


def _panels(rows: list[dict[str, Any]]) -> tuple[Panel, ...]:
    lines = [Line(row["name"], row["strength_before"], row["strength_after"]) for row in rows[:SHOWN]]
    return (
        (Panel("Strength as a hub", "{label} as a hub has a strength of {after} instead of {before}", tuple(lines)),)
        if lines
        else ()
    )
