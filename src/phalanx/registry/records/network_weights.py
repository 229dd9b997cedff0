"""How much a tie counts: a weight for every form, clause, age, confidence, grade, status and level an agreement has."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.weights import Weight
from phalanx.vocabulary.codes import CONFIDENCE, FORM, GRADE, LEVEL, MUTUAL_DEFENCE, STATUS
from phalanx.vocabulary.values import Code, Identifier, Number

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


class NetworkWeight(Weight):
    """How much a tie counts: the weight of an agreement is the product of its weights over all dimensions."""

    KIND: ClassVar[str] = "network_weights"
    TITLE: ClassVar[str] = (
        "How much a tie counts: the weight of an agreement is the product of its weights over all dimensions."
    )
    WORD_LISTS: ClassVar[Mapping[str, Mapping[str, str]]] = WORD_LISTS
    COUNTED: ClassVar[Mapping[str, str]] = {"age": "years such as 5"}

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
