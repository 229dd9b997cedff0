"""Part: a few columns of a program to be decided anew, all others as they are; solved in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, identity, vstack

from phalanx.analyses.planning.optimisation.case import Flags, Floats, Ints
from phalanx.solver import Quiet

NODES = 40
"""Branches looked at: a number of them and no time, so that an answer is always the same."""
UNUSED = ("mip_allow_restart",)
UNUSED_IN_HASTE = ("mip_heuristic_run_root_reduced_cost", "mip_heuristic_run_feasibility_jump")
"""What HiGHS does by itself, and what takes a quarter of the time and gains little on what one state or item decides."""
SLACK = 1e-7
"""What a limit may be missed by, as others came out of a solver too."""
EXACTLY = 1e-6
"""Nearer than this to a whole number is whole."""
FOUND = 2
"""HiGHS's status of a solution that keeps all limits."""


@dataclass(frozen=True, eq=False)
class Part:
    """Columns with bounds and weights, those that have to be whole marked, and rows with bounds."""

    matrix: csr_array
    weight: Floats
    lower: Floats
    upper: Floats
    whole: Flags
    row_lower: Floats
    row_upper: Floats

    def and_at_most(self, matrix: csr_array, most: Floats) -> Self:
        """The same with further rows, which have an upper bound only."""
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, matrix])),
            row_lower=np.concatenate([self.row_lower, np.full(most.size, -np.inf)]),
            row_upper=np.concatenate([self.row_upper, most]),
        )

    def and_rather_at_most(self, matrix: csr_array, most: Floats, penalty: Floats) -> Self:
        """The same with further rows, whose upper bound may be passed at a price: new columns at the end say by how much."""
        wider = csr_array(hstack([self.matrix, csr_array((self.matrix.shape[0], most.size))]))
        further = csr_array(hstack([matrix, -identity(most.size)]))
        nothing, much = np.zeros(most.size), np.full(most.size, np.inf)
        return replace(
            self,
            matrix=wider,
            weight=np.concatenate([self.weight, penalty]),
            lower=np.concatenate([self.lower, nothing]),
            upper=np.concatenate([self.upper, much]),
            whole=np.concatenate([self.whole, np.zeros(most.size, dtype=bool)]),
        ).and_at_most(further, most)

    def solve(self, gap: float, *, within: float = EXACTLY, nodes: int = NODES) -> Floats | None:
        """The best values found, whole where they have to be; None where nothing keeps all rows.

        See `solve_with_bound`.
        """
        found = self.solve_with_bound(gap, within=within, nodes=nodes, thoroughly=False)
        return None if found is None else found[0]

    def solve_with_bound(
        self, gap: float, *, within: float = EXACTLY, nodes: int = NODES, thoroughly: bool = True
    ) -> tuple[Floats, float] | None:
        """The same with a bound that no values have an objective below.

        `gap`: how near to the best, as a share of the objective, or `within` so many of its units, whichever is reached first;
        `nodes`: how many branches are looked at for it at most; `thoroughly`: whether every heuristic is tried.
        """
        solver = Quiet()
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", within)
        solver.setOptionValue("mip_max_nodes", nodes)
        for option in (*UNUSED, *(() if thoroughly else UNUSED_IN_HASTE)):
            solver.setOptionValue(option, False)
        solver.passModel(self._highs())
        solver.run()
        if solver.getInfo().primal_solution_status != FOUND:
            return None
        values = np.array(solver.getSolution().col_value)
        values[self.whole] = np.rint(values[self.whole])
        return np.asarray(np.clip(values, self.lower, self.upper)), float(solver.getInfo().mip_dual_bound)

    def _highs(self) -> highspy.HighsLp:
        lp, matrix = highspy.HighsLp(), csc_array(self.matrix)
        lp.num_col_, lp.num_row_ = self.weight.size, self.row_upper.size
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.weight, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.row_lower - SLACK, self.row_upper + SLACK
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[flag] for flag in self.whole.tolist()]
        return lp


def part_of(
    matrix: csr_array,
    rows: Ints,
    columns: Ints,
    values: Floats,
    weight: Floats,
    bounds: tuple[Floats, Floats],
    row_bounds: tuple[Floats, Floats],
    whole: Flags,
) -> Part:
    """These columns and rows of a program, all other columns at their values; every argument but `rows` is of the whole."""
    others = values.copy()
    others[columns] = 0.0
    some = matrix[rows]
    outside = some @ others
    return Part(
        csr_array(some[:, columns]), weight[columns], bounds[0][columns], bounds[1][columns], whole[columns],
        row_bounds[0][rows] - outside, row_bounds[1][rows] - outside,
    )  # fmt: skip
