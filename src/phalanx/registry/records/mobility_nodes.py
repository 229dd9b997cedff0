"""A node of the transport graph: a port, hub, terminal, border point or city."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import CORRIDOR
from phalanx.vocabulary.values import Code, Number, Party, Several, Text

KIND_CODES = {
    "rail_hub": "A rail hub",
    "seaport": "A seaport",
    "border": "A border crossing",
    "intermodal": "An inland or intermodal terminal",
    "airport": "An airport",
    "gauge_change": "A place where the rail gauge changes",
    "city": "A city",
}


class MobilityNode(Record):
    """A node of the transport graph: a port, hub, terminal, border point or city."""

    KIND: ClassVar[str] = "mobility_nodes"
    TITLE: ClassVar[str] = "A node of the transport graph: a port, hub, terminal, border point or city."

    id: Id
    name: Annotated[str, Text(), Field(description="The place.")]
    iso2: Annotated[str, Party(), Field(description="The state it lies in.")]
    kind: Annotated[str, Code(KIND_CODES), Field(description="What kind of node it is.")]
    lat: Annotated[float, Number(unit="degrees north", low=-90, high=90), Field(description="Latitude.")]
    lon: Annotated[float, Number(unit="degrees east", low=-180, high=180), Field(description="Longitude.")]
    corridors: Annotated[
        tuple[str, ...] | None,
        Several(of=Code(CORRIDOR)),
        Field(description="European Transport Corridors it lies on: labels of ours."),
    ] = None
    note: Note = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
