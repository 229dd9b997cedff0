"""Reach asked: from where, under which rules, for which loads, and the hours to every place that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from phalanx.analyses.mobility.ground import bounded, ground_of
from phalanx.analyses.mobility.invest.asked import Corridors
from phalanx.analyses.mobility.isochrones import first_hours
from phalanx.analyses.mobility.measures import BOUNDS
from phalanx.analyses.mobility.network import Real
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.registry.records.border_permits import REGIME_CODES
from phalanx.vocabulary.values import Code, Flag, Identifier
from phalanx.world import World

REGIMES = tuple(REGIME_CODES)


class ReachParameters(Parameters):
    """From where, and under which rules."""

    from_: Annotated[
        str, Identifier(), Field(alias="from", description="Where it begins: a node such as nl-rotterdam.")
    ] = "nl-rotterdam"
    regime: Annotated[
        str | None, Code(REGIME_CODES), Field(description="Under which rules states give permission; by itself all.")
    ] = None
    corridors: Corridors = False
    heavy: Annotated[
        bool, Flag(), Field(description="Whether the load is a heavy one, which uses no road across a border.")
    ] = False


@dataclass(frozen=True, eq=False)
class Reached:
    """What was asked, and the hours to every place, shape (places), by regime and end of the range of its permits.

    `places` are rows of mobility_nodes in their order, without the origin. `shown` are the regimes asked for.
    """

    world: World
    parameters: ReachParameters
    origin: Mapping[str, Any]
    places: tuple[Mapping[str, Any], ...]
    hours: Mapping[tuple[str, str], Real]
    shown: tuple[str, ...]

    @property
    def reachable(self) -> int:
        """How many places can be reached at all, whatever the rules."""
        return int(np.isfinite(self.hours[self.shown[0], "middle"]).sum())

    def within(self, regime: str, days: float, bound: str = "middle") -> int:
        """How many places the first load reaches within so many days."""
        return int((self.hours[regime, bound] <= 24 * days).sum())


def understand(world: World, parameters: ReachParameters) -> Reached:
    """Understand what was asked of a World, and follow the first load to every place under every regime.

    Raises:
        BadInput: there is no such node, or facts are missing.
    """
    ground = ground_of(world)
    nodes = world.table("mobility_nodes").to_dicts()
    names = {row["id"]: row["name"] for row in nodes}
    if parameters.from_ not in names:
        near = get_close_matches(parameters.from_, names, 3, 0.5)
        raise BadInput(
            f"There is no node {parameters.from_!r}",
            "a node of mobility_nodes such as nl-rotterdam",
            f"did you mean {' or '.join(near)}" if near else "see the kind mobility_nodes",
        )
    origin = next(row for row in nodes if row["id"] == parameters.from_)
    places = tuple(row for row in nodes if row["id"] != parameters.from_)
    at = [ground.network.place[row["id"]] for row in places]
    hours = {}
    for regime in REGIMES:
        for bound in BOUNDS:
            home = frozenset({origin["iso2"]})
            permits = bounded(world, regime, home, corridors=parameters.corridors, bound=bound)
            network = ground.with_(ground.release(permits))
            hours[regime, bound] = first_hours(network, parameters.from_, heavy=parameters.heavy)[at]
    return Reached(world, parameters, origin, places, hours, (parameters.regime,) if parameters.regime else REGIMES)
