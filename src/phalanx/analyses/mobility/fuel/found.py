"""Fuel found: what the lines of each stage reach, how much they bring, and what has to go on by train from their ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from phalanx.analyses.mobility.clock import HUNDREDTHS
from phalanx.analyses.mobility.fuel.asked import Heard
from phalanx.analyses.mobility.isochrones import first_hours
from phalanx.analyses.mobility.network import Network, Real
from phalanx.registry.records.fuel_pipelines import STAGE_CODES

STAGES = tuple(STAGE_CODES)
PORTS = "ports"
"""The node from which all fuel comes in the graph of lines; ships bring what is needed."""
HOURS_A_DAY = 24
NO_LIMIT = 10**8
"""Cubic metres a day that no line carries, and hundredths of a load a day that no link does."""


@dataclass(frozen=True, eq=False)
class Stage:
    """The lines up to a stage: their ends, the nearest to where fuel is needed, and what that means.

    `ends`: cubic metres a day that can come to each place on the lines, for forces and civil use together. `hours` of a
    train from `nearest` to the destination, 0 where a line ends there; infinite where no train gets there. `trains` can
    pass a day between the two. `places`: hours to each place of the facts, in their order.
    """

    stage: str
    ends: Mapping[str, float]
    nearest: str
    hours: float
    trains: float
    places: Real


@dataclass(frozen=True, eq=False)
class Supply:
    """What a stage can do for the use: cubic metres a day that arrive, and the trains that it takes."""

    stage: Stage
    use: float
    arrives: float
    trains_a_day: float
    trucks_a_day: float
    trains_tied_up: float
    depot_days: float
    low_depot_days: float
    high_depot_days: float

    @property
    def lasts(self) -> bool:
        """Whether as much arrives as is used."""
        return self.arrives >= self.use


def find(heard: Heard) -> tuple[Supply, ...]:
    """The supply with the lines in service, with those planned as well, and with all that were named."""
    return tuple(_supply(heard, _stage(heard, STAGES[: count + 1])) for count in range(len(STAGES)))


def _stage(heard: Heard, stages: tuple[str, ...]) -> Stage:
    ends = _ends(heard, stages)
    to = heard.parameters.to
    by_end = {end: first_hours(heard.network, end) for end in ends}
    at = heard.network.place
    nearest = min(ends, key=lambda end: (by_end[end][at[to]], end))
    places = np.min([by_end[end][[at[node] for node in heard.nodes]] for end in ends], axis=0)
    return Stage(
        stage=stages[-1],
        ends=ends,
        nearest=nearest,
        hours=float(by_end[nearest][at[to]]),
        trains=float("inf") if nearest == to else loads_a_day(heard.network, nearest, to),
        places=places,
    )


def _ends(heard: Heard, stages: tuple[str, ...]) -> dict[str, float]:
    """Places on lines of these stages that hang together with a port, with the most that can be pumped there a day."""
    lines = [line for line in heard.lines if line["stage"] in stages]
    names = sorted({line[end] for line in lines for end in ("from_id", "to_id")})
    at = {name: place for place, name in enumerate((PORTS, *names))}
    pairs = [(at[line["from_id"]], at[line["to_id"]], line["m3_a_day"]) for line in lines]
    ports = {name for name in names if heard.nodes[name]["kind"] == "seaport"}
    both_ways = [*pairs, *((head, tail, most) for tail, head, most in pairs)]
    both_ways += [(at[PORTS], at[name], NO_LIMIT) for name in ports]
    pumped = {name: float("inf") if name in ports else most(both_ways, at[PORTS], at[name]) for name in names}
    return {name: amount for name, amount in pumped.items() if amount > 0}


def loads_a_day(network: Network, origin: str, destination: str) -> float:
    """The most loads a day that can go on and on from one node to another."""
    arcs = zip(network.tail.tolist(), network.head.tolist(), (HUNDREDTHS * network.capacity).tolist(), strict=True)
    return most([*arcs], network.place[origin], network.place[destination]) / HUNDREDTHS


def most(arcs: list[tuple[int, int, float]], source: int, sink: int) -> float:
    """The greatest flow through arcs of tail, head and capacity, which are rounded to whole units."""
    tails, heads, capacities = (np.array(column) for column in zip(*arcs, strict=True))
    limits = np.minimum(np.rint(capacities), NO_LIMIT).astype(np.int32)
    size = int(max(tails.max(), heads.max(), source, sink)) + 1
    graph = coo_array((limits, (tails.astype(np.int32), heads.astype(np.int32))), (size, size)).tocsr()
    return float(maximum_flow(graph, source, sink).flow_value)


def _supply(heard: Heard, stage: Stage) -> Supply:
    """Trains go there and back in twice the hours; a depot stands at every place on a line."""
    measures, use = heard.measures, heard.use
    train, depot = measures["train"].value, measures["depot"]
    pumped = stage.ends[stage.nearest] * measures["military_share"].value
    ends_there = stage.nearest == heard.parameters.to
    trains = 0.0 if ends_there else use.value / train
    return Supply(
        stage=stage,
        use=use.value,
        arrives=min(pumped, stage.trains * train),
        trains_a_day=trains,
        trucks_a_day=0.0 if ends_there else use.value / measures["truck"].value,
        trains_tied_up=trains * 2 * stage.hours / HOURS_A_DAY if trains else 0.0,
        depot_days=depot.value / use.value,
        low_depot_days=depot.low / use.high,
        high_depot_days=depot.high / use.low,
    )
