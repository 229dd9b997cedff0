"""A scope: the agreements a count is about."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import MEMBERSHIP, PARTIES_KIND
from phalanx.vocabulary.values import Code, Day, Party, Reference, Several, Text


class Scope(Record):
    """A scope: the agreements a count is about."""

    KIND: ClassVar[str] = "scopes"
    TITLE: ClassVar[str] = "A scope: the agreements a count is about."
    NAMED_BY_KIND: ClassVar[bool] = True
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("signed_from", "signed_to"),)

    id: Id
    title: Annotated[str, Text(), Field(description="What the scope is called on a page.")]
    parties_kind: Annotated[
        str,
        Code(PARTIES_KIND),
        Field(description="How many parties an agreement of this scope has."),
    ]
    states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="Parties that belong to the set, beside the members of the groupings."),
    ] = None
    groupings: Annotated[
        tuple[str, ...] | None,
        Several(of=Reference(kinds=("groupings",))),
        Field(description="Groupings whose members belong to the set."),
    ] = None
    membership: Annotated[
        str,
        Code(MEMBERSHIP),
        Field(description="How many parties must be in the set; an empty set means everybody."),
    ]
    signed_from: Annotated[
        str | None,
        Day(),
        Field(
            description="Earliest date of signature, included. As exact as the source supports: year, year and "
            "month, or day."
        ),
    ] = None
    signed_to: Annotated[
        str | None,
        Day(),
        Field(
            description="Latest date of signature, included to its end. As exact as the source supports: year, year "
            "and month, or day."
        ),
    ] = None
    summary: Annotated[str, Text(), Field(description="The scope in one sentence.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
