"""What the kinds of weights have in common: a dimension, a code of its word list, the weight, and why it is so much."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Identifier, Number, Text


class Weight(Record):
    """A weight of a code of a dimension; each kind names its dimensions, their codes, and how much a weight may be."""

    KEY: ClassVar[tuple[str, ...]] = ("dimension", "code")
    WORD_LISTS: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """The codes of each dimension that has a word list."""
    COUNTED: ClassVar[Mapping[str, str]] = {}
    """The dimensions whose codes are whole numbers, and of what, with an example."""

    dimension: Annotated[str, Identifier(), Field(description="What is weighed; with code the key.")]
    code: Annotated[str, Identifier(), Field(description="The code of that dimension's word list.")]
    weight: Annotated[float, Number(low=0), Field(description="How much it counts.")]
    reasoning: Annotated[str, Text(), Field(description="Why it is so much.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A code that the dimension does not have; a number that is not whole, or written in two ways."""
        yield from super().contradictions(today)
        if counted := self.COUNTED.get(self.dimension):
            if not (self.code.isascii() and self.code.isdigit() and self.code == str(int(self.code))):
                yield Contradiction(
                    "code", repr(self.code), f"a whole number of {counted}", "write digits only, without zeros before"
                )
        elif self.code not in self.WORD_LISTS.get(self.dimension, {self.code: ""}):
            codes = ", ".join(self.WORD_LISTS[self.dimension])
            yield Contradiction(
                "code", f"{self.code!r}, which is no {self.dimension}", f"one of {codes}", "correct code or dimension"
            )
