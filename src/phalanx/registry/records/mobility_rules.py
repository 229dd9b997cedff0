"""A permission time or rule for moving forces."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Party, Period, Several, Text

STAGE_CODES = {
    "proposal": "Proposed by the Commission",
    "negotiating_position": "In the Council's negotiating position",
    "in_force": "In force",
}


class MobilityRule(Record):
    """A permission time or rule for moving forces."""

    KIND: ClassVar[str] = "mobility_rules"
    TITLE: ClassVar[str] = "A permission time or rule for moving forces."

    id: Id
    scope: Annotated[tuple[str, ...], Several(of=Party()), Field(description="Where the rule holds.")]
    rule: Annotated[str, Text(), Field(description="The rule or measure.")]
    value: Annotated[str, Text(), Field(description="Its value: a number in the unit, a date, a range or a text.")]
    unit: Annotated[str, Text(), Field(description="The unit of the value; text, list and date where it is none.")]
    qualifier: Annotated[
        str | None,
        Text(),
        Field(description="How exact the value is, such as more than or minimum."),
    ] = None
    applies_from: Annotated[
        str | None,
        Period(),
        Field(description="Since when it applies. A date, or two dates with a slash between them."),
    ] = None
    stage: Annotated[str | None, Code(STAGE_CODES), Field(description="Where the rule stands, if said.")] = None
    summary: Annotated[str, Text(), Field(description="What it says.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
