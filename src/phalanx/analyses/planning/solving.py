"""Solving: a case to a plan with its certificate, and a plan to the next one when the case has changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.planning.case import Case, Floats
from phalanx.analyses.planning.checker import check
from phalanx.analyses.planning.mending import everything, gap, mend, rounded_down
from phalanx.analyses.planning.plan import Solved, weigh
from phalanx.analyses.planning.prices import prices_of
from phalanx.analyses.planning.program import Program, program_of
from phalanx.analyses.planning.relaxation import Relaxation, Relaxed, safe_bound
from phalanx.analyses.planning.rounding import Rounding

SMALL = 400
"""A program of so many whole numbers at most is solved as it is, to the end."""
EXACT = 1e-6
MANY_NODES = 100_000
GOOD = 0.01
"""A gap, as a share of the objective, with which no state has to decide anew."""
GOOD_AGAIN = 0.02
"""The same after a case has changed."""


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
    """The plan of a case. Raises Contradicting where no plan keeps all limits."""
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
            Contradicting: no plan keeps all limits.
        """
        clock = time.perf_counter()
        program = program_of(case)
        self._relaxation = Relaxation(program)
        relaxed = self._relaxation.solve("ipm")
        values, stopped = self._rounded(program, relaxed, clock)
        second = Relaxation(program).solve("simplex").bound if second_route and not stopped else float("nan")
        return self._solved(program, relaxed, second, values, clock, stopped=stopped)

    def solve_again(self, case: Case) -> Solved:
        """The plan of a changed case, from where the last one stood: the same orders where they can still be kept.

        The last prices prove a bound for it at once; only where that is not enough is the relaxation solved again.
        """
        clock = time.perf_counter()
        program = program_of(case)
        if self._relaxation is None or self._last is None or not self._relaxation.take_bounds_of(program):
            return self.solve(case, second_route=False)
        values, relaxed = self._last
        relaxed = Relaxed(relaxed.values, relaxed.prices, safe_bound(program, relaxed.prices))
        found = mend(program, values, relaxed, GOOD_AGAIN, most=1)
        if found is None or gap(program, found, relaxed) > GOOD_AGAIN:
            relaxed = self._relaxation.solve("simplex")
            found = mend(program, values if found is None else found, relaxed, GOOD_AGAIN)
        if found is None:
            return self.solve(case, second_route=False)
        return self._solved(program, relaxed, float("nan"), found, clock)

    def _rounded(self, program: Program, relaxed: Relaxed, clock: float) -> tuple[Floats, bool]:
        """Values in whole lots, and whether they were asked for before the end."""
        whole = program.columns.whole()
        if np.count_nonzero(program.columns.upper[whole]) <= SMALL:
            found = everything(program).solve(EXACT, nodes=MANY_NODES)
            return self._or_nothing(program, found), False
        rounding, values, stopped = Rounding(program), relaxed.values, False
        for values in rounding.steps(relaxed):
            left = np.count_nonzero(rounding.undecided & (rounding.bounds[1] > rounding.bounds[0]))
            doing = f"{left:,} of {np.count_nonzero(whole):,} numbers of lots to decide"
            best = float(program.columns.weight @ values)
            stopped = not self.watch(Progress(doing, relaxed.bound, best, time.perf_counter() - clock))
            if stopped:
                break
        found = rounded_down(program, values) if stopped else mend(program, values, relaxed, GOOD)
        return self._or_nothing(program, found), stopped

    def _or_nothing(self, program: Program, found: Floats | None) -> Floats:
        """To order nothing keeps every limit, except of those that have to be reached."""
        if found is not None:
            return found
        nothing = mend(
            program, np.zeros(program.columns.count), Relaxed(np.zeros(program.columns.count), np.zeros(0), 0.0), 1.0
        )
        if nothing is None:
            raise RuntimeError("no plan in whole lots was found")
        return nothing

    def _solved(
        self, program: Program, relaxed: Relaxed, second: float, values: Floats, clock: float, *, stopped: bool = False
    ) -> Solved:
        plan = program.plan(values)
        broken = check(program.case, plan)
        if broken:
            raise RuntimeError(f"the plan breaks {len(broken)} limits: {'; '.join(broken[:3])}")
        self._last = values, relaxed
        seconds = time.perf_counter() - clock
        prices = prices_of(program, relaxed)
        return Solved(program.case, plan, weigh(program.case, plan), relaxed.bound, second, prices, seconds, stopped)
