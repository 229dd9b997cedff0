"""Program: a case as a mixed-integer linear program: its columns, and rows that `limits.py` writes.

Columns (shapes as in `Case`; lots, or million EUR):

    own (S,I,T) whole   ordered by a state by itself      made  (L,T)   by a line in a year      kept (S,T)  carried over
    joint (M,T) whole   ordered through a joint buy       grown (L,T)   expansion of a line      lent (S,T)  loans drawn
    delivered (I,T)     by the end of the year
    takes (M,)  0 or 1  a member takes part in one        open  (I,T)   missing beyond what no money can bring
    paid (S,)           what a state pays in all          above, below (S,)  its distance from the fair share
    worth, shared (S,)  the list price of what it orders, and of the enablers used for all among it
    amiss (3,S)         how far it misses fairness in cash, capabilities and contributions
    short (I,T)         missing of what has to be covered: 0, and more only on the way to whole lots

Minimised: the sum of `missing` x (open + SHORT x short) + paid + surcharge x made outside Europe + unfair x (above + below)
+ AMISS x amiss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import highspy
import numpy as np
from scipy.sparse import csc_array, vstack

from phalanx.analyses.planning.optimisation.case import Case, Flags, Floats, Ints
from phalanx.analyses.planning.optimisation.limits import Rows, fairness_of, limits_of
from phalanx.analyses.planning.optimisation.plan import AMISS, Plan, earlier

WHOLE = ("own", "joint", "takes")
SHORT = 100.0
"""So many times what is missing otherwise weighs what is missing of what has to be covered, on the way to whole lots."""
STRICTLY = 100.0
"""So many times what is amiss weighs where a plan that misses fairness is of no use, whatever it covers."""
SMALL = 1e-9


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns by name: which they are (numbers in their shape), and their bounds and weights in one line."""

    named: Mapping[str, Ints]
    lower: Floats
    upper: Floats
    weight: Floats

    @property
    def count(self) -> int:
        """How many there are."""
        return self.weight.size

    def whole(self) -> Flags:
        """Which of them have to be whole numbers."""
        flags = np.zeros(self.count, dtype=bool)
        for name in WHOLE:
            flags[self.named[name].ravel()] = True
        return flags


@dataclass(frozen=True, eq=False)
class Program:
    """A case as columns and rows."""

    case: Case
    columns: Columns
    rows: tuple[Rows, ...]

    @cached_property
    def matrix(self) -> csc_array:
        """All rows, one below the other."""
        return csc_array(vstack([rows.matrix for rows in self.rows], format="csc"))

    @cached_property
    def lower(self) -> Floats:
        """The lower bounds of all rows."""
        return np.concatenate([rows.lower for rows in self.rows])

    @cached_property
    def upper(self) -> Floats:
        """The upper bounds of all rows."""
        return np.concatenate([rows.upper for rows in self.rows])

    def slices(self) -> dict[str, slice]:
        """Where each kind of limit stands among all rows."""
        ends = list(accumulate(rows.upper.size for rows in self.rows))
        return {rows.kind: slice(end - rows.upper.size, end) for rows, end in zip(self.rows, ends, strict=True)}

    def highs(self, *, whole: bool = False) -> highspy.HighsLp:
        """The program as HiGHS takes it."""
        matrix, columns = self.matrix, self.columns
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = columns.count, matrix.shape[0]
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = columns.weight, columns.lower, columns.upper
        lp.row_lower_, lp.row_upper_ = self.lower, self.upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[flag] for flag in self.columns.whole().tolist()]
        return lp

    def plan(self, values: Floats) -> Plan:
        """The decisions that a solution stands for, numbers that have to be whole rounded to the next one."""
        found = {name: values[numbers] for name, numbers in self.columns.named.items()}
        own, joint, takes = (np.rint(found[name]).astype(np.int64) for name in WHOLE)
        made, grown, kept, lent = (np.maximum(found[name], 0.0) for name in ("made", "grown", "kept", "lent"))
        return Plan(own, joint, takes, made, grown, kept, lent)


def columns_of(program: Program, state: int) -> Ints:
    """What one state decides: its orders, alone and jointly, its part in joint buys, its money."""
    named = program.columns.named
    rows = [row for row, (_, member) in enumerate(program.case.memberships) if member == state]
    own = [named[name][state].ravel() for name in ("own", "kept", "lent", "paid", "worth", "shared")]
    return np.concatenate([*own, named["joint"][rows].ravel(), named["takes"][rows]])


def columns_of_item(program: Program, item: int) -> Ints:
    """What all states decide about one item, with the money that it takes: orders, alone and jointly, and who takes part."""
    named = program.columns.named
    rows = [row for row, (buy, _) in enumerate(program.case.memberships) if program.case.joint[buy].item == item]
    lines = [number for number, line in enumerate(program.case.lines) if line.item == item]
    some = named["own"][:, item], named["joint"][rows], named["takes"][rows], named["grown"][lines]
    return np.concatenate([one.ravel() for one in (*some, named["kept"], named["lent"])])


def program_of(case: Case) -> Program:
    """The program of a case."""
    columns = _columns(case)
    return Program(case, columns, tuple(limits_of(case, columns.named)))


def with_fairness(program: Program, fairness: float) -> Program:
    """The same program with another part of fair shares that binds; all other rows and columns are shared."""
    case = program.case.but(fairness=fairness)
    other = {rows.kind: rows for rows in fairness_of(case, program.columns.named)}
    return replace(program, case=case, rows=tuple(other.get(rows.kind, rows) for rows in program.rows))


def with_strict_fairness(program: Program) -> Program:
    """The same program where next to nothing is worth missing fairness for."""
    weight = program.columns.weight.copy()
    weight[program.columns.named["amiss"]] *= STRICTLY
    return replace(program, columns=replace(program.columns, weight=weight))


def _columns(case: Case) -> Columns:
    states, items, years = case.most.shape[0], len(case.items), len(case.years)
    lines, members = len(case.lines), len(case.memberships)
    shapes = {
        "own": (states, items, years), "joint": (members, years), "takes": (members,),
        "made": (lines, years), "grown": (lines, years), "kept": (states, years), "lent": (states, years),
        "delivered": (items, years), "open": (items, years), "paid": (states,), "above": (states,), "below": (states,),
        "worth": (states,), "shared": (states,), "amiss": (3, states), "short": (items, years),
    }  # fmt: skip
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    starts = [0, *accumulate(sizes)]
    named = {
        name: np.arange(start, start + size).reshape(shape)
        for (name, shape), start, size in zip(shapes.items(), starts, sizes, strict=False)
    }
    lower, upper, weight = np.zeros(starts[-1]), np.full(starts[-1], np.inf), np.zeros(starts[-1])
    in_time = np.arange(years)[None, :] + case.leads[:, None] < years
    means = _means(case)
    upper[named["own"]] = np.minimum(case.most[:, :, None] * in_time, _lots(means, case.costs[:, None]))
    upper[named["joint"]] = _joint_upper(case, in_time, means)
    upper[named["takes"]] = _takes_upper(case, upper[named["joint"]])
    upper[named["kept"]] = case.carry * case.budget
    upper[named["kept"][:, -1]] = 0.0
    upper[named["lent"]] = case.loans[:, None] * case.loan_years
    upper[named["open"]] = (1 - case.floor) * (case.need - case.beyond_money())
    upper[named["made"]] = np.array([line.output + line.most_growth for line in case.lines]).reshape(lines, years)
    upper[named["made"]] *= np.array([np.arange(years) >= case.leads[line.item] for line in case.lines]).reshape(
        lines, years
    )
    upper[named["grown"]] = _grown_upper(case)
    upper[named["delivered"]] = case.reachable()
    everything = case.budget.sum() + case.loans.sum()
    upper[named["paid"]] = upper[named["above"]] = upper[named["below"]] = everything
    upper[named["worth"]] = upper[named["shared"]] = (case.most * case.costs).sum(axis=1)
    upper[named["amiss"]] = upper[np.stack([named["paid"], named["worth"], named["shared"]])]
    weight[named["amiss"]] = AMISS
    weight[named["open"]] = case.missing[:, None]
    upper[named["short"]] = 0.0
    weight[named["short"]] = SHORT * case.missing[:, None]
    weight[named["paid"]] = 1.0
    weight[named["above"]] = weight[named["below"]] = case.unfair
    foreign = np.array([0.0 if line.european else case.items[line.item].cost for line in case.lines])
    weight[named["made"]] = case.surcharge * foreign[:, None]
    return Columns(named, lower, upper, weight)


def _means(case: Case) -> Floats:
    """Million EUR that a state could pay for an item if it bought nothing else, by year of order: shape (S, I, T).

    A year's instalments are at most its budget, what may be carried into it, and the loans that may be drawn in it.
    """
    means = case.budget + case.loans[:, None] * case.loan_years
    means[:, 1:] += case.carry * case.budget[:, :-1]
    least = [
        np.stack([earlier(means, delay) for delay in range(lead + 1)]).min(axis=0)
        for lead in range(max(case.leads, default=0) + 1)
    ]
    return np.stack(least, axis=1)[:, case.leads] * (case.leads + 1)[:, None]


def _lots(means: Floats, price: Floats) -> Floats:
    """Whole lots that means of this many million EUR can pay, at this price of one."""
    return np.floor(means / price + SMALL)


def _joint_upper(case: Case, in_time: Flags, means: Floats) -> Floats:
    """Lots at most: as many as the member takes and can pay, in the years of the joint buy, so that they come in time."""
    buys, states, items = case.members
    saving, opens, closes = (
        np.array([getattr(buy, name) for buy in case.joint])[buys, None] for name in ("saving", "opens", "closes")
    )
    years = np.arange(len(case.years))
    open_ = (opens <= years) & (years <= closes) & in_time[items]
    payable = _lots(means[states, items], case.costs[items, None] * (1 - saving))
    return np.asarray(np.minimum(case.most[states, items][:, None], payable) * open_)


def _takes_upper(case: Case, lots: Floats) -> Floats:
    """Who may take part: whoever can order a lot, where enough members can and so many lots can be made in time."""
    able = lots.max(axis=1, initial=0.0) >= 1.0
    reachable = case.reachable()
    for number, buy in enumerate(case.joint):
        members = np.array([row for row, (each, _) in enumerate(case.memberships) if each == number], dtype=np.int64)
        last = min(buy.closes + case.items[buy.item].lead, len(case.years) - 1)
        if min(able[members].sum(), reachable[buy.item, last]) < buy.least:
            able[members] = False
    return np.asarray(able, dtype=float)


def _grown_upper(case: Case) -> Floats:
    """A line grows by no more than it can, and only where that still delivers something in the years looked at."""
    upper = np.zeros((len(case.lines), len(case.years)))
    for number, line in enumerate(case.lines):
        upper[number, : max(0, len(case.years) - line.growth_years)] = line.most_growth
    return upper
