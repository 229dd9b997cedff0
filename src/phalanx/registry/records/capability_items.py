"""What can be bought: an item of the plan, its unit, what one costs, and how long it takes to come."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.needs import UNIT_CODES
from phalanx.vocabulary.values import Code, Flag, Identifier, Integer, Number, Reference, Text


class CapabilityItem(Record):
    """What can be bought: an item of the plan, its unit, what one costs, and how long it takes to come.

    Costs are prices of 2025 with what comes along with a first order – training, spare parts, first munitions – as far
    as the contracts behind them hold it; the low and high cost are the range of those contracts.
    """

    KIND: ClassVar[str] = "capability_items"
    TITLE: ClassVar[str] = (
        "What can be bought: an item of the plan, its unit, what one costs, and how long it takes to come."
    )
    KEY: ClassVar[tuple[str, ...]] = ("item",)

    item: Annotated[str, Identifier(), Field(description="Its code, the same as in needs: battle_tanks.")]
    name: Annotated[str, Text(), Field(description="Its name in words, in the plural.")]
    area: Annotated[
        str, Reference(kinds=("capability_areas",)), Field(description="The capability area it belongs to.")
    ]
    unit: Annotated[str, Code(UNIT_CODES), Field(description="The unit in which it is counted.")]
    lot: Annotated[
        int, Integer(low=1), Field(description="How many units are ordered at once: 1 for tanks, 10000 for shells.")
    ]
    unit_cost_low_eur_m: Annotated[
        float, Number(unit="million EUR", low=0), Field(description="The least one unit costs.")
    ]
    unit_cost_eur_m: Annotated[
        float, Number(unit="million EUR", low=0), Field(description="What one unit costs, to count with.")
    ]
    unit_cost_high_eur_m: Annotated[
        float, Number(unit="million EUR", low=0), Field(description="The most one unit costs.")
    ]
    lead_time_years: Annotated[
        int, Integer(unit="years", low=0, high=30), Field(description="Years from an order to the first delivery.")
    ]
    priority: Annotated[
        float, Number(low=1, high=5), Field(description="How much an uncovered part weighs: 1 least, 5 most.")
    ]
    common: Annotated[
        bool, Flag(), Field(description="Whether it enables the forces of all, such as long-range air defence.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A cost outside its own range, and an illustrative row without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
        if not self.unit_cost_low_eur_m <= self.unit_cost_eur_m <= self.unit_cost_high_eur_m:
            yield Contradiction(
                "unit_cost_eur_m",
                f"{self.unit_cost_eur_m:g}, outside {self.unit_cost_low_eur_m:g} to {self.unit_cost_high_eur_m:g}",
                "a cost from the low to the high one",
                "correct one of the three",
            )
