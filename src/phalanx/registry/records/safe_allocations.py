"""The SAFE loan ceiling of a state."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Number, Party


class SafeAllocation(Record):
    """The SAFE loan ceiling of a state."""

    KIND: ClassVar[str] = "safe_allocations"
    TITLE: ClassVar[str] = "The SAFE loan ceiling of a state."
    KEY: ClassVar[tuple[str, ...]] = ("iso2",)

    iso2: Annotated[str, Party(), Field(description="The key: the borrowing state.")]
    tentative_eur_m: Annotated[
        float,
        Number(unit="million EUR"),
        Field(description="Its loan ceiling under SAFE; all ceilings sum to EUR 150 bn."),
    ]
    approved_on: Annotated[
        str | None,
        Day(),
        Field(
            description="When the Council approved its plan; empty if not known to be approved. As exact as the "
            "source supports: year, year and month, or day."
        ),
    ] = None
    note: Note = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
