"""States that could buy an item together: who leads, what they would save, and in which years."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Identifier, Integer, Number, Party, Reference, Several

Percent = Number(unit="per cent", low=0, high=100)


class JointBuy(Record):
    """States that could buy an item together: who leads, what they would save, and in which years."""

    KIND: ClassVar[str] = "joint_buys"
    TITLE: ClassVar[str] = (
        "States that could buy an item together: who leads, what they would save, and in which years."
    )

    id: Id
    item: Annotated[str, Identifier(), Field(description="What they would buy, a code of capability_items.")]
    members: Annotated[tuple[str, ...], Several(Party()), Field(description="Who would buy it together.")]
    lead: Annotated[str, Party(), Field(description="Who would lead, one of the members.")]
    saving_pct_low: Annotated[float, Percent, Field(description="The least saving to be expected.")]
    saving_pct: Annotated[float, Percent, Field(description="What they save against buying alone, to count with.")]
    saving_pct_high: Annotated[float, Percent, Field(description="The most saving to be expected.")]
    from_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The first year in which they can order.")
    ]
    to_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The last year in which they can order.")
    ]
    instruments: Annotated[
        tuple[str, ...] | None,
        Several(Reference(kinds=("instruments",))),
        Field(description="Instruments that are open to it."),
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """One state alone, a lead from outside, a saving outside its range, years out of order, a rule left out."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
        if len(self.members) < 2:
            yield Contradiction(
                "members", ";".join(self.members), "two states at least", "name another one, or leave the row away"
            )
        if self.lead not in self.members:
            yield Contradiction("lead", self.lead, f"one of {', '.join(self.members)}", "correct lead or members")
        if not self.saving_pct_low <= self.saving_pct <= self.saving_pct_high:
            yield Contradiction(
                "saving_pct",
                f"{self.saving_pct:g}, outside {self.saving_pct_low:g} to {self.saving_pct_high:g}",
                "a saving from the low to the high one",
                "correct one of the three",
            )
        if self.from_year > self.to_year:
            yield Contradiction(
                "to_year", f"{self.to_year}, before from_year {self.from_year}", "a year not before from_year",
                "correct one of the two",
            )  # fmt: skip
