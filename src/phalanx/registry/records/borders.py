"""A land border: two countries that lie side by side, and since when where that is younger than 1980."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Number, Party


class Border(Record):
    """A land border: two countries that lie side by side, each pair once, the world over.

    Only homelands count, as the question is who is whose neighbour. Left out are the borders of territories overseas
    (France's in Guiana and on Saint Martin, Denmark's on Hans Island beside Greenland, Gibraltar's, those of the British
    bases on Cyprus) and of Hong Kong and Macao. Ceuta and Melilla are Spain, Kaliningrad is Russia. Borders lie where
    international law has them, whoever holds the ground: Crimea is Ukraine's, Western Sahara stands by itself. Kosovo
    stands by itself too, though not every state recognises it.
    """

    KIND: ClassVar[str] = "borders"
    TITLE: ClassVar[str] = "A land border: two countries that lie side by side, territories overseas left out."
    KEY: ClassVar[tuple[str, ...]] = (
        "a",
        "b",
    )
    BEGINS: ClassVar[str | None] = "since"

    a: Annotated[str, Party(), Field(description="One country, the first of the two by code; with b the key.")]
    b: Annotated[str, Party(), Field(description="The other one.")]
    length_km: Annotated[
        float | None,
        Number(unit="km", low=0),
        Field(description="Its length; empty where the pages on the two countries do not say the same."),
    ] = None
    since: Annotated[
        str | None,
        Day(),
        Field(
            description="Since when both have been states by cow_states, or have met as such; empty: since before 1981. "
            "Germany, Russia, Serbia and Yemen carry on the borders of a state before them. As exact as the source "
            "supports: year, year and month, or day."
        ),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A pair the wrong way round, which could stand in the file a second time; a country beside itself."""
        yield from super().contradictions(today)
        if self.a >= self.b:
            yield Contradiction(
                "b", f"{self.b} after {self.a}", "two countries in the order of their codes", "swap them"
            )
