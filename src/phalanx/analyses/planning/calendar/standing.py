"""Standing: to which of the calendars a state belongs, and the dates that are its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from phalanx.analyses.planning.calendar.cycles import Occurrence
from phalanx.registry.records import named
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.records.safe_allocations import SafeAllocation
from phalanx.vocabulary.dates import last_day
from phalanx.vocabulary.parties import party_name
from phalanx.world import World
from phalanx.world.agreements import agreements

PESCO, SAFE = "PESCO", "SAFE"
"""The processes that not every member of the EU takes part in, as the calendars call them."""


@dataclass(frozen=True)
class Standing:
    """What a state belongs to on the World's day; `described`: whether the registry describes it at all."""

    state: str
    described: bool
    nato: bool
    eu: bool
    pesco: bool
    loan: bool

    @property
    def name(self) -> str:
        """The state's name."""
        return party_name(self.state)

    @property
    def belongs_to(self) -> tuple[str, ...]:
        """NATO and the EU with what it takes part in there, in words."""
        marks = ((self.nato, "NATO"), (self.eu, "the EU"), (self.pesco, "PESCO"), (self.loan, "SAFE"))
        return tuple(word for belongs, word in marks if belongs)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The records that say so."""
        loan = (named(SafeAllocation, self.state),) if self.loan else ()
        return (*((f"states/{self.state}",) if self.described else ()), *loan)

    def concerned(self, event: Occurrence) -> bool:
        """Whether an event of the calendars is one of this state's."""
        if event.process == PESCO:
            return self.pesco
        if event.process == SAFE:
            return self.loan
        calendars = {"NATO": self.nato, "EU": self.eu, self.state: True}
        return any(calendars.get(institution, False) for institution in event.institutions)


def standing(world: World, state: str) -> Standing:
    """What a state belongs to; one the registry does not describe belongs to nothing that it knows of."""
    found = world.table("states").filter(pl.col("iso2") == state).to_dicts()
    row = found[0] if found else {}
    loans = world.table("safe_allocations")["iso2"].to_list()
    return Standing(
        state,
        described=bool(found),
        nato=_since(row.get("nato_since"), world.valid_on),
        eu=_since(row.get("eu_since"), world.valid_on),
        pesco=bool(row.get("pesco")),
        loan=state in loans,
    )


def _since(year: object, day: date) -> bool:
    return year is not None and int(str(year)[:4]) <= day.year


def own_dates(world: World, state: str) -> Iterator[Occurrence]:
    """The dates of a state alone: the approval of its SAFE plan, and the ends ahead of agreements it is party to."""
    approved = (pl.col("iso2") == state) & pl.col("approved_on").is_not_null()
    for row in world.table("safe_allocations").filter(approved).iter_rows(named=True):
        event = f"plan of {party_name(state)} approved by the Council"
        yield _own(named(SafeAllocation, state), state, SAFE, event, "decision", row["approved_on"], row)
    standing_ones = agreements(world).filter(
        pl.col("parties_now").list.contains(state) & pl.col("ended").is_not_null() & (pl.col("life") != "ended")
    )
    for row in standing_ones.iter_rows(named=True):
        if last_day(row["ended"]) >= world.valid_on:
            event = f"end of {row['title']}"
            yield _own(named(Agreement, row["id"]), state, "Agreements", event, "deadline", row["ended"], row)


def _own(record: str, state: str, process: str, event: str, kind: str, day: str, row: dict[str, object]) -> Occurrence:
    return Occurrence(
        uid=record.replace("/", "-"),
        record=record,
        cycle=record,
        institutions=(state,),
        process=process,
        event=event,
        kind=kind,
        first=day,
        last=day,
        confidence=str(row["confidence"]),
        summary=str(row.get("summary") or ""),
        source_url=str(row["source_url"]),
    )
