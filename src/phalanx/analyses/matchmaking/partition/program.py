"""Program: the choice of groups as a linear program, which HiGHS solves; each constraint is one function.

For a column x_G a group G with the worth v_G:

    maximise  the sum of v_G x_G   subject to the constraints below   and x_G >= 0, whole in the end

HiGHS: Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10, 2018.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import highspy
import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats
from phalanx.solver import Quiet

WHOLE_GAP = 1e-6
"""Points by which a choice of whole groups may miss the best one of its columns."""
MOST_NODES = 50
"""Branches looked at for a choice of whole groups: a number of them and no time, so that an answer is always the same."""
WHOLE: dict[str, float | bool | str] = {
    "mip_rel_gap": 0.0,
    "mip_abs_gap": WHOLE_GAP,
    "mip_max_nodes": MOST_NODES,
    "mip_heuristic_run_root_reduced_cost": False,  # `packing` does that, with a better bound
    "mip_heuristic_run_zi_round": True,  # most groups are chosen by halves at first: rounding is quick, and often right
    "presolve": "off",  # columns come priced already: it takes longer than it saves
}
ENDED_WELL = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kObjectiveTarget,
    highspy.HighsModelStatus.kModelEmpty,
)
NOTHING = np.empty(0, dtype=np.int32), np.empty(0)


@dataclass(frozen=True, eq=False)
class Choice:
    """How far each group is chosen, what that is worth, what nothing could be worth more than, and the states' prices.

    `unplaced` are the states that have to be in a group and are in none. Prices are those of the linear program; where groups
    have to be whole they mean nothing.
    """

    chosen: Floats
    worth: float
    at_most: float
    prices: Floats
    unplaced: tuple[int, ...]


class Program:
    """The choice among the groups brought so far; `must` are states that have to be in one.

    `penalty` is what it costs that such a state is in none, and has to be more than any choice can gain by it.
    """

    def __init__(self, states: int, must: Collection[int], penalty: float) -> None:
        self._solver, self._states = Quiet(), states
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._must = tuple(state for state in range(states) if state in must)
        self._worth = np.empty(0)
        for state in range(states):
            exactly_one_group(self._solver) if state in self._must else at_most_one_group(self._solver)
        for state in self._must:
            or_in_none(self._solver, state, penalty)

    def bring(self, groups: Flags, worth: Floats) -> None:
        """Groups to choose among: rows of flags over the states, and what each is worth."""
        if not worth.size:
            return
        count = groups.sum(axis=1)
        starts = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int32)
        members = np.nonzero(groups)[1].astype(np.int32)
        self._solver.addCols(
            worth.size, worth, np.zeros(worth.size), np.full(worth.size, highspy.kHighsInf),
            members.size, starts, members, np.ones(members.size),
        )  # fmt: skip
        self._worth = np.concatenate([self._worth, worth])

    def relaxed(self) -> Choice:
        """The best choice where a group can be chosen in part: its worth is a bound on that of whole groups."""
        self._run()
        return self._choice(self._solver.getInfo().objective_function_value)

    def whole(self, enough: float) -> Choice:
        """The best choice of whole groups, or one that is worth `enough`."""
        columns = len(self._must) + self._worth.size
        every = np.arange(columns, dtype=np.int32)
        self._solver.changeColsIntegrality(columns, every, np.full(columns, highspy.HighsVarType.kInteger))
        # No group is chosen twice. That follows from the constraints, but told so HiGHS sees that groups exclude one another.
        self._solver.changeColsBounds(columns, every, np.zeros(columns), np.ones(columns))
        options = WHOLE | {"objective_target": enough}
        for option, value in options.items():
            self._solver.setOptionValue(option, value)
        self._run()
        return self._choice(self._solver.getInfo().mip_dual_bound)

    def _run(self) -> None:
        self._solver.run()
        status = self._solver.getModelStatus()
        # A choice of no group, with every `or_in_none`, is always allowed, and none is worth without end.
        if status not in ENDED_WELL:
            raise RuntimeError(f"HiGHS stopped with {self._solver.modelStatusToString(status)}")

    def _choice(self, at_most: float) -> Choice:
        solution = self._solver.getSolution()
        values, left_out = np.array(solution.col_value), len(self._must)
        chosen = values[left_out:]
        unplaced = tuple(state for state, out in zip(self._must, values[:left_out], strict=True) if out > 0.5)
        return Choice(chosen, float(chosen @ self._worth), at_most, np.array(solution.row_dual), unplaced)


# ── Constraints, in the order in which a program has them ────────────────────────────────────────────────────────────


def at_most_one_group(solver: Quiet) -> None:
    """The next state is in one group or in none: the sum of x_G over the groups G that have it <= 1."""
    solver.addRow(-highspy.kHighsInf, 1.0, 0, *NOTHING)


def exactly_one_group(solver: Quiet) -> None:
    """The next state is in one group: the sum of x_G over the groups G that have it, plus a (see `or_in_none`) = 1."""
    solver.addRow(1.0, 1.0, 0, *NOTHING)


def or_in_none(solver: Quiet, state: int, penalty: float) -> None:
    """Where a state cannot be in one group, 0 <= a <= 1 tells: it is worth minus the penalty, so that 0 is best."""
    solver.addCol(-penalty, 0.0, 1.0, 1, np.array([state], dtype=np.int32), np.ones(1))
