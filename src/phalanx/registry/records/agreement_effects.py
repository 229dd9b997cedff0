"""What a new agreement opens by its domain, as long as nobody has looked it through."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.illustrative import Derivation, Illustrative, without_rule
from phalanx.registry.records.ranged import out_of_range
from phalanx.vocabulary.codes import DOMAIN
from phalanx.vocabulary.values import Code, Day, Number, Reference, Several

EFFECT_CODES = {
    "corridor": "Hours from the request to the permission, at the borders between its states",
    "joint_buy": "Years after that of the signature in which its states can order together what it names",
}


class AgreementEffect(Record):
    """What a new agreement opens by its domain, as long as nobody has looked it through.

    Who has looked an agreement through enters what it opens in `corridor_rules` and `joint_buys`. Until then an agreement
    of states counts by these rules, in every answer marked as illustrative.
    """

    KIND: ClassVar[str] = "agreement_effects"
    TITLE: ClassVar[str] = "What a new agreement opens by its domain, as long as nobody has looked it through."

    id: Id
    effect: Annotated[str, Code(EFFECT_CODES), Field(description="What it opens, and what the numbers mean.")]
    domain: Annotated[str, Code(DOMAIN), Field(description="The field that the agreement has to cover.")]
    signed_from: Annotated[
        str,
        Day(),
        Field(
            description="Agreements signed on that day or later; earlier ones have been looked through. As exact as the "
            "source supports: year, year and month, or day."
        ),
    ]
    value: Annotated[float, Number(low=0), Field(description="The number to count with, of the meaning of the effect.")]
    low: Annotated[float, Number(low=0), Field(description="The least to be argued for.")]
    high: Annotated[float, Number(low=0), Field(description="The most to be argued for.")]
    instruments: Annotated[
        tuple[str, ...] | None,
        Several(Reference(kinds=("instruments",))),
        Field(description="Instruments that a joint buy asks for; whether each is open follows from its own rules."),
    ] = None
    illustrative: Illustrative
    derivation: Derivation = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A value outside its range, an illustrative figure without its rule, instruments that no corridor needs."""
        yield from super().contradictions(today)
        yield from out_of_range("value", self.low, self.value, self.high)
        yield from without_rule(self.illustrative, self.derivation)
        if self.effect == "corridor" and self.instruments:
            yield Contradiction(
                "instruments", ";".join(self.instruments), "an empty cell where the effect is a corridor",
                "leave it empty, or correct the effect",
            )  # fmt: skip
