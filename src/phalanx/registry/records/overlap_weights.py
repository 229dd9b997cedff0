"""How overlaps of agreements are scored: what each part adds to the score, and where something begins to count."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Number, Text

PART_CODES = {
    "words": "Words in common, in title and summary",
    "domains": "Domains in common",
    "parties": "Parties in common",
    "time": "Whether both stood at one time, or one followed the other",
    "matter": "The same arms or equipment; taken off where each names others",
    "frame": "Both cover defence as a whole",
    "named": "One names the other",
    "replaced": "The earlier ended when the later was signed",
}
"""The parts of a score."""
CUT_CODES = {
    "least": "The score from which a pair is an overlap",
    "full_words": "The likeness of words, from 0 to 1, that counts in full",
    "alike_words": "The share of full likeness of words from which two texts are on one matter",
    "nearly_same_words": "The same from which two texts say nearly the same",
    "alike_domains": "The likeness of domains, from 0 to 1, from which two texts are on one matter",
    "alike_titles": "The likeness of titles, from 0 to 1, from which one is an edition of the other",
    "named_words": "The weight of rare words of a title that, beside a year, name an agreement; twice as much without one",
    "smoothing_agreements": "How many agreements of all parties are mixed into those of one party",
    "replaced_within_days": "Days between an end and a signature that still hang together",
    "repeated_within_days": "Days within which two texts of like rank say the same twice",
    "firmed_within_years": "Years within which a firm text follows a preliminary one",
    "edition_after_days": "Days after which a text under the same title is a new edition",
    "parallel_within_years": "Years within which parallel purchases could have been one",
}
"""Where something begins to count."""


class OverlapWeight(Record):
    """How overlaps of agreements are scored: what each part adds, and where something begins to count."""

    KIND: ClassVar[str] = "overlap_weights"
    TITLE: ClassVar[str] = (
        "How overlaps of agreements are scored: what each part adds, and where something begins to count."
    )
    KEY: ClassVar[tuple[str, ...]] = ("code",)

    code: Annotated[str, Code({**PART_CODES, **CUT_CODES}), Field(description="A part of the score, or a cut.")]
    weight: Annotated[
        float,
        Number(low=0, high=10_000),
        Field(
            description="For a part the most it adds to the score of 0 to 1; for a cut a number in the unit its code "
            "names, or a share from 0 to 1."
        ),
    ]
    reasoning: Annotated[str, Text(), Field(description="Why it is so much.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
