"""Network: places by mode of transport, and arcs that carry hours, capacity and permission alike.

A node is a place on the ground (where loads are put on and taken off), or a place on a mode: `pl-suwalki/rail-1435`.
Loads change mode over the ground; they change gauge on an arc of its own. An arc across a border may not be entered
before the permission of the state behind it is there, which was asked for at hour zero like all others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from phalanx.analyses.mobility.measures import read_permits, rows
from phalanx.world import World

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

KINDS = ("loading", "unloading", "travel", "border", "gauge_change")
"""What an arc does; `Network.kind` holds places in this tuple."""


@dataclass(frozen=True, eq=False)
class Network:
    """Directed arcs between nodes, one entry an arc in every array; all times in hours, all capacities in loads a day.

    `tail`, `head`: places in `nodes`. `hours`: from entering the arc to its end, at least 0. `capacity`: loads that can
    enter a day. `release`: hours after the start before which nothing may enter; then open for good. `link`: the record
    behind it, of a place for handling there. `state`: the state that a border arc enters, else "". `light`: open to loads that are not heavy only.
    """

    nodes: tuple[str, ...]
    tail: Whole
    head: Whole
    hours: Real
    capacity: Real
    release: Real
    kind: Whole
    mode: tuple[str, ...]
    link: tuple[str, ...]
    state: tuple[str, ...]
    light: Flags

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each node stands in `nodes`."""
        return {name: index for index, name in enumerate(self.nodes)}

    def without(self, links: Collection[str]) -> Network:
        """The same network with these links closed, both ways: nothing can enter them."""
        closed = np.isin(np.array(self.link, dtype=object), list(links))
        return replace(self, capacity=np.where(closed, 0.0, self.capacity))

    def scaled(self, factors: Real) -> Network:
        """The same network with every arc's capacity times its factor, shape (arcs)."""
        return replace(self, capacity=self.capacity * factors)


@dataclass(frozen=True, slots=True)
class Movement:
    """What has to move: loads at each origin (a node on the ground), to one destination, of which some are heavy.

    `heavy` is the share of the loads, 0 to 1, that may use no arc marked `light`: tracked vehicles on roads across a
    border. `deadline` is in hours after the start, None where there is none.
    """

    loads: Mapping[str, float]
    destination: str
    heavy: float = 0.0
    deadline: float | None = None

    @property
    def total(self) -> float:
        """All loads together."""
        return sum(self.loads.values())


def network_of(world: World, regime: str = "today", *, home: Collection[str] = (), corridors: bool = False) -> Network:
    """The network of the facts on the day of the World, under a regime of permits.

    `home` are the states in which movements begin, which ask for no permission. With `corridors`, borders within an
    agreed corridor follow its rule. A link that is being built is there from its opening year on.

    Raises:
        BadInput: the registry lacks facts without which nothing can be counted.
    """
    permits = read_permits(world, regime, home, corridors)
    capacities = rows(world, "transport_capacities", "mode", "link_class")
    handling = rows(world, "handling_times", "activity", "mode")
    states = {place: row["iso2"] for (place,), row in rows(world, "mobility_nodes", "id").items()}
    laid = _Laid()
    for row in usable_links(world).iter_rows(named=True):
        carries = capacities[row["mode"], row["electrified"] or "any"]
        for tail, head in _ends(row):
            border = row["cross_border"]
            at_border = handling["border", row["mode"]] if border else {"hours": 0.0, "loads_a_day": float("inf")}
            change = _breaks(row) * handling["gauge_change", "rail"]["hours"]
            entered = states[head.split("/")[0]]
            laid.add(
                Arc(
                    tail,
                    head,
                    hours=row["distance_km"] / carries["speed_kmh"] + at_border["hours"] + change,
                    capacity=min(carries["loads_a_day"], at_border["loads_a_day"]),
                    release=permits.entering(entered, states[tail.split("/")[0]]),
                    kind="border" if border else "travel",
                    mode=row["mode"],
                    link=row["id"],
                    state=entered if border else "",
                    light=border and row["mode"] == "road",
                )
            )
    for arc in _handling_arcs(laid.nodes, handling):
        laid.add(arc)
    return laid.network(states)


def usable_links(world: World) -> pl.DataFrame:
    """The links that can be used on the day of the World, as rows of `mobility_links`."""
    opening = world.table("link_openings").select(id="link", opens="year")
    links = world.table("mobility_links").join(opening, on="id", how="left", maintain_order="left")
    built = pl.col("status") != "under_construction"
    return links.filter(built | (pl.col("opens") <= world.valid_on.year)).drop("opens")


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc by the names of its ends; see `Network` for the rest."""

    tail: str
    head: str
    hours: float
    capacity: float
    release: float
    kind: str
    mode: str
    link: str
    state: str = ""
    light: bool = False


class _Laid:
    """Arcs as they are laid, with the nodes they need in the order in which they turn up."""

    def __init__(self) -> None:
        self.arcs: list[Arc] = []
        self.nodes: dict[str, int] = {}

    def add(self, arc: Arc) -> None:
        """Lay one arc."""
        for name in (arc.tail, arc.head):
            self.nodes.setdefault(name, len(self.nodes))
        self.arcs.append(arc)

    def network(self, places: Iterable[str] = ()) -> Network:
        """All arcs as arrays; places that no arc touches are nodes as well."""
        for name in places:
            self.nodes.setdefault(name, len(self.nodes))
        return Network(
            nodes=tuple(self.nodes),
            tail=np.array([self.nodes[arc.tail] for arc in self.arcs], dtype=np.int64),
            head=np.array([self.nodes[arc.head] for arc in self.arcs], dtype=np.int64),
            hours=np.array([arc.hours for arc in self.arcs], dtype=np.float64),
            capacity=np.array([arc.capacity for arc in self.arcs], dtype=np.float64),
            release=np.array([arc.release for arc in self.arcs], dtype=np.float64),
            kind=np.array([KINDS.index(arc.kind) for arc in self.arcs], dtype=np.int64),
            mode=tuple(arc.mode for arc in self.arcs),
            link=tuple(arc.link for arc in self.arcs),
            state=tuple(arc.state for arc in self.arcs),
            light=np.array([arc.light for arc in self.arcs], dtype=np.bool_),
        )


def network_from(arcs: Iterable[Arc]) -> Network:
    """A network of these arcs."""
    laid = _Laid()
    for arc in arcs:
        laid.add(arc)
    return laid.network()


def _ends(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The ends of a link on its mode, there and back: for each gauge, or from gauge to gauge where it breaks."""
    mode, gauges = row["mode"], row["gauge_mm"] or ("",)
    pairs = [(gauges[0], gauges[-1])] if _breaks(row) else [(gauge, gauge) for gauge in gauges]
    for one, other in pairs:
        a = f"{row['from_id']}/{mode}{one and '-' + one}"
        b = f"{row['to_id']}/{mode}{other and '-' + other}"
        yield a, b
        yield b, a


def _breaks(row: Mapping[str, Any]) -> bool:
    """Whether the gauge breaks on the way: two gauges across a border, the European one at the first end."""
    return bool(row["cross_border"]) and len(row["gauge_mm"] or ()) > 1


def _handling_arcs(nodes: Iterable[str], handling: Mapping[tuple[str, ...], Mapping[str, Any]]) -> list[Arc]:
    """Putting on and taking off at every place of every mode, and changing gauge where two gauges meet."""
    on_modes = [name for name in nodes if "/" in name]
    tracks: dict[str, list[str]] = {}
    for name in on_modes:
        place, track = name.split("/")
        if track.startswith("rail"):
            tracks.setdefault(place, []).append(name)
    arcs = []
    for name in on_modes:
        place, track = name.split("/")
        mode = track.split("-")[0]
        for activity, tail, head in (("loading", place, name), ("unloading", name, place)):
            arcs.append(_handled(activity, mode, tail, head, place, handling))
        gauges = [other for other in tracks[place] if other != name] if mode == "rail" else []
        arcs += [_handled("gauge_change", mode, name, other, place, handling) for other in gauges]
    return arcs


def _handled(
    activity: str,
    mode: str,
    tail: str,
    head: str,
    place: str,
    handling: Mapping[tuple[str, ...], Mapping[str, Any]],
) -> Arc:
    row = handling[activity, mode]
    return Arc(tail, head, row["hours"], row["loads_a_day"], 0.0, activity, mode, place)
