"""Conflicting: which limits of a case cannot be kept together, as few as say so, in words with their numbers.

Limits come in groups that somebody answers for: a state's budget, the loans, the lines of an item, what states take of it,
how much of it has to be covered. Fairness binds nobody here, as it holds where nothing is bought. A group is left out by giving plenty of what it
limits, while what has to be covered stays as it is. Groups are sought by halves: U. Junker, "QuickXplain: Preferred
explanations and relaxations for over-constrained problems", AAAI 2004.

What has to be covered is sought first, and then only its items are looked at: with 31 states a conflict over a few
items takes some seconds, one that 40 items have a part in some minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats, Ints
from phalanx.analyses.planning.optimisation.program import program_of
from phalanx.analyses.planning.optimisation.relaxation import Contradicting, Relaxation
from phalanx.errors import BadInput

PLENTY = 10.0
"""So many times all that states take and need, and its cost, is more than a plan can use."""


@dataclass(frozen=True)
class Limit:
    """A group of limits that stand or fall together; `place` is that of a state or an item, 0 where the group is for all."""

    kind: str
    place: int
    words: str


def contradiction(case: Case) -> BadInput:
    """What to tell whoever gave a case that no plan can keep."""
    names = "; ".join(smallest_conflict(case))
    return BadInput(
        f"No plan keeps all limits: {names}" if names else "No plan keeps all limits",
        "limits that can be kept together, be it in parts of lots",
        "loosen one of those named, whichever you can; if others contradict each other too, they are named next",
    )


def smallest_conflict(case: Case) -> tuple[str, ...]:
    """The limits that cannot be kept together, in words, so that without any of them all others named could be kept.

    There may be several such sets; for a case it is always the same one. Empty where parts of lots can keep all limits.
    """
    case = of_items(case, np.flatnonzero(_asked(case).any(axis=1)))
    floors, others = tuple(floors_of(case)), tuple(means_of(case))
    if not _contradict(case, (*floors, *others)):
        return ()
    floors = _needed(case, others, floors, grown=True)
    case = of_items(case, np.array([floor.place for floor in floors], dtype=np.int64))
    floors, others = tuple(floors_of(case)), tuple(means_of(case))
    return tuple(limit.words for limit in (*floors, *_needed(case, floors, others, grown=True)))


def floors_of(case: Case) -> Iterator[Limit]:
    """What has to be covered, by item."""
    for place, (good, asked) in enumerate(zip(case.items, _asked(case), strict=True)):
        words = f"{asked.max():,.4g} lots of {good.code} that have to be covered by {case.years[int(asked.argmax())]}"
        yield Limit("floor", place, words)


def means_of(case: Case) -> Iterator[Limit]:
    """All other groups of limits of a case: what there is to cover it with."""
    first, last = case.years[0], case.years[-1]
    for place, (name, budget) in enumerate(zip(case.states, case.budget, strict=True)):
        yield Limit("budget", place, f"EUR {budget.sum():,.10g} m of {name}'s budget from {first} to {last}")
    yield Limit("loans", 0, f"EUR {case.loans.sum():,.10g} m of loans")
    for place, (good, most) in enumerate(zip(case.items, case.most.T, strict=True)):
        made = sum(float(line.output[good.lead :].sum()) for line in case.lines if line.item == place)
        yield Limit("output", place, f"{made:,.4g} lots of {good.code} that lines deliver by {last} without expansion")
        yield Limit("uptake", place, f"{most.sum():,.10g} lots of {good.code} that states take")
    grown = sum(line.most_growth for line in case.lines)
    yield Limit("growth", 0, f"{grown:,.4g} lots a year by which lines can be expanded")


def of_items(case: Case, items: Ints) -> Case:
    """The same case as if there were only these items: as nothing has to be fair, who covers them needs to buy no others."""
    place = {int(item): number for number, item in enumerate(items)}
    return case.but(
        items=tuple(case.items[item] for item in place),
        lines=tuple(replace(line, item=place[line.item]) for line in case.lines if line.item in place),
        joint=tuple(replace(buy, item=place[buy.item]) for buy in case.joint if buy.item in place),
        required=case.required[items],
        american=case.american[items],
        floor=case.floor[items],
        held=case.held[:, items],
        most=case.most[:, items],
    )


def without(case: Case, left_out: Sequence[Limit]) -> Case:
    """The same case with plenty where these limits were, and what has to be covered as it was."""
    lots = PLENTY * (case.need.max(axis=1) + case.most.sum(axis=0) + 1.0)
    money = PLENTY * (
        float(lots @ case.costs)
        + sum(line.growth_cost * line.most_growth for line in case.lines)
        + sum(buy.coordination * len(buy.members) for buy in case.joint)
    )
    gone = {kind: [limit.place for limit in left_out if limit.kind == kind] for kind in ("budget", "output", "uptake")}
    kinds = {limit.kind for limit in left_out}
    budget, most = case.budget.copy(), case.most.copy()
    budget[gone["budget"]] = np.maximum(budget[gone["budget"]], money)
    for item in gone["uptake"]:  # who takes none of it goes on so, unless nobody takes any
        takers = (most[:, item] > 0) | ~most[:, item].any()
        most[takers, item] = np.maximum(most[takers, item], lots[item])
    lines = tuple(
        replace(
            line,
            output=np.maximum(line.output, lots[line.item]) if line.item in gone["output"] else line.output,
            most_growth=max(line.most_growth, float(lots[line.item])) if "growth" in kinds else line.most_growth,
        )
        for line in case.lines
    )
    looser = case.but(
        budget=budget,
        most=most,
        lines=lines,
        loans=np.maximum(case.loans, money) if "loans" in kinds else case.loans,
        loan_years=case.loan_years | ("loans" in kinds),
    )
    asked = _asked(case)
    asked[[limit.place for limit in left_out if limit.kind == "floor"]] = 0.0
    within = looser.need - looser.beyond_money()
    return looser.but(floor=np.divide(asked, within, out=np.zeros_like(asked), where=within > 0))


def _asked(case: Case) -> Floats:
    """Lots that have to be covered, shape (I, T)."""
    return np.asarray(case.floor * (case.need - case.beyond_money()))


def _needed(case: Case, kept: Sequence[Limit], among: Sequence[Limit], *, grown: bool) -> tuple[Limit, ...]:
    """Those among some limits that it takes to contradict the kept ones; `grown`: whether more are kept than when last tried."""
    if grown and _contradict(case, kept):
        return ()
    if len(among) <= 1:
        return tuple(among)
    first, second = among[: len(among) // 2], among[len(among) // 2 :]
    of_second = _needed(case, (*kept, *first), second, grown=True)
    of_first = _needed(case, (*kept, *of_second), first, grown=bool(of_second))
    return (*of_first, *of_second)


def _contradict(case: Case, kept: Sequence[Limit]) -> bool:
    """Whether these limits alone cannot be kept together, even in parts of lots."""
    left_out = [limit for limit in (*floors_of(case), *means_of(case)) if limit not in kept]
    program = program_of(without(case, left_out))
    indifferent = replace(program, columns=replace(program.columns, weight=np.zeros(program.columns.count)))
    try:
        Relaxation(indifferent).solve("ipm")
    except Contradicting:
        return True
    return False
