"""Defence spending of a state in a year."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Integer, Number, Party


class DefenceExpenditure(Record):
    """Defence spending of a state in a year."""

    KIND: ClassVar[str] = "defence_expenditure"
    TITLE: ClassVar[str] = "Defence spending of a state in a year."
    KEY: ClassVar[tuple[str, ...]] = (
        "iso2",
        "year",
    )
    BEGINS: ClassVar[str | None] = "year"

    iso2: Annotated[str, Party(), Field(description="The state; with year the key.")]
    year: Annotated[int, Integer(low=1900, high=2100), Field(description="The year.")]
    pct_gdp: Annotated[
        float | None,
        Number(unit="percent of GDP"),
        Field(
            description="Defence spending as a share of GDP; two decimals are NATO's own, one decimal is rounded "
            "elsewhere."
        ),
    ] = None
    usd_bn_current: Annotated[
        float | None,
        Number(unit="billion USD"),
        Field(description="Defence spending in current prices and exchange rates."),
    ] = None
    equipment_share_pct: Annotated[
        float | None,
        Number(unit="percent", low=0, high=100),
        Field(description="Share of defence spending that goes to major equipment."),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
