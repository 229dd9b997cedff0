"""What an agreement on a corridor does to the permission at the borders between its states."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Day, Number, Reference


class CorridorRule(Record):
    """What an agreement on a corridor does to the permission at the borders between its states."""

    KIND: ClassVar[str] = "corridor_rules"
    TITLE: ClassVar[str] = "What an agreement on a corridor does to the permission at the borders between its states."
    KEY: ClassVar[tuple[str, ...]] = ("agreement",)

    agreement: Annotated[
        str,
        Reference(kinds=("agreements",)),
        Field(description="The agreement; the rule holds at every border between two of its parties."),
    ]
    hours: Annotated[
        float,
        Number(unit="hours", low=0, high=10_000),
        Field(description="From the request to the permission, where the regime takes longer."),
    ]
    low_hours: Annotated[
        float, Number(unit="hours", low=0, high=10_000), Field(description="The least to be argued for.")
    ]
    high_hours: Annotated[
        float, Number(unit="hours", low=0, high=10_000), Field(description="The most to be argued for.")
    ]
    in_force_from: Annotated[
        str | None,
        Day(),
        Field(
            description="Since when borders follow it; empty: it is intended, and counted where agreed corridors are asked "
            "for. As exact as the source supports: year, year and month, or day."
        ),
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A value outside its range, an illustrative figure without its rule."""
        yield from super().contradictions(today)
        yield from out_of_range("hours", self.low_hours, self.hours, self.high_hours)
        yield from without_rule(self.illustrative, self.derivation)
