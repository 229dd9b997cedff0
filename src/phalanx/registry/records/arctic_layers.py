"""A northern indicator: military, economic, environmental or social, at a place and date."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Number, Party, Period, Text

LAYER_CODES = {
    "military": "Military",
    "economic": "Economic",
    "environmental": "Environmental",
    "social": "Social",
}


class NorthernIndicator(Record):
    """A northern indicator: military, economic, environmental or social, at a place and date."""

    KIND: ClassVar[str] = "arctic_layers"
    TITLE: ClassVar[str] = "A northern indicator: military, economic, environmental or social, at a place and date."

    id: Id
    layer: Annotated[str, Code(LAYER_CODES), Field(description="The layer of the map.")]
    indicator: Annotated[str, Text(), Field(description="What is measured or shown.")]
    place: Annotated[str, Text(), Field(description="Where.")]
    iso2: Annotated[
        str | None,
        Party(),
        Field(description="The state or territory; empty for seas and regions."),
    ] = None
    lat: Annotated[
        float,
        Number(unit="degrees north", low=-90, high=90),
        Field(description="Latitude; regions carry a representative point."),
    ]
    lon: Annotated[
        float,
        Number(unit="degrees east", low=-180, high=180),
        Field(description="Longitude; regions carry a representative point."),
    ]
    date: Annotated[
        str | None,
        Period(),
        Field(description="When it was measured or happened. A date, or two dates with a slash between them."),
    ] = None
    value: Annotated[
        str,
        Text(),
        Field(description="The value: a number in the unit, or a word where unit is status or type."),
    ]
    unit: Annotated[str, Text(), Field(description="The unit of the value; status and type where it is a word.")]
    qualifier: Annotated[str | None, Text(), Field(description="How exact the value is.")] = None
    summary: Annotated[str, Text(), Field(description="What it says.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
