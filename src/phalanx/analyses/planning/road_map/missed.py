"""Road map missed: which states miss fairness in a plan, in what, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.plan import Plan

WAYS = ("cash", "capabilities", "common enablers")
"""In what fairness can be missed, in the order of `Plan.amiss`: a state pays too little, or takes too much of the others."""
TOLD_EUR_M = 0.001
"""What is less than a thousand euro is rounding."""


@dataclass(frozen=True)
class Missed:
    """A state that misses fairness in cash, capabilities or common enablers, by so many million EUR."""

    state: str
    way: str
    eur_m: float


def missed_of(case: Case, plan: Plan) -> tuple[Missed, ...]:
    """Whoever misses fairness, by most first; none where fairness is kept."""
    amiss = plan.amiss(case)
    found = [
        Missed(case.states[state], WAYS[way], float(amiss[way, state]))
        for way, state in np.argwhere(amiss > TOLD_EUR_M).tolist()
    ]
    return tuple(sorted(found, key=lambda each: (-each.eur_m, each.state, each.way)))
