"""Undertakings: the procurement pacts that stand, and the projects in which several states bundle what they need.

A procurement pact is an agreement that stands or is announced, whose form is a purchase, or whose scope is industry and
procurement and whose domains name procurement: a treaty on defence at large is none, though it may mention procurement.
Bundled projects are PESCO projects that are not closed, capability coalitions that are no instrument, and groupings that
share a capability; each only where the facts name the states that take part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from phalanx.registry.records import named
from phalanx.registry.records.lead_nations import LeadNation
from phalanx.vocabulary.parties import party_kind
from phalanx.world import World
from phalanx.world.agreements import Level
from phalanx.world.ties import standing

PROCURING = (pl.col("form") == "procurement_contract") | (
    (pl.col("scope") == "industry_procurement") & pl.col("domains").list.contains("procurement").fill_null(value=False)
)
"""What makes an agreement a procurement pact."""
KIND_WORDS: Mapping[str, str] = {
    "pact": "procurement pact",
    "pesco_project": "PESCO project",
    "coalition": "capability coalition",
    "capability_pool": "capability pool",
}
"""The kinds of undertakings, with what one is called in a sentence."""
LeftOut = tuple[str, str]
"""What is left out, in the singular, and why."""
SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "kind": pl.String,
    "title": pl.String,
    "summary": pl.String,
    "domains": pl.List(pl.String),
    "states": pl.List(pl.String),
    "level": pl.String,
    "announced": pl.Boolean,
    "value_eur_m": pl.Float64,
}


@dataclass(frozen=True, eq=False)
class Undertakings:
    """A row each in `frame`: `id` names the record, `states` are those that take part on the World's day.

    `left_out` counts those besides, by what they are and why they have no row.
    """

    frame: pl.DataFrame = field(repr=False)
    left_out: Mapping[LeftOut, int]


def undertakings(world: World, level: Level) -> Undertakings:
    """The procurement pacts of a level that stand, and the bundled projects, with the states that take part in each."""
    left_out: Counter[LeftOut] = Counter()
    rows = [*_pacts(world, level, left_out), *_projects(world, left_out)]
    return Undertakings(pl.DataFrame(rows, schema=dict(SCHEMA), orient="row"), left_out)


def _pacts(world: World, level: Level, left_out: Counter[LeftOut]) -> Iterator[Mapping[str, Any]]:
    """Standing procurement pacts; an institution stands for nobody knows how many states, and is no party to one."""
    for row in standing(world).filter(PROCURING).iter_rows(named=True):
        if level not in ("all", row["level"]):
            continue
        if not _only_states(row["parties_now"]):
            left_out["procurement pact", "to which an institution is party"] += 1
            continue
        yield _row(row["id"], "pact", row["title"], row["parties_now"], row) | {
            "level": row["level"],
            "announced": row["life"] == "announced",
            "value_eur_m": row["value_eur_m"],
        }


def _projects(world: World, left_out: Counter[LeftOut]) -> Iterator[Mapping[str, Any]]:
    instruments = set(world.table("instruments")["id"])
    found = [
        *(
            _row(row["id"], "pesco_project", row["name"], row["participants"], row)
            for row in world.table("pesco_projects").filter(pl.col("status") != "closed").iter_rows(named=True)
        ),
        *(
            _row(named(LeadNation, row["coalition_id"]), "coalition", row["name"], _of_coalition(row), row)
            for row in world.table("lead_nations").iter_rows(named=True)
            if row["coalition_id"] not in instruments
        ),
        *(
            _row(row["id"], "capability_pool", row["name"], row["members"], row | {"summary": row["purpose"]})
            for row in world.table("groupings").filter(pl.col("kind") == "capability_pool").iter_rows(named=True)
        ),
    ]
    for row in found:
        if len(row["states"]) > 1 and _only_states(row["states"]):
            yield row
        else:
            left_out[KIND_WORDS[row["kind"]], "whose states are not known by name"] += 1


def _of_coalition(row: Mapping[str, Any]) -> list[str]:
    """Members and who surely leads; nobody where the members are not known, as who leads is no group."""
    surely = row["lead_nations"] if row["lead_standing"] in ("leading", "agreed") else ()
    led = [party for party in surely or () if party_kind(party) == "state_or_territory"]
    return [*row["members"], *led] if row["members"] else []


def _row(name: str, kind: str, title: str, states: Iterable[str] | None, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind,
        "title": title,
        "summary": row.get("summary"),
        "domains": row.get("domains"),
        "states": sorted(set(states or ())),
        "level": "state",
        "announced": False,
        "value_eur_m": None,
    }


def _only_states(parties: Iterable[str]) -> bool:
    return all(party_kind(party) == "state_or_territory" for party in parties)
