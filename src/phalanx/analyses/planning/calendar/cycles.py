"""Cycles: every event of the planning calendars at every time it comes, those recorded and those that follow from a rhythm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

Exactness = Literal["day", "month", "year"]
EXACTNESS: Mapping[int, Exactness] = {4: "year", 7: "month", 10: "day"}
"""How exact a date is, by the length of its text."""


@dataclass(frozen=True)
class Occurrence:
    """An event at one of the times it comes.

    `first` and `last` are dates as exact as is known, `last` included. `record` is the fact behind it, `cycle` the record
    with which its cycle begins. `derived`: no record tells of this time; it follows from the rhythm.
    """

    uid: str
    record: str
    cycle: str
    institutions: tuple[str, ...]
    process: str
    event: str
    kind: str
    first: str
    last: str
    recurs_years: int | None = None
    derived: bool = False
    confidence: str = "verified"
    submission: bool = False
    depends_on: tuple[str, ...] = ()
    summary: str = ""
    source_url: str = ""

    @property
    def earliest(self) -> date:
        """The first day it can begin."""
        return first_day(self.first)

    @property
    def latest(self) -> date:
        """The last day it can end."""
        return last_day(self.last)

    @property
    def middle(self) -> float:
        """The middle of its days, counted in days."""
        return (self.earliest.toordinal() + self.latest.toordinal()) / 2

    @property
    def exactness(self) -> Exactness:
        """How exact the coarser of its two dates is."""
        return EXACTNESS[min(len(self.first), len(self.last))]

    @property
    def title(self) -> str:
        """Process and event; of a derived time, how long after the event recorded it is."""
        return self.event if self.event.startswith(self.process) else f"{self.process}: {self.event}"

    def within(self, years: range) -> bool:
        """Whether it touches one of the years."""
        return self.earliest.year <= years[-1] and self.latest.year >= years[0]


def occurrences(world: World, until: int) -> list[Occurrence]:
    """Every event of the calendars up to a year, as often as it comes; those of one cycle in their order in time.

    An event that another follows ends there; the last of a cycle goes on by its rhythm, known to the month at best. A
    record whose dates are further apart than its rhythm tells of several times; it goes on unless its last date is ahead.
    """
    rows = {row["id"]: row for row in world.table("planning_cycles").iter_rows(named=True)}
    followed = {row["follows"] for row in rows.values()}
    found = []
    for name, row in rows.items():
        recorded = list(_recorded(row, _beginning(name, rows)))
        found += recorded
        ends = last_day(row["date_end"] or row["date_start"])
        goes_on = len(recorded) == 1 or ends <= world.valid_on
        if row["recurs_years"] and name not in followed and goes_on:
            found += _derived(recorded[-1], named_alike=len(recorded) > 1, until=until)
    return sorted(found, key=lambda each: (each.earliest, each.latest, each.uid))


def _beginning(name: str, rows: Mapping[str, Mapping[str, Any]]) -> str:
    """The record with which a cycle begins; records that follow each other in a ring begin with themselves."""
    passed = [name]
    while (before := rows[passed[-1]]["follows"]) in rows and before not in passed:
        passed.append(before)
    return passed[-1]


def _recorded(row: Mapping[str, Any], cycle: str) -> Iterator[Occurrence]:
    """The times a record tells of: one, or one in each period from its first date to its last."""
    start, end, period = row["date_start"], row["date_end"] or row["date_start"], row["recurs_years"]
    apart = int(end[:4]) - int(start[:4])
    whole = Occurrence(
        uid=row["id"],
        record=row["id"],
        cycle=cycle,
        institutions=tuple(row["institution"]),
        process=row["process"],
        event=row["event"],
        kind=row["kind"],
        first=start,
        last=end,
        recurs_years=period,
        confidence=row["confidence"],
        submission=bool(row["submission"]),
        depends_on=tuple(row["depends_on"] or ()),
        summary=row["summary"] or "",
        source_url=row["source_url"],
    )
    if not period or apart < period:
        yield whole
        return
    for years in range(0, apart + 1, period):
        first, last = moved(start, years), moved(end, years - apart + apart % period)
        last = max(first, last, key=last_day)
        yield replace(whole, uid=f"{row['id']}-{first[:4]}", first=first, last=last)


def _derived(last: Occurrence, *, named_alike: bool, until: int) -> Iterator[Occurrence]:
    """The times after the last recorded one, up to a year; `named_alike`: the name fits every time."""
    assert last.recurs_years is not None, "only what comes again has a rhythm"
    for years in range(last.recurs_years, until - int(last.first[:4]) + 1, last.recurs_years):
        first = moved(last.first, years)
        later = f"{last.event}, {years} year{'' if years == 1 else 's'} on"
        yield replace(
            last,
            uid=f"{last.record}-{first[:4]}",
            event=last.event if named_alike else later,
            first=first,
            last=moved(last.last, years),
            derived=True,
        )


def moved(day: str, years: int) -> str:
    """A date so many years later: to the month, as no rhythm keeps the day."""
    return f"{int(day[:4]) + years:04}{day[4:7]}"
