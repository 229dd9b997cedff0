"""A US programme or presence in Europe and its change."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Number, Party, Period, Several, Text


class UsPosture(Record):
    """A US programme or presence in Europe and its change."""

    KIND: ClassVar[str] = "us_posture"
    TITLE: ClassVar[str] = "A US programme or presence in Europe and its change."

    id: Id
    programme: Annotated[str, Text(), Field(description="The programme or force.")]
    recipient: Annotated[
        tuple[str, ...],
        Several(of=Party()),
        Field(description="Who received or hosted it; EUROPE, NATO and WORLD are groups."),
    ]
    year: Annotated[
        str,
        Period(),
        Field(description="The year or years. A date, or two dates with a slash between them."),
    ]
    amount_usd_m: Annotated[
        float | None,
        Number(unit="million USD"),
        Field(description="The amount; negative for a cut."),
    ] = None
    quantity: Annotated[
        float | None,
        Number(unit="as in unit"),
        Field(description="The quantity; negative for a cut."),
    ] = None
    unit: Annotated[str, Text(), Field(description="The unit of amount or quantity, or the kind of event.")]
    qualifier: Annotated[
        str | None,
        Text(),
        Field(description="How exact the number is or what it is compared with."),
    ] = None
    summary: Annotated[str | None, Text(), Field(description="What happened.")] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
