"""Solving: a case to a plan with its certificate, and a plan to the next one when the case has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeGuard

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.conflicting import contradiction
from phalanx.analyses.planning.optimisation.mending import (
    ANEW,
    STATE,
    everything,
    fair,
    gap,
    mend,
    polished,
    rounded_down,
    without_lonely,
)
from phalanx.analyses.planning.optimisation.nearby import nearby
from phalanx.analyses.planning.optimisation.plan import Solved, weigh
from phalanx.analyses.planning.optimisation.prices import prices_of
from phalanx.analyses.planning.optimisation.program import Program, columns_of_item, program_of, with_strict_fairness
from phalanx.analyses.planning.optimisation.relaxation import FREELY, Contradicting, Relaxation, Relaxed, safe_bound
from phalanx.analyses.planning.optimisation.rounding import NEAR, Rounding
from phalanx.errors import BadInput

SMALL = 250
"""A program of so many whole numbers at most is looked at as it is as well."""
EXACT = 1e-6
NODES = 300
"""Branches looked at then."""
GOOD = 0.005
"""A gap, as a share of the objective, with which no state has to decide anew."""
POOR = 0.01
"""A gap with which whole lots are looked for a second time, in another way."""
NEARER = NEAR / 10
"""How near to its best each state decides then, as a share of the whole objective."""
GOOD_AGAIN = 0.02
"""The same after a case has changed."""
FAR = 0.1
"""A gap then from which a plan found anew is sooner there than one that is mended."""

MOST_AGAIN = 6
"""How much is decided anew then at most."""
STEPS_AGAIN = 2500
"""Steps of simplex towards these prices: on the reference case those that would follow better the bound by 0.2 %."""


@dataclass(frozen=True)
class Progress:
    """Where a solution stands: what is done, the bound and the best objective so far in million EUR, NaN before there is one."""

    doing: str
    bound: float
    best: float
    seconds: float


Watch = Callable[[Progress], bool]
"""Is told of progress, and says whether to go on."""


def go_on(_: Progress) -> bool:
    """Watches nothing and never stops."""
    return True


def solve(case: Case, watch: Watch = go_on) -> Solved:
    """The plan of a case. Raises BadInput where no plan keeps all limits."""
    return Desk(watch).solve(case)


@dataclass(eq=False)
class Desk:
    """Where a case is solved, and solved again from where it stood. `watch` is told of progress and may stop it."""

    watch: Watch = go_on
    _relaxation: Relaxation | None = field(default=None, init=False)
    _last: tuple[Floats, Relaxed] | None = field(default=None, init=False)

    def solve(self, case: Case, *, second_route: bool = True) -> Solved:
        """The plan of a case; `second_route`: whether the bound is found by another method too.

        Raises:
            BadInput: no plan keeps all limits, and which of them contradict each other.
        """
        clock = time.perf_counter()
        program = program_of(case)
        self._relaxation, self._last = Relaxation(program), None
        relaxed = self._relaxed(self._relaxation, "ipm")
        relaxed, values, stopped = self._decided(program, relaxed, clock)
        if not (stopped or fair(program, values)):
            strict = with_strict_fairness(program)
            dearer, fairer, stopped = self._decided(strict, Relaxation(strict).solve("ipm"), clock)
            if fair(strict, fairer):
                relaxed, values = dearer, fairer
        second = Relaxation(program).solve("simplex").bound if second_route and not stopped else float("nan")
        return self._solved(program, relaxed, second, values, clock, stopped=stopped)

    def solve_again(self, case: Case) -> Solved:
        """The plan of a changed case, from where the last one stood: the same orders where they can still be kept.

        The last prices prove a bound for it at once; only where that is not enough is the relaxation solved again. Where
        these orders lead to no plan that is fair and proven near enough, one is found anew, and the better of both is taken.

        Raises:
            BadInput: no plan keeps all limits, and which of them contradict each other.
        """
        clock = time.perf_counter()
        program = program_of(case)
        if self._relaxation is None or self._last is None or not self._relaxation.take_bounds_of(program):
            return self.solve(case, second_route=False)
        relaxed, found = self._again(self._relaxation, program, *self._last)
        if _good_again(found, program, relaxed):
            return self._solved(program, relaxed, float("nan"), found, clock)
        anew = self.solve(case, second_route=False)
        bound = max(relaxed.bound, anew.bound)
        if found is not None and fair(program, found) and program.columns.weight @ found < anew.weighed.total:
            relaxed = replace(relaxed, bound=bound)
            return self._solved(program, relaxed, float("nan"), found, clock, stopped=anew.stopped)
        return replace(anew, bound=bound, seconds=time.perf_counter() - clock)

    def decide_again(self, case: Case, items: Iterable[int]) -> Solved:
        """The plan of a case that differs in how these items can be bought: they are decided anew, all else stays as it is.

        So whatever differs from the last plan is owed to what has changed, and not to another search.

        Raises:
            BadInput: no plan keeps all limits, and which of them contradict each other.
        """
        clock = time.perf_counter()
        program = program_of(case)
        if self._relaxation is None or self._last is None or not self._relaxation.take_bounds_of(program):
            return self.solve(case, second_route=False)
        relaxed = self._relaxed(self._relaxation, "simplex")
        best = polished(program, without_lonely(program, self._last[0]))
        if best is None:
            return self.solve_again(case)
        for item in items:
            found = Rounding(program).decide_seeing(best, columns_of_item(program, item), ANEW, members=True)
            after = polished(program, without_lonely(program, found))
            if after is not None and program.columns.weight @ after < program.columns.weight @ best:
                best = after
        return self._solved(program, relaxed, float("nan"), best, clock)

    def _again(
        self, relaxation: Relaxation, program: Program, values: Floats, relaxed: Relaxed
    ) -> tuple[Relaxed, Floats | None]:
        """What is proven of a changed program, and its values in whole lots, with as little effort as makes them good enough.

        The last ones, else the best among orders near them and then near those of its relaxation, else these mended.
        """
        relaxed = replace(relaxed, bound=safe_bound(program, relaxed.prices))
        relaxed, found = self._looked_at_as_it_is(program, relaxed)
        if found is not None:
            return relaxed, found
        kept = without_lonely(program, values)
        found = polished(program, kept) if _might_be_good(program, kept, relaxed) else None
        if not _good_again(found, program, relaxed):
            found = _lighter(program, found, nearby(program, values, relaxed))
        if not _good_again(found, program, relaxed):
            relaxed = self._relaxed(relaxation, "simplex", STEPS_AGAIN)
            found = _lighter(program, found, nearby(program, values, relaxed))
        if found is not None and not _good_again(found, program, relaxed) and gap(program, found, relaxed) <= FAR:
            found = mend(program, found, relaxed, GOOD_AGAIN, MOST_AGAIN, first=STATE)
        return relaxed, found

    def _decided(self, program: Program, relaxed: Relaxed, clock: float) -> tuple[Relaxed, Floats, bool]:
        """The relaxation, with a better bound where there is one; values in whole lots; whether they were asked for before the end."""
        relaxed, found = self._looked_at_as_it_is(program, relaxed)
        if found is not None:
            return relaxed, found, False
        return relaxed, *self._rounded(program, relaxed, clock)

    @staticmethod
    def _relaxed(relaxation: Relaxation, method: str, steps: int = FREELY) -> Relaxed:
        try:
            return relaxation.solve(method, steps)
        except Contradicting as nothing:
            raise contradiction(relaxation.program.case) from nothing

    def _looked_at_as_it_is(self, program: Program, relaxed: Relaxed) -> tuple[Relaxed, Floats | None]:
        """Where a program is small: a better bound, and good values where that found some."""
        if np.count_nonzero(program.columns.upper[program.columns.whole()]) > SMALL:
            return relaxed, None
        best = everything(program).solve_with_bound(EXACT, nodes=NODES)
        if best is None:
            return relaxed, None
        relaxed = replace(relaxed, bound=max(relaxed.bound, best[1]))
        found = polished(program, best[0])
        good = found is not None and gap(program, found, relaxed) <= GOOD and fair(program, found)
        return relaxed, found if good else None

    def _rounded(self, program: Program, relaxed: Relaxed, clock: float) -> tuple[Floats, bool]:
        """Values in whole lots, the better of two where the first are poor, and whether they were asked for before the end."""
        found, stopped = self._rounded_to(NEAR, program, relaxed, clock)
        if not stopped and (found is None or gap(program, found, relaxed) > POOR):
            other, stopped = self._rounded_to(NEARER, program, relaxed, clock)
            weight = program.columns.weight
            if other is not None and (found is None or weight @ other < weight @ found):
                found = other
        return self._or_nothing(program, found), stopped

    def _rounded_to(self, near: float, program: Program, relaxed: Relaxed, clock: float) -> tuple[Floats | None, bool]:
        """Values in whole lots where each state decides so near to its best."""
        rounding, values, stopped = Rounding(program, near), relaxed.values, False
        try:
            for values in rounding.steps(relaxed):
                left = np.count_nonzero(rounding.undecided & (rounding.bounds[1] > rounding.bounds[0]))
                doing = f"{left:,} of {np.count_nonzero(rounding.whole):,} numbers of lots to decide"
                best = float(program.columns.weight @ values)
                stopped = not self.watch(Progress(doing, relaxed.bound, best, time.perf_counter() - clock))
                if stopped:
                    break
        except Contradicting:  # whole lots of some states leave the others no way: what was reached so far is mended
            found = mend(program, values, relaxed, GOOD)
        else:
            found = rounded_down(program, values) if stopped else mend(program, values, relaxed, GOOD)
        return found, stopped

    def _or_nothing(self, program: Program, found: Floats | None) -> Floats:
        """To order nothing keeps every limit, except of those that have to be reached; for these any plan will do."""
        if found is not None:
            return found
        nothing = np.zeros(program.columns.count)
        found = mend(program, nothing, Relaxed(nothing, np.zeros(0), 0.0), 1.0)
        if found is None:
            found = everything(program).solve(1.0, nodes=NODES)
        if found is None:
            raise BadInput(
                "No plan in whole lots was found that keeps all limits",
                "limits that leave room for whole lots; in parts of lots they can be kept",
                "lower what has to be covered, or give more budget or output for it",
            )
        return found

    def _solved(
        self, program: Program, relaxed: Relaxed, second: float, values: Floats, clock: float, *, stopped: bool = False
    ) -> Solved:
        plan = program.plan(values)
        broken = check(program.case, plan, plan.amiss(program.case))
        if broken:
            raise RuntimeError(f"the plan breaks {len(broken)} limits: {'; '.join(broken[:3])}")
        self._last = values, relaxed
        seconds = time.perf_counter() - clock
        prices = prices_of(program, relaxed)
        return Solved(program.case, plan, weigh(program.case, plan), relaxed.bound, second, prices, seconds, stopped)


def _good_again(values: Floats | None, program: Program, relaxed: Relaxed) -> TypeGuard[Floats]:
    """Whether there are values that are good enough after a change."""
    return values is not None and fair(program, values) and gap(program, values, relaxed) <= GOOD_AGAIN


def _lighter(program: Program, one: Floats | None, other: Floats | None) -> Floats | None:
    """Of the values that there are those that weigh less."""
    found = [values for values in (one, other) if values is not None]
    return min(found, key=lambda values: float(program.columns.weight @ values), default=None)


def _might_be_good(program: Program, values: Floats, relaxed: Relaxed) -> bool:
    """Whether these orders may be good enough after a change: by what they leave missing and cost, whatever stands beside them."""
    plan = program.plan(values)
    least = weigh(program.case, replace(plan, grown=np.zeros_like(plan.grown)))
    return (least.missing + least.cost) * (1 - GOOD_AGAIN) <= relaxed.bound
