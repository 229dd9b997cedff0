"""The best disjoint groups found in other ways: by trying all of them, and by SCIP; and groups with a worth by lot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from itertools import combinations

import numpy as np
from pyscipopt import Model, quicksum

from phalanx.analyses.matchmaking.groups import Limits
from phalanx.analyses.matchmaking.partition.worth import Worth

Group = tuple[int, ...]


def by_lot(seed: int, states: int, least: int, most: int, *, forbidden: float = 0.1) -> dict[Group, float]:
    """A worth for every group: more for larger ones, some below zero, and some that may not be proposed."""
    lot = np.random.default_rng(seed)
    found = {}
    for size in range(least, most + 1):
        for group in combinations(range(states), size):
            worth = float(lot.normal(size, 1.5))
            found[group] = -np.inf if lot.random() < forbidden else round(worth, 3)
    return found


def worth_of(values: Mapping[Group, float], states: int, portions: np.ndarray | None = None) -> Worth:
    """The same as the engine keeps it: by size, in order of the last member, then of the one before it, and so on."""
    sizes = sorted({len(group) for group in values})
    kept = {
        size: np.array(
            [values[group] for group in sorted((g for g in values if len(g) == size), key=lambda g: g[::-1])]
        )
        for size in sizes
    }
    limits = Limits(sizes[0], sizes[-1], tuple(range(states)))
    return Worth(limits, states, kept, np.ones(states) if portions is None else portions)


def best_of_all(values: Mapping[Group, float], states: int, must: Collection[int] = ()) -> float:
    """What the best disjoint groups are worth, by dynamic programming over subsets; minus infinity where there are none.

    The first state left is in one of its groups, or in none unless it must be in one.
    """
    having: dict[int, list[tuple[int, float]]] = {state: [] for state in range(states)}
    for group, worth in values.items():
        having[group[0]].append((sum(1 << state for state in group), worth))

    @cache
    def best(left: int) -> float:
        if not left:
            return 0.0
        first = (left & -left).bit_length() - 1
        alone = -np.inf if first in must else best(left & (left - 1))
        return max([alone, *(worth + best(left & ~mask) for mask, worth in having[first] if mask & left == mask)])

    return best((1 << states) - 1)


def by_scip(values: Mapping[Group, float], states: int, must: Collection[int] = ()) -> float:
    """The same by SCIP, which has every group as a column."""
    model = Model()
    model.hideOutput()
    chosen = {group: model.addVar(vtype="B") for group, worth in values.items() if worth > -np.inf}
    for state in range(states):
        groups = [column for group, column in chosen.items() if state in group]
        if groups:
            model.addCons(quicksum(groups) == 1 if state in must else quicksum(groups) <= 1)
    model.setObjective(quicksum(values[group] * column for group, column in chosen.items()), "maximize")
    model.setParam("limits/gap", 0.0)
    model.optimize()
    assert model.getStatus() == "optimal"
    return float(model.getObjVal())
