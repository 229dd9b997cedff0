"""A number that a publication reports, to hold ours against."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Day, Integer, Party, Reference, Several, Text

UNIT_CODES = {
    "agreements": "Agreements",
    "states": "States",
    "projects": "Projects",
    "percent": "Percent",
}


class PublishedFinding(Record):
    """A number that a publication reports, to hold ours against."""

    KIND: ClassVar[str] = "published_findings"
    TITLE: ClassVar[str] = "A number that a publication reports, to hold ours against."

    id: Id
    publication: Annotated[str, Text(), Field(description="Short name of the publication.")]
    name: Annotated[str, Text(), Field(description="Stable name of the number, in snake case.")]
    title: Annotated[str, Text(), Field(description="What the number is called on a page, in about 26 letters.")]
    value: Annotated[int, Integer(unit="as in unit"), Field(description="The published number.")]
    unit: Annotated[str, Code(UNIT_CODES), Field(description="What is counted.")]
    scope: Annotated[str, Reference(kinds=("scopes",)), Field(description="Our nearest scope.")]
    definition: Annotated[str, Text(), Field(description="What the publication counts, in our own words.")]
    states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="The states among which it counts, where it names them."),
    ] = None
    reason: Annotated[
        str | None,
        Text(),
        Field(description="Why our count may differ, as far as we can tell; inferred by us, confirmed by nobody."),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    source_title: Annotated[str, Text(), Field(description="Publisher and title of the source.")]
    source_date: Annotated[
        str | None,
        Day(),
        Field(
            description="When the source was published. As exact as the source supports: year, year and month, or day."
        ),
    ] = None
    confidence: Confidence
    note: Note = None
