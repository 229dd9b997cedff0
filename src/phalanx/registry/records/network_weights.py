"""How much a tie counts: a weight for every form, clause, age, confidence, grade, status and level an agreement has."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import CONFIDENCE, FORM, GRADE, LEVEL, MUTUAL_DEFENCE, STATUS
from phalanx.vocabulary.values import Code, Identifier, Number, Text

DIMENSION_CODES = {
    "form": "The form of the agreement",
    "clause": "Its clause on mutual defence",
    "age": "Its age in whole years since signature",
    "confidence": "Whether it was seen in its source",
    "grade": "The grade of its source",
    "status": "Where it stands",
    "level": "Whom it binds",
}

WORD_LISTS: Mapping[str, Mapping[str, str]] = {
    "form": FORM,
    "clause": MUTUAL_DEFENCE,
    "confidence": CONFIDENCE,
    "grade": GRADE,
    "status": STATUS,
    "level": LEVEL,
}
"""The codes of every dimension but age, which is a number of years."""


class NetworkWeight(Record):
    """How much a tie counts: the weight of an agreement is the product of its weights over all dimensions."""

    KIND: ClassVar[str] = "network_weights"
    TITLE: ClassVar[str] = (
        "How much a tie counts: the weight of an agreement is the product of its weights over all dimensions."
    )
    KEY: ClassVar[tuple[str, ...]] = (
        "dimension",
        "code",
    )

    dimension: Annotated[str, Code(DIMENSION_CODES), Field(description="What is weighed; with code the key.")]
    code: Annotated[
        str,
        Identifier(),
        Field(
            description="The code of that dimension's word list; for age the whole years since signature from which "
            "the weight holds, until a later one does."
        ),
    ]
    weight: Annotated[
        float,
        Number(unit="multiple", low=0, high=10),
        Field(description="By how much the tie is multiplied; 0: such an agreement makes no tie."),
    ]
    reasoning: Annotated[str, Text(), Field(description="Why it counts that much.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A code that the dimension does not have; years that are no whole number, or written in two ways."""
        yield from super().contradictions(today)
        if self.dimension == "age":
            if not (self.code.isascii() and self.code.isdigit() and self.code == str(int(self.code))):
                yield Contradiction(
                    "code", repr(self.code), "a whole number of years such as 5", "write digits only, without zeros before"
                )  # fmt: skip
        elif self.code not in WORD_LISTS[self.dimension]:
            codes = ", ".join(WORD_LISTS[self.dimension])
            yield Contradiction(
                "code", f"{self.code!r}, which is no {self.dimension}", f"one of {codes}", "correct code or dimension"
            )
