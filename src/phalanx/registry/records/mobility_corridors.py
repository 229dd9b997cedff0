"""A military mobility corridor or initiative."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Party, Period, Several, Text

MODES_CODES = {
    "rail": "Railway",
    "road": "Road",
    "sea": "Sea",
    "air": "Air",
    "iww": "Inland waterway",
    "pipeline": "Pipeline",
}


class MobilityCorridor(Record):
    """A military mobility corridor or initiative."""

    KIND: ClassVar[str] = "mobility_corridors"
    TITLE: ClassVar[str] = "A military mobility corridor or initiative."

    id: Id
    name: Annotated[str, Text(), Field(description="The name of the corridor or initiative.")]
    states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="The states it crosses; empty where not published."),
    ] = None
    modes: Annotated[tuple[str, ...], Several(of=Code(MODES_CODES)), Field(description="Modes of transport.")]
    announced: Annotated[
        str | None,
        Period(),
        Field(description="When it was announced. A date, or two dates with a slash between them."),
    ] = None
    status: Annotated[str, Text(), Field(description="Where it stands.")]
    summary: Annotated[str, Text(), Field(description="What it is.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
