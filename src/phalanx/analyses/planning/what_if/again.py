"""What-if again: the plan of a changed case, from where the last one stood or anew."""

from __future__ import annotations

from dataclasses import replace

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.plan import Solved
from phalanx.analyses.planning.optimisation.solving import GOOD_AGAIN, Desk
from phalanx.analyses.planning.road_map.missed import held_fair


def again(desk: Desk, case: Case, when: str) -> Solved:
    """The plan of the changed case, from where the last one stood; where that is not proven near enough, the better of it and one found anew.

    `when` says which change it is, as in "after the change".

    Raises:
        BadInput: limits contradict each other, or fairness does not hold.
    """
    found = desk.solve_again(case)
    if found.stopped or found.gap <= GOOD_AGAIN:
        return held_fair(found, when)
    anew = desk.solve(case, second_route=False)
    bound = max(found.bound, anew.bound)
    better = min(anew, found, key=lambda each: each.weighed.total)
    better = replace(better, bound=bound, seconds=found.seconds + anew.seconds, stopped=anew.stopped)
    return held_fair(better, when)
