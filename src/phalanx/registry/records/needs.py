"""A state's need: how much of an item it has to buy, and in which years."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Code, Identifier, Integer, Number, Party, Reference

COUNTED_CODES: Mapping[str, str] = {
    "aircraft": "Aircraft",
    "batteries": "Batteries",
    "boats": "Submarines and other boats",
    "helicopters": "Helicopters",
    "launchers": "Launchers",
    "missiles": "Missiles",
    "munitions_per_year": "Loitering or other munitions, each year",
    "pieces": "Guns and other pieces",
    "radars": "Radars",
    "rounds": "Rounds",
    "sets": "Sets",
    "ships": "Ships",
    "systems": "Systems",
    "vehicles": "Vehicles",
}
"""Units of what is bought whole."""

UNIT_CODES: Mapping[str, str] = {
    **COUNTED_CODES,
    "kilometres": "Kilometres",
    "million_eur": "Million EUR, where only money measures it",
    "tonnes": "Tonnes",
}


class Need(Record):
    """A state's need: how much of an item it has to buy, and in which years.

    What states need is not public. The bundled rows share public totals out by a stated rule and are illustrative; a
    user brings a table of the same columns. Rows meet by `item`, so one item has one name and one unit.
    """

    KIND: ClassVar[str] = "needs"
    TITLE: ClassVar[str] = "A state's need: how much of an item it has to buy, and in which years."
    KEY: ClassVar[tuple[str, ...]] = (
        "area",
        "item",
        "state",
    )

    area: Annotated[
        str,
        Reference(kinds=("capability_areas",)),
        Field(description="The capability area it belongs to; with item and state the key."),
    ]
    item: Annotated[
        str,
        Identifier(),
        Field(description="What is needed, with _ for a blank and the same for every state: battle_tanks."),
    ]
    state: Annotated[str, Party(), Field(description="Who needs it.")]
    quantity: Annotated[
        float, Number(low=0), Field(description="How much, in the unit named; whole where the unit is counted.")
    ]
    unit: Annotated[str, Code(UNIT_CODES), Field(description="The unit of the quantity, the same for every state.")]
    from_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The first year in which it can be bought.")
    ]
    to_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The last year in which it can be bought.")
    ]
    value_eur_m: Annotated[
        float | None,
        Number(unit="million EUR", low=0),
        Field(description="What the state would pay for it alone, where that is known."),
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """Years out of order, a part of something that is counted, an illustrative quantity without its rule."""
        yield from super().contradictions(today)
        if self.from_year > self.to_year:
            yield Contradiction(
                "to_year", f"{self.to_year}, before from_year {self.from_year}", "a year not before from_year",
                "correct one of the two",
            )  # fmt: skip
        if self.unit in COUNTED_CODES and self.quantity != int(self.quantity):
            yield Contradiction(
                "quantity", f"{self.quantity:g} {self.unit}", "a whole number, as they are counted", "round it"
            )
        yield from without_rule(self.illustrative, self.derivation)
