"""A number that a plan counts with where no fact says it: its value, its range, and why."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Number, Text

ASSUMED_UNIT_CODES = {
    "per_cent": "Per cent",
    "per_cent_a_year": "Per cent a year",
    "million_eur": "Million EUR",
    "multiple": "A multiple",
    "usd_per_eur": "United States dollars to the euro",
    "years": "Years",
}


class PlanningAssumption(Record):
    """A number that a plan counts with where no fact says it: its value, its range, and why."""

    KIND: ClassVar[str] = "planning_assumptions"
    TITLE: ClassVar[str] = "A number that a plan counts with where no fact says it: its value, its range, and why."
    NAMED_BY_KIND: ClassVar[bool] = True

    id: Id
    value: Annotated[float, Number(), Field(description="The number to count with, in the unit named.")]
    low: Annotated[float, Number(), Field(description="The lowest that can be argued for, in the same unit.")]
    high: Annotated[float, Number(), Field(description="The highest that can be argued for, in the same unit.")]
    unit: Annotated[str, Code(ASSUMED_UNIT_CODES), Field(description="The unit of the three numbers.")]
    reasoning: Annotated[str, Text(), Field(description="Why it is so much.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A value outside its own range."""
        yield from super().contradictions(today)
        if not self.low <= self.value <= self.high:
            yield Contradiction(
                "value",
                f"{self.value:g}, outside {self.low:g} to {self.high:g}",
                "a number from low to high",
                "correct one of the three",
            )
