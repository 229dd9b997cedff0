"""An undersea incident or measure: cables, pipelines and what was done about them."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Day, Party, Several, Text

KIND_CODES = {
    "telecom": "A telecommunications cable",
    "telecom_sensor": "A cable of sensors",
    "power": "A power cable",
    "gas_pipeline": "A gas pipeline",
    "policy": "A policy measure",
    "legal": "A court decision",
}


class CableEvent(Record):
    """An undersea incident or measure: cables, pipelines and what was done about them."""

    KIND: ClassVar[str] = "cables"
    TITLE: ClassVar[str] = "An undersea incident or measure: cables, pipelines and what was done about them."
    BEGINS: ClassVar[str | None] = "date"

    id: Id
    date: Annotated[
        str,
        Day(),
        Field(description="When it happened. As exact as the source supports: year, year and month, or day."),
    ]
    name: Annotated[str, Text(), Field(description="The cable, pipeline or measure.")]
    kind: Annotated[str, Code(KIND_CODES), Field(description="What it is about.")]
    place: Annotated[str, Text(), Field(description="Where.")]
    states: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="The states or institutions concerned."),
    ]
    summary: Annotated[str, Text(), Field(description="What happened.")]
    attribution_or_status: Annotated[
        str,
        Text(),
        Field(description="Who is held responsible, as reported, or where the matter stands."),
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
