"""Limits asked: the parameters by which questions on groups of buyers say which groups are meant, each declared once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from phalanx.analyses.matchmaking.asking import EligibilityParameters, hear
from phalanx.analyses.matchmaking.constellations.asked import LARGEST
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.errors import BadInput
from phalanx.vocabulary.values import Integer, Own, OwnTable, Reference
from phalanx.world import World
from phalanx.world.choosing import States

OwnNeeds = Annotated[
    Own | None,
    OwnTable(kind="needs"),
    Field(description="Your own table of needs, in the place of the bundled illustrative one."),
]
OpenTo = Annotated[
    str | None,
    Reference(kinds=("instruments",)),
    Field(description="Only groups to which this instrument is open, such as SAFE."),
]
Fewest = Annotated[int, Integer(low=2), Field(alias="min", description="The fewest states of a group.")]
Most = Annotated[
    int | None,
    Integer(low=2),
    Field(alias="max", description=f"The most states of a group; without it {LARGEST}, or all where there are fewer."),
]
Without = Annotated[
    tuple[str, ...], States(as_written=True), Field(description="States that may be in no group, such as HU.")
]


def named_problems(world: World, book: RuleBook, area: str | None, instrument: str | None) -> Iterator[BadInput]:
    """An area or an instrument that there is not, or one that has ended; by those of eligibility."""
    try:
        asked = {name: value for name, value in (("area", area), ("instrument", instrument)) if value is not None}
        hear(world, book, EligibilityParameters.model_validate(asked))
    except BadInput as problem:
        yield problem
