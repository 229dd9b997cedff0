"""Hazards: what can strike a network, how often, and which arcs an event takes together.

An event takes the same share from all arcs of its footprint, from the start until so many days after the loads set out.
Events of a hazard come independently of one another (a Poisson process); within a footprint all arcs fall together. What
counts is what is in force when the loads set out or begins while they are under way: the rate a day in the season, times
the days that the undisturbed movement is under way and one event lasts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from phalanx.analyses.mobility.measures import rows
from phalanx.analyses.mobility.network import KINDS, Flags, Network, Real, Whole
from phalanx.world import World

MONTHS = 12
DAYS_A_MONTH = 365.25 / MONTHS
EARTH_KM = 6371.0
HANDLING = tuple(KINDS.index(kind) for kind in ("loading", "unloading", "gauge_change"))


@dataclass(frozen=True, eq=False)
class Hazard:
    """`left`: the share of capacity that stays; `days`: how long; `a_day`: events a day on each footprint, shape (12), by month.

    `footprints`: the arcs that one event takes, one entry for each place or state that it can come to.
    """

    id: str
    hazard: str
    name: str
    left: float
    days: float
    a_day: Real
    footprints: Sequence[Whole]


@dataclass(frozen=True, eq=False)
class Terrain:
    """Where arcs lie: `tail` and `head` (places in `names`), and of each place its state, longitude and latitude."""

    network: Network
    names: Sequence[str]
    states: Sequence[str]
    lon: Real
    lat: Real
    tail: Whole
    head: Whole


def terrain_of(network: Network, places: Mapping[str, Any]) -> Terrain:
    """The terrain under a network: `places` have `state`, `lon` and `lat` by name."""
    names = tuple(places)
    index = {name: place for place, name in enumerate(names)}
    stands = np.array([index[node.split("/")[0]] for node in network.nodes], dtype=np.int64)
    return Terrain(
        network=network,
        names=names,
        states=tuple(place.state for place in places.values()),
        lon=np.array([place.lon for place in places.values()], dtype=np.float64),
        lat=np.array([place.lat for place in places.values()], dtype=np.float64),
        tail=stands[network.tail],
        head=stands[network.head],
    )


def read_hazards(world: World, terrain: Terrain, wanted: Collection[str]) -> tuple[Hazard, ...]:
    """The hazards of these kinds that can strike the network at all, in the order of their records.

    Raises:
        BadInput: the registry holds none of any kind.
    """
    facts = rows(world, "hazard_assumptions", "id").values()
    found = (_hazard(row, terrain) for row in facts if row["hazard"] in wanted)
    return tuple(hazard for hazard in found if hazard.footprints)


def _hazard(row: Mapping[str, Any], terrain: Terrain) -> Hazard:
    footprints = [arcs for arcs in _footprints(row, terrain) if len(arcs)]
    months = np.arange(1, MONTHS + 1)
    first, last = row["from_month"], row["to_month"]
    season = (months >= first) & (months <= last) if first <= last else (months >= first) | (months <= last)
    a_day = row["events_a_year"] / (season.sum() * DAYS_A_MONTH)
    apart = len(footprints) if row["reach"] == "around" else 1
    return Hazard(
        id=row["id"],
        hazard=row["hazard"],
        name=row["name"],
        left=row["capacity_left"],
        days=row["days"],
        a_day=np.where(season, a_day / max(apart, 1), 0.0),
        footprints=footprints,
    )


def _footprints(row: Mapping[str, Any], terrain: Terrain) -> Iterator[Whole]:
    """The arcs of each event that the hazard can bring."""
    struck = _struck(row, terrain.network)
    states = np.array(terrain.states)
    within = np.isin(states, row["states"]) if row["states"] else np.ones(len(states), dtype=np.bool_)
    touching = within[terrain.tail] | within[terrain.head]
    if row["reach"] == "everywhere":
        yield np.flatnonzero(struck & touching)
    elif row["reach"] == "state":
        for state in np.unique(states[within]):
            here = states == state
            yield np.flatnonzero(struck & (here[terrain.tail] | here[terrain.head]))
    else:
        yield from around(terrain, row["reach_km"], struck, within)


def _struck(row: Mapping[str, Any], network: Network) -> Flags:
    """The arcs that the hazard can strike, wherever they are."""
    handling = np.isin(network.kind, HANDLING)
    of_kind = {"links": ~handling, "handling": handling, "both": np.ones_like(handling)}[row["struck"]]
    found: Flags = of_kind & np.isin(np.array(network.mode, dtype=object), list(row["modes"]))
    if row["links"]:
        found &= np.isin(np.array(network.link, dtype=object), list(row["links"]))
    return found


def around(terrain: Terrain, km: float, struck: Flags, within: Flags) -> Iterator[Whole]:
    """For each place within the region: the arcs struck of which an end lies at most so many kilometres from it."""
    lon, lat = np.radians(terrain.lon), np.radians(terrain.lat)
    on_sphere = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    near = cKDTree(on_sphere).query_ball_point(on_sphere[within], 2 * np.sin(min(km / EARTH_KM, np.pi) / 2))
    arcs = np.flatnonzero(struck)
    ends = np.concatenate([terrain.tail[arcs], terrain.head[arcs]])
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], np.arange(len(terrain.names) + 1))
    by_place = np.concatenate([arcs, arcs])[order]
    for places in near:
        yield np.unique(np.concatenate([by_place[starts[place] : starts[place + 1]] for place in places]))
