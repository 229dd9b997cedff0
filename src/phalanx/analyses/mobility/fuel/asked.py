"""Fuel asked: for how many brigades and where, with the lines, the network and the numbers that fuel is counted with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from phalanx.analyses.mobility.ground import ground_of
from phalanx.analyses.mobility.measures import missing
from phalanx.analyses.mobility.network import Network
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Identifier, Number
from phalanx.world import World

MEASURES = ("brigade", "train", "truck", "depot", "military_share")


class FuelParameters(Parameters):
    """Where fuel is needed, and by how many brigades."""

    to: Annotated[str, Identifier(), Field(description="Where it is needed: a node such as lt-kaunas.")] = "lt-kaunas"
    brigades: Annotated[
        float, Number(unit="brigades", low=0.1, high=1000), Field(description="How many brigades use fuel there.")
    ] = 3.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that fuel is counted with, and its range."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood. The network is that by rail, as if every permission were there: supply goes on for weeks."""

    world: World
    parameters: FuelParameters
    network: Network
    nodes: Mapping[str, Mapping[str, Any]]
    lines: tuple[Mapping[str, Any], ...]
    measures: Mapping[str, Measure]

    @property
    def use(self) -> Measure:
        """Cubic metres a day that the brigades use."""
        one, many = self.measures["brigade"], self.parameters.brigades
        return Measure(one.low * many, one.value * many, one.high * many)

    def name(self, node: str) -> str:
        """The name of a place."""
        return str(self.nodes[node]["name"])


def understand(world: World, parameters: FuelParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: there is no such node, or facts are missing.
    """
    measures = {
        row["id"]: Measure(row["low"], row["value"], row["high"])
        for row in world.table("fuel_measures").iter_rows(named=True)
    }
    if lacking := [name for name in MEASURES if name not in measures]:
        raise missing(f"fuel_measures/{lacking[0]}")
    lines = tuple(world.table("fuel_pipelines").to_dicts())
    if not lines:
        raise missing("fuel_pipelines")
    nodes = {row["id"]: row for row in world.table("mobility_nodes").to_dicts()}
    if parameters.to not in nodes:
        near = get_close_matches(parameters.to, nodes, 3, 0.5)
        raise BadInput(
            f"There is no node {parameters.to!r}",
            "a node of mobility_nodes such as lt-kaunas",
            f"did you mean {' or '.join(near)}" if near else "see the kind mobility_nodes",
        )
    if not any(nodes[line[end]]["kind"] == "seaport" for line in lines for end in ("from_id", "to_id")):
        raise missing("a fuel_pipelines row that begins in a seaport")
    ground = ground_of(world)
    by_rail = np.array([mode == "rail" for mode in ground.network.mode], dtype=np.float64)
    network = ground.with_(np.zeros(len(by_rail)), left=by_rail)
    return Heard(world, parameters, network, nodes, lines, measures)
