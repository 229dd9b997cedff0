"""Spans: from when to when an agreement counts, and from when to when a party belongs to it.

Told once, they let a reader step through time without asking again: on a day T an agreement that was not merely announced
stands if `first` ≤ T and `until` is None or T < `until`. A date to the month or the year counts from its first day; an end, once it is past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

OVER = ("terminated", "superseded")


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one agreement: its own, and those of parties that joined later or left.

    `first` is the first day the signature can mean, `until` the first day on which it counts as ended (None: nothing
    says that it ended). `accession`: the record only tells that a party joined another agreement.
    """

    first: date
    until: date | None
    joined: Mapping[str, date] = field(default_factory=dict)
    left: Mapping[str, date] = field(default_factory=dict)
    accession: bool = False


def spans(world: World) -> Mapping[str, Span]:
    """The span of every agreement of the World, by its id."""
    joined: dict[str, dict[str, date]] = {}
    left: dict[str, dict[str, date]] = {}
    accessions = set()
    for row in world.table("party_periods").iter_rows(named=True):
        if row["entered"] is not None:
            joined.setdefault(row["agreement"], {})[row["party"]] = first_day(row["entered"])
        if row["left"] is not None:
            left.setdefault(row["agreement"], {})[row["party"]] = first_day(row["left"])
        accessions.add(row["accession"])
    rows = world.table("agreements").select("id", "signed", "ended", "status").iter_rows()
    return {
        name: Span(
            first_day(signed),
            _until(signed, ended, status),
            joined.get(name, {}),
            left.get(name, {}),
            name in accessions,
        )
        for name, signed, ended, status in rows
    }


def _until(signed: str, ended: str | None, status: str) -> date | None:
    """An end known to the month or the year counts once it is past; one of unknown date counts from the beginning."""
    if ended is not None:
        return last_day(ended)
    return first_day(signed) if status in OVER else None
