"""A strategic partnership of the EU on raw materials."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Party, Text


class RawMaterialPartnership(Record):
    """A strategic partnership of the EU on raw materials."""

    KIND: ClassVar[str] = "raw_material_partnerships"
    TITLE: ClassVar[str] = "A strategic partnership of the EU on raw materials."
    BEGINS: ClassVar[str | None] = "date"

    id: Id
    partner: Annotated[str, Text(), Field(description="The partner.")]
    iso2: Annotated[str, Party(), Field(description="Its code.")]
    date: Annotated[
        str,
        Day(),
        Field(
            description="When the partnership was signed or endorsed. As exact as the source supports: year, year "
            "and month, or day."
        ),
    ]
    note: Note = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
