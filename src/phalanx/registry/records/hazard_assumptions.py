"""What is assumed of a hazard to transport: how often it comes, how far it reaches, how long it lasts, what it leaves."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.mobility_links import MODE_CODES
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Integer, Number, Party, Reference, Several, Text

STRESS_CODES: Mapping[str, str] = {
    "flood": "Floods and storms",
    "ice": "Ice and snow",
    "heat": "Heat, drought and low water",
    "cyber": "Attacks on computers and signals",
    "strike": "Strikes",
    "peak": "Civil demand at its peak",
}
REACH_CODES: Mapping[str, str] = {
    "everywhere": "All that it can strike, at once",
    "state": "One state at a time, each by itself",
    "around": "All within so many kilometres of a place",
}
STRUCK_CODES: Mapping[str, str] = {
    "links": "Links alone",
    "handling": "Putting on, taking off and changing gauge alone",
    "both": "Links, and handling at places",
}


class HazardAssumption(Record):
    """What is assumed of a hazard to transport: how often it comes, how far it reaches, how long it lasts, what it leaves."""

    KIND: ClassVar[str] = "hazard_assumptions"
    TITLE: ClassVar[str] = (
        "What is assumed of a hazard to transport: how often it comes, how far it reaches, how long it lasts, what it "
        "leaves."
    )

    id: Id
    hazard: Annotated[str, Code(STRESS_CODES), Field(description="The kind of hazard.")]
    name: Annotated[str, Text(), Field(description="What happens, in a few words.")]
    modes: Annotated[tuple[str, ...], Several(of=Code(MODE_CODES)), Field(description="The modes it can strike.")]
    struck: Annotated[str, Code(STRUCK_CODES), Field(description="Links, handling at places, or both.")]
    states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="The states in which it can strike; empty for all."),
    ] = None
    links: Annotated[
        tuple[str, ...] | None,
        Several(of=Reference(kinds=("mobility_links",))),
        Field(description="The links it strikes, where it is these and no others."),
    ] = None
    reach: Annotated[str, Code(REACH_CODES), Field(description="What one event takes together.")]
    reach_km: Annotated[
        float | None,
        Number(unit="km", low=1, high=3000),
        Field(description="How far around a place it reaches; only where the reach is so."),
    ] = None
    from_month: Annotated[
        int, Integer(low=1, high=12), Field(description="The month in which its season begins; 1 and 12 for all year.")
    ]
    to_month: Annotated[
        int,
        Integer(low=1, high=12),
        Field(description="The last month of its season, in the next year where it is before from_month."),
    ]
    events_a_year: Annotated[
        float,
        Number(unit="events a year", low=0, high=400),
        Field(
            description="How many begin in one season, of all that it can strike; in each state where its reach is that."
        ),
    ]
    low_events_a_year: Annotated[
        float, Number(unit="events a year", low=0, high=400), Field(description="The least to be argued for.")
    ]
    high_events_a_year: Annotated[
        float, Number(unit="events a year", low=0, high=400), Field(description="The most to be argued for.")
    ]
    days: Annotated[float, Number(unit="days", low=0.1, high=366), Field(description="How long one event lasts.")]
    low_days: Annotated[float, Number(unit="days", low=0.1, high=366), Field(description="The least to be argued for.")]
    high_days: Annotated[float, Number(unit="days", low=0.1, high=366), Field(description="The most to be argued for.")]
    capacity_left: Annotated[
        float,
        Number(unit="share", low=0, high=1),
        Field(description="The share of the capacity that is left while it lasts; 0 where it closes."),
    ]
    low_capacity_left: Annotated[
        float, Number(unit="share", low=0, high=1), Field(description="The least to be argued for.")
    ]
    high_capacity_left: Annotated[
        float, Number(unit="share", low=0, high=1), Field(description="The most to be argued for.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A reach without its kilometres or the reverse, a value outside its range, an illustrative figure without its rule."""
        yield from super().contradictions(today)
        if (self.reach == "around") != (self.reach_km is not None):
            yield Contradiction(
                "reach_km", "an empty cell" if self.reach_km is None else f"{self.reach_km:g} km",
                "kilometres where the reach is around a place, and nowhere else", "correct reach or reach_km",
            )  # fmt: skip
        if self.links and self.reach != "everywhere":
            yield Contradiction(
                "reach", f"{self.reach!r} with links named", "everywhere, as all of them are struck at once",
                "correct reach, or leave links empty",
            )  # fmt: skip
        yield from out_of_range("events_a_year", self.low_events_a_year, self.events_a_year, self.high_events_a_year)
        yield from out_of_range("days", self.low_days, self.days, self.high_days)
        yield from out_of_range("capacity_left", self.low_capacity_left, self.capacity_left, self.high_capacity_left)
        yield from without_rule(self.illustrative, self.derivation)
