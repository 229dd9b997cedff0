"""A link of the transport graph between two nodes, by mode."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.codes import CORRIDOR
from phalanx.vocabulary.values import Code, Flag, Number, Reference, Several

MODE_CODES = {
    "rail": "Railway",
    "road": "Road",
    "sea": "Sea or ferry",
    "inland_waterway": "River or canal",
}

GAUGE_MM_CODES = {
    "1435": "European standard gauge",
    "1520": "Broad gauge of the former Soviet Union",
    "1524": "Finnish broad gauge",
    "1668": "Iberian broad gauge",
}

ELECTRIFIED_CODES = {
    "yes": "Yes",
    "no": "No",
    "partial": "In part",
}

STATUS_CODES = {
    "in_service": "In service",
    "upgrade_under_way": "In service while being upgraded",
    "electrification_under_way": "In service while being electrified",
    "under_construction": "Being built",
    "partly_under_construction": "Partly in service, partly being built",
    "partly_planned": "Partly in service, partly planned",
}


class MobilityLink(Record):
    """A link of the transport graph between two nodes, by mode."""

    KIND: ClassVar[str] = "mobility_links"
    TITLE: ClassVar[str] = "A link of the transport graph between two nodes, by mode."

    id: Id
    from_id: Annotated[str, Reference(kinds=("mobility_nodes",)), Field(description="One end.")]
    to_id: Annotated[
        str,
        Reference(kinds=("mobility_nodes",)),
        Field(description="The other end; links run both ways."),
    ]
    mode: Annotated[str, Code(MODE_CODES), Field(description="The mode of transport.")]
    distance_km: Annotated[
        float,
        Number(unit="km"),
        Field(description="Length: great circle times 1.25 (rail, road), 1.3 (sea) or 1.5 (waterway)."),
    ]
    gauge_mm: Annotated[
        tuple[str, ...] | None,
        Several(of=Code(GAUGE_MM_CODES)),
        Field(description="Rail gauge; two values at a break of gauge; empty for other modes."),
    ] = None
    electrified: Annotated[
        str | None,
        Code(ELECTRIFIED_CODES),
        Field(description="Whether the railway is electrified; empty for other modes."),
    ] = None
    corridor: Annotated[
        tuple[str, ...] | None,
        Several(of=Code(CORRIDOR)),
        Field(description="European Transport Corridors it belongs to."),
    ] = None
    cross_border: Annotated[bool, Flag(), Field(description="Whether the two ends lie in different states.")]
    status: Annotated[str, Code(STATUS_CODES), Field(description="Whether it can be used.")]
    note: Note = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
