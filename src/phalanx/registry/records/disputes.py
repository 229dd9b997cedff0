"""A friction between states or institutions that constrains cooperation."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Party, Several, Text


class Dispute(Record):
    """A friction between states or institutions that constrains cooperation."""

    KIND: ClassVar[str] = "disputes"
    TITLE: ClassVar[str] = "A friction between states or institutions that constrains cooperation."
    BEGINS: ClassVar[str | None] = "since"

    id: Id
    parties: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="Who is at odds; note names sides that have no code."),
    ]
    effect: Annotated[str, Text(), Field(description="What the dispute does to cooperation.")]
    scope: Annotated[str, Text(), Field(description="The format or field that suffers.")]
    since: Annotated[
        str,
        Day(),
        Field(description="Since when. As exact as the source supports: year, year and month, or day."),
    ]
    summary: Annotated[str, Text(), Field(description="How it came about and where it stands.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
