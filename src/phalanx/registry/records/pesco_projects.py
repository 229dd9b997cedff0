"""A PESCO project with its coordinator and participants."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Integer, Party, Several, Text

DOMAIN_CODES = {
    "land_formations": "Land, formations, systems",
    "air_systems": "Air, systems",
    "enabling_joint": "Enabling and joint",
    "cyber_c4isr": "Cyber and command, control, communications and reconnaissance",
    "training_facilities": "Training and facilities",
    "maritime": "Maritime",
    "space": "Space",
}

STATUS_CODES = {
    "active": "Known to run",
    "listed": "On the list; activity not checked",
    "closed": "Closed",
}


class PescoProject(Record):
    """A PESCO project with its coordinator and participants."""

    KIND: ClassVar[str] = "pesco_projects"
    TITLE: ClassVar[str] = "A PESCO project with its coordinator and participants."
    BEGINS: ClassVar[str | None] = "start_year"

    id: Id
    name: Annotated[str, Text(), Field(description="The name of the project.")]
    wave: Annotated[int, Integer(), Field(description="The wave in which it was adopted.")]
    start_year: Annotated[int, Integer(low=2017, high=2100), Field(description="The year of adoption.")]
    domain: Annotated[str, Code(DOMAIN_CODES), Field(description="The field, in the words of the PESCO list.")]
    coordinator: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="The coordinating state or states; empty where not known."),
    ] = None
    participants: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="Every participant, coordinators included; empty means not known."),
    ] = None
    status: Annotated[str, Code(STATUS_CODES), Field(description="Whether it runs.")]
    summary: Annotated[str, Text(), Field(description="What it builds.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None
