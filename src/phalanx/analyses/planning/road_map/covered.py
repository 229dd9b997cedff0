"""Road map covered: who covers how much of what is needed in each year, and what of the rest no money can bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.plan import Plan


@dataclass(frozen=True, eq=False)
class Coverage:
    """Lots by item and year, each of shape (items, years): american + european + uncovered = required.

    `beyond` is the part of what is uncovered that no money could have brought in time. `prices` (items,) are million EUR
    a lot.
    """

    required: Floats
    american: Floats
    european: Floats
    uncovered: Floats
    beyond: Floats
    prices: Floats

    def worth(self, lots: Floats) -> Floats:
        """Million EUR at list price by year of so many lots by item and year."""
        return np.asarray((lots * self.prices[:, None]).sum(axis=0))

    def uncovered_share(self) -> Floats:
        """The share of what is needed, at list price, that is uncovered in each year; 0 where nothing is needed."""
        required = self.worth(self.required)
        return np.divide(self.worth(self.uncovered), required, out=np.zeros_like(required), where=required > 0)

    def covered_from(self) -> tuple[int | None, ...]:
        """For each item the place of the first year from which on nothing is uncovered; None where there is none."""
        open_ = self.uncovered > 0
        last = np.where(open_.any(axis=1), open_.shape[1] - np.argmax(open_[:, ::-1], axis=1), 0)
        return tuple(int(place) if place < open_.shape[1] else None for place in last)


def coverage_of(case: Case, plan: Plan) -> Coverage:
    """What a plan covers; what the United States provide counts first, then what Europeans hold and get."""
    american = np.minimum(case.american, case.required)
    uncovered = plan.uncovered(case)
    return Coverage(
        case.required, american, case.required - american - uncovered, uncovered, case.beyond_money(), case.costs
    )
