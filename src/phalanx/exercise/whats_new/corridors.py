"""Corridors: at which borders the news changed how long permission takes, and how much sooner forces arrive by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from phalanx.analyses.mobility.cases import Rules, calm
from phalanx.analyses.mobility.examples import Example, read_examples
from phalanx.analyses.mobility.ground import Ground, bounded, ground_of
from phalanx.analyses.mobility.measures import Permits, number, read_permits
from phalanx.answer import Finding, Table
from phalanx.exercise.whats_new.news import News
from phalanx.exercise.whats_new.told import Line, Panel, Told, cited
from phalanx.question import tell
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World

REGIME = "today"
IN_FORCE, INTENDED = "in force", "if it came into force"
SCHEMA: dict[str, Any] = {
    "from": pl.String,
    "into": pl.String,
    "border": pl.String,
    "hours_before": pl.Float64,
    "hours_after": pl.Float64,
    "stands": pl.String,
    "because": pl.List(pl.String),
}
MOVEMENT_SCHEMA: dict[str, Any] = {
    "movement": pl.String,
    "id": pl.String,
    "hours_before": pl.Float64,
    "hours_after": pl.Float64,
    "saved": pl.Float64,
    "stands": pl.String,
    "because": pl.List(pl.String),
}
HOURS = {"hours_before": "hours, before", "hours_after": "hours, after", "because": "because of"}
Row = dict[str, Any]


def changed_corridors(news: News) -> Told:
    """Borders whose permission takes longer or less, first by what is in force, else by what is only agreed; and movements."""
    stands, borders = IN_FORCE, _borders(news, intended=False)
    if not borders:
        stands, borders = INTENDED, _borders(news, intended=True)
    rows = [{**row, "stands": stands} for row in borders]
    moved = _movements(news, rows, stands)
    tables = {
        "corridor_changes": Table(
            pl.DataFrame(rows, schema=SCHEMA, orient="row"), "Borders at which permission takes longer or less", HOURS
        ),
        "movement_changes": Table(
            pl.DataFrame(moved, schema=MOVEMENT_SCHEMA, orient="row"),
            "Example movements that arrive earlier or later",
            HOURS | {"saved": "hours sooner"},
        ),
    }
    lines = [Line(row["movement"], row["hours_before"] / 24, row["hours_after"] / 24) for row in moved]
    said = f"{{label}} {'arrives' if stands == IN_FORCE else 'would arrive'} after {{after}} days instead of {{before}}"
    panels = (Panel("Days until a movement has arrived", said, tuple(lines)),) if lines else ()
    return Told((_of_borders(rows, stands), _of_movements(moved, stands)), tables, panels)


# ── Borders ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _borders(news: News, *, intended: bool) -> list[Row]:
    """Every border of the network, in each direction, whose permission changed under the rules of today."""
    before, after = (read_permits(world, REGIME, (), intended) for world in (news.before, news.after))
    rows = []
    for left, entered in sorted(_crossings(news.after)):
        then, now = (permits.entering(entered, left) for permits in (before, after))
        if then != now:
            because = _because(news, before, after, left, entered)
            rows.append(
                {
                    "from": left,
                    "into": entered,
                    "border": f"from {party_name(left)} into {party_name(entered)}",
                    "hours_before": then,
                    "hours_after": now,
                    "because": because,
                }
            )
    return rows


def _crossings(world: World) -> set[tuple[str, str]]:
    """Each two states between whom a link of the network lies, both ways."""
    states = dict(world.table("mobility_nodes").select("id", "iso2").iter_rows())
    links = world.table("mobility_links").select("from_id", "to_id").iter_rows()
    pairs = {(states[one], states[other]) for one, other in links}
    return {pair for one, other in pairs if one != other for pair in ((one, other), (other, one))}


def _because(news: News, before: Permits, after: Permits, left: str, entered: str) -> list[str]:
    """The agreement and rule that the border follows now, or followed; else the new agreements of the two."""
    return [*(after.agreed(entered, left) or before.agreed(entered, left) or news.of([left, entered], 2))]


# ── Movements ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _movements(news: News, borders: list[Row], stands: str) -> list[Row]:
    """Example movements whose hours differ, those that gain most first."""
    if not borders:
        return []
    because = {(row["from"], row["into"]): row["because"] for row in borders}
    grounds = {when: ground_of(world) for when, world in (("before", news.before), ("after", news.after))}
    worlds = {"before": news.before, "after": news.after}
    rows = []
    examples = read_examples(news.after)
    for place, example in enumerate(examples):
        if not tell(place, len(examples), "movements counted before and after"):
            break
        hours = {when: _hours(worlds[when], grounds[when], example, intended=stands == INTENDED) for when in worlds}
        if hours["before"] != hours["after"]:
            rows.append(
                {
                    "movement": example.title,
                    "id": example.id,
                    "hours_before": hours["before"],
                    "hours_after": hours["after"],
                    "saved": hours["before"] - hours["after"],
                    "stands": stands,
                    "because": list(dict.fromkeys(name for names in because.values() for name in names)),
                }
            )
    return sorted(rows, key=lambda row: (-row["saved"], row["id"]))


def _hours(world: World, ground: Ground, example: Example, *, intended: bool) -> float:
    rules = Rules(int(number(world, "step")), number(world, "given_up"))
    return calm(ground, example, bounded(world, REGIME, example.home, corridors=intended), rules)(0)


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_borders(rows: list[Row], stands: str) -> Finding:
    if not rows:
        return Finding(
            "corridors_changed", 0, "borders", "At no border does permission take longer or less by what is new."
        )
    most = max(rows, key=lambda row: abs(row["hours_before"] - row["hours_after"]))
    text = (
        f"{counted(len(rows), 'border')}, each direction by itself, {'follows' if len(rows) == 1 else 'follow'} other times "
        f"{'by an agreement in force' if stands == IN_FORCE else 'if what is agreed came into force'}: most of all {most['border']}, "
        f"{most['hours_after']:,.0f} hours instead of {most['hours_before']:,.0f}."
    )
    return Finding(
        "corridors_changed", len(rows), "borders", text, cited(*(row["because"] for row in rows)), (ASSUMED,)
    )


ASSUMED = (
    "A new agreement on military mobility counts by agreement_effects, an illustrative rule, until a row in corridor_rules "
    "says what it changes."
)


def _of_movements(rows: list[Row], stands: str) -> Finding:
    if not rows:
        return Finding(
            "movements_changed", 0, "movements", "No example movement arrives earlier or later by what is new."
        )
    first: Mapping[str, Any] = rows[0]
    text = (
        f"{counted(len(rows), 'example movement')} {'arrives' if len(rows) == 1 else 'arrive'} earlier or later"
        f"{'' if stands == IN_FORCE else ', if what is agreed came into force'}: first of all {_small(first['movement'])}, "
        f"after {first['hours_after'] / 24:.1f} days instead of {first['hours_before'] / 24:.1f}."
    )
    records = [*first["because"], *(row["id"] for row in rows)]
    return Finding("movements_changed", len(rows), "movements", text, cited(records), (ASSUMED,))


def _small(title: str) -> str:
    return title[0].lower() + title[1:]
