"""Waits: which event needs which other first, with the months between, and whether an input comes too late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from phalanx.analyses.planning.calendar.cycles import Occurrence, moved
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

DAYS_A_MONTH = 365.25 / 12
NEAR = 2 / 3
"""A nearest time is half a period away at most, and a little more where dates are coarse."""
Relation = Literal["comes first", "informs"]
Verdict = Literal["in time", "tight", "too late"]


@dataclass(frozen=True)
class Wait:
    """One event that waits for another, with the months between them.

    Dates are coarse, so the slack lies between `least` and `most`: from the last day the one awaited can be there to the
    first day the other begins, and from the first day to the last. `record` is the fact that ties the two; `instead` is
    the newest earlier input that the decision can use, where this one is not certain to be in time.
    """

    waiting: Occurrence
    awaited: Occurrence
    relation: Relation
    record: str
    reasoning: str
    least: float
    most: float
    confidence: str = "verified"
    instead: Occurrence | None = None

    @property
    def verdict(self) -> Verdict:
        """In time whatever day the dates mean, too late whatever day, or tight."""
        if self.least >= 0:
            return "in time"
        return "too late" if self.most < 0 else "tight"

    @property
    def across(self) -> bool:
        """Whether it goes from one institution to the other."""
        return not set(self.waiting.institutions) & set(self.awaited.institutions)

    @property
    def derived(self) -> bool:
        """Whether one of the two times follows from a rhythm only."""
        return self.waiting.derived or self.awaited.derived


def months(earlier: date, later: date) -> float:
    """Months from one day to another, negative where the second comes first."""
    return (later - earlier).days / DAYS_A_MONTH


def waits(world: World, found: Sequence[Occurrence]) -> list[Wait]:
    """Every wait between the events: what must come first, and what informs a decision; by the date of who waits."""
    known = [*_first_things_first(found), *_inputs(world, found)]
    return sorted(known, key=lambda each: (each.waiting.earliest, each.waiting.uid, each.awaited.earliest, each.record))


def by_cycle(found: Sequence[Occurrence]) -> Mapping[str, list[Occurrence]]:
    """The events of each cycle, in time."""
    cycles: dict[str, list[Occurrence]] = {}
    for each in found:
        cycles.setdefault(each.cycle, []).append(each)
    return cycles


def _first_things_first(found: Sequence[Occurrence]) -> Iterator[Wait]:
    """What an event's record says must come first.

    A later time waits for the like time of what recurs as often; what recurs otherwise, or came once, has been there.
    """
    cycles, named = by_cycle(found), _recorded(found)
    for waiting in found:
        for name in waiting.depends_on:
            awaited = named.get(name)
            if awaited is None:
                continue
            years = waiting.earliest.year - named[waiting.record].earliest.year
            if years:
                if awaited.recurs_years != waiting.recurs_years:
                    continue
                meant = first_day(moved(awaited.first, years)).toordinal()
                awaited = min(cycles[awaited.cycle], key=lambda each: abs(each.earliest.toordinal() - meant))
            yield _must_come_first(waiting, awaited)


def _must_come_first(waiting: Occurrence, awaited: Occurrence) -> Wait:
    """What lasts as long as the event that waits for it, such as a phase or a budget, need only have begun."""
    there = awaited.first if awaited.latest >= waiting.latest else awaited.last
    return Wait(
        waiting,
        awaited,
        "comes first",
        waiting.record,
        "Its record says that this must come first.",
        months(last_day(there), waiting.earliest),
        months(first_day(there), waiting.latest),
        waiting.confidence,
    )


def _inputs(world: World, found: Sequence[Occurrence]) -> Iterator[Wait]:
    cycles, named = by_cycle(found), _recorded(found)
    for row in world.table("planning_inputs").iter_rows(named=True):
        giving, deciding = named.get(row["input_event"]), named.get(row["decision_event"])
        if giving is None or deciding is None:
            continue
        inputs = cycles[giving.cycle]
        for awaited, waiting in _pairs(giving, deciding, inputs, cycles[deciding.cycle]):
            least, most = months(awaited.latest, waiting.earliest), months(first_day(awaited.last), waiting.latest)
            older = [each for each in inputs if each.latest <= waiting.earliest and each != awaited]
            instead = older[-1] if older and least < 0 else None
            yield Wait(
                waiting, awaited, "informs", row["id"], row["reasoning"], least, most, row["confidence"], instead
            )


def _recorded(found: Sequence[Occurrence]) -> Mapping[str, Occurrence]:
    """The first time each record tells of."""
    return {each.record: each for each in reversed(found)}


def _pairs(
    giving: Occurrence, deciding: Occurrence, inputs: Sequence[Occurrence], decisions: Sequence[Occurrence]
) -> Sequence[tuple[Occurrence, Occurrence]]:
    """Which input goes with which decision.

    What comes once goes with what the record names. What recurs equally often keeps the distance that the two named have.
    """
    if giving.recurs_years is None or deciding.recurs_years is None:
        return [(giving, deciding)]
    if giving.recurs_years == deciding.recurs_years:
        return nearest(inputs, decisions, deciding.middle - giving.middle)
    return nearest(inputs, decisions)


def nearest(
    inputs: Sequence[Occurrence], decisions: Sequence[Occurrence], lag: float = 0
) -> list[tuple[Occurrence, Occurrence]]:
    """Pairs of two cycles: each time of the rarer with that of the other that comes nearest to `lag` days between them.

    Of two that come equally near, the earlier input and the later decision. A time that has none of the other's so near
    as cycles without a gap would bring it has no pair.
    """
    if (inputs[-1].recurs_years or 0) > (decisions[-1].recurs_years or 0):
        pairs = [(one, min(decisions, key=lambda other: (apart(one, other, lag), -other.middle))) for one in inputs]
    else:
        pairs = [(min(inputs, key=lambda other: (apart(other, one, lag), other.middle)), one) for one in decisions]
    periods = [each[-1].recurs_years or 0 for each in (inputs, decisions)]
    near = NEAR * 12 * (min(periods) or max(periods) or 1)
    return [(one, other) for one, other in pairs if apart(one, other, lag) <= near]


def apart(one: Occurrence, other: Occurrence, lag: float) -> int:
    """By how many months two times miss the lag between them; whole ones, as leap years decide nothing."""
    return round(abs(other.middle - one.middle - lag) / DAYS_A_MONTH)
