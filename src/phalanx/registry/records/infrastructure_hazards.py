"""A climate hazard to infrastructure at a place."""

from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Id, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Party, Several, Text

HAZARD_CODES = {
    "coastal_flood": "Flooding of coasts and ports",
    "river_low_water": "Low water on rivers",
    "permafrost_thaw": "Thawing ground",
    "heat_on_rail": "Heat on railways",
    "storm_and_flood": "Storms and floods",
    "multiple_climate_extremes": "Several extremes together",
    "heat_on_runway": "Heat on runways",
    "derailment": "A derailment that shows how a single track fails",
    "warming_and_rain_in_winter": "Warmer, wetter winters",
}


class InfrastructureHazard(Record):
    """A climate hazard to infrastructure at a place."""

    KIND: ClassVar[str] = "infrastructure_hazards"
    TITLE: ClassVar[str] = "A climate hazard to infrastructure at a place."

    id: Id
    place: Annotated[str, Text(), Field(description="Where.")]
    states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="The states or territories named by the place; empty for wider regions."),
    ] = None
    hazard: Annotated[str, Code(HAZARD_CODES), Field(description="The hazard.")]
    horizon: Annotated[str, Text(), Field(description="The year, date or time span the effect belongs to.")]
    effect: Annotated[str, Text(), Field(description="What it does.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
