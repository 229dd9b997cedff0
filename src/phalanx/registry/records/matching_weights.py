"""How groups of states are scored: what each part adds, what coordination costs, and how fast larger orders get cheaper."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Contradiction
from phalanx.registry.records.weights import Weight
from phalanx.vocabulary.values import Code, Identifier, Number

DIMENSION_CODES = {
    "part": "A part of the score",
    "size": "What coordination costs, by number of states",
    "learning": "What a unit costs after the quantity has doubled",
    "tie": "How much one agreement ties two states for buying together",
    "half": "The sum at which a part of the score is half full",
    "instrument": "What it is worth that an instrument is open to the group",
}

PART_CODES: Mapping[str, str] = {
    "shared_volume": "The share of all states' need that the group pools",
    "time_fit": "How far the years overlap in which its members buy",
    "agreements": "Agreements between its members that stand",
    "groupings": "Groupings its members belong to together",
    "joint_purchases": "What its members bought together before",
    "common_systems": "Arms its members have in common, as agreements name them",
    "funding": "Instruments that are open to it under the rules",
    "saving": "What it saves by a larger order",
    "coordination": "What coordination costs, by its size",
    "friction": "Disputes between its members",
}
"""The parts of a score, in the order in which tables and charts show them."""

COSTS = ("coordination", "friction")
"""The parts that are taken off."""

LEARNING_CODES = {
    "low": "The least saving to be expected",
    "central": "The saving the score counts with",
    "high": "The most saving to be expected",
}
TIE_CODES = {
    "names_area": "An agreement that names arms of the area",
    "buying": "Another one on procurement, industry or standards",
    "other": "Any other agreement",
}
HALF_CODES = {code: PART_CODES[code] for code in ("agreements", "groupings", "joint_purchases", "common_systems")}

WORD_LISTS: Mapping[str, Mapping[str, str]] = {
    "part": PART_CODES,
    "learning": LEARNING_CODES,
    "tie": TIE_CODES,
    "half": HALF_CODES,
}
"""The codes of every dimension but size, which is a number of states, and instrument, which is an id."""


class MatchingWeight(Weight):
    """How groups of states are scored: what each part adds, what coordination costs, how larger orders get cheaper."""

    KIND: ClassVar[str] = "matching_weights"
    TITLE: ClassVar[str] = (
        "How groups of states are scored: what each part adds, what coordination costs, how larger orders get cheaper."
    )
    WORD_LISTS: ClassVar[Mapping[str, Mapping[str, str]]] = WORD_LISTS
    COUNTED: ClassVar[Mapping[str, str]] = {"size": "states such as 4"}

    dimension: Annotated[str, Code(DIMENSION_CODES), Field(description="What is weighed; with code the key.")]
    code: Annotated[
        str,
        Identifier(),
        Field(
            description="The code of that dimension's word list; for size the number of states from which the weight "
            "holds, until a later one does; for instrument its id."
        ),
    ]
    weight: Annotated[
        float,
        Number(low=0, high=1000),
        Field(
            description="For a part the points it adds or takes at most; for size the share of the coordination points; "
            "for learning the cost of a unit after each doubling, as a share; else a multiple."
        ),
    ]

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """What no weight may be, and a weight that would make no curve."""
        yield from super().contradictions(today)
        if self.dimension == "learning" and not 0.5 < self.weight <= 1:
            yield Contradiction(
                "weight",
                f"{self.weight:g}",
                "a share above 0.5 and at most 1",
                "write 0.9 where doubling saves a tenth",
            )
        if self.dimension == "half" and self.weight == 0:
            yield Contradiction("weight", "0", "a number above 0", "write the sum at which the part is half full")
