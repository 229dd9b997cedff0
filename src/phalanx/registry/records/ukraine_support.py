"""Support to Ukraine by donor, kind and period."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Number, Party, Several, Text


class UkraineSupport(Record):
    """Support to Ukraine by donor, kind and period."""

    KIND: ClassVar[str] = "ukraine_support"
    TITLE: ClassVar[str] = "Support to Ukraine by donor, kind and period."
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("period_start", "period_end"),)
    BEGINS: ClassVar[str | None] = "period_start"

    id: Id
    donor: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="Who gives: a state, several states, or one of these groups."),
    ]
    kind: Annotated[str, Text(), Field(description="What is given or measured.")]
    amount_eur_bn: Annotated[float | None, Number(unit="billion EUR"), Field(description="The amount.")] = None
    quantity: Annotated[
        float | None,
        Number(unit="as in unit"),
        Field(description="The quantity, where it is not money in euro."),
    ] = None
    unit: Annotated[str, Text(), Field(description="The unit of amount or quantity.")]
    qualifier: Annotated[
        str | None,
        Text(),
        Field(description="How exact the number is, or how it was converted."),
    ] = None
    period_start: Annotated[
        str | None,
        Day(),
        Field(description="First date of the period. As exact as the source supports: year, year and month, or day."),
    ] = None
    period_end: Annotated[
        str | None,
        Day(),
        Field(description="Last date of the period. As exact as the source supports: year, year and month, or day."),
    ] = None
    summary: Annotated[
        str,
        Text(),
        Field(description="What the number says. Periods overlap and groups contain states: never just add up."),
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
