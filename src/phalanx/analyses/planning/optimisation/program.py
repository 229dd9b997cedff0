"""Program: a case as a mixed-integer linear program; each limit is one function with its formula.

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

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array, vstack

from phalanx.analyses.planning.optimisation.case import Case, Flags, Floats, Ints
from phalanx.analyses.planning.optimisation.plan import AMISS, Plan, earlier

WHOLE = ("own", "joint", "takes")
SHORT = 100.0
"""So many times what is missing otherwise weighs what is missing of what has to be covered, on the way to whole lots."""
FREE = np.inf
SMALL = 1e-9


@dataclass(frozen=True, eq=False)
class Rows:
    """One kind of limit: `lower <= matrix @ columns <= upper`; `shape` says over what (states and years, lines and years …)."""

    kind: str
    shape: tuple[int, ...]
    matrix: csc_array
    lower: Floats
    upper: Floats


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

    @property
    def matrix(self) -> csc_array:
        """All rows, one below the other."""
        return csc_array(vstack([rows.matrix for rows in self.rows], format="csc"))

    @property
    def lower(self) -> Floats:
        """The lower bounds of all rows."""
        return np.concatenate([rows.lower for rows in self.rows])

    @property
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
            lp.integrality_ = [kinds[flag] for flag in self.columns.whole().astype(int)]
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
    return Program(case, columns, tuple(_limits(case, columns.named)))


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
    lower, upper, weight = np.zeros(starts[-1]), np.full(starts[-1], FREE), np.zeros(starts[-1])
    in_time = np.arange(years)[None, :] + case.leads[:, None] < years
    upper[named["own"]] = np.minimum(case.most[:, :, None] * in_time, affordable(case, 0.0))
    upper[named["joint"]] = _joint_upper(case, in_time)
    upper[named["takes"]] = upper[named["joint"]].max(axis=1, initial=0.0) >= 1.0
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


def affordable(case: Case, saving: float) -> Floats:
    """Whole lots of each item that a state could pay if it bought nothing else, by year of order: shape (S, I, T).

    A year's instalments are at most its budget, what may be carried into it, and the loans that may be drawn in it.
    """
    means = case.budget + case.loans[:, None] * case.loan_years
    means[:, 1:] += case.carry * case.budget[:, :-1]
    lots = np.empty((*case.most.shape, len(case.years)))
    for i, item in enumerate(case.items):
        least = np.stack([earlier(means, delay) for delay in range(item.lead + 1)]).min(axis=0)
        lots[:, i, :] = np.floor(least * (item.lead + 1) / (item.cost * (1 - saving)) + SMALL)
    return lots


def _joint_upper(case: Case, in_time: Flags) -> Floats:
    """Lots at most: as many as the member takes and can pay, in the years of the joint buy, so that they come in time."""
    years = np.arange(len(case.years))
    payable = {saving: affordable(case, saving) for saving in {buy.saving for buy in case.joint}}
    upper = np.zeros((len(case.memberships), years.size))
    for row, (number, state) in enumerate(case.memberships):
        buy = case.joint[number]
        open_ = (buy.opens <= years) & (years <= buy.closes) & in_time[buy.item]
        upper[row] = np.minimum(case.most[state, buy.item], payable[buy.saving][state, buy.item]) * open_
    return upper


def _grown_upper(case: Case) -> Floats:
    """A line grows by no more than it can, and only where that still delivers something in the years looked at."""
    upper = np.zeros((len(case.lines), len(case.years)))
    for number, line in enumerate(case.lines):
        upper[number, : max(0, len(case.years) - line.growth_years)] = line.most_growth
    return upper


# ── Limits, in the order in which a program has them ─────────────────────────────────────────────────────────────────


def _limits(case: Case, named: Mapping[str, Ints]) -> Iterator[Rows]:
    yield spending(case, named)
    yield ordered_is_delivered(case, named)
    yield delivered_is_made(case, named)
    yield output(case, named)
    yield growth(case, named)
    yield coverage(case, named)
    yield uptake(case, named)
    yield only_if_taking_part(case, named)
    yield one_lot_each(case, named)
    yield enough_members(case, named)
    yield loans_pay_joint_orders(case, named)
    yield loan_ceilings(case, named)
    yield loans_stay_in_europe(case, named)
    yield what_is_paid(case, named)
    yield distance(case, named)
    yield fair_cash(case, named)
    yield what_is_ordered(case, named)
    yield what_is_shared(case, named)
    yield fair_capabilities(case, named)
    yield fair_contributions(case, named)


def spending(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Budget (s, t): instalments + coordination + key_s x growth of industry + kept_t - kept_(t-1) - lent_t <= budget."""
    states, years = case.budget.shape
    at = np.arange(states * years).reshape(states, years)
    parts: list[Part] = list(_payments(case, named, at))
    parts += [(at, named["kept"], 1.0), (at[:, 1:], named["kept"][:, :-1], -1.0), (at, named["lent"], -1.0)]
    return _rows("budget", (states, years), parts, named, upper=case.budget)


def ordered_is_delivered(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Delivered (i, t): delivered_t - delivered_(t-1) = what anybody ordered lead_i years before."""
    items, years = case.required.shape
    at = np.arange(items * years).reshape(items, years)
    parts: list[Part] = [(at, named["delivered"], -1.0), (at[:, 1:], named["delivered"][:, :-1], 1.0)]
    for i, lead in enumerate(case.leads):
        parts.append((at[i, lead:][None, :], named["own"][:, i, : years - lead], 1.0))
    for row, (number, _) in enumerate(case.memberships):
        i = case.joint[number].item
        lead = case.leads[i]
        parts.append((at[i, lead:], named["joint"][row, : years - lead], 1.0))
    return _rows("delivered", (items, years), parts, named, lower=np.zeros(at.shape), upper=np.zeros(at.shape))


def delivered_is_made(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Made (i, t): delivered_t <= all that lines have made until t."""
    items, years = case.required.shape
    at = np.arange(items * years).reshape(items, years)
    parts: list[Part] = [(at, named["delivered"], 1.0)]
    parts += _made_until(case, named, at)
    return _rows("made", (items, years), parts, named, upper=np.zeros(at.shape))


def output(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Output (l, t): made_t - what the line was expanded by until t - growth_years <= its output in t."""
    lines, years = len(case.lines), len(case.years)
    at = np.arange(lines * years).reshape(lines, years)
    parts: list[Part] = [(at, named["made"], 1.0)]
    for number, line in enumerate(case.lines):
        later_years, decided = np.tril_indices(max(0, years - line.growth_years))
        parts.append((at[number, later_years + line.growth_years], named["grown"][number, decided], -1.0))
    return _rows("output", (lines, years), parts, named, upper=np.array([line.output for line in case.lines]))


def growth(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Growth (l,): all expansion of a line together <= its most."""
    at = np.arange(len(case.lines))
    parts: list[Part] = [(at[:, None], named["grown"], 1.0)]
    return _rows("growth", at.shape, parts, named, upper=np.array([line.most_growth for line in case.lines]))


def coverage(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Coverage (i, t): open + short + delivered >= need - what no money can bring."""
    at = np.arange(case.required.size).reshape(case.required.shape)
    parts: list[Part] = [(at, named[name], 1.0) for name in ("open", "short", "delivered")]
    return _rows("coverage", at.shape, parts, named, lower=case.need - case.beyond_money())


def uptake(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Uptake (s, i): all that a state orders of an item, by itself and jointly, <= the most it takes."""
    states, items = case.most.shape
    at = np.arange(states * items).reshape(states, items)
    parts: list[Part] = [(at[:, :, None], named["own"], 1.0)]
    for row, (number, state) in enumerate(case.memberships):
        parts.append((at[state, case.joint[number].item], named["joint"][row], 1.0))
    return _rows("uptake", (states, items), parts, named, upper=case.most)


def only_if_taking_part(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Joint (m,): what a member orders through a joint buy <= the most it takes x takes."""
    at = np.arange(len(case.memberships))
    most = np.array([case.most[state, case.joint[number].item] for number, state in case.memberships])
    parts: list[Part] = [(at[:, None], named["joint"], 1.0), (at, named["takes"], -most)]
    return _rows("joint", at.shape, parts, named, upper=np.zeros(at.size))


def one_lot_each(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Part (m,): what a member orders through a joint buy >= one lot x takes."""
    at = np.arange(len(case.memberships))
    parts: list[Part] = [(at[:, None], named["joint"], 1.0), (at, named["takes"], -1.0)]
    return _rows("part", at.shape, parts, named, lower=np.zeros(at.size))


def enough_members(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Threshold (m,): least x takes <= the sum of takes of all members of the same joint buy."""
    at = np.arange(len(case.memberships))
    buys = np.array([number for number, _ in case.memberships], dtype=np.int64)
    least = np.array([case.joint[number].least for number in buys], dtype=float)
    same = np.argwhere(buys[:, None] == buys[None, :])
    parts: list[Part] = [(at, named["takes"], least), (same[:, 0], named["takes"][same[:, 1]], -1.0)]
    return _rows("threshold", at.shape, parts, named, upper=np.zeros(at.size))


def loans_pay_joint_orders(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Loans (s, t): loans drawn <= the instalments for joint orders that loans may pay."""
    states, years = case.budget.shape
    at = np.arange(states * years).reshape(states, years)
    parts: list[Part] = [(at, named["lent"], 1.0)]
    parts += [(rows, columns, -value) for rows, columns, value in _joint_payments(case, named, at, safe_only=True)]
    return _rows("loans", (states, years), parts, named, upper=np.zeros(at.shape))


def loan_ceilings(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Ceilings (s,): all loans that a state draws <= its ceiling."""
    at = np.arange(len(case.states))
    return _rows("ceilings", at.shape, [(at[:, None], named["lent"], 1.0)], named, upper=case.loans)


def loans_stay_in_europe(case: Case, named: Mapping[str, Ints]) -> Rows:
    """European (i, t): of what joint buys that loans may pay have delivered until t, this share was made in Europe."""
    items, years = case.required.shape
    at = np.arange(items * years).reshape(items, years)
    parts: list[Part] = []
    for row, (number, _) in enumerate(case.memberships):
        buy = case.joint[number]
        lead = case.leads[buy.item]
        if buy.safe:
            due, ordered = np.tril_indices(max(0, years - lead))
            parts.append((at[buy.item, due + lead], named["joint"][row, ordered], case.european_share))
    parts += _made_until(case, named, at, european=True)
    return _rows("european", (items, years), parts, named, upper=np.zeros(at.shape))


def what_is_paid(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Paid (s,): paid = the sum over all years of instalments, coordination and key_s x growth of industry."""
    states, years = case.budget.shape
    at = np.repeat(np.arange(states)[:, None], years, axis=1)
    parts = [*_payments(case, named, at), (at[:, 0], named["paid"], -1.0)]
    return _rows("paid", (states,), parts, named, lower=np.zeros(states), upper=np.zeros(states))


def distance(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Fair (s,): paid - key_s x the sum of all paid = above - below."""
    at = np.arange(len(case.states))
    parts: list[Part] = [
        (at, named["paid"], 1.0), (at[:, None], named["paid"][None, :], -case.key[:, None]),
        (at, named["above"], -1.0), (at, named["below"], 1.0),
    ]  # fmt: skip
    return _rows("fair", at.shape, parts, named, lower=np.zeros(at.size), upper=np.zeros(at.size))


def fair_cash(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Cash (s,): paid >= fairness x key_s x the sum of all paid - the state's cheapest lot - amiss."""
    at = np.arange(len(case.states))
    parts: list[Part] = [
        (at, named["paid"], 1.0), (at, named["amiss"][0], 1.0),
        (at[:, None], named["paid"][None, :], -case.fairness * case.key[:, None]),
    ]  # fmt: skip
    return _rows("cash", at.shape, parts, named, lower=-case.cheapest)


def what_is_ordered(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Worth (s,): worth = the list price of all that a state orders."""
    return _worth("worth", case, named, np.ones(len(case.items), dtype=bool))


def what_is_shared(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Shared (s,): shared = the list price of the enablers used for all that a state orders."""
    return _worth("shared", case, named, case.common)


def fair_capabilities(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Capabilities (s,): fairness x worth <= key_s x the sum of all worth + the state's dearest lot + amiss."""
    return _fair("capabilities", "worth", 1, case, named, np.ones(len(case.items), dtype=bool))


def fair_contributions(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Contributions (s,): fairness x shared <= key_s x the sum of all shared + the state's dearest lot of these + amiss."""
    return _fair("contributions", "shared", 2, case, named, case.common)


# ── How limits are written ───────────────────────────────────────────────────────────────────────────────────────────

Part = tuple[Any, Any, Any]
"""Numbers of rows, numbers of columns and the values there; broadcast against one another."""


def _made_until(case: Case, named: Mapping[str, Ints], at: Ints, *, european: bool = False) -> Iterator[Part]:
    """Minus what lines, or European ones, have made until each year, in the rows `at` (I, T)."""
    lines = [number for number, line in enumerate(case.lines) if line.european or not european]
    items = np.array([case.lines[number].item for number in lines], dtype=np.int64)
    year, until = np.tril_indices(len(case.years))
    yield at[items][:, year], named["made"][lines][:, until], -1.0


def _worth(column: str, case: Case, named: Mapping[str, Ints], counted: Flags) -> Rows:
    at = np.arange(len(case.states))
    price = case.costs * counted
    parts: list[Part] = [(at[:, None, None], named["own"], price[None, :, None]), (at, named[column], -1.0)]
    for row, (number, state) in enumerate(case.memberships):
        parts.append((at[state], named["joint"][row], price[case.joint[number].item]))
    return _rows(column, at.shape, parts, named, lower=np.zeros(at.size), upper=np.zeros(at.size))


def _fair(kind: str, column: str, place: int, case: Case, named: Mapping[str, Ints], counted: Flags) -> Rows:
    at = np.arange(len(case.states))
    parts: list[Part] = [
        (at, named[column], case.fairness), (at, named["amiss"][place], -1.0),
        (at[:, None], named[column][None, :], -case.key[:, None]),
    ]  # fmt: skip
    return _rows(kind, at.shape, parts, named, upper=case.dearest(counted))


def _payments(case: Case, named: Mapping[str, Ints], at: Ints) -> Iterator[Part]:
    """What is paid in each year, in the rows `at` (S, T)."""
    years = len(case.years)
    for i, item in enumerate(case.items):
        for delay in range(item.lead + 1):
            yield at[:, delay:], named["own"][:, i, : years - delay], item.cost / (item.lead + 1)
    yield from _joint_payments(case, named, at)
    for row, (number, state) in enumerate(case.memberships):
        buy = case.joint[number]
        yield at[state, buy.opens], named["takes"][row], buy.coordination
    for number, line in enumerate(case.lines):
        yield at, named["grown"][number][None, :], case.key[:, None] * line.growth_cost


def _joint_payments(case: Case, named: Mapping[str, Ints], at: Ints, *, safe_only: bool = False) -> Iterator[Part]:
    """What is paid in each year for joint orders, of those that loans may pay where asked."""
    years = len(case.years)
    for row, (number, state) in enumerate(case.memberships):
        buy = case.joint[number]
        if safe_only and not buy.safe:
            continue
        item = case.items[buy.item]
        instalment = item.cost * (1 - buy.saving) / (item.lead + 1)
        for delay in range(item.lead + 1):
            yield at[state, delay:], named["joint"][row, : years - delay], instalment


def _rows(
    kind: str,
    shape: tuple[int, ...],
    parts: Iterable[Part],
    named: Mapping[str, Ints],
    *,
    lower: Floats | None = None,
    upper: Floats | None = None,
) -> Rows:
    nothing: Part = (np.arange(0),) * 3  # of which a limit consists that binds nobody
    entries = [tuple(each.ravel() for each in np.broadcast_arrays(*part)) for part in (nothing, *parts)]
    rows, columns, values = (np.concatenate([entry[place] for entry in entries]) for place in range(3))
    count, width = int(np.prod(shape)), 1 + max(int(numbers.max(initial=0)) for numbers in named.values())
    matrix = csc_array(coo_array((values.astype(float), (rows, columns)), shape=(count, width)))
    least = np.full(count, -FREE) if lower is None else np.asarray(lower, dtype=float).ravel()
    most = np.full(count, FREE) if upper is None else np.asarray(upper, dtype=float).ravel()
    return Rows(kind, shape, matrix, least, most)
