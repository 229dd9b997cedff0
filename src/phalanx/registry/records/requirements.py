"""What Europe needs of an item in all from a year on, and how much of it the United States provides today."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Identifier, Integer, Number


class Requirement(Record):
    """What Europe needs of an item in all from a year on, and how much of it the United States provides today.

    The quantity is beyond what Europeans hold today. Rounds and munitions are stocks to hold, not a yearly use. A row
    of a later year takes the place of an earlier one from that year on.
    """

    KIND: ClassVar[str] = "requirements"
    TITLE: ClassVar[str] = (
        "What Europe needs of an item in all from a year on, and how much of it the United States provides today."
    )
    KEY: ClassVar[tuple[str, ...]] = ("item", "from_year")

    item: Annotated[
        str, Identifier(), Field(description="What is needed, a code of capability_items; with from_year the key.")
    ]
    from_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The first year in which it is needed.")
    ]
    quantity: Annotated[
        float,
        Number(low=0),
        Field(description="How much Europe needs beyond what Europeans hold today, in the unit of the item."),
    ]
    us_quantity: Annotated[
        float, Number(low=0), Field(description="How much of it the United States provides today, in the same unit.")
    ]
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """More from the United States than is needed, and an illustrative row without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
        if self.us_quantity > self.quantity:
            yield Contradiction(
                "us_quantity",
                f"{self.us_quantity:g}, above quantity {self.quantity:g}",
                "a part of the quantity",
                "count only what is needed of it, or raise the quantity",
            )
