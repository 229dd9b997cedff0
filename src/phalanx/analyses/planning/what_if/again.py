"""What-if again: the plan of a changed case, from where the last one stood or anew."""

from __future__ import annotations

from dataclasses import replace

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.plan import Solved
from phalanx.analyses.planning.optimisation.solving import GOOD_AGAIN, Desk


def again(desk: Desk, case: Case) -> Solved:
    """The plan of the changed case, from where the last one stood; where that is not fair or not proven near enough, the better of it and one found anew."""
    found = desk.solve_again(case)
    if found.stopped or (found.gap <= GOOD_AGAIN and not check(case, found.plan)):
        return found
    anew = desk.solve(case, second_route=False)
    bound = max(found.bound, anew.bound)
    better = min(anew, found, key=lambda each: each.weighed.total)
    return replace(better, bound=bound, seconds=found.seconds + anew.seconds, stopped=anew.stopped)
