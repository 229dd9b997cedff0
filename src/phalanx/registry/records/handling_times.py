"""How long a train-load takes to be put on, taken off, changed in gauge or passed over a border, and how many a day."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.mobility_links import MODE_CODES
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number

ACTIVITY_CODES: Mapping[str, str] = {
    "loading": "Being put on the mode",
    "unloading": "Being taken off the mode",
    "gauge_change": "Changing from one gauge to another",
    "border": "Handling and customs at a border",
}


class HandlingTime(Record):
    """How long a train-load takes to be put on, taken off, changed in gauge or passed over a border, and how many a day."""

    KIND: ClassVar[str] = "handling_times"
    TITLE: ClassVar[str] = (
        "How long a train-load takes to be put on, taken off, changed in gauge or passed over a border, and how many "
        "a day."
    )
    KEY: ClassVar[tuple[str, ...]] = (
        "activity",
        "mode",
    )

    activity: Annotated[str, Code(ACTIVITY_CODES), Field(description="What is done; with mode the key.")]
    mode: Annotated[str, Code(MODE_CODES), Field(description="The mode of transport.")]
    hours: Annotated[
        float, Number(unit="hours", low=0, high=1000), Field(description="From the beginning to the end, for one load.")
    ]
    low_hours: Annotated[
        float, Number(unit="hours", low=0, high=1000), Field(description="The least to be argued for.")
    ]
    high_hours: Annotated[
        float, Number(unit="hours", low=0, high=1000), Field(description="The most to be argued for.")
    ]
    loads_a_day: Annotated[
        float,
        Number(unit="train-loads a day", low=0.01, high=1000),
        Field(description="How many can begin a day at one place, or at one border in one direction."),
    ]
    low_loads_a_day: Annotated[
        float, Number(unit="train-loads a day", low=0.01, high=1000), Field(description="The least to be argued for.")
    ]
    high_loads_a_day: Annotated[
        float, Number(unit="train-loads a day", low=0.01, high=1000), Field(description="The most to be argued for.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """Gauges where there are no rails, a value outside its range, an illustrative figure without its rule."""
        yield from super().contradictions(today)
        if self.activity == "gauge_change" and self.mode != "rail":
            yield Contradiction("mode", f"{self.mode!r} for a change of gauge", "rail", "correct mode or activity")
        yield from out_of_range("hours", self.low_hours, self.hours, self.high_hours)
        yield from out_of_range("loads_a_day", self.low_loads_a_day, self.loads_a_day, self.high_loads_a_day)
        yield from without_rule(self.illustrative, self.derivation)
