"""How many formations of a kind a state has in all."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.registry.records.force_commitments import FORCE_CODES
from phalanx.vocabulary.values import Code, Day, Integer, Party


class ForcePool(Record):
    """How many formations of a kind a state has in all, so that what it has committed can be held against it."""

    KIND: ClassVar[str] = "force_pools"
    TITLE: ClassVar[str] = "How many formations of a kind a state has in all."
    KEY: ClassVar[tuple[str, ...]] = ("state", "force")

    state: Annotated[str, Party(), Field(description="Whose they are; with force the key.")]
    force: Annotated[str, Code(FORCE_CODES), Field(description="What kind of formation.")]
    units: Annotated[int, Integer(low=0), Field(description="How many it has.")]
    as_of: Annotated[str, Day(), Field(description="When that was so. As exact as the source supports.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
