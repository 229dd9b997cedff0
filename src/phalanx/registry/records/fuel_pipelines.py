"""A fuel pipeline of the Alliance between two places, in service, planned or thought of."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number, Reference, Text

STAGE_CODES: Mapping[str, str] = {
    "in_service": "In service",
    "planned": "Announced, with a preliminary agreement or a programme",
    "idea": "Named as a later option",
}


class FuelPipeline(Record):
    """A fuel pipeline of the Alliance between two places, in service, planned or thought of."""

    KIND: ClassVar[str] = "fuel_pipelines"
    TITLE: ClassVar[str] = "A fuel pipeline of the Alliance between two places, in service, planned or thought of."

    id: Id
    title: Annotated[str, Text(), Field(description="Which line, in a few words.")]
    from_id: Annotated[
        str, Reference(kinds=("mobility_nodes",)), Field(description="One end, or the node nearest to it.")
    ]
    to_id: Annotated[
        str, Reference(kinds=("mobility_nodes",)), Field(description="The other end; lines are pumped both ways.")
    ]
    stage: Annotated[str, Code(STAGE_CODES), Field(description="How far it is.")]
    low_m3_a_day: Annotated[
        float, Number(unit="m3 a day", low=1, high=1_000_000), Field(description="The least to be argued for.")
    ]
    m3_a_day: Annotated[
        float, Number(unit="m3 a day", low=1, high=1_000_000), Field(description="How much can be pumped a day.")
    ]
    high_m3_a_day: Annotated[
        float, Number(unit="m3 a day", low=1, high=1_000_000), Field(description="The most to be argued for.")
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
        yield from out_of_range("m3_a_day", self.low_m3_a_day, self.m3_a_day, self.high_m3_a_day)
        yield from without_rule(self.illustrative, self.derivation)
