"""Stress asked: a movement, how many scenarios of which hazards, and who computes them; or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Annotated, Any

from pydantic import Field

from phalanx.analyses.mobility.clock import HOURS_A_DAY, Clock
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.movement.asked import Heard, MovementParameters
from phalanx.analyses.mobility.movement.asked import understand as understand_movement
from phalanx.analyses.mobility.narrowing import fits
from phalanx.analyses.mobility.stress.draws import Season
from phalanx.analyses.mobility.stress.hazards import Hazard, read_hazards, terrain_of
from phalanx.registry.records.hazard_assumptions import STRESS_CODES
from phalanx.vocabulary.values import Code, Here, Integer, ServedAtMost, Several, Text, ValueType
from phalanx.world import World

MACHINES = "who runs a server decides on its processes and machines, and not who asks it"


@dataclass(frozen=True)
class Kinds(Several):
    """A set of kinds of hazards, written with `,` or `;` between them."""

    of: ValueType = field(default_factory=lambda: Code(STRESS_CODES))

    def parse(self, text: str) -> tuple[str, ...]:
        kinds: tuple[str, ...] = super().parse(text.replace(",", ";"))
        return kinds


class StressParameters(MovementParameters):
    """A movement, and what it is put through."""

    scenarios: Annotated[
        int,
        Integer(low=1, high=1_000_000),
        ServedAtMost(2_000, "more take the server longer than a few seconds; the command line has no such limit"),
        Field(description="How many scenarios are drawn, from 1 to 1,000,000."),
    ] = 2_000
    seed: Annotated[
        int,
        Integer(low=0, high=2**31 - 1),
        Field(description="The seed: the same one draws the same scenarios, however many workers there are."),
    ] = 1
    hazards: Annotated[
        tuple[str, ...],
        Kinds(),
        Field(description="The kinds of hazards that may strike: flood, ice, heat, cyber, strike and peak."),
    ] = tuple(sorted(STRESS_CODES))
    month: Annotated[
        int,
        Integer(low=0, high=12),
        Field(description="The month in which loads set out, 1 to 12, as hazards have seasons; 0 for any."),
    ] = 0
    workers: Annotated[
        int,
        Integer(low=1, high=256),
        Here(MACHINES),
        Field(description="Processes of this machine that compute; the result is the same with any number."),
    ] = 1
    cluster: Annotated[
        str | None,
        Text(),
        Here(MACHINES),
        Field(description="Address of a Dask scheduler whose workers compute, such as tcp://127.0.0.1:8786."),
    ] = None

    def said(self) -> dict[str, Any]:
        """All but who computes: the answer is the same."""
        return {name: value for name, value in super().said().items() if name not in ("workers", "cluster")}


@dataclass(frozen=True, eq=False)
class Stressed:
    """What was asked: the movement, the hazards that can strike its network, and when it is under way."""

    heard: Heard
    parameters: StressParameters
    hazards: Sequence[Hazard]
    season: Season
    steps: int
    """Steps of the undisturbed movement."""

    @property
    def clock(self) -> Clock:
        """The network in steps of time."""
        return Clock(self.heard.network, self.heard.movement, self.heard.step)


def understand(world: World, parameters: StressParameters) -> Stressed | Heard:
    """Understand what was asked of a World; only the movement where it cannot arrive even undisturbed.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be; or the facts are missing.
    """
    heard = understand_movement(world, parameters)
    clock = Clock(heard.network, heard.movement, heard.step)
    steps = fewest_steps(clock)
    if steps is None:
        return heard
    wanted = [each.strip() for each in parameters.hazards]
    sets_out = setting_out(clock, steps)
    return Stressed(
        heard=heard,
        parameters=parameters,
        hazards=read_hazards(world, terrain_of(heard.network, heard.places), wanted),
        season=Season(sets_out, ceil((steps - sets_out) * heard.step / HOURS_A_DAY), heard.step, parameters.month),
        steps=steps,
    )


def setting_out(clock: Clock, steps: int) -> int:
    """The last step before which nothing has to set out for all to arrive in so many steps."""
    low, high = 0, steps
    while high - low > 1:
        middle = (low + high) // 2
        if fits(replace(clock, sets_out=middle), steps):
            low = middle
        else:
            high = middle
    return low
