"""What fuel is counted with: how much a brigade uses, how much a train or a depot holds."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number, Text

FUEL_UNIT_CODES: Mapping[str, str] = {
    "m3": "Cubic metres",
    "m3_a_day": "Cubic metres a day",
    "share": "A share, 0 to 1",
}


class FuelMeasure(Record):
    """What fuel is counted with: how much a brigade uses, how much a train or a depot holds."""

    KIND: ClassVar[str] = "fuel_measures"
    TITLE: ClassVar[str] = "What fuel is counted with: how much a brigade uses, how much a train or a depot holds."
    NAMED_BY_KIND: ClassVar[bool] = True

    id: Id
    value: Annotated[float, Number(low=0), Field(description="The number to count with, in the unit named.")]
    low: Annotated[float, Number(low=0), Field(description="The lowest that can be argued for, in the same unit.")]
    high: Annotated[float, Number(low=0), Field(description="The highest that can be argued for, in the same unit.")]
    unit: Annotated[str, Code(FUEL_UNIT_CODES), Field(description="The unit of the three numbers.")]
    reasoning: Annotated[str, Text(), Field(description="Why it is so much.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A value outside its own range."""
        yield from super().contradictions(today)
        yield from out_of_range("value", self.low, self.value, self.high)
