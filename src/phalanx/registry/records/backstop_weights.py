"""How gaps that the United States leaves are judged: what covers one, and who is best placed to fill it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Contradiction
from phalanx.registry.records.groupings import KIND_CODES
from phalanx.registry.records.weights import Weight
from phalanx.vocabulary.codes import FORM
from phalanx.vocabulary.values import Code, Number

DIMENSION_CODES: Mapping[str, str] = {
    "part": "A part of a candidate's score",
    "half": "The amount at which a part of the score is half full",
    "form": "How much an agreement of a form covers of a domain",
    "grouping": "How much belonging to a grouping of a kind covers of a domain",
    "measure": "What else the judgement is made with",
}
PART_CODES: Mapping[str, str] = {
    "agreements": "Agreements between the two in the domains of the programme",
    "units": "Units of the two together, or of the one with the other",
    "groupings": "Groupings to which both belong",
    "nearness": "A common land border, or the way between the capitals",
    "spending": "What the candidate spends on defence",
    "growth": "By how much its spending has grown",
    "exposed": "Being on the frontline itself, with the same gap",
    "friction": "Disputes in which both are named",
}
"""The parts of a score, in the order in which tables show them."""

COSTS = ("exposed", "friction")
"""The parts that are taken off."""

HALF_CODES: Mapping[str, str] = {
    "agreements": "Agreements, pacts of n parties for 1/(n - 1)",
    "units": "Agreements and groupings on units, likewise",
    "groupings": "Groupings, likewise",
    "nearness": "Kilometres between capitals",
    "spending": "Billion EUR a year",
    "growth": "Percentage points of GDP",
}
MEASURE_CODES: Mapping[str, str] = {
    "lead_nation": "How much it covers that another leads what the United States led",
    "covered": "The sum from which a domain is covered; below it is covered in part",
    "growth_years": "Over how many years growth is taken",
}
WORD_LISTS: Mapping[str, Mapping[str, str]] = {
    "part": PART_CODES,
    "half": HALF_CODES,
    "form": FORM,
    "grouping": KIND_CODES,
    "measure": MEASURE_CODES,
}


class BackstopWeight(Weight):
    """How gaps that the United States leaves are judged: what covers one, and who is best placed to fill it."""

    KIND: ClassVar[str] = "backstop_weights"
    TITLE: ClassVar[str] = (
        "How gaps that the United States leaves are judged: what covers one, and who is best placed to fill it."
    )
    WORD_LISTS: ClassVar[Mapping[str, Mapping[str, str]]] = WORD_LISTS

    dimension: Annotated[str, Code(DIMENSION_CODES), Field(description="What is weighed; with code the key.")]
    weight: Annotated[
        float,
        Number(low=0, high=10_000),
        Field(
            description="For a part the points it adds or takes at most; for half the amount, in its unit; for form, "
            "grouping and lead_nation what one of them covers; for covered their sum."
        ),
    ]

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """What no weight may be, and a zero that would divide by nothing or cover everything."""
        yield from super().contradictions(today)
        if self.weight == 0 and (self.dimension == "half" or self.code in ("covered", "growth_years")):
            yield Contradiction("weight", "0", "a number above 0", "write the amount that is meant")
