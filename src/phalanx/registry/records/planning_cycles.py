"""An event of a NATO or EU planning calendar."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Day, Flag, Integer, Party, Reference, Several, Text

KIND_CODES = {
    "decision": "A decision",
    "deadline": "A deadline",
    "review": "A review",
    "report": "A report",
    "call": "A call for proposals",
    "summit": "A summit",
}


class PlanningEvent(Record):
    """An event of a NATO or EU planning calendar."""

    KIND: ClassVar[str] = "planning_cycles"
    TITLE: ClassVar[str] = "An event of a NATO or EU planning calendar."
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("date_start", "date_end"),)

    id: Id
    institution: Annotated[tuple[str, ...], Several(of=Party()), Field(description="Whose calendar it belongs to.")]
    process: Annotated[str, Text(), Field(description="The planning process.")]
    event: Annotated[str, Text(), Field(description="What happens.")]
    kind: Annotated[str, Code(KIND_CODES), Field(description="What kind of event it is.")]
    date_start: Annotated[
        str,
        Day(),
        Field(description="When it begins or happens. As exact as the source supports: year, year and month, or day."),
    ]
    date_end: Annotated[
        str | None,
        Day(),
        Field(description="When it ends. As exact as the source supports: year, year and month, or day."),
    ] = None
    recurs_years: Annotated[
        int | None,
        Integer(unit="years", low=1, high=100),
        Field(
            description="Comes again after so many years; empty if once. Where the dates are further apart than that, it "
            "came or will come so often from the first to the last."
        ),
    ] = None
    follows: Annotated[
        str | None,
        Reference(kinds=("planning_cycles",)),
        Field(description="The event of the cycle before, of which this is the next; empty where none is recorded."),
    ] = None
    depends_on: Annotated[
        tuple[str, ...] | None,
        Several(of=Reference(kinds=("planning_cycles",))),
        Field(description="Events that must come first."),
    ] = None
    submission: Annotated[
        bool | None,
        Flag(),
        Field(description="Whether each state hands something in for it: a plan, or answers in a review."),
    ] = None
    summary: Annotated[str | None, Text(), Field(description="What it means.")] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
