"""How long the permission to enter a state takes, by regime."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number, Party

REGIME_CODES: Mapping[str, str] = {
    "today": "As it is today",
    "pledge": "As pledged: five working days",
    "proposal": "As proposed for peacetime: three days",
    "emergency": "As proposed for an emergency: six hours",
}
EVERY_STATE = "EU"
"""The party whose row holds for every state without a row of its own, in the Union or not."""


class BorderPermit(Record):
    """How long the permission to enter a state takes, by regime."""

    KIND: ClassVar[str] = "border_permits"
    TITLE: ClassVar[str] = "How long the permission to enter a state takes, by regime."
    KEY: ClassVar[tuple[str, ...]] = (
        "state",
        "regime",
    )

    state: Annotated[
        str,
        Party(),
        Field(
            description="The state that is entered; EU for every state without a row of its own. With regime the key."
        ),
    ]
    regime: Annotated[str, Code(REGIME_CODES), Field(description="Under which rules.")]
    hours: Annotated[
        float, Number(unit="hours", low=0, high=10_000), Field(description="From the request to the permission.")
    ]
    low_hours: Annotated[
        float, Number(unit="hours", low=0, high=10_000), Field(description="The least to be argued for.")
    ]
    high_hours: Annotated[
        float, Number(unit="hours", low=0, high=10_000), Field(description="The most to be argued for.")
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
        yield from out_of_range("hours", self.low_hours, self.hours, self.high_hours)
        yield from without_rule(self.illustrative, self.derivation)
