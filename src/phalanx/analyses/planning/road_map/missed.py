"""Road map missed: which states miss fairness in a plan, in what and by how much, and what is told instead of such a plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.mending import ROUNDING
from phalanx.analyses.planning.optimisation.plan import AMISS, Plan, Solved
from phalanx.analyses.planning.optimisation.program import STRICTLY
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined

WAYS = ("cash", "capabilities", "common enablers")
"""In what fairness can be missed, in the order of `Plan.amiss`: a state pays too little, or takes too much of the others."""


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
        for way, state in np.argwhere(amiss > ROUNDING).tolist()
    ]
    return tuple(sorted(found, key=lambda each: (-each.eur_m, each.state, each.way)))


def held_fair(solved: Solved, when: str = "") -> Solved:
    """The same, where the checker finds that its plan keeps every limit, fairness too; one that somebody stopped is told as it is.

    `when` says in a few words which plan it is, where there are several: "after the change".

    Raises:
        BadInput: fairness is missed, with by whom and by how much, and the part that the same plan keeps.
    """
    case, plan = solved.case, solved.plan
    broken = () if solved.stopped else check(case, plan)
    if not broken:
        return solved
    missed = missed_of(case, plan)
    if not missed:
        raise RuntimeError(f"the plan breaks {len(broken)} limits unseen: {'; '.join(broken[:3])}")
    said = joined([f"{party_name(each.state)} in {each.way} by EUR {each.eur_m:,.3f} m" for each in missed])
    raise BadInput(
        f"Fairness of {case.fairness:g} does not hold{when and ' '}{when}: it is missed by {said}",
        "a part of their fair shares that all states can keep in whole lots: a euro by which it is missed weighed "
        f"as much as EUR {AMISS * STRICTLY:,.0f}",
        f"ask with --fairness {np.floor(100 * kept_part(case, plan)) / 100:g}, which the plan found keeps, or give those named "
        "more budget or larger targets",
    )


def kept_part(case: Case, plan: Plan) -> float:
    """The largest part of their fair shares, 1 at most, by which no state misses fairness in a plan."""
    paid, worth = plan.spent(case).sum(axis=1), plan.worth(case)
    parts = [(paid + case.cheapest, case.key * paid.sum())]
    for counted in (np.ones_like(case.common), case.common):
        some = worth[:, counted].sum(axis=1)
        parts.append((case.key * some.sum() + case.dearest(counted), some))
    return float(min(np.divide(most, least, out=np.ones_like(most), where=least > most).min() for most, least in parts))
