"""A state under its Correlates of War number, with the span in which the number is its own."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Integer, Party, Text


class CowState(Record):
    """A state under its Correlates of War number, with the span in which the number is its own."""

    KIND: ClassVar[str] = "cow_states"
    TITLE: ClassVar[str] = "A state under its Correlates of War number, with the span in which the number is its own."
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("start", "end"),)
    KEY: ClassVar[tuple[str, ...]] = (
        "ccode",
        "start",
    )

    ccode: Annotated[int, Integer(), Field(description="The Correlates of War number of the state.")]
    abbreviation: Annotated[str, Text(), Field(description="The Correlates of War abbreviation.")]
    name: Annotated[str, Text(), Field(description="The name of the state in the list.")]
    party: Annotated[
        str,
        Party(),
        Field(description="Our code for it: ISO 3166-1, ISO 3166-3 for former states, else COW-nnn."),
    ]
    start: Annotated[str, Day(), Field(description="First day of the span, as exact as known.")]
    end: Annotated[str | None, Day(), Field(description="Last day of the span; empty: lasts to this day.")] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
