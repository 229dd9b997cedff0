"""A word that tells which arms or equipment an agreement is about, with the capability area they belong to."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Identifier, Reference, Text


class CapabilityWord(Record):
    """A word that tells which arms or equipment an agreement is about, with the capability area they belong to."""

    KIND: ClassVar[str] = "capability_words"
    TITLE: ClassVar[str] = (
        "A word that tells which arms or equipment an agreement is about, with the capability area they belong to."
    )
    KEY: ClassVar[tuple[str, ...]] = ("word",)

    word: Annotated[
        str,
        Identifier(),
        Field(description="The word in lower case and the singular, with _ for a blank: leopard, battle_tank."),
    ]
    matter: Annotated[str, Text(), Field(description="The arms or equipment it stands for, such as battle tanks.")]
    area_id: Annotated[
        str, Reference(kinds=("capability_areas",)), Field(description="The capability area they belong to.")
    ]
    item: Annotated[
        str | None,
        Identifier(),
        Field(
            description="What a road map can buy of them, a code of capability_items; empty where it is none of these."
        ),
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
