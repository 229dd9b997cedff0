"""Words with which one agreement tells of another: that it replaces it, adds to it, or is the same."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Identifier, Text

TELLS_CODES = {
    "superseding": "One takes the place of the other",
    "complementary": "One adds to the other, which stays",
    "following": "One came after the other; what both are tells whether it took the place",
    "redundant": "Both are one and the same",
}


class OverlapWord(Record):
    """Words with which one agreement tells of another: that it replaces it, adds to it, or is the same."""

    KIND: ClassVar[str] = "overlap_words"
    TITLE: ClassVar[str] = (
        "Words with which one agreement tells of another: that it replaces it, adds to it, or is the same."
    )
    KEY: ClassVar[tuple[str, ...]] = ("word",)

    word: Annotated[
        str,
        Identifier(),
        Field(
            description="How the words begin, in lower case, with _ for a blank: updat stands for updates, updating."
        ),
    ]
    tells: Annotated[str, Code(TELLS_CODES), Field(description="What they tell of the two agreements.")]
    reasoning: Annotated[str, Text(), Field(description="Why they tell that.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
