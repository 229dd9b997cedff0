"""Changes: the smallest set that makes a group eligible – states to add or leave out, a share, an area, a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from phalanx.analyses.matchmaking.rules import Asked, Case, Change, Verdict, decides

NESTED = ("needs_loan", "minimum_member_states", "minimum_participants")
"""Minimums from the narrowest to the widest: who meets one counts towards those after it (see `Standing`)."""


def smallest(case: Case, verdicts: Sequence[Verdict]) -> tuple[Change, ...]:
    """The fewest changes after which every rule is met that changes can help; none where all are.

    They keep at least one state of the group; where that cannot be, and a rule fails, there is one of kind none. A
    change of states holds for any `number` of its `states`, different ones in each change. What the sources do not
    settle whoever takes part, and what needs the consent of others, stays as it is.
    """
    helped = {each.rule: each.change for each in verdicts if decides(each.rule) and each.change}
    failing = {each.rule for each in verdicts if decides(each.rule) and each.outcome == "failed"}
    wanted = list(helped.values())
    states = tuple(_of_the_group(case, helped))
    stays = len(case.asked.group) > sum(each.number or 0 for each in states if each.kind == "leave_out")
    if not stays or any(change.kind == "none" for change in wanted):
        return (Change("none"),) if failing else ()
    purchase = (change for change in wanted if change.kind in ("lower_share", "area"))
    return (*states, *purchase, *_day(wanted, case.asked.day))


def _of_the_group(case: Case, helped: dict[str, Change]) -> Iterator[Change]:
    """States to leave out and states to add: one that fills the narrowest minimum fills the wider ones as well."""
    added, additions = 0, []
    for name in NESTED:
        missing = helped[name].number or 0 if name in helped else 0
        if missing > added:
            additions.append(Change("add", missing - added, helped[name].states))
            added = missing
    outside = case.asked.group - case.standing.admitted.sure if "may_take_part" in helped else frozenset[str]()
    kept = case.asked.group - outside
    most = [int(rule.value or 0) for rule in case.way.rules.get("maximum_participants", ()) if rule.settled]
    yield from _left_out(outside, kept, case, surplus=len(kept) + added - min(most) if most else 0)
    yield from additions


def _left_out(outside: frozenset[str], kept: frozenset[str], case: Case, *, surplus: int) -> Iterator[Change]:
    """Leave out who may not take part, and as many more as are too many: the ones first who fill the fewest minimums."""
    stands, gone = case.standing, outside
    for useful in (stands.participants.sure, stands.members.sure, stands.borrowers.sure, frozenset[str]()):
        tier = kept - useful
        if surplus < len(tier):
            break
        gone, kept, surplus = gone | tier, kept & useful, surplus - len(tier)
    else:
        tier = kept
    if gone:
        yield Change("leave_out", len(gone), tuple(sorted(gone)))
    if surplus > 0:
        yield Change("leave_out", surplus, tuple(sorted(tier)))


def _day(wanted: Sequence[Change], asked: date) -> Iterator[Change]:
    """The nearest day that all dates allow: the earliest end if the day is too late, else the latest beginning."""
    days = sorted(change.value or "" for change in wanted if change.kind == "date")
    if days:
        yield Change("date", value=days[0] if days[0] < asked.isoformat() else days[-1])


def made(asked: Asked, changes: Sequence[Change]) -> Asked:
    """What is asked once the changes are made, with the first states that would do."""
    for change in changes:
        match change.kind:
            case "add":
                free = [state for state in change.states if state not in asked.group]
                asked = replace(asked, group=asked.group | set(free[: change.number]))
            case "leave_out":
                asked = replace(asked, group=asked.group - set(change.states[: change.number]))
            case "lower_share":
                asked = replace(asked, share=float(change.value or 0))
            case "area":
                asked = replace(asked, area=(change.value or "").split(";")[0])
            case "date":
                asked = replace(asked, day=date.fromisoformat(change.value or ""))
    return asked


def told(change: Change) -> str:
    """A change as an instruction."""
    states = ", ".join(change.states)
    match change.kind:
        case "add" if change.number == len(change.states):
            return f"Add {states}."
        case "add":
            return f"Add any {change.number} of {states}."
        case "leave_out" if change.number == len(change.states):
            return f"Leave out {states}."
        case "leave_out":
            return f"Leave out any {change.number} of {states}."
        case "lower_share":
            return f"Lower the share from outside to {change.value} %."
        case "area":
            return f"Ask for {(change.value or '').replace(';', ', ')}."
        case "date":
            return f"Choose {change.value}."
    return "No change that keeps a state of the group opens it."
