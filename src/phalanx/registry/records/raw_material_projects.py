"""A strategic raw-material project."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Party, Several, Text

STAGE_CODES = {
    "extraction": "Mining",
    "processing": "Processing",
    "recycling": "Recycling",
    "substitution": "Substitution",
}

LIST_CODES = {
    "eu_2025_03": "Strategic projects in the EU, March 2025",
    "non_eu_2025_06": "Strategic projects outside the EU, June 2025",
}


class RawMaterialProject(Record):
    """A strategic raw-material project."""

    KIND: ClassVar[str] = "raw_material_projects"
    TITLE: ClassVar[str] = "A strategic raw-material project."

    id: Id
    name: Annotated[str, Text(), Field(description="The project.")]
    country: Annotated[str, Party(), Field(description="Where it lies: state or territory.")]
    materials: Annotated[tuple[str, ...], Several(), Field(description="What it yields, in plain words.")]
    stage: Annotated[
        tuple[str, ...],
        Several(of=Code(STAGE_CODES)),
        Field(description="The stages of the value chain."),
    ]
    promoter_or_note: Annotated[str, Text(), Field(description="The promoter, or a remark.")]
    list: Annotated[str, Code(LIST_CODES), Field(description="The list that names it.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
