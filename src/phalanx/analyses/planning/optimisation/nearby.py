"""Nearby: the plan of a changed case among orders near those of the last one, in one descent from parts of lots to whole ones.

Most of what a changed case orders was ordered before, in the same year or in the next one, by the same members of the same
joint buys. With these orders alone the program is a tenth as large, and on the reference case its relaxation is within 0.1 per
cent of the whole one; simplex begins at the last basis. Then lots become whole, the dearest first: what weighs much when it is
missing goes to the nearest whole number and stays, the rest goes down; after each step simplex lets all others make up for
it. Dear lots that wait fall away in the end, as states have no money left for a whole one: that alone costs several per cent.
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
from phalanx.analyses.planning.optimisation.mending import fair, polished, without_lonely
from phalanx.analyses.planning.optimisation.part import EXACTLY
from phalanx.analyses.planning.optimisation.plan import later
from phalanx.analyses.planning.optimisation.program import Program, with_fairness
from phalanx.analyses.planning.optimisation.relaxation import OPTIMAL, Relaxed
from phalanx.solver import Quiet

Number = TypeVar("Number", np.int64, np.float64, np.bool_)
BASIC = highspy.HighsBasisStatus.kBasic
LOWER = highspy.HighsBasisStatus.kLower
TIGHTER = 1.01
"""So much fairer are parts of lots than a plan has to be, so that whole ones do not break fairness."""
DEAR = (3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6)
"""What a lot weighs that is missing for a year, as a share of the whole objective, from which on it goes to the nearest whole number."""
UP = 0.35
"""The part of a lot from which on it may go up."""
TRIES = 12
"""So often less is settled in one step, where nothing keeps all limits else."""
STEPS = 6
"""Steps down until all that is still open goes down at once; on the reference case the last of them move a lot or two."""
IMPLIED = ("joint", "part", "threshold")
"""Limits left out: who takes part is settled. Who orders nothing in the end takes no part, and is seen to then."""
ENDLESS = 1e30
"""Stands for a bound without end."""
NOTHING = 1e-12
"""What is left of entries that are sums now, by rounding."""


def nearby(program: Program, values: Floats, relaxed: Relaxed) -> Floats | None:
    """Values in whole lots of a program that differs in bounds only from the one with these last values and relaxation.

    They keep all limits; where they miss fairness their columns say by how much. None where none were found, or nobody knows
    where simplex can begin.
    """
    if relaxed.basis is None:
        return None
    descent = _Descent(program, values, relaxed, relaxed.basis)
    found = descent.in_whole_lots()
    if found is None:
        return None
    found = without_lonely(program, found)
    best = descent.best_beside(found)
    if best is not None:
        best[program.columns.named["amiss"]] = program.plan(best).amiss(program.case)
        if fair(program, best):
            return best
    return polished(program, found)


class _Descent:
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

    def in_whole_lots(self) -> Floats | None:
        """The values of all columns once all lots are whole; None where nothing keeps all limits."""
        values = self._solved()
        if values is None:
            return None
        objective = float(self.program.columns.weight @ values)
        for least in DEAR:
            dear = self._weight >= least * objective
            values = self._to_the_nearest(values, dear)
            self._hold(values, dear)
        for step in range(STEPS + 1):
            parts = self._parts(values) > 0
            if not parts.any():
                break
            found = self._down(values, parts if step < STEPS else np.ones_like(parts))
            if found is None:
                return None
            values = found
        return values

    def best_beside(self, values: Floats) -> Floats | None:
        """The same whole numbers with the best money and industry beside them; None where some are not near or break a limit."""
        whole = self.program.columns.whole()
        near = self._place >= 0
        if (values[whole & ~near] > 0).any():
            return None
        settled = np.flatnonzero(whole & near)
        self.lower[settled] = self.upper[settled] = np.rint(values[settled])
        self._tell(settled)
        return self._solved()

    # ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _to_the_nearest(self, values: Floats, some: Flags) -> Floats:
        """The values after parts of some orders went up or down and stay there; what a state cannot pay stays open."""
        settled = np.flatnonzero(some & (self._parts(values) > 0))
        lots = values[self._orders]
        lots[settled] = self._whole(values)[settled] + self._going_up(values, settled)[settled]
        settled = settled[~np.isin(self._state[settled], self._who_seems_unable(values, settled, lots))]
        found = self._settled(settled, lots[settled])
        return values if found is None else found

    def _who_seems_unable(self, values: Floats, settled: Ints, lots: Floats) -> Ints:
        """The states of settled orders that cannot pay so many lots of them with the loans that they draw now."""
        spent, safe = self._spent(lots, settled)
        drawn, means = values[self.program.columns.named["lent"]], self._means(values)
        owed = spent - np.minimum(drawn, safe)
        states = np.unique(self._state[settled])
        return states[[not self._can_pay(state, owed[state], means[state]) for state in states]]

    def _going_up(self, values: Floats, settled: Ints) -> Flags:
        """Which of these go up: of each item as many as all parts make together, the largest first, where that seems possible.

        Lines have to make them as they are expanded, European ones what loans pay for, and the state has to pay them beside
        what it has settled so far, with the loans that it draws now.
        """
        parts, whole = self._parts(values), self._whole(values)
        room = self._capacity(values) - self._delivered(whole)
        european = self._capacity(values, european=True) - self.case.european_share * self._delivered(
            whole * self._safe
        )
        left = self.case.most - self._taken(whole)
        missing = np.bincount(self._item[settled], parts[settled], len(self.case.items)) - 0.5
        spent, safe = self._spent(whole, settled)
        drawn, means = values[self.program.columns.named["lent"]], self._means(values)
        up = np.zeros(parts.size, dtype=bool)
        for order in settled[np.lexsort((-parts[settled], -self._weight[settled]))]:
            item, state, due = self._item[order], self._state[order], self._due[order]
            share = self.case.european_share * self._safe[order]
            cost = self._instalments(order)
            paid, loans = spent[state] + cost, safe[state] + cost * self._safe[order]
            up[order] = (
                parts[order] >= UP
                and missing[item] > 0
                and left[state, item] >= 1
                and whole[order] + 1 <= self.upper[self._orders[order]]
                and room[item, due:].min() >= 1 - EXACTLY
                and (share == 0 or european[item, due:].min() >= share - EXACTLY)
                and self._can_pay(state, paid - np.minimum(drawn[state], loans), means[state])
            )
            if up[order]:
                spent[state], safe[state] = paid, loans
                missing[item] -= 1
                left[state, item] -= 1
                room[item, due:] -= 1
                european[item, due:] -= share
        return up

    def _can_pay(self, state: int, owed: Floats, means: Floats) -> bool:
        """Whether a state's means, year after year, suffice with what it may keep of them for the next year."""
        kept = 0.0
        for year, most in enumerate(self.case.carry * self.case.budget[state]):
            kept = min(kept + means[year] - owed[year], most)
            if kept < -EXACTLY:
                return False
        return True

    def _spent(self, lots: Floats, settled: Ints) -> tuple[Floats, Floats]:
        """Million EUR (S, T) that so many lots of settled orders cost, and of all others what is held; and what loans may pay of it."""
        least = self.lower[self._orders]
        least[settled] = lots[settled]
        return self._payments(least), self._payments(least * self._safe)

    def _payments(self, lots: Floats) -> Floats:
        """Million EUR (S, T) that so many lots of each order cost."""
        payments = np.zeros_like(self.case.budget)
        for order in np.flatnonzero(lots > 0):
            payments[self._state[order]] += lots[order] * self._instalments(int(order))
        return payments

    def _instalments(self, order: int) -> Floats:
        """Million EUR (T,) of one lot."""
        paid, lead = np.zeros(len(self.case.years)), self.case.leads[self._item[order]]
        paid[self._due[order] - lead : self._due[order] + 1] = self._price[order] / (lead + 1)
        return paid

    def _means(self, values: Floats) -> Floats:
        """Million EUR (S, T) that states have for orders beside loans: their budgets, less growth of industry and coordination."""
        case, named = self.case, self.program.columns.named
        growth = np.array([line.growth_cost for line in case.lines]) @ values[named["grown"]]
        means = case.budget - case.key[:, None] * growth
        for row, (number, state) in enumerate(case.memberships):
            buy = case.joint[number]
            means[state, buy.opens] -= buy.coordination * values[named["takes"][row]]
        return np.asarray(means)

    def _down(self, values: Floats, some: Flags) -> Floats | None:
        """The values after some orders went down; without joint ones loans may not pay for what is settled: these stay open then."""
        settled = np.flatnonzero(some)
        return self._settled(settled, self._whole(values)[settled])

    def _hold(self, values: Floats, some: Flags) -> None:
        """Some orders that are whole become no fewer."""
        orders = self._orders[some & (self._parts(values) == 0)]
        self.lower[orders] = np.rint(values[orders])
        self._tell(orders)

    def _settled(self, some: Ints, lots: Floats) -> Floats | None:
        """The values with so many lots of some orders, but for those of states that cannot pay them; None where that cannot be."""
        orders = self._orders[some]
        before = self.lower[orders], self.upper[orders]
        basis = self._solver.getBasis()
        possible = np.ones(some.size, dtype=bool)
        for _ in range(TRIES):
            for bounds, old in zip((self.lower, self.upper), before, strict=True):
                bounds[orders] = np.where(possible, lots, old)
            self._tell(orders)
            values = self._solved()
            if values is not None:
                return values
            possible &= ~np.isin(self._state[some], self._who_cannot_pay())
            self._solver.setBasis(basis)
        for bounds, old in zip((self.lower, self.upper), before, strict=True):
            bounds[orders] = old
        self._tell(orders)
        return None

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

    def _taken(self, lots: Floats) -> Floats:
        """Lots by state and item."""
        taken = np.zeros_like(self.case.most)
        np.add.at(taken, (self._state, self._item), lots)
        return taken

    def _delivered(self, lots: Floats) -> Floats:
        """Lots by item, delivered until each year."""
        delivered = np.zeros_like(self.case.required)
        np.add.at(delivered, (self._item, self._due), lots)
        return np.asarray(np.cumsum(delivered, axis=1))

    def _capacity(self, values: Floats, *, european: bool = False) -> Floats:
        """Lots by item that lines, or European ones, can have made until each year as they are expanded."""
        made = np.zeros_like(self.case.required)
        for line, grown in zip(self.case.lines, values[self.program.columns.named["grown"]], strict=True):
            output = line.output + later(np.cumsum(grown), line.growth_years)
            output[: self.case.leads[line.item]] = 0.0
            made[line.item] += np.cumsum(output) * (line.european or not european)
        return made

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
