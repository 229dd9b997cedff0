"""When a party entered or left an agreement, where that differs from its signature or end."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Party, Reference


class PartyPeriod(Record):
    """When a party entered or left an agreement, where that differs from its signature or end."""

    KIND: ClassVar[str] = "party_periods"
    TITLE: ClassVar[str] = "When a party entered or left an agreement, where that differs from its signature or end."
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("entered", "left"),)

    id: Id
    agreement: Annotated[str, Reference(kinds=("agreements",)), Field(description="The agreement.")]
    party: Annotated[str, Party(), Field(description="The state or institution that joined or left.")]
    entered: Annotated[
        str | None,
        Day(),
        Field(
            description="When it joined, if not at signature. As exact as the source supports: year, year and "
            "month, or day."
        ),
    ] = None
    left: Annotated[
        str | None,
        Day(),
        Field(description="When it left. As exact as the source supports: year, year and month, or day."),
    ] = None
    accession: Annotated[
        str | None,
        Reference(kinds=("agreements",)),
        Field(description="The agreement that records the joining; such a row is an accession, not a new tie."),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
