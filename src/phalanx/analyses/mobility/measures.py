"""Measures: the hours, loads and permits that movements are counted with, as the facts say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from phalanx.errors import BadInput
from phalanx.registry.records import CorridorRule, named
from phalanx.registry.records.border_permits import EVERY_STATE
from phalanx.world import World

NEEDED = ("mobility_nodes", "mobility_links", "transport_capacities", "handling_times", "border_permits")


def number(world: World, name: str) -> float:
    """One of `mobility_measures`, in its unit.

    Raises:
        BadInput: the registry does not hold it.
    """
    found = world.table("mobility_measures").filter(pl.col("id") == name)
    if not found.height:
        raise missing(f"the measure {name}")
    return float(found["value"][0])


def rows(world: World, kind: str, *key: str) -> Mapping[tuple[str, ...], Mapping[str, Any]]:
    """The rows of a kind by the columns named.

    Raises:
        BadInput: the registry holds none, or later not the one that is asked for.
    """
    found = _Rows(kind, {tuple(row[name] for name in key): row for row in world.table(kind).iter_rows(named=True)})
    if not found:
        raise missing(kind)
    return found


class _Rows(dict[tuple[str, ...], Mapping[str, Any]]):
    """Rows by key, of which one that is asked for and is not there is told of by its name."""

    def __init__(self, kind: str, rows: Mapping[tuple[str, ...], Mapping[str, Any]]) -> None:
        super().__init__(rows)
        self._kind = kind

    def __missing__(self, key: tuple[str, ...]) -> Mapping[str, Any]:
        raise missing("/".join((self._kind, *key)))


def missing(what: str) -> BadInput:
    """What is said where the registry lacks something without which no movement can be counted."""
    return BadInput(
        f"The registry does not say how forces move: {what} is missing",
        f"rows of {', '.join(NEEDED)} and mobility_measures",
        "bring the bundled facts in with 'phalanx facts update', or ask with a later --known-at",
    )


@dataclass(frozen=True)
class Permits:
    """How many hours after the request a state may be entered, under one regime, with or without agreed corridors."""

    hours: Mapping[str, float]
    every_state: float
    home: frozenset[str]
    corridors: tuple[tuple[str, frozenset[str], float], ...]
    """Record, states and hours of each agreement that counts."""

    def entering(self, state: str, from_state: str) -> float:
        """Hours until a border from one state into another may be crossed; 0 at home and within a state."""
        if state == from_state or state in self.home:
            return 0.0
        agreed = [hours for _, states, hours in self.corridors if {state, from_state} <= states]
        return min(self.hours.get(state, self.every_state), *agreed, float("inf"))


def read_permits(world: World, regime: str, home: Collection[str], corridors: bool) -> Permits:
    """The permits of a regime: a ceiling, under which a state that is quicker today stays so. `home`: where movements begin.

    Raises:
        BadInput: the registry holds no permit for every state under the regime.
    """
    of = {key: float(row["hours"]) for key, row in rows(world, "border_permits", "state", "regime").items()}
    if (EVERY_STATE, regime) not in of:
        raise missing(f"border_permits/{EVERY_STATE}/{regime}")
    every_state = of[EVERY_STATE, regime]
    own = {state for state, when in of if when in ("today", regime) and state != EVERY_STATE}
    by_state = {
        state: min(of.get((state, regime), every_state), of.get((state, "today"), float("inf"))) for state in own
    }
    agreed = _corridors(world) if corridors else ()
    return Permits(by_state, every_state, frozenset(home), agreed)


def _corridors(world: World) -> tuple[tuple[str, frozenset[str], float], ...]:
    """The agreements on corridors that had been made by the day of the World and have not ended."""
    made = world.table("agreements").filter(pl.col("ended").is_null())
    parties = dict(made.select("id", "parties").iter_rows())
    return tuple(
        (named(CorridorRule, row["agreement"]), frozenset(parties[row["agreement"]]), float(row["hours"]))
        for row in world.table("corridor_rules").iter_rows(named=True)
        if row["agreement"] in parties
    )
