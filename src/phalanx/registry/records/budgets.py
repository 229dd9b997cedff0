"""What a state means to spend on defence in a year, and how much of it on equipment."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.vocabulary.values import Integer, Number, Party

MONEY = ("defence_eur_m", "equipment_eur_m", "committed_eur_m")


class Budget(Record):
    """What a state means to spend on defence in a year, and how much of it on equipment.

    Bundled are plans that were made public; for other years and states a plan is computed from the gross domestic
    product, earlier spending and the planning assumptions. Money is in prices of 2025.
    """

    KIND: ClassVar[str] = "budgets"
    TITLE: ClassVar[str] = "What a state means to spend on defence in a year, and how much of it on equipment."
    KEY: ClassVar[tuple[str, ...]] = ("state", "year")

    state: Annotated[str, Party(), Field(description="Whose money it is; with year the key.")]
    year: Annotated[int, Integer(unit="year", low=1990, high=2100), Field(description="The year it is for.")]
    defence_eur_m: Annotated[
        float | None, Number(unit="million EUR", low=0), Field(description="Spending on defence in all.")
    ] = None
    equipment_eur_m: Annotated[
        float | None, Number(unit="million EUR", low=0), Field(description="The part of it that is for equipment.")
    ] = None
    committed_eur_m: Annotated[
        float | None,
        Number(unit="million EUR", low=0),
        Field(description="The part of the equipment money that contracts bind already."),
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """No money named at all, a part larger than its whole, and an illustrative row without its rule."""
        yield from super().contradictions(today)
        yield from without_rule(self.illustrative, self.derivation)
        known = [(name, money) for name in MONEY if (money := getattr(self, name)) is not None]
        if not known:
            yield Contradiction(
                "defence_eur_m", "an empty cell, as in the other two", "one of the three sums at least",
                "fill one, or leave the row away",
            )  # fmt: skip
        for (whole, most), (part, money) in pairwise(known):
            if money > most:
                yield Contradiction(
                    part, f"{money:g}, above {whole} {most:g}", f"a part of {whole}", "correct one of the two"
                )
