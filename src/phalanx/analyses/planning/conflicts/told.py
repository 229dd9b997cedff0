"""Conflicts told: how many there are and how severe, which forces, targets, euros and dates clash, and who is hit most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from phalanx.analyses.planning.conflicts.asked import Heard
from phalanx.analyses.planning.conflicts.conflict import LEVELS, Conflict
from phalanx.analyses.planning.conflicts.tables import by_state
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.states import State
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined

MOST_NAMED = 5
PLEDGED = (
    "Several agreements of a state may name the same money, so that they are not added up; one of several states is divided "
    "among them in equal parts; in which year it is paid is not public."
)
TARGETS = ("different_quantity", "different_date", "different_readiness", "different_standard")
ILLUSTRATED = "Targets are illustrative: public totals, shared out by a rule; severity is one level lower for that."


def findings(heard: Heard, found: Sequence[Conflict]) -> tuple[Finding, ...]:
    """How many conflicts there are, then a finding for each group that has some, and who has most of the severe ones."""
    return (
        _all(heard, found),
        *_forces(found),
        *_targets(found),
        *_late(found),
        *_money(found),
        *_pledges(found),
        *_lines(found),
        *_most(found),
    )


def _all(heard: Heard, found: Sequence[Conflict]) -> Finding:
    levels = Counter(each.severity for each in found)
    counts = joined([f"{levels[level]:,} {level}" for level in LEVELS])
    text = f"{counted(len(found), 'conflict')} in the plans of {heard.whom}: {counts}."
    if not found:
        text = f"No conflict was found in the plans of {heard.whom}, as far as they are public."
    evidence = _evidence(found) or tuple(named(State, state) for state in heard.states[:MOST_NAMED])
    return Finding("conflicts", len(found), "conflicts", text, evidence)


def _evidence(found: Sequence[Conflict]) -> tuple[str, ...]:
    """The records of the first of these conflicts, which are the most severe."""
    return tuple(dict.fromkeys(record for each in found[:MOST_NAMED] for record in each.evidence))


def _of(found: Sequence[Conflict], *kinds: str) -> list[Conflict]:
    return [each for each in found if each.kind in kinds]


def _states(found: Sequence[Conflict]) -> list[str]:
    return sorted({each.state for each in found})


def _assumed(found: Sequence[Conflict]) -> tuple[str, ...]:
    return (ILLUSTRATED,) if any(each.illustrative for each in found) else ()


def _forces(found: Sequence[Conflict]) -> Iterator[Finding]:
    """Forces promised twice; those for certain are told one by one."""
    booked = _of(found, "double_booked")
    if not booked:
        return
    sure = [each for each in booked if each.severity == "high"]
    rest = len(booked) - len(sure)
    text = f"{counted(len(sure), 'force')} {'is' if len(sure) == 1 else 'are'} promised twice at once"
    if rest:
        text += f", and {rest} more may be, as nobody says which soldiers are meant"
    told = "".join(f" {each.what}" for each in sure[:MOST_NAMED])
    yield Finding("double_booked", len(sure), "forces", f"{text}.{told}", _evidence(booked))


def _targets(found: Sequence[Conflict]) -> Iterator[Finding]:
    """Items that two frameworks ask for in another way."""
    differing = _of(found, *TARGETS)
    if not differing:
        return
    kinds = Counter(each.kind for each in differing)
    parts = [f"{kinds[kind]:,} in {kind.removeprefix('different_')}" for kind in TARGETS if kinds[kind]]
    items = {(each.state, each.subject) for each in differing}
    text = (
        f"{counted(len(items), 'target')} of {counted(len(_states(differing)), 'state')} {'is' if len(items) == 1 else 'are'} set otherwise "
        f"in NATO and in the EU: {joined(parts)}."
    )
    yield Finding("targets", len(items), "targets", text, _evidence(differing), _assumed(differing))


def _late(found: Sequence[Conflict]) -> Iterator[Finding]:
    """Targets that no order of today meets, and events out of order."""
    late = _of(found, "late_delivery")
    if late:
        worst = max(late, key=lambda each: each.amount or 0)
        text = f"{counted(len(late), 'target')} {'is' if len(late) == 1 else 'are'} due before an order of this year can be there. {worst.what}"
        yield Finding("late", len(late), "targets", text, _evidence([worst, *late]), _assumed(late))
    disorder = _of(found, "out_of_order")
    if disorder:
        text = f"{counted(len(disorder), 'event')} of the planning calendars {'comes' if len(disorder) == 1 else 'come'} before what {'it waits' if len(disorder) == 1 else 'they wait'} for. {disorder[0].what}"
        yield Finding("out_of_order", len(disorder), "events", text, _evidence(disorder))


def _money(found: Sequence[Conflict]) -> Iterator[Finding]:
    """States whose targets cost more than there is, and loans that are planned with twice."""
    short = _of(found, "money_twice", "loan_twice")
    if not short:
        return
    names = [party_name(state) for state in _states(short)]
    shown = names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} others"]
    text = f"The same euros stand behind more than one promise in {joined(shown)}. {short[0].what}"
    yield Finding("money", len(names), "states", text, _evidence(short), _assumed(short))


def _pledges(found: Sequence[Conflict]) -> Iterator[Finding]:
    """What is pledged to Ukraine and may be counted in the goal of spending as well."""
    pledged = _of(found, "pledge_twice")
    if not pledged:
        return
    largest: dict[str, float] = {}
    for each in pledged:
        largest[each.state] = max(each.amount or 0.0, largest.get(each.state, 0.0))
    total = sum(largest.values())
    text = (
        f"{counted(len(largest), 'member')} of NATO {'has' if len(largest) == 1 else 'have'} pledged EUR {total / 1000:,.1f} billion to Ukraine, by "
        "the largest agreement of each, which may be counted in the goal of spending as well: lost for own targets, or counted twice."
    )
    yield Finding("pledges", round(total, 1), "million EUR", text, _evidence(pledged), (PLEDGED,))


def _lines(found: Sequence[Conflict]) -> Iterator[Finding]:
    """Agreements for which no budget line or target is found."""
    without = _of(found, "no_budget_line")
    if not without:
        return
    agreements = {each.subject for each in without}
    text = f"For {counted(len(agreements))} of {counted(len(_states(without)), 'state')} neither a public budget line nor a target was found. {without[0].what}"
    yield Finding("no_budget_line", len(agreements), "agreements", text, _evidence(without))


def _most(found: Sequence[Conflict]) -> Iterator[Finding]:
    """Who has most of the severe conflicts, where there is more than one state."""
    table = by_state(found)
    if table.height < 2:
        return
    first = table.row(0, named=True)
    text = f"{first['name']} is hit most: {first['high']} high, {first['possible']} possible and {first['low']} low {'conflict' if first['conflicts'] == 1 else 'conflicts'}."
    yield Finding("most", first["state"], "state", text, _evidence([each for each in found if each.state == first["state"]]))  # fmt: skip


def notes(heard: Heard) -> tuple[str, ...]:
    """What the answer cannot show."""
    targets = (
        "Targets are those of a table of your own; the registry does not hold them."
        if heard.own_targets
        else "NATO's targets are secret and the Union has none by state: the bundled ones share public totals out and are "
        "illustrative, and conflicts between them are one level less severe. --targets takes your own table."
    )
    return (
        targets,
        "Which soldiers stand behind a promise is mostly secret; where no formation is named, a double-booking is possible at most.",
        "A commitment without a known end is taken to go on. Days to the month or year count from their first to their last day.",
        "No budget line means that the registry holds none; budgets that are not public may have one.",
        "Who of the parties of an agreement pays is not known, and each is asked for its line.",
        f"Agreements count as paid after {heard.rules.paid_after_years:g} years, and what they promise is set against one year's spending.",
        "The money of states is computed from GDP, spending and assumptions where no budget is announced; where neither is known, none of it is missed.",
    )
