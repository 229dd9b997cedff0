"""Output of Ukraine's and Europe's industry by product and year."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Integer, Number, Text


class UkraineProduction(Record):
    """Output of Ukraine's and Europe's industry by product and year."""

    KIND: ClassVar[str] = "ukraine_production"
    TITLE: ClassVar[str] = "Output of Ukraine's and Europe's industry by product and year."
    KEY: ClassVar[tuple[str, ...]] = (
        "product",
        "unit",
        "year",
    )
    BEGINS: ClassVar[str | None] = "year"

    product: Annotated[str, Text(), Field(description="The product or measure; with unit and year the key.")]
    unit: Annotated[
        str,
        Text(),
        Field(description="The unit, with the month or condition in brackets where several were reported in one year."),
    ]
    year: Annotated[int, Integer(low=1900, high=2100), Field(description="The year.")]
    quantity: Annotated[float, Number(unit="as in unit"), Field(description="The quantity.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
