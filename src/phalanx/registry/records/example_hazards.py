"""Something that takes capacity from a mode of transport on some days of a year, as an example to count with."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.mobility_links import MODE_CODES
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number, Party, Several, Text


class ExampleHazard(Record):
    """Something that takes capacity from a mode of transport on some days of a year, as an example to count with."""

    KIND: ClassVar[str] = "example_hazards"
    TITLE: ClassVar[str] = (
        "Something that takes capacity from a mode of transport on some days of a year, as an example to count with."
    )

    id: Id
    title: Annotated[str, Text(), Field(description="What happens, in a few words.")]
    mode: Annotated[str, Code(MODE_CODES), Field(description="The mode of transport that it hits.")]
    states: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="The states in which it hits, and whose links across borders it hits too."),
    ]
    factor: Annotated[
        float, Number(unit="share", low=0, high=1), Field(description="The share of the capacity that is left.")
    ]
    low_days: Annotated[
        float, Number(unit="days a year", low=0, high=365), Field(description="The fewest to be argued for.")
    ]
    days: Annotated[float, Number(unit="days a year", low=0, high=365), Field(description="On how many days.")]
    high_days: Annotated[
        float, Number(unit="days a year", low=0, high=365), Field(description="The most to be argued for.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A value outside its range, an illustrative figure without its rule."""
        yield from super().contradictions(today)
        yield from out_of_range("days", self.low_days, self.days, self.high_days)
        yield from without_rule(self.illustrative, self.derivation)
