"""An upgrade of the transport graph: what it costs, what it changes, and what else speaks for or against it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.mobility_links import GAUGE_MM_CODES, MODE_CODES
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Flag, Integer, Number, Reference, Several, Text

CHANGED_CODES: Mapping[str, str] = {
    "travel": "The links named",
    "loading": "Putting loads on the mode at the places named",
    "unloading": "Taking loads off the mode at the places named",
    "gauge_change": "Changing gauge at the places named",
}


class MobilityUpgrade(Record):
    """An upgrade of the transport graph: what it costs, what it changes, and what else speaks for or against it."""

    KIND: ClassVar[str] = "mobility_upgrades"
    TITLE: ClassVar[str] = (
        "An upgrade of the transport graph: what it costs, what it changes, and what else speaks for or against it."
    )

    id: Id
    title: Annotated[str, Text(), Field(description="What is built, in a line.")]
    public_project: Annotated[
        bool,
        Flag(),
        Field(description="Whether a project of this kind has been announced, rather than thought of here."),
    ]
    changes: Annotated[str, Code(CHANGED_CODES), Field(description="What it changes.")]
    mode: Annotated[str, Code(MODE_CODES), Field(description="The mode of transport.")]
    elements: Annotated[
        tuple[str, ...],
        Several(of=Reference(kinds=("mobility_links", "mobility_nodes"))),
        Field(description="The links, or the places for loading, unloading and gauge. A link being built is opened."),
    ]
    factor: Annotated[
        float,
        Number(unit="multiple", low=1, high=100),
        Field(description="By how much the loads a day grow, both ways; handling at a border on the link grows along."),
    ]
    hours_saved: Annotated[
        float, Number(unit="hours", low=0, high=1000), Field(description="How much less each passage takes.")
    ]
    new_gauge: Annotated[
        str | None,
        Code(GAUGE_MM_CODES),
        Field(description="A gauge that the links have besides theirs from then on; only links within a state."),
    ] = None
    low_eur_m: Annotated[
        float, Number(unit="EUR million", low=0.01, high=100_000), Field(description="The least to be argued for.")
    ]
    cost_eur_m: Annotated[
        float, Number(unit="EUR million", low=0.01, high=100_000), Field(description="What it costs to build.")
    ]
    high_eur_m: Annotated[
        float, Number(unit="EUR million", low=0.01, high=100_000), Field(description="The most to be argued for.")
    ]
    civil_use: Annotated[
        int,
        Integer(unit="points", low=0, high=4),
        Field(description="What civil traffic has of it: 0 nothing, 2 something, 4 as much as the forces or more."),
    ]
    climate_exposure: Annotated[
        int,
        Integer(unit="points", low=0, high=4),
        Field(description="How far flood, heat, ice or the sea can take it away: 0 hardly, 4 often."),
    ]
    reasoning: Annotated[str, Text(), Field(description="Why the two are so many points.")]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A cost outside its range, a gauge without rails, an upgrade that changes nothing, a figure without its rule."""
        yield from super().contradictions(today)
        yield from out_of_range("cost_eur_m", self.low_eur_m, self.cost_eur_m, self.high_eur_m)
        if self.new_gauge and (self.mode, self.changes) != ("rail", "travel"):
            yield Contradiction(
                "new_gauge", f"{self.new_gauge} for {self.changes} by {self.mode}", "an empty cell, or travel by rail",
                "correct one of the three",
            )  # fmt: skip
        if self.changes == "gauge_change" and self.mode != "rail":
            yield Contradiction("mode", f"{self.mode!r} for a change of gauge", "rail", "correct mode or changes")
        yield from without_rule(self.illustrative, self.derivation)
