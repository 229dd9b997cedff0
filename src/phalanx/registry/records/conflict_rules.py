"""How severe a conflict of plans is: from which amount on it is possible, and from which on high."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Number, Text

MEASURE_CODES: Mapping[str, str] = {
    "overlap_days": "Days during which a force is promised twice",
    "quantity_pct": "What one target is short of the other, per cent of the larger",
    "date_years": "Years between the dates of two targets",
    "readiness_days": "Days between the readiness of two targets",
    "late_years": "Years by which the first delivery comes after the date of a target",
    "disorder_days": "Days by which an event comes before one it depends on",
    "missing_pct": "The part of a promise for which there is no money, per cent",
    "counted_pct": "A pledge to another state, per cent of one year's defence spending",
    "unbudgeted_pct": "The value of an agreement, per cent of one year's equipment spending",
    "paid_after_years": "Years after its signature from which an agreement counts as paid; both cuts are the same",
}
"""What is measured of a conflict; the last is no measure but a limit of what is looked at."""


class ConflictRule(Record):
    """How severe a conflict of plans is: from which amount on it is possible, and from which on high; else it is low."""

    KIND: ClassVar[str] = "conflict_rules"
    TITLE: ClassVar[str] = "How severe a conflict of plans is: from which amount on possible, and from which on high."
    KEY: ClassVar[tuple[str, ...]] = ("measure",)

    measure: Annotated[str, Code(MEASURE_CODES), Field(description="What is measured, and in which unit.")]
    possible_from: Annotated[
        float, Number(low=0), Field(description="The amount from which a conflict is more than low.")
    ]
    high_from: Annotated[float, Number(low=0), Field(description="The amount from which it is high.")]
    reasoning: Annotated[str, Text(), Field(description="Why there.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """Cuts in the wrong order."""
        yield from super().contradictions(today)
        if self.possible_from > self.high_from:
            yield Contradiction(
                "high_from", f"{self.high_from:g}, below possible_from {self.possible_from:g}",
                "an amount not below possible_from", "swap the two",
            )  # fmt: skip
