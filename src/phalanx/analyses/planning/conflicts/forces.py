"""Conflicts of forces: one formation promised to two at once, or more formations promised than a state has.

A state has a single set of forces. A commitment and the larger one that it is a part of count as one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from phalanx.analyses.planning.conflicts.conflict import Conflict, Row, Rules, mildest
from phalanx.registry.records import named
from phalanx.registry.records.force_pools import ForcePool
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

DAYS = "days"
FRAMEWORKS: Mapping[str, str] = {
    "nato_force_model": "the NATO Force Model",
    "nato_forward_presence": "NATO's forward land forces",
    "nato_reaction_force": "NATO's Allied Reaction Force",
    "nato_affiliation": "a multinational division",
    "eu_rapid_deployment": "the EU Rapid Deployment Capacity",
    "eu_battlegroup": "the EU battlegroup",
    "jef": "the Joint Expeditionary Force",
}
"""Frameworks in the middle of a sentence."""


@dataclass(frozen=True)
class Force:
    """One commitment of a force; `last` is None where no end is known, `wholes` are those it is a part of."""

    record: str
    state: str
    kind: str
    units: int
    unit: str | None
    framework: str
    host: str | None
    readiness_days: int | None
    personnel: int | None
    first: date
    last: date | None
    wholes: frozenset[str]
    agreement: str | None

    @property
    def named(self) -> str:
        """The formation by its name, or by what it is."""
        return f"the {self.unit}" if self.unit else f"a {label(self.kind)}"

    @property
    def for_whom(self) -> str:
        """To what it is promised, and where it serves, as the end of a sentence."""
        if self.framework == "agreement":
            return f"by agreement for {party_name(self.host)}" if self.host else "by agreement"
        where = f" in {party_name(self.host)}" if self.host else ""
        return f"for {FRAMEWORKS[self.framework]}{where}"

    @property
    def told(self) -> str:
        """What is promised to whom, and how soon."""
        days = self.readiness_days
        soon = "" if days is None else ", in place" if days == 0 else f", ready within {counted(days, 'day')}"
        return f"{self.named} {self.for_whom}{soon}"


def read_forces(rows: Sequence[Row]) -> tuple[Force, ...]:
    """The commitments of these rows, in their order."""
    parents = {row["id"]: row["part_of"] for row in rows}
    return tuple(
        Force(
            row["id"], row["state"], row["force"], row["units"], row["unit"], row["framework"], row["host"],
            row["readiness_days"], row["personnel"], first_day(row["date_start"]),
            None if row["date_end"] is None else last_day(row["date_end"]), _wholes(row["id"], parents), row["agreement"],
        )
        for row in rows
    )  # fmt: skip


def _wholes(record: str, parents: Mapping[str, str | None]) -> frozenset[str]:
    """Everything a commitment is a part of; a circle of parts ends where it began."""
    found: set[str] = set()
    whole = parents.get(record)
    while whole is not None and whole not in found:
        found.add(whole)
        whole = parents.get(whole)
    return frozenset(found)


def double_booked(
    forces: Sequence[Force], pools: Mapping[tuple[str, str], int], rules: Rules, day: date
) -> Iterator[Conflict]:
    """Forces promised twice at once on the day or after it.

    By name: the same formation to two frameworks or two hosts. By number: more formations of a kind than the pool of
    the state (`pools`, by state and kind) has. Where no pool is known, by kind: two forces of one kind to two frameworks,
    of which not both are named; as they may be different ones, that is at most possible.
    """
    for one, other in combinations(forces, 2):
        if one.state == other.state and _at_once(one, other, day) and not _one_in_other(one, other):
            if one.unit is not None and one.unit == other.unit:
                if (one.framework, one.host) != (other.framework, other.host):
                    yield _pair(one, other, rules, sure=True)
            elif _may_be_the_same(one, other) and (one.state, one.kind) not in pools:
                yield _pair(one, other, rules, sure=False)
    for (state, kind), units in pools.items():
        yield from _beyond_pool(
            [each for each in forces if (each.state, each.kind) == (state, kind)], units, rules, day
        )


def _at_once(one: Force, other: Force, day: date) -> bool:
    """Whether there is a day on or after the given one on which both are promised."""
    first, last = _overlap(one, other)
    return last is None or (first <= last and last >= day)


def _overlap(one: Force, other: Force) -> tuple[date, date | None]:
    ends = [each.last for each in (one, other) if each.last is not None]
    return max(one.first, other.first), min(ends, default=None)


def _one_in_other(one: Force, other: Force) -> bool:
    return one.record in other.wholes or other.record in one.wholes


def _may_be_the_same(one: Force, other: Force) -> bool:
    """Two forces of one kind for two frameworks, unless both are named, and so are different ones."""
    both_named = one.unit is not None and other.unit is not None
    return one.kind == other.kind and one.framework != other.framework and not both_named


def _pair(one: Force, other: Force, rules: Rules, *, sure: bool) -> Conflict:
    first, last = _overlap(one, other)
    days = None if last is None else (last - first).days + 1
    severity = rules.severity("overlap_days", math.inf if days is None else days)
    name = party_name(one.state)
    if sure:
        what = f"{name} has promised {one.told}, and the same {label(one.kind)} {other.for_whom}."
        way_out = f"Name another {label(one.kind)} for one of the two, or agree which call comes first."
    else:
        what = f"{name} has promised {one.told}, and {other.told}; whether these are the same soldiers is not public."
        way_out = "Name the formation in both, so that each can see it is another one; else move one of the two."
        severity = mildest(severity, "possible")
    return Conflict(
        "double_booked", one.state, "+".join(sorted((one.record, other.record))), severity, what, way_out, days, DAYS,
        _evidence(one, other), first, last,
    )  # fmt: skip


def _evidence(*forces: Force) -> tuple[str, ...]:
    agreements = (force.agreement for force in forces)
    return tuple(dict.fromkeys([force.record for force in forces] + [each for each in agreements if each is not None]))


def _beyond_pool(forces: Sequence[Force], units: int, rules: Rules, day: date) -> Iterator[Conflict]:
    """The day on which most formations are promised, if these are more than there are."""
    starts = sorted({max(each.first, day) for each in forces})
    promised = {start: [each for each in forces if each.first <= start and (each.last is None or each.last >= start)] for start in starts}  # fmt: skip
    worst = max(starts, key=lambda start: (_formations(promised[start]), -start.toordinal()), default=None)
    if worst is None or _formations(promised[worst]) <= units:
        return
    busy, kind, state = promised[worst], forces[0].kind, forces[0].state
    last = min((each.last for each in busy if each.last is not None), default=None)
    days = None if last is None else (last - worst).days + 1
    yield Conflict(
        "double_booked", state, f"pool:{kind}",
        rules.severity("overlap_days", math.inf if days is None else days),
        f"{party_name(state)} has {counted(units, label(kind))} and has promised {_formations(busy)}: "
        f"{joined([each.told for each in busy])}.",
        f"Take back one promise, or raise another {label(kind)}.",
        days, DAYS, (*_evidence(*busy), named(ForcePool, state, kind)), worst, last,
    )  # fmt: skip


def _formations(forces: Sequence[Force]) -> int:
    """How many different formations these are: parts of others among them and repeated names count once."""
    here = {each.record for each in forces}
    alone = [each for each in forces if not each.wholes & here]
    by_name: dict[str, int] = {}
    for each in alone:
        by_name[each.unit or each.record] = max(each.units, by_name.get(each.unit or each.record, 0))
    return sum(by_name.values())
