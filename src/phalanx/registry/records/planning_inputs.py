"""Which event of a planning calendar informs which decision, above all across the two institutions."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Reference, Text


class PlanningInput(Record):
    """Which event of a planning calendar informs which decision, above all across the two institutions.

    `depends_on` of an event says what must come first; this says whose result it would be better for knowing. Where
    both recur, the link does too: it holds for every cycle, of which the row names one.
    """

    KIND: ClassVar[str] = "planning_inputs"
    TITLE: ClassVar[str] = "Which event of a planning calendar informs which decision."

    id: Id
    input_event: Annotated[
        str,
        Reference(kinds=("planning_cycles",)),
        Field(description="The event whose result is the input; of a cycle, any one."),
    ]
    decision_event: Annotated[
        str,
        Reference(kinds=("planning_cycles",)),
        Field(description="The event it informs; of a cycle, the one that goes with the input named."),
    ]
    reasoning: Annotated[str, Text(), Field(description="Why the decision is better for knowing the input.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
