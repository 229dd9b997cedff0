"""A state's share under a published key: what it is to pay of common costs, in per cent."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Integer, Number, Party

KEY_CODES: Mapping[str, str] = {
    "nato_common_funding": "NATO common funding: civil and military budget and the Security Investment Programme",
    "eu_gni": "Share in the gross national income of the European Union, by which its budget is balanced",
    "epf": "European Peace Facility",
    "ecb_capital": "Capital of the European Central Bank: population and GDP in equal parts",
}
"""Published keys; those computed from GDP and population need no record."""


class CostShare(Record):
    """A state's share under a published key: what it is to pay of common costs, in per cent.

    A key holds for the years named. Shares of one key and period add up to 100 where every state is known.
    """

    KIND: ClassVar[str] = "cost_shares"
    TITLE: ClassVar[str] = "A state's share under a published key: what it is to pay of common costs, in per cent."
    KEY: ClassVar[tuple[str, ...]] = (
        "key",
        "from_year",
        "state",
    )
    BEGINS: ClassVar[str | None] = "from_year"

    key: Annotated[
        str, Code(KEY_CODES), Field(description="The published key; with from_year and state the key of the record.")
    ]
    state: Annotated[str, Party(), Field(description="Whose share it is.")]
    from_year: Annotated[
        int, Integer(unit="year", low=1949, high=2100), Field(description="The first year for which it was agreed.")
    ]
    to_year: Annotated[
        int | None,
        Integer(unit="year", low=1949, high=2100),
        Field(description="The last year for which it was agreed; empty where no end was set."),
    ] = None
    share_pct: Annotated[
        float, Number(unit="percent", low=0, high=100), Field(description="The share, as exact as the source has it.")
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """Years out of order."""
        yield from super().contradictions(today)
        if self.to_year is not None and self.from_year > self.to_year:
            yield Contradiction(
                "to_year", f"{self.to_year}, before from_year {self.from_year}", "a year not before from_year",
                "correct one of the two",
            )  # fmt: skip
