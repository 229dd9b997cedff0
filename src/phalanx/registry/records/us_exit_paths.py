"""How much of what the United States provides is still there in a year, by path."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Code, Integer, Number

PATH_CODES = {
    "none": "The United States stay as they are",
    "gradual": "They leave evenly over some years",
    "abrupt": "They leave at once",
}


class UsExitPath(Record):
    """How much of what the United States provides is still there in a year, by path."""

    KIND: ClassVar[str] = "us_exit_paths"
    TITLE: ClassVar[str] = "How much of what the United States provides is still there in a year, by path."
    KEY: ClassVar[tuple[str, ...]] = ("path", "year")

    path: Annotated[str, Code(PATH_CODES), Field(description="How the United States leave; with year the key.")]
    year: Annotated[int, Integer(unit="year", low=1990, high=2100), Field(description="The year it is told for.")]
    remaining_pct: Annotated[
        float,
        Number(unit="per cent", low=0, high=100),
        Field(description="How much is still there, of what they provide today."),
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """An illustrative row without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
