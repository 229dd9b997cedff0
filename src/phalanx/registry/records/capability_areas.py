"""A capability area of an EU or NATO framework, with its place in the crosswalk."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Reference, Text

SOURCE_FRAMEWORK_CODES = {
    "Defence Readiness Roadmap 2030 (capability coalition)": "Defence Readiness Roadmap 2030 (capability coalition)",
    "Defence Readiness Roadmap 2030 (flagship)": "Defence Readiness Roadmap 2030 (flagship)",
    "EDA CARD 2024": "EDA CARD 2024",
    "EDA CDP 2023": "EDA CDP 2023",
    "EU White Paper Readiness 2030": "EU White Paper Readiness 2030",
    "NATO capability targets 2025 (public description)": "NATO capability targets 2025 (public description)",
}

DOMAIN_CODES = {
    "joint": "Several domains",
    "air": "Air",
    "land": "Land",
    "maritime": "Sea",
    "cyber": "Cyber",
    "space": "Space",
}


class CapabilityArea(Record):
    """A capability area of an EU or NATO framework, with its place in the crosswalk."""

    KIND: ClassVar[str] = "capability_areas"
    TITLE: ClassVar[str] = "A capability area of an EU or NATO framework, with its place in the crosswalk."

    id: Id
    name: Annotated[str, Text(), Field(description="The name of the area.")]
    source_framework: Annotated[str, Code(SOURCE_FRAMEWORK_CODES), Field(description="The framework that names it.")]
    parent_id: Annotated[
        str | None,
        Reference(kinds=("capability_areas",)),
        Field(
            description="The area of the White Paper (WP-1 to WP-7) or road map (RM-8, RM-9) it belongs to: our "
            "judgement. Empty for those areas themselves."
        ),
    ] = None
    domain: Annotated[str, Code(DOMAIN_CODES), Field(description="The military domain.")]
    summary: Annotated[str, Text(), Field(description="What it covers.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
