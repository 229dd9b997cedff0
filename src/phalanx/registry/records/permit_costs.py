"""What it costs the states together to give permissions as fast as a regime asks for."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.border_permits import REGIME_CODES
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.values import Code, Number


class PermitCost(Record):
    """What it costs the states together to give permissions as fast as a regime asks for."""

    KIND: ClassVar[str] = "permit_costs"
    TITLE: ClassVar[str] = "What it costs the states together to give permissions as fast as a regime asks for."
    KEY: ClassVar[tuple[str, ...]] = ("regime",)

    regime: Annotated[str, Code(REGIME_CODES), Field(description="The rules that are kept.")]
    low_eur_m: Annotated[
        float, Number(unit="EUR million", low=0, high=100_000), Field(description="The least to be argued for.")
    ]
    cost_eur_m: Annotated[
        float,
        Number(unit="EUR million", low=0, high=100_000),
        Field(description="In ten years and all states together, beyond what it costs today."),
    ]
    high_eur_m: Annotated[
        float, Number(unit="EUR million", low=0, high=100_000), Field(description="The most to be argued for.")
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
        yield from out_of_range("cost_eur_m", self.low_eur_m, self.cost_eur_m, self.high_eur_m)
        yield from without_rule(self.illustrative, self.derivation)
