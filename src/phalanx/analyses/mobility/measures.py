"""Measures: the hours, loads and permits that movements are counted with, as the facts say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from phalanx.errors import BadInput, facts_missing
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE
from phalanx.registry.records.corridor_rules import CorridorRule
from phalanx.vocabulary.dates import first_day
from phalanx.world import World
from phalanx.world.effects import effects

BOUNDS: Mapping[str, str] = {"low": "low_hours", "middle": "hours", "high": "high_hours"}
"""The ends of the range of a permit, with the column that holds each."""
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
    return facts_missing(
        f"The registry does not say how forces move: {what} is missing",
        f"rows of {', '.join(NEEDED)} and mobility_measures",
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement on a corridor: `records` that say so, its states, and the hours from the request to the permission."""

    records: tuple[str, ...]
    states: frozenset[str]
    hours: float


@dataclass(frozen=True)
class Permits:
    """How many hours after the request a state may be entered, under one regime, with the corridors that count."""

    hours: Mapping[str, float]
    every_state: float
    home: frozenset[str]
    corridors: tuple[Agreed, ...]

    def entering(self, state: str, from_state: str) -> float:
        """Hours until a border from one state into another may be crossed; 0 at home and within a state."""
        if state == from_state or state in self.home:
            return 0.0
        agreed = [each.hours for each in self.corridors if {state, from_state} <= each.states]
        return min(self.hours.get(state, self.every_state), *agreed, float("inf"))

    def agreed(self, state: str, from_state: str) -> tuple[str, ...]:
        """The records of the agreement that a border follows; nothing where it follows the permit of the state entered."""
        own = self.hours.get(state, self.every_state)
        there = [each for each in self.corridors if {state, from_state} <= each.states and each.hours < own]
        if not there or self.entering(state, from_state) == 0.0:
            return ()
        return min(there, key=lambda each: each.hours).records


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
    return Permits(by_state, every_state, frozenset(home), corridors_of(world, intended=corridors))


def corridors_of(world: World, *, intended: bool, bound: str = "middle") -> tuple[Agreed, ...]:
    """The agreements on corridors that count on the day of the World: those in force, with `intended` all that were made.

    A new agreement on military mobility that no row of `corridor_rules` tells of counts by `agreement_effects`. `bound`:
    the low end, the middle or the high end of the hours.
    """
    return (*_looked_through(world, BOUNDS[bound], intended=intended), *_new(world, bound, intended=intended))


def _looked_through(world: World, column: str, *, intended: bool) -> Iterator[Agreed]:
    made = world.table("agreements").filter(pl.col("ended").is_null())
    parties = dict(made.select("id", "parties").iter_rows())
    for row in world.table("corridor_rules").iter_rows(named=True):
        since = row["in_force_from"]
        in_force = since is not None and first_day(since) <= world.valid_on
        if row["agreement"] in parties and (intended or in_force):
            rule = named(CorridorRule, row["agreement"])
            yield Agreed((rule, row["agreement"]), frozenset(parties[row["agreement"]]), float(row[column]))


def _new(world: World, bound: str, *, intended: bool) -> Iterator[Agreed]:
    known = set(world.table("corridor_rules")["agreement"])
    column = "value" if bound == "middle" else bound
    for each in effects(world, "corridor"):
        if each.agreement not in known and (intended or each.in_force):
            yield Agreed(each.records, frozenset(each.states), float(each.rule[column]))
