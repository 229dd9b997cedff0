"""Sources of records: what stands behind the evidence that findings name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phalanx.registry.records import KINDS, named
from phalanx.world import World

TITLES = (
    "title", "name", "item", "event", "programme", "product", "rule", "effect", "why", "summary", "reasoning", "note",
)  # fmt: skip
"""The fields a record may be called by, the best first."""


@dataclass(frozen=True, slots=True)
class RecordSource:
    """A record as a list of sources gives it."""

    record: str
    kind: str
    title: str
    url: str
    grade: str
    confidence: str
    source_title: str | None


def sources_of(world: World, records: Iterable[str]) -> Mapping[str, RecordSource]:
    """The sources of the records named, in the order of the World; ids it does not hold are left out."""
    wanted = set(records)
    found: dict[str, RecordSource] = {}
    for kind, record_type in KINDS.items():
        if len(found) == len(wanted):
            break
        for row in world.table(kind).iter_rows(named=True):
            name = named(record_type, *(str(row[field]) for field in record_type.KEY))
            if name in wanted:
                found[name] = RecordSource(
                    name,
                    kind,
                    title_of(row, name),
                    row["source_url"],
                    row["source_grade"],
                    row["confidence"],
                    row.get("source_title"),
                )
    return found


def title_of(row: Mapping[str, Any], name: str) -> str:
    """What a record is called; its name (id) where none of its fields says."""
    return next((str(row[field]) for field in TITLES if row.get(field)), name)
