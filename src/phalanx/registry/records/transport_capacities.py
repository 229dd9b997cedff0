"""How many train-loads a link carries a day in one direction, and how fast, by mode and class of link."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.mobility_links import ELECTRIFIED_CODES, MODE_CODES
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number

CLASS_CODES: Mapping[str, str] = {**ELECTRIFIED_CODES, "any": "Any link of the mode"}
"""Railways by whether they are electrified, which stands for how well they are built; other modes have one class."""


class TransportCapacity(Record):
    """How many train-loads a link carries a day in one direction, and how fast, by mode and class of link."""

    KIND: ClassVar[str] = "transport_capacities"
    TITLE: ClassVar[str] = (
        "How many train-loads a link carries a day in one direction, and how fast, by mode and class of link."
    )
    KEY: ClassVar[tuple[str, ...]] = (
        "mode",
        "link_class",
    )

    mode: Annotated[str, Code(MODE_CODES), Field(description="The mode of transport; with link_class the key.")]
    link_class: Annotated[
        str,
        Code(CLASS_CODES),
        Field(description="For railways whether they are electrified; any for the other modes."),
    ]
    loads_a_day: Annotated[
        float, Number(unit="train-loads a day", low=0.01, high=1000), Field(description="What one direction carries.")
    ]
    low_loads_a_day: Annotated[
        float, Number(unit="train-loads a day", low=0.01, high=1000), Field(description="The least to be argued for.")
    ]
    high_loads_a_day: Annotated[
        float, Number(unit="train-loads a day", low=0.01, high=1000), Field(description="The most to be argued for.")
    ]
    speed_kmh: Annotated[
        float, Number(unit="km/h", low=1, high=200), Field(description="Mean speed on the way, halts included.")
    ]
    low_speed_kmh: Annotated[
        float, Number(unit="km/h", low=1, high=200), Field(description="The slowest to be argued for.")
    ]
    high_speed_kmh: Annotated[
        float, Number(unit="km/h", low=1, high=200), Field(description="The fastest to be argued for.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A class the mode does not have, a value outside its range, an illustrative figure without its rule."""
        yield from super().contradictions(today)
        classes = tuple(ELECTRIFIED_CODES) if self.mode == "rail" else ("any",)
        if self.link_class not in classes:
            yield Contradiction(
                "link_class",
                f"{self.link_class!r} for {self.mode}",
                f"one of {', '.join(classes)}",
                "correct mode or class",
            )
        yield from out_of_range("loads_a_day", self.low_loads_a_day, self.loads_a_day, self.high_loads_a_day)
        yield from out_of_range("speed_kmh", self.low_speed_kmh, self.speed_kmh, self.high_speed_kmh)
        yield from without_rule(self.illustrative, self.derivation)
