"""A state's capability target in a framework: how much of an item more, and by when."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.needs import COUNTED_CODES, UNIT_CODES
from phalanx.vocabulary.values import Code, Identifier, Integer, Number, Party, Text

FRAMEWORK_CODES = {
    "NATO": "NATO's defence planning, with capability targets for each ally",
    "EU": "The European Union's White Paper and Readiness Roadmap 2030",
}


class Target(Record):
    """A state's capability target in a framework: how much of an item more, and by when.

    NATO's targets are secret, and those of the Union are not put into numbers by state. The bundled rows share public
    totals out by a stated rule and are illustrative; a user brings a table of the same columns.
    """

    KIND: ClassVar[str] = "targets"
    TITLE: ClassVar[str] = "A state's capability target in a framework: how much of an item more, and by when."
    KEY: ClassVar[tuple[str, ...]] = ("framework", "item", "state")

    framework: Annotated[
        str, Code(FRAMEWORK_CODES), Field(description="Who sets the target; with item and state the key.")
    ]
    item: Annotated[str, Identifier(), Field(description="What is to be had, a code of capability_items.")]
    state: Annotated[str, Party(), Field(description="Who is to have it.")]
    quantity: Annotated[
        float,
        Number(low=0),
        Field(description="How much, in the unit named; in the bundled rows beyond what the state holds today."),
    ]
    unit: Annotated[str, Code(UNIT_CODES), Field(description="The unit of the quantity, that of the item.")]
    by_year: Annotated[
        int, Integer(unit="year", low=1990, high=2100), Field(description="The year by whose end it is to be there.")
    ]
    readiness_days: Annotated[
        int | None,
        Integer(unit="days", low=0, high=3650),
        Field(description="Within how many days it has to be ready to move, where the framework says so."),
    ] = None
    standard: Annotated[
        str | None, Text(), Field(description="The standard it has to meet, such as a STANAG, where one is public.")
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A part of something that is counted, and an illustrative row without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
        if self.unit in COUNTED_CODES and self.quantity != int(self.quantity):
            yield Contradiction(
                "quantity", f"{self.quantity:g} {self.unit}", "a whole number, as they are counted", "round it"
            )
