"""Ground: the network with all that is being built or could be, over which permits, hazards and upgrades are laid.

One network serves many questions: what changes between them are hours of release, capacities and hours of arcs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from phalanx.analyses.mobility.examples import Hazard
from phalanx.analyses.mobility.measures import BOUNDS, Permits, corridors_of, read_permits, rows
from phalanx.analyses.mobility.network import KINDS, Flags, Network, Real, network_of, usable_links
from phalanx.registry.records.border_permits import EVERY_STATE
from phalanx.world import World

ALMOST_NOTHING = 1e-6
"""Hours that an arc takes at least, however much is saved on it: it stays an arc that takes a step of time."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An upgrade of the facts; costs in EUR million, points from 0 to 4."""

    id: str
    title: str
    public_project: bool
    changes: str
    mode: str
    elements: tuple[str, ...]
    factor: float
    hours_saved: float
    new_gauge: str | None
    low_eur_m: float
    cost_eur_m: float
    high_eur_m: float
    civil_use: int
    climate_exposure: int


@dataclass(frozen=True, eq=False)
class Ground:
    """A network with all upgrades possible, and which arcs are open without them.

    `carries`: loads a day of each arc if it is open; `open`: whether it is, both of shape (arcs). `leaves` and `enters`:
    the state at either end of each arc.
    """

    network: Network
    open: Flags
    leaves: tuple[str, ...]
    enters: tuple[str, ...]
    upgrades: tuple[Upgrade, ...]

    @cached_property
    def touched(self) -> tuple[Flags, ...]:
        """For each upgrade the arcs that it changes, each of shape (arcs)."""
        return tuple(self._touched(upgrade) for upgrade in self.upgrades)

    def _touched(self, upgrade: Upgrade) -> Flags:
        kinds = ("travel", "border") if upgrade.changes == "travel" else (upgrade.changes,)
        network = self.network
        named_ones = np.isin(np.array(network.link, dtype=object), upgrade.elements)
        of_kind = np.isin(network.kind, [KINDS.index(kind) for kind in kinds])
        of_mode = np.array([mode == upgrade.mode for mode in network.mode], dtype=np.bool_)
        found: Flags = named_ones & of_kind & of_mode
        if upgrade.new_gauge:
            on_it = [network.nodes[tail].endswith(f"-{upgrade.new_gauge}") for tail in network.tail]
            found &= np.array(on_it, dtype=np.bool_) & ~self.open
        return found

    def release(self, permits: Permits) -> Real:
        """Hours before which each arc may not be entered, shape (arcs)."""
        crossing = {
            pair: permits.entering(pair[1], pair[0]) for pair in set(zip(self.leaves, self.enters, strict=True))
        }
        return np.array([crossing[pair] for pair in zip(self.leaves, self.enters, strict=True)], dtype=np.float64)

    def left_by(self, hazard: Hazard | None) -> Real:
        """The share of its capacity that a hazard leaves each arc, shape (arcs); all of it where there is none."""
        if hazard is None:
            return np.ones(len(self.network.tail))
        moving = np.isin(self.network.kind, [KINDS.index("travel"), KINDS.index("border")])
        of_mode = np.array([mode == hazard.mode for mode in self.network.mode], dtype=np.bool_)
        pairs = zip(self.leaves, self.enters, strict=True)
        within = np.array([bool(hazard.states & set(pair)) for pair in pairs], dtype=np.bool_)
        return np.where(moving & of_mode & within, hazard.factor, 1.0)

    def with_(self, release: Real, chosen: Sequence[int] = (), left: Real | None = None) -> Network:
        """The network with these hours of release, these upgrades, by place, and this share of its capacities left."""
        opened, capacity, hours = self.open.copy(), self.network.capacity.copy(), self.network.hours.copy()
        for place in chosen:
            upgrade, arcs = self.upgrades[place], self.touched[place]
            opened |= arcs
            capacity[arcs] *= upgrade.factor
            hours[arcs] -= upgrade.hours_saved
        hours = np.where(self.network.hours > 0, np.maximum(hours, ALMOST_NOTHING), 0.0)
        capacity = np.where(opened, capacity, 0.0) * (1.0 if left is None else left)
        return replace(self.network, hours=hours, capacity=capacity, release=release)


def read_upgrades(world: World) -> tuple[Upgrade, ...]:
    """The upgrades of the facts, in their order."""
    rows_of = world.table("mobility_upgrades").select(Upgrade.__slots__).iter_rows(named=True)
    return tuple(_upgrade(row) for row in rows_of)


def _upgrade(row: dict[str, Any]) -> Upgrade:
    return Upgrade(**row | {"elements": tuple(row["elements"])})


def ground_of(world: World) -> Ground:
    """The network of the facts on the day of the World, with all that upgrades could open.

    Raises:
        BadInput: the registry lacks facts without which nothing can be counted.
    """
    upgrades = read_upgrades(world)
    whole = network_of(_as_if_built(world, upgrades), "emergency")
    rows_today = {row["id"]: row["gauge_mm"] or [""] for row in usable_links(world).iter_rows(named=True)}
    states = {place: row["iso2"] for (place,), row in rows(world, "mobility_nodes", "id").items()}
    moving = np.isin(whole.kind, [KINDS.index("travel"), KINDS.index("border")])
    ends = [tuple(whole.nodes[node] for node in pair) for pair in zip(whole.tail, whole.head, strict=True)]
    there = np.array(
        [
            link in rows_today and all(_gauge(end) in rows_today[link] for end in pair)
            for link, pair in zip(whole.link, ends, strict=True)
        ],
        dtype=np.bool_,
    )
    return Ground(
        network=whole,
        open=there | ~moving,
        leaves=tuple(states[tail.split("/")[0]] for tail, _ in ends),
        enters=tuple(states[head.split("/")[0]] for _, head in ends),
        upgrades=upgrades,
    )


def _gauge(node: str) -> str:
    """The gauge of a node on rails: 1435 of pl-suwalki/rail-1435; nothing elsewhere."""
    return node.split("/rail-")[1] if "/rail-" in node else ""


def _as_if_built(world: World, upgrades: Sequence[Upgrade]) -> World:
    """The World with every link open that is being built, and with the gauges that upgrades would lay beside others."""
    late = max((int(year) for year in world.table("link_openings")["year"]), default=0)
    links = world.table("mobility_links")
    laid = [(link, each.new_gauge) for each in upgrades if each.new_gauge for link in each.elements]
    for link, gauge in laid:
        more = pl.concat_list(pl.col("gauge_mm"), pl.lit([gauge])).list.unique(maintain_order=True)
        links = links.with_columns(
            pl.when(pl.col("id") == link).then(more).otherwise(pl.col("gauge_mm")).alias("gauge_mm")
        )
    day = max(world.valid_on, date(max(late, 1), 12, 31))
    kept = {kind: world.table(kind) for kind in _READ} | {"mobility_links": links}
    return World(day, world.known_at, world.journal_head, world.entries, kept)


_READ = (
    *("mobility_nodes", "link_openings", "transport_capacities", "handling_times", "border_permits"),
    *("agreements", "party_periods", "corridor_rules", "agreement_effects"),
)


def bounded(world: World, regime: str, home: frozenset[str], *, corridors: bool, bound: str = "middle") -> Permits:
    """The permits of a regime at the low end, the middle or the high end of what the facts allow.

    A regime is a ceiling: a state that is quicker today by its own rules stays so.

    Raises:
        BadInput: the registry holds no permit for every state under the regime.
    """
    permits = read_permits(world, regime, home, corridors)
    column = BOUNDS[bound]
    of = {key: float(row[column]) for key, row in rows(world, "border_permits", "state", "regime").items()}
    every_state = of[EVERY_STATE, regime]
    by_state = {
        state: min(hours, of.get((state, regime), every_state))
        for (state, when), hours in of.items()
        if when == "today"
    }
    by_state |= {state: min(hours, by_state.get(state, hours)) for (state, when), hours in of.items() if when == regime}
    return replace(
        permits,
        hours=by_state,
        every_state=min(every_state, of.get((EVERY_STATE, "today"), every_state)),
        corridors=corridors_of(world, intended=corridors, bound=bound),
    )
