"""A capability coalition, who leads it and who belongs to it."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Identifier, Party, Reference, Several, Text

LEAD_STANDING_CODES = {
    "leading": "Leads",
    "agreed": "Agreed to lead, or to go on leading",
    "offered": "Offered or positioned to lead; not confirmed",
    "interest": "Reported interest; not confirmed",
}


class LeadNation(Record):
    """A capability coalition, who leads it and who belongs to it."""

    KIND: ClassVar[str] = "lead_nations"
    TITLE: ClassVar[str] = "A capability coalition, who leads it and who belongs to it."
    KEY: ClassVar[tuple[str, ...]] = ("coalition_id",)

    coalition_id: Annotated[str, Identifier(), Field(description="The key of the coalition.")]
    area_id: Annotated[
        str | None,
        Reference(kinds=("capability_areas",)),
        Field(description="The capability area."),
    ] = None
    name: Annotated[str, Text(), Field(description="The name of the coalition.")]
    lead_nations: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="Who leads, or is reported to want to; see lead_standing."),
    ] = None
    lead_standing: Annotated[
        str | None,
        Code(LEAD_STANDING_CODES),
        Field(description="How firm the lead is; empty where no lead is known."),
    ] = None
    members: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="Its members as far as named; EU means open to all member states. Empty means not known."),
    ] = None
    status: Annotated[str, Text(), Field(description="Where it stands.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
