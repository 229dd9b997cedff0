"""A production line: who makes what, how many a year, and how far and fast it can grow."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Identifier, Integer, Number, Party, Text


class IndustryLine(Record):
    """A production line: who makes what, how many a year, and how far and fast it can grow."""

    KIND: ClassVar[str] = "industry_lines"
    TITLE: ClassVar[str] = "A production line: who makes what, how many a year, and how far and fast it can grow."

    id: Id
    item: Annotated[str, Identifier(), Field(description="What it makes, a code of capability_items.")]
    maker_state: Annotated[str, Party(), Field(description="The state in which the line stands.")]
    product: Annotated[str, Text(), Field(description="The product and its maker, in words.")]
    yearly_output: Annotated[
        float,
        Number(unit="units a year", low=0),
        Field(description="How many it makes a year today, for all its buyers."),
    ]
    growth_pct_per_year: Annotated[
        float,
        Number(unit="per cent a year", low=0, high=200),
        Field(description="How fast output can grow without new lines, against the year before."),
    ]
    expansion_cost_eur_m: Annotated[
        float, Number(unit="million EUR", low=0), Field(description="What it costs to make one more unit a year.")
    ]
    expansion_years: Annotated[
        int, Integer(unit="years", low=0, high=30), Field(description="Years until an expansion delivers.")
    ]
    most_output: Annotated[
        float, Number(unit="units a year", low=0), Field(description="What the line can grow to, units a year.")
    ]
    from_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The first year in which it delivers.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A line that makes more than it can grow to, and an illustrative row without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
        if self.yearly_output > self.most_output:
            yield Contradiction(
                "most_output",
                f"{self.most_output:g}, below yearly_output {self.yearly_output:g}",
                "a number not below today's output",
                "correct one of the two",
            )
