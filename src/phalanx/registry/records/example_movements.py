"""A movement of a force from public places to a public place, as an example to count with."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Identifier, Number, Reference, Several, Text


class ExampleMovement(Record):
    """A movement of a force from public places to a public place, as an example to count with."""

    KIND: ClassVar[str] = "example_movements"
    TITLE: ClassVar[str] = "A movement of a force from public places to a public place, as an example to count with."

    id: Id
    title: Annotated[str, Text(), Field(description="What moves from where to where, in a line.")]
    origins: Annotated[
        tuple[str, ...],
        Several(of=Reference(kinds=("mobility_nodes",))),
        Field(description="Where it begins; several share the loads equally."),
    ]
    destination: Annotated[str, Reference(kinds=("mobility_nodes",)), Field(description="Where it ends.")]
    size: Annotated[str, Identifier(), Field(description="How much: a force of movement_sizes, such as brigade.")]
    told_low_days: Annotated[
        float | None,
        Number(unit="days", low=0, high=365),
        Field(
            description="The fewest days that such a movement is told to have taken on the way, where one is told of."
        ),
    ] = None
    told_high_days: Annotated[
        float | None, Number(unit="days", low=0, high=365), Field(description="The most days it is told to have taken.")
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """One end of what is told without the other, or the two in the wrong order."""
        yield from super().contradictions(today)
        low, high = self.told_low_days, self.told_high_days
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            yield Contradiction(
                "told_high_days", f"{high}, with told_low_days {low}", "both ends or none, the low one first",
                "correct one of the two",
            )  # fmt: skip
