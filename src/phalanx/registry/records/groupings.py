"""A standing organisation or minilateral group with its members."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import DOMAIN
from phalanx.vocabulary.values import Code, Day, Party, Several, Text

KIND_CODES = {
    "alliance": "An alliance with a duty to assist",
    "union": "A political union",
    "eu_framework": "A framework of the European Union",
    "regional": "Consultation in a region",
    "minilateral": "A small group of willing states",
    "joint_command": "A shared headquarters or unit",
    "capability_pool": "A shared capability or programme",
    "centre_of_excellence": "A centre for research, doctrine and training",
}


class Grouping(Record):
    """A standing organisation or minilateral group with its members."""

    KIND: ClassVar[str] = "groupings"
    TITLE: ClassVar[str] = "A standing organisation or minilateral group with its members."
    BEGINS: ClassVar[str | None] = "founded"

    id: Id
    name: Annotated[str, Text(), Field(description="The name of the grouping.")]
    kind: Annotated[str, Code(KIND_CODES), Field(description="What kind of grouping it is.")]
    founded: Annotated[
        str | None,
        Day(),
        Field(description="When it was founded. As exact as the source supports: year, year and month, or day."),
    ] = None
    members: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="Its members; where confidence is partial the list may be incomplete."),
    ]
    purpose: Annotated[str, Text(), Field(description="What it is for.")]
    domains: Annotated[tuple[str, ...], Several(of=Code(DOMAIN)), Field(description="The fields it covers.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
