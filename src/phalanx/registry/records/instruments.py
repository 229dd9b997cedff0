"""An EU or NATO funding or planning instrument with its participation rules."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Day, Integer, Number, Party, Several, Text

KIND_CODES = {
    "grant": "Grants",
    "loan": "Loans",
    "facility": "An off-budget or special facility",
    "fund": "A fund that invests or pools money",
    "framework": "Rules or planning without money of its own",
    "review": "A review",
}

STATUS_CODES = {
    "active": "Running",
    "closed": "Closed",
    "unclear": "Not clear from the sources",
}


class Instrument(Record):
    """An EU or NATO funding or planning instrument with its participation rules."""

    KIND: ClassVar[str] = "instruments"
    TITLE: ClassVar[str] = "An EU or NATO funding or planning instrument with its participation rules."
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("start", "end"),)
    BEGINS: ClassVar[str | None] = "start"

    id: Id
    name: Annotated[str, Text(), Field(description="The name of the instrument.")]
    institution: Annotated[str, Text(), Field(description="Who runs it.")]
    legal_basis: Annotated[str, Text(), Field(description="The legal act, with articles where known.")]
    kind: Annotated[str, Code(KIND_CODES), Field(description="What kind of instrument it is.")]
    budget_eur_m: Annotated[
        float | None,
        Number(unit="million EUR"),
        Field(description="Its budget or ceiling."),
    ] = None
    start: Annotated[
        str | None,
        Day(),
        Field(description="When it began. As exact as the source supports: year, year and month, or day."),
    ] = None
    end: Annotated[
        str | None,
        Day(),
        Field(description="When it ends. As exact as the source supports: year, year and month, or day."),
    ] = None
    min_participants: Annotated[
        int | None,
        Integer(unit="participants"),
        Field(description="Least number of participants in a joint action."),
    ] = None
    min_member_states: Annotated[
        int | None,
        Integer(unit="states"),
        Field(description="Least number of EU member states (or associated states, see note) among them."),
    ] = None
    eligible_states: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="Who may take part in full; EU and NATO stand for all their members."),
    ]
    associated_states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="Others who may take part on special terms."),
    ] = None
    max_non_eu_component_pct: Annotated[
        float | None,
        Number(unit="percent"),
        Field(description="Largest share of component cost from outside the Union and associated states."),
    ] = None
    funding_rate: Annotated[str | None, Text(), Field(description="What share is paid.")] = None
    bonus_rules: Annotated[str | None, Text(), Field(description="What raises the rate.")] = None
    deadline: Annotated[
        str | None,
        Text(),
        Field(description="Deadline for applications: a date, or a rule in words."),
    ] = None
    status: Annotated[str, Code(STATUS_CODES), Field(description="Whether it runs.")]
    summary: Annotated[str, Text(), Field(description="What it does.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
