"""A material on the EU and NATO lists with its suppliers."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Flag, Number, Text


class RawMaterial(Record):
    """A material on the EU and NATO lists with its suppliers."""

    KIND: ClassVar[str] = "raw_materials"
    TITLE: ClassVar[str] = "A material on the EU and NATO lists with its suppliers."

    id: Id
    material: Annotated[str, Text(), Field(description="The material.")]
    eu_strategic: Annotated[
        bool,
        Flag(),
        Field(
            description="On the EU list of strategic raw materials; light and heavy rare earths are two rows, so "
            "flags count one more than the law."
        ),
    ]
    eu_critical: Annotated[bool, Flag(), Field(description="On the EU list of critical raw materials.")]
    nato_critical: Annotated[
        bool,
        Flag(),
        Field(
            description="On NATO's list of defence-critical raw materials; light and heavy rare earths are two rows."
        ),
    ]
    top_supplier_extraction: Annotated[str | None, Text(), Field(description="Largest producer at the mine.")] = None
    top_supplier_extraction_share_pct: Annotated[
        float | None,
        Number(unit="percent", low=0, high=100),
        Field(description="Its share of world extraction."),
    ] = None
    top_supplier_processing: Annotated[str | None, Text(), Field(description="Largest processor.")] = None
    processing_share_pct: Annotated[
        float | None,
        Number(unit="percent", low=0, high=100),
        Field(description="Its share of world processing."),
    ] = None
    eu_import_reliance_pct: Annotated[
        float | None,
        Number(unit="percent", low=0, high=100),
        Field(description="How far the Union depends on imports."),
    ] = None
    defence_uses: Annotated[str, Text(), Field(description="What the forces need it for.")]
    note: Note = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
