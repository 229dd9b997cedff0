"""A correction made to the compiled facts before they were bundled."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Text


class Correction(Record):
    """A correction made to the compiled facts before they were bundled."""

    KIND: ClassVar[str] = "corrections"
    TITLE: ClassVar[str] = "A correction made to the compiled facts before they were bundled."

    id: Id
    kind: Annotated[
        str,
        Text(),
        Field(description="The kind of the corrected record, which is the name of its file."),
    ]
    record: Annotated[
        str,
        Text(),
        Field(description="The key of the corrected record: its id, or kind/KEY where the kind has no id column."),
    ]
    field: Annotated[str, Text(), Field(description="The corrected field.")]
    was: Annotated[str | None, Text(), Field(description="The value as compiled.")] = None
    now: Annotated[str | None, Text(), Field(description="The value after correction.")] = None
    why: Annotated[str, Text(), Field(description="Why it was changed.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
