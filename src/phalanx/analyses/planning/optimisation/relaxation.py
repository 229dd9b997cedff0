"""Relaxation: a program without whole numbers – the best that could be, what each limit is worth, and a bound one can check.

The bound is counted from the limits' prices alone (weak duality): for whatever prices y of rows and the weights that remain,
r = c - y A, no plan has an objective below the sum of y x the row's bound and r x the column's bound, each at its worse
end. So it holds whatever the solver did.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import highspy
import numpy as np

from phalanx.analyses.planning.optimisation.case import Floats, Ints
from phalanx.analyses.planning.optimisation.program import Program
from phalanx.solver import Quiet

OPTIMAL = highspy.HighsModelStatus.kOptimal
UNFINISHED = highspy.HighsModelStatus.kIterationLimit
FREELY = 2**31 - 1
"""Steps of simplex, where nobody limits them."""
IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""No column is without end, so that nothing is unbounded."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The best values of all columns, the price of each row, and the bound that follows from the prices; where simplex can begin."""

    values: Floats
    prices: Floats
    bound: float
    basis: highspy.HighsBasis | None = None


class Contradicting(Exception):
    """No plan keeps all limits of a program."""


class Relaxation:
    """A program without whole numbers, kept in the solver, so that it can be solved again where bounds have changed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._matrix = program.matrix
        self._solver = Quiet()
        self._solver.passModel(program.highs())
        self._solved = False

    def begin_at(self, basis: highspy.HighsBasis) -> None:
        """Solve from where another program of the same columns and rows was solved."""
        self._solver.setBasis(basis)

    def bind(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of some columns."""
        if columns.size:
            self._solver.changeColsBounds(columns.size, columns.astype(np.int32), lower, upper)

    def free(self, kinds: Collection[str]) -> None:
        """Leave these kinds of limits out."""
        places = self.program.slices()
        for kind in kinds:
            rows = np.arange(places[kind].start, places[kind].stop, dtype=np.int32)
            if rows.size:
                self._bind_rows(rows, np.full(rows.size, -np.inf), np.full(rows.size, np.inf))

    def _bind_rows(self, rows: Ints, lower: Floats, upper: Floats) -> None:
        self._solver.changeRowsBounds(rows.size, rows, lower, upper)  # type: ignore[attr-defined]  # its stubs lack it

    def take_bounds_of(self, program: Program) -> bool:
        """Take the bounds and weights of another program of the same matrix; False, and nothing taken, where it differs."""
        other = program.matrix
        same = (
            other.shape == self._matrix.shape
            and np.array_equal(other.indices, self._matrix.indices)
            and np.array_equal(other.indptr, self._matrix.indptr)
            and np.array_equal(other.data, self._matrix.data)
        )
        if same:
            self.program = program
            columns = np.arange(program.columns.count, dtype=np.int32)
            rows = np.arange(other.shape[0], dtype=np.int32)
            self._solver.changeColsBounds(columns.size, columns, program.columns.lower, program.columns.upper)
            self._solver.changeColsCost(columns.size, columns, program.columns.weight)
            self._bind_rows(rows, program.lower, program.upper)
        return same

    def solve(self, method: str = "", steps: int = FREELY) -> Relaxed:
        """The best values. `method` is HiGHS's: "ipm" from nothing, "simplex" from the last solution; by itself it chooses so.

        After so many `steps` simplex ends where it stands: the values are then on the way, and the bound is proven all the same.

        Raises:
            Contradicting: no plan keeps all limits.
        """
        self._solver.setOptionValue("solver", method or ("simplex" if self._solved else "ipm"))
        self._solver.setOptionValue("simplex_iteration_limit", steps)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in IMPOSSIBLE:
            raise Contradicting(self._solver.modelStatusToString(status))
        if status not in (OPTIMAL, UNFINISHED):
            raise RuntimeError(f"HiGHS ended with: {self._solver.modelStatusToString(status)}")
        self._solved = True
        solution = self._solver.getSolution()
        values = np.clip(np.array(solution.col_value), self.program.columns.lower, self.program.columns.upper)
        prices = np.array(solution.row_dual)
        return Relaxed(values, prices, safe_bound(self.program, prices), self._solver.getBasis())


def safe_bound(program: Program, prices: Floats) -> float:
    """What no plan can have an objective below, counted from prices of rows alone.

    A price that a row without such a bound cannot have, which comes of rounding, is left out: any prices prove something.
    """
    columns = program.columns
    possible = np.where(prices > 0, program.lower > -np.inf, program.upper < np.inf)
    prices = np.where(possible, prices, 0.0)
    rest = columns.weight - program.matrix.T @ prices
    rows = _worse_end(prices, program.lower, program.upper)
    return float(rows + _worse_end(rest, columns.lower, columns.upper))


def _worse_end(prices: Floats, lower: Floats, upper: Floats) -> float:
    ends = np.where(prices > 0, lower, upper)
    counted = prices != 0
    return float(prices[counted] @ ends[counted])
