"""What a state holds of an item today."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Day, Flag, Identifier, Number, Party


class Holding(Record):
    """What a state holds of an item today.

    The bundled targets are additions to what the studies counted, so that holdings stand beside them and are not taken
    off; only a row marked as counted is, as in a user's own table beside targets that say how much in all.
    """

    KIND: ClassVar[str] = "holdings"
    TITLE: ClassVar[str] = "What a state holds of an item today."
    KEY: ClassVar[tuple[str, ...]] = ("item", "state")

    item: Annotated[
        str, Identifier(), Field(description="What is held, a code of capability_items; with state the key.")
    ]
    state: Annotated[str, Party(), Field(description="Who holds it.")]
    quantity: Annotated[float, Number(low=0), Field(description="How much, in the unit of the item.")]
    as_of: Annotated[str, Day(), Field(description="When it was held.")]
    counted: Annotated[
        bool, Flag(), Field(description="Whether it counts towards the state's target, which then is a total.")
    ]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
