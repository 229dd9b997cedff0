"""A defence agreement: who agreed, when, in what form, on what, and with what clause."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import DOMAIN, FORM, LEGAL_TYPE, LEVEL, MUTUAL_DEFENCE, SCOPE, STATUS
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.values import Code, Day, Number, Party, Several, Text


class Agreement(Record):
    """A defence agreement: who agreed, when, in what form, on what, and with what clause."""

    KIND: ClassVar[str] = "agreements"
    TITLE: ClassVar[str] = "A defence agreement: who agreed, when, in what form, on what, and with what clause."
    BEGINS: ClassVar[str | None] = "signed"
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("signed", "ended"),)

    id: Id
    title: Annotated[str, Text(), Field(description="The name of the agreement in English.")]
    parties: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="Every party at signature, or the whole group where the row records an accession."),
    ]
    signed: Annotated[
        str,
        Day(),
        Field(
            description="When it was signed, or announced where status is announced. As exact as the source "
            "supports: year, year and month, or day."
        ),
    ]
    status: Annotated[str, Code(STATUS), Field(description="Where the agreement stands today, as far as known.")]
    ended: Annotated[
        str | None,
        Day(),
        Field(
            description="When it ended or was replaced. As exact as the source supports: year, year and month, or day."
        ),
    ] = None
    form: Annotated[str, Code(FORM), Field(description="What kind of undertaking it is politically.")]
    legal_type: Annotated[str, Code(LEGAL_TYPE), Field(description="What kind of text it is legally.")]
    level: Annotated[str, Code(LEVEL), Field(description="Whom it binds.")] = "state"
    scope: Annotated[str, Code(SCOPE), Field(description="How wide it reaches.")]
    domains: Annotated[
        tuple[str, ...] | None,
        Several(of=Code(DOMAIN)),
        Field(description="The fields it covers."),
    ] = None
    mutual_defence: Annotated[
        str,
        Code(MUTUAL_DEFENCE),
        Field(description="Whether it promises help against an attack."),
    ]
    summary: Annotated[str | None, Text(), Field(description="What it does, in one sentence of our own.")] = None
    value_eur_m: Annotated[
        float | None,
        Number(unit="million EUR", low=0),
        Field(description="The money named with it, converted to euro where needed; note says what it counts."),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    source_title: Annotated[str | None, Text(), Field(description="Publisher and title of the source.")] = None
    source_date: Annotated[
        str | None,
        Day(),
        Field(
            description="When the source was published, where shown. As exact as the source supports: year, year "
            "and month, or day."
        ),
    ] = None
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """One party only, a future signature that counts as given, an end in the past of what goes on."""
        yield from super().contradictions(today)
        if len(self.parties) < 2:
            yield Contradiction("parties", f"one party, {self.parties[0]}", "two parties or more", "add the others")
        if self.status not in ("in_force", "signed"):
            return
        if first_day(self.signed) > today:
            yield Contradiction(
                "signed", f"{self.signed} with status {self.status}", f"a date up to today, {today.isoformat()}",
                "use status announced for what is planned",
            )  # fmt: skip
        if self.ended is not None and last_day(self.ended) < today:
            yield Contradiction(
                "status", f"{self.status}, ended {self.ended}", "terminated or superseded", "correct status or ended"
            )
