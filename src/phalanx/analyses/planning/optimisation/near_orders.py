"""Near orders: the program of what was ordered last, in the same year or a year earlier, kept in the solver.

It has all columns of other kinds, and no rows that cannot bind. What many rows ask for alike – growth of industry, and what all
states pay, order and share together – is one more column each. Simplex begins at the last basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, coo_array, csc_array, csr_array, eye_array

from phalanx.analyses.planning.optimisation.case import Flags, Floats, Ints
from phalanx.analyses.planning.optimisation.part import EXACTLY
from phalanx.analyses.planning.optimisation.program import Program, with_fairness
from phalanx.analyses.planning.optimisation.relaxation import OPTIMAL, Relaxed
from phalanx.solver import Quiet

Number = TypeVar("Number", np.int64, np.float64, np.bool_)
BASIC = highspy.HighsBasisStatus.kBasic
LOWER = highspy.HighsBasisStatus.kLower
TIGHTER = 1.01
"""So much fairer are parts of lots than a plan has to be, so that whole ones do not break fairness."""
IMPLIED = ("joint", "part", "threshold")
"""Limits left out: who takes part is settled. Who orders nothing in the end takes no part, and is seen to then."""
ENDLESS = 1e30
"""Stands for a bound without end."""
NOTHING = 1e-12
"""What is left of entries that are sums now, by rounding."""


class NearOrders:
    """The program of orders near the last ones, in the solver, and the bounds of all columns as settled so far."""

    def __init__(self, program: Program, last: Floats, relaxed: Relaxed, basis: highspy.HighsBasis) -> None:
        self.case = program.case
        self.program = with_fairness(program, min(1.0, program.case.fairness * TIGHTER))
        self.lower, self.upper = _bounds(program, last)
        columns, rows = basis.col_status, basis.row_status
        basic = np.array([status == BASIC for status in columns])
        self.columns = np.flatnonzero((_near(program, last, relaxed) & (self.upper > 0)) | basic)
        kept = ~((self._implied() | self._idle()) & np.array([status == BASIC for status in rows]))
        self.rows = np.flatnonzero(kept)
        self._place = np.full(program.columns.count, -1)
        self._place[self.columns] = np.arange(self.columns.size)
        self._solver = Quiet()
        self._solver.setOptionValue("solver", "simplex")
        lp = self._highs()
        self._solver.passModel(lp)
        sums = lp.num_col_ - self.columns.size
        start = highspy.HighsBasis()
        start.col_status = [*(columns[column] for column in self.columns), *[BASIC] * sums]
        start.row_status = [*(rows[row] for row in self.rows), *[LOWER] * sums]
        start.valid = True
        self._solver.setBasis(start)

    # ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _orders(self) -> Ints:
        """The columns of orders that can be placed: what follows has one number for each of them."""
        named = self.program.columns.named
        orders = np.concatenate([named["own"].ravel(), named["joint"].ravel()])
        return np.asarray(orders[(self._place[orders] >= 0) & (self.upper[orders] > 0)])

    @cached_property
    def _state(self) -> Ints:
        states = np.indices(self.program.columns.named["own"].shape)[0]
        return self._of_orders(states, self.case.members.states)

    @cached_property
    def _item(self) -> Ints:
        items = np.indices(self.program.columns.named["own"].shape)[1]
        return self._of_orders(items, self.case.members.items)

    @cached_property
    def _due(self) -> Ints:
        """The year in which each is delivered."""
        years = np.zeros(self.program.columns.count, dtype=np.int64)
        for name in ("own", "joint"):
            years[self.program.columns.named[name]] = np.arange(len(self.case.years))
        return np.asarray(years[self._orders] + self.case.leads[self._item])

    @cached_property
    def _weight(self) -> Floats:
        """What a lot weighs that is missing for a year."""
        return np.asarray(self.case.missing[self._item])

    @cached_property
    def _safe(self) -> Flags:
        """Whether loans may pay it."""
        nobody = np.zeros(self.program.columns.named["own"].shape, dtype=bool)
        return self._of_orders(nobody, [self.case.joint[buy].safe for buy in self.case.members.buys]).astype(bool)

    @cached_property
    def _price(self) -> Floats:
        """Million EUR a lot."""
        alone = np.zeros(self.program.columns.named["own"].shape)
        saving = self._of_orders(alone, [self.case.joint[buy].saving for buy in self.case.members.buys])
        return np.asarray(self.case.costs[self._item] * (1 - saving))

    def _of_orders(self, own: NDArray[Number], joint: Sequence[float] | Ints) -> NDArray[Number]:
        """A number of each order, from those of all orders by states (S, I, T) and of all memberships."""
        named = self.program.columns.named
        numbers = np.zeros(self.program.columns.count, dtype=own.dtype)
        numbers[named["own"]] = own
        numbers[named["joint"]] = np.array(joint, dtype=own.dtype)[:, None]
        return np.asarray(numbers[self._orders])

    def _whole(self, values: Floats) -> Floats:
        return np.asarray(np.floor(values[self._orders] + EXACTLY))

    def _parts(self, values: Floats) -> Floats:
        parts = values[self._orders] - self._whole(values)
        return np.where(parts > EXACTLY, parts, 0.0)

    # ── The solver ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _tell(self, columns: Ints) -> None:
        places = self._place[columns].astype(np.int32)
        self._solver.changeColsBounds(places.size, places, self.lower[columns], self.upper[columns])

    def _solved(self) -> Floats | None:
        self._solver.run()
        if self._solver.getModelStatus() != OPTIMAL:
            return None
        values = np.zeros(self.program.columns.count)
        values[self.columns] = np.array(self._solver.getSolution().col_value)[: self.columns.size]
        return np.clip(values, self.lower, self.upper)

    def _who_cannot_pay(self) -> Ints:
        """The states whose budgets the solver names in its proof that nothing keeps all limits; all, where it gives none."""
        everybody = np.arange(len(self.case.states))
        _, proven, ray = self._solver.getDualRay()  # type: ignore[attr-defined]  # its stubs lack it
        if not proven:
            return everybody
        budgets = self.program.slices()["budget"]
        named = self.rows[np.flatnonzero(np.abs(np.asarray(ray)[: self.rows.size]) > EXACTLY)]
        named = named[(named >= budgets.start) & (named < budgets.stop)] - budgets.start
        return np.unique(named // len(self.case.years)) if named.size else everybody

    def _implied(self) -> Flags:
        places = self.program.slices()
        implied = np.zeros(self.program.lower.size, dtype=bool)
        for kind in IMPLIED:
            implied[places[kind]] = True
        return implied

    def _idle(self) -> Flags:
        """The limits that these columns keep anyhow."""
        matrix = csr_array(self.program.matrix[:, self.columns])
        lower, upper = self.lower[self.columns], self.upper[self.columns]
        more, less = matrix.maximum(0), matrix.minimum(0)
        upper = np.minimum(upper, ENDLESS)
        most, least = more @ upper + less @ lower, more @ lower + less @ upper
        return np.asarray((most <= self.program.upper) & (least >= self.program.lower))

    def _highs(self) -> highspy.HighsLp:
        """The program of these columns and rows; what many rows share is one more column each, and a row that says what it is."""
        program, columns = self.program, self.program.columns
        sums, shared = _sums(program)
        matrix = program.matrix[:, self.columns] - shared @ sums[:, self.columns]
        matrix.data[np.abs(matrix.data) < NOTHING] = 0.0
        matrix.eliminate_zeros()
        whole = block_array(
            [[csr_array(matrix)[self.rows], shared[self.rows]], [sums[:, self.columns], -eye_array(sums.shape[0])]]
        )
        matrix, none, free = csc_array(whole), np.zeros(sums.shape[0]), np.full(sums.shape[0], np.inf)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
        lp.col_cost_ = np.concatenate([columns.weight[self.columns], none])
        lp.col_lower_ = np.concatenate([self.lower[self.columns], none])
        lp.col_upper_ = np.concatenate([self.upper[self.columns], free])
        lp.row_lower_ = np.concatenate([program.lower[self.rows], none])
        lp.row_upper_ = np.concatenate([program.upper[self.rows], none])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        return lp


def _sums(program: Program) -> tuple[csr_array, csr_array]:
    """What growth costs in each year, and what all states pay, order and share together: as sums of columns, and what rows ask for of them.

    Shapes (T + 3, columns) and (rows, T + 3). In the program each state's row has an entry for every line or for every state.
    """
    case, named = program.case, program.columns.named
    rows = {kind: np.arange(place.start, place.stop) for kind, place in program.slices().items()}
    years, key = np.arange(len(case.years)), case.key
    paid, worth, shared = years.size, years.size + 1, years.size + 2
    cost = np.array([line.growth_cost for line in case.lines])
    sums: list[tuple[Any, Any, Any]] = [(years[None, :], named["grown"], cost[:, None])]
    sums += [(number, named[name], 1.0) for number, name in ((paid, "paid"), (worth, "worth"), (shared, "shared"))]
    asked = [
        (rows["budget"].reshape(key.size, years.size), years[None, :], key[:, None]),
        (rows["paid"][:, None], years[None, :], key[:, None]),
        (rows["fair"], paid, -key), (rows["cash"], paid, -case.fairness * key),
        (rows["capabilities"], worth, -key), (rows["contributions"], shared, -key),
    ]  # fmt: skip
    count = years.size + 3
    return _matrix(sums, (count, program.columns.count)), _matrix(asked, (program.lower.size, count))


def _matrix(parts: Iterable[tuple[Any, Any, Any]], shape: tuple[int, int]) -> csr_array:
    """A matrix from numbers of rows, numbers of columns and the values there, each broadcast against the others."""
    entries = [[each.ravel() for each in np.broadcast_arrays(*part)] for part in parts]
    rows, columns, values = (np.concatenate([entry[place] for entry in entries]) for place in range(3))
    return csr_array(coo_array((values, (rows, columns)), shape=shape))


def _bounds(program: Program, last: Floats) -> tuple[Floats, Floats]:
    """The bounds of all columns where those take part in joint buys who did, and nobody else orders through them.

    As many members as a joint buy needs keep one lot of it, in the year of most: else it might fall away in whole lots.
    """
    case, named = program.case, program.columns.named
    lower, upper = program.columns.lower.copy(), program.columns.upper.copy()
    takes = np.minimum(np.rint(last[named["takes"]]), upper[named["takes"]])
    lower[named["takes"]] = upper[named["takes"]] = takes
    upper[named["joint"]] *= takes[:, None]
    lots = np.minimum(last[named["joint"]], upper[named["joint"]])
    buys = case.members.buys
    for number, buy in enumerate(case.joint):
        members = np.flatnonzero((buys == number) & (lots.max(axis=1, initial=0.0) >= 1 - EXACTLY))
        for member in members[np.argsort(-lots[members].sum(axis=1), kind="stable")][: buy.least]:
            lower[named["joint"][member, lots[member].argmax()]] = 1.0
    return lower, upper


def _near(program: Program, last: Floats, relaxed: Relaxed) -> Flags:
    """The columns of orders as the last plan or its relaxation has them, or a year earlier, and all columns of other kinds."""
    near = np.ones(program.columns.count, dtype=bool)
    for name in ("own", "joint"):
        numbers = program.columns.named[name]
        ordered = np.maximum(last[numbers], relaxed.values[numbers]) > EXACTLY
        ordered[..., :-1] |= ordered[..., 1:].copy()
        near[numbers] = ordered & (program.columns.upper[numbers] > 0)
    return near
