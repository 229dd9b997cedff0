"""A force that a state has committed: to whom, how large it is, how soon it has to be ready, and from when to when."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import Code, Day, Integer, Party, Reference, Several, Text

FORCE_CODES: Mapping[str, str] = {
    "headquarters": "Headquarters",
    "division": "Division",
    "brigade": "Brigade",
    "battlegroup": "Battlegroup: a battalion with what it needs to fight by itself",
    "battalion": "Battalion",
    "company": "Company",
    "contingent": "Contingent of mixed or unknown size",
    "pool": "Personnel, aircraft and ships of many kinds",
}
"""Kinds of force, from the largest to the smallest, and two of no one size."""
COMMITMENT_CODES: Mapping[str, str] = {
    "nato_force_model": "NATO Force Model",
    "nato_forward_presence": "NATO's forward land forces",
    "nato_reaction_force": "NATO's Allied Reaction Force",
    "nato_affiliation": "Affiliation to a multinational division",
    "eu_rapid_deployment": "EU Rapid Deployment Capacity",
    "eu_battlegroup": "EU battlegroup on standby",
    "jef": "Joint Expeditionary Force",
    "agreement": "An agreement with one or a few states",
}
"""To what a force is committed."""


class ForceCommitment(Record):
    """A force that a state has committed: to whom, how large it is, how soon it has to be ready, from when to when.

    A state has a single set of forces: what is on call for one framework is not free for another. A commitment that
    belongs to a larger one names it in `part_of`, and the two count as one.
    """

    KIND: ClassVar[str] = "force_commitments"
    TITLE: ClassVar[str] = (
        "A force that a state has committed: to whom, how large, how soon ready, and from when to when."
    )
    ORDERED: ClassVar[tuple[tuple[str, str], ...]] = (("date_start", "date_end"),)

    id: Id
    state: Annotated[str, Party(), Field(description="Whose force it is; NATO or EU for a level set for all.")]
    force: Annotated[str, Code(FORCE_CODES), Field(description="What kind of force it is.")]
    units: Annotated[int, Integer(low=1), Field(description="How many of that kind; for a contingent or a pool 1.")]
    unit: Annotated[
        str | None, Text(), Field(description="The name of the formation, always written alike, where it is public.")
    ] = None
    personnel: Annotated[
        int | None, Integer(unit="personnel", low=1), Field(description="How many men and women, where it is public.")
    ] = None
    framework: Annotated[str, Code(COMMITMENT_CODES), Field(description="To what it is committed.")]
    host: Annotated[str | None, Party(), Field(description="The state where or for which it serves, if one.")] = None
    readiness_days: Annotated[
        int | None,
        Integer(unit="days", low=0, high=365),
        Field(description="Within how many days it has to move; 0 where it is in place."),
    ] = None
    date_start: Annotated[str, Day(), Field(description="From when. As exact as the source supports.")]
    date_end: Annotated[
        str | None,
        Day(),
        Field(description="Until when; empty where no end is known. As exact as the source supports."),
    ] = None
    shared_with: Annotated[
        tuple[str, ...] | None, Several(Party()), Field(description="Other states with forces in the same formation.")
    ] = None
    part_of: Annotated[
        str | None,
        Reference(kinds=("force_commitments",)),
        Field(description="The larger commitment of the same state that it is counted in."),
    ] = None
    agreement: Annotated[
        str | None, Reference(kinds=("agreements",)), Field(description="The agreement in which it was promised.")
    ] = None
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A commitment that is a part of itself, and a state that shares a formation with itself."""
        yield from super().contradictions(today)
        if self.part_of == self.id:
            yield Contradiction("part_of", self.id, "another, larger commitment", "leave it empty")
        if self.shared_with and self.state in self.shared_with:
            yield Contradiction("shared_with", self.state, f"states beside {self.state}", "leave it away")
