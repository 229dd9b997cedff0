"""A domain or a word that tells that an agreement covers a capability area."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import DOMAIN
from phalanx.vocabulary.values import Code, Identifier, Reference

FOUND_IN_CODES = {
    "domains": "The agreement has this domain",
    "text": "Its title or summary has this word",
}


class AreaWord(Record):
    """A domain or a word that tells that an agreement covers a capability area."""

    KIND: ClassVar[str] = "area_words"
    TITLE: ClassVar[str] = "A domain or a word that tells that an agreement covers a capability area."
    KEY: ClassVar[tuple[str, ...]] = ("area_id", "word")

    area_id: Annotated[
        str,
        Reference(kinds=("capability_areas",)),
        Field(description="The capability area, as fine as it can be told."),
    ]
    word: Annotated[
        str,
        Identifier(),
        Field(
            description="A domain, or a word in lower case and the singular, with _ for a blank: military_mobility, cbrn."
        ),
    ]
    found_in: Annotated[str, Code(FOUND_IN_CODES), Field(description="Where the agreement has to have it.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A domain that is none."""
        yield from super().contradictions(today)
        if self.found_in == "domains" and self.word not in DOMAIN:
            yield Contradiction(
                "word", f"{self.word}, which is no domain", f"one of {', '.join(DOMAIN)}",
                "write a domain, or 'text' into found_in",
            )  # fmt: skip
