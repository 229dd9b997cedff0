"""What Europe would need to replace a US contribution."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Number, Reference, Text


class UsEnabler(Record):
    """What Europe would need to replace a US contribution."""

    KIND: ClassVar[str] = "us_enablers"
    TITLE: ClassVar[str] = "What Europe would need to replace a US contribution."

    id: Id
    item: Annotated[str, Text(), Field(description="What Europe would need, or the quantity described.")]
    area_id: Annotated[
        str | None,
        Reference(kinds=("capability_areas",)),
        Field(description="The capability area."),
    ] = None
    quantity: Annotated[
        float | None,
        Number(unit="as in unit"),
        Field(description="How many or how much; negative for a cut."),
    ] = None
    unit: Annotated[str, Text(), Field(description="The unit of quantity.")]
    qualifier: Annotated[
        str | None,
        Text(),
        Field(description="How exact the quantity is or what it is compared with, such as at least, about, from 24."),
    ] = None
    procurement_low_usd_bn: Annotated[
        float | None,
        Number(unit="billion USD"),
        Field(description="Lower estimate of the cost of buying it."),
    ] = None
    procurement_high_usd_bn: Annotated[
        float | None,
        Number(unit="billion USD"),
        Field(description="Upper or only estimate of the cost of buying it."),
    ] = None
    lifecycle_note: Annotated[str | None, Text(), Field(description="Life-cycle cost and other remarks.")] = None
    lead_time_years: Annotated[
        float | None,
        Number(unit="years"),
        Field(description="Years until it could be replaced."),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
