"""A day that divides, or may divide, a count into before and since."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Text


class TurningPoint(Record):
    """A day that divides, or may divide, a count into before and since."""

    KIND: ClassVar[str] = "turning_points"
    TITLE: ClassVar[str] = "A day that divides, or may divide, a count into before and since."

    id: Id
    date: Annotated[str, Day(), Field(description="The day.")]
    name: Annotated[str, Text(), Field(description="What happened.")]
    summary: Annotated[str, Text(), Field(description="Why counts are, or may be, divided there.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
