"""What movements are counted with besides hours and loads: the step of time, and how far a limit is lifted."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number, Text

MEASURE_UNIT_CODES = {
    "hours": "Hours",
    "multiple": "A multiple",
}


class MobilityMeasure(Record):
    """What movements are counted with besides hours and loads: the step of time, and how far a limit is lifted."""

    KIND: ClassVar[str] = "mobility_measures"
    TITLE: ClassVar[str] = (
        "What movements are counted with besides hours and loads: the step of time, and how far a limit is lifted."
    )
    NAMED_BY_KIND: ClassVar[bool] = True

    id: Id
    value: Annotated[float, Number(low=0), Field(description="The number to count with, in the unit named.")]
    low: Annotated[float, Number(low=0), Field(description="The lowest that can be argued for, in the same unit.")]
    high: Annotated[float, Number(low=0), Field(description="The highest that can be argued for, in the same unit.")]
    unit: Annotated[str, Code(MEASURE_UNIT_CODES), Field(description="The unit of the three numbers.")]
    reasoning: Annotated[str, Text(), Field(description="Why it is so much.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A value outside its own range."""
        yield from super().contradictions(today)
        yield from out_of_range("value", self.low, self.value, self.high)
