"""The year from which a link that is being built can be used."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Integer, Reference


class LinkOpening(Record):
    """The year from which a link that is being built can be used."""

    KIND: ClassVar[str] = "link_openings"
    TITLE: ClassVar[str] = "The year from which a link that is being built can be used."
    KEY: ClassVar[tuple[str, ...]] = ("link",)

    link: Annotated[str, Reference(kinds=("mobility_links",)), Field(description="The link that is being built.")]
    year: Annotated[
        int, Integer(unit="year", low=2020, high=2100), Field(description="The first year in which it is counted on.")
    ]
    late_year: Annotated[
        int, Integer(unit="year", low=2020, high=2100), Field(description="The year if it comes late.")
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A late year before the year."""
        yield from super().contradictions(today)
        if self.late_year < self.year:
            yield Contradiction(
                "late_year", f"{self.late_year}, before year {self.year}", "a year not before it",
                "correct one of the two",
            )  # fmt: skip
