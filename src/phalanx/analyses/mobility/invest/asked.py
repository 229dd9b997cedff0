"""Invest asked: how much money, for which movements under which permits and hazards, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field

from phalanx.analyses.mobility.cases import Rules
from phalanx.analyses.mobility.examples import Example, Hazard, read_examples, read_hazards
from phalanx.analyses.mobility.ground import Ground, bounded, ground_of
from phalanx.analyses.mobility.measures import Permits, missing, number
from phalanx.analyses.mobility.movement.asked import together
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.registry.records.border_permits import REGIME_CODES
from phalanx.vocabulary.values import Code, Flag, Number, Reference, Several
from phalanx.world import World

Costs = Literal["low", "middle", "high"]
COST_FIELDS: Mapping[str, str] = {"low": "low_eur_m", "middle": "cost_eur_m", "high": "high_eur_m"}

Examples = Annotated[
    tuple[str, ...] | None,
    Several(of=Reference(kinds=("example_movements",))),
    Field(description="Which movements of example_movements, with ; between them; by itself all."),
]
Corridors = Annotated[
    bool,
    Flag(),
    Field(description="Whether borders within an agreed corridor follow its rule, as if it were in force."),
]


class InvestParameters(Parameters):
    """How much money for upgrades, and what they should speed up."""

    budget: Annotated[
        float,
        Number(unit="EUR million", low=0, high=1_000_000),
        Field(description="What may be spent, in EUR million; 5000 by itself."),
    ] = 5000.0
    costs: Annotated[Costs, Field(description="Which end of the range of costs is counted: low, middle or high.")] = (
        "middle"
    )
    regime: Annotated[
        str,
        Code(REGIME_CODES),
        Field(description="Under which rules states give permission; by itself the three days proposed."),
    ] = "proposal"
    corridors: Corridors = False
    movements: Examples = None
    hazards: Annotated[
        tuple[str, ...] | None,
        Several(of=Reference(kinds=("example_hazards",))),
        Field(description="Which hazards of example_hazards, with ; between them; by itself all."),
    ] = None
    calm: Annotated[bool, Flag(), Field(description="Whether to leave all hazards out.")] = False


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the ground with all upgrades, movements, hazards and the permits of each movement."""

    world: World
    parameters: InvestParameters
    ground: Ground
    examples: tuple[Example, ...]
    hazards: tuple[Hazard, ...]
    permits: tuple[Permits, ...]
    rules: Rules
    costs: tuple[float, ...]


def understand(world: World, parameters: InvestParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be; or the facts are missing.
    """
    ground = ground_of(world)
    if not ground.upgrades:
        raise missing("mobility_upgrades")
    problems: list[BadInput] = []
    examples: tuple[Example, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    try:
        examples = read_examples(world, parameters.movements)
    except BadInput as problem:
        problems.append(problem)
    try:
        hazards = () if parameters.calm else read_hazards(world, parameters.hazards)
    except BadInput as problem:
        problems.append(problem)
    if parameters.calm and parameters.hazards:
        problems.append(BadInput("--calm leaves out the hazards that --hazards names", "one of the two"))
    if problems:
        raise together(problems)
    regime, corridors = parameters.regime, parameters.corridors
    permits = bounded(world, regime, frozenset(), corridors=corridors)
    field = COST_FIELDS[parameters.costs]
    return Heard(
        world=world,
        parameters=parameters,
        ground=ground,
        examples=examples,
        hazards=hazards,
        permits=tuple(replace(permits, home=each.home) for each in examples),
        rules=Rules(int(number(world, "step")), number(world, "given_up")),
        costs=tuple(float(getattr(upgrade, field)) for upgrade in ground.upgrades),
    )
