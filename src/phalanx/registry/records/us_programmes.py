"""A US programme or presence in Europe: what it provides, and how its rows of `us_posture` are counted."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import DOMAIN
from phalanx.vocabulary.values import Code, Identifier, Number, Reference, Several, Text

NATURE_CODES: Mapping[str, str] = {
    "money": "Money, a year",
    "troops": "Troops on the ground",
    "forces": "Forces offered for a crisis",
    "posts": "Posts in commands",
}

COUNTED = ("levels", "plans", "floors", "ends", "cuts")
"""The fields whose rows are counted."""

ROWS = Several(of=Reference(kinds=("us_posture",)))


class UsProgramme(Record):
    """A US programme or presence in Europe: what it provides, and how its rows of `us_posture` are counted.

    What falls away is the last level less what is left or planned, or the cut that a source names; rows that overlap
    with others stand aside and are not added.
    """

    KIND: ClassVar[str] = "us_programmes"
    TITLE: ClassVar[str] = "A US programme or presence in Europe: what it provides, and how its rows are counted."

    id: Id
    name: Annotated[str, Text(), Field(description="What it is called.")]
    nature: Annotated[str, Code(NATURE_CODES), Field(description="What it consists of.")]
    unit: Annotated[str, Text(), Field(description="The unit of its amounts; money is counted a year.")]
    domains: Annotated[
        tuple[str, ...],
        Several(of=Code(DOMAIN)),
        Field(description="The domains in which agreements with others could provide the same."),
    ]
    levels: Annotated[
        tuple[str, ...] | None, ROWS, Field(description="Rows that say how much there was, in a year or in a span.")
    ] = None
    plans: Annotated[
        tuple[str, ...] | None, ROWS, Field(description="Rows that say how much is left, planned or asked for.")
    ] = None
    floors: Annotated[
        tuple[str, ...] | None, ROWS, Field(description="Rows that say below what it may not fall by law.")
    ] = None
    ends: Annotated[tuple[str, ...] | None, ROWS, Field(description="Rows that say that nothing is left.")] = None
    cuts: Annotated[tuple[str, ...] | None, ROWS, Field(description="Rows that say by how much it shrinks.")] = None
    aside: Annotated[
        tuple[str, ...] | None,
        ROWS,
        Field(description="Rows on it that are not counted, as they overlap with others or tell no amount."),
    ] = None
    before: Annotated[
        float | None,
        Number(unit="as in unit", low=0),
        Field(description="How much there was, where a row says so only in words."),
    ] = None
    taken_over: Annotated[
        tuple[str, ...] | None,
        Several(of=Identifier()),
        Field(description="What others lead in its place: keys of `lead_nations`."),
    ] = None
    enablers: Annotated[
        tuple[str, ...] | None,
        Several(of=Reference(kinds=("us_enablers",))),
        Field(description="The same contribution among what Europe would need to replace."),
    ] = None
    counted: Annotated[str, Text(), Field(description="Which rows are counted how, and which stand aside, and why.")]
    reasoning: Annotated[str, Text(), Field(description="Why these domains.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A programme on which nothing is counted."""
        yield from super().contradictions(today)
        if not any(getattr(self, name) for name in COUNTED):
            yield Contradiction(
                "levels", "an empty cell", f"a row in one of {', '.join(COUNTED)}", "name what is to be counted"
            )
