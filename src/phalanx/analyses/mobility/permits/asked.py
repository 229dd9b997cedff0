"""Permits asked: which movements, and under which rules upgrades are held against permissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from phalanx.analyses.mobility.cases import Rules
from phalanx.analyses.mobility.examples import Example, read_examples
from phalanx.analyses.mobility.ground import Ground, ground_of
from phalanx.analyses.mobility.invest.asked import Corridors, Examples
from phalanx.analyses.mobility.measures import number
from phalanx.question import Parameters
from phalanx.registry.records.border_permits import REGIME_CODES
from phalanx.vocabulary.values import Code
from phalanx.world import World


class PermitsParameters(Parameters):
    """Which movements, and the rules under which upgrades are counted."""

    movements: Examples = None
    regime: Annotated[
        str, Code(REGIME_CODES), Field(description="Under which rules upgrades are counted; by itself those of today.")
    ] = "today"
    corridors: Corridors = False


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood."""

    world: World
    parameters: PermitsParameters
    ground: Ground
    examples: tuple[Example, ...]
    rules: Rules


def understand(world: World, parameters: PermitsParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: a movement is unknown, or facts are missing.
    """
    return Heard(
        world,
        parameters,
        ground_of(world),
        read_examples(world, parameters.movements),
        Rules(int(number(world, "step")), number(world, "given_up")),
    )
