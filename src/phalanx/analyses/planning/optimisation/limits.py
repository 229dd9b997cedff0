"""Limits: what every plan of a case keeps, as rows of a program; each limit is one function with its formula.

The columns they speak of are those of `program.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array

from phalanx.analyses.planning.optimisation.case import Case, Flags, Floats, Ints

FREE = np.inf


@dataclass(frozen=True, eq=False)
class Rows:
    """One kind of limit: `lower <= matrix @ columns <= upper`; `shape` says over what (states and years, lines and years …)."""

    kind: str
    shape: tuple[int, ...]
    matrix: csc_array
    lower: Floats
    upper: Floats


def limits_of(case: Case, named: Mapping[str, Ints]) -> Iterator[Rows]:
    """Every limit of a case, in the order in which a program has them; `named` are the numbers of its columns."""
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


def fairness_of(case: Case, named: Mapping[str, Ints]) -> Iterator[Rows]:
    """The limits that say what is fair."""
    yield fair_cash(case, named)
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
    for lead, some in _alike(case.leads):
        parts.append((at[some, lead:], named["own"][:, some, : years - lead], 1.0))
    for lead, rows in _alike(case.leads[case.members.items]):
        parts.append((at[case.members.items[rows], lead:], named["joint"][rows, : years - lead], 1.0))
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
    for growth_years, some in _alike([line.growth_years for line in case.lines]):
        later_years, decided = np.tril_indices(max(0, years - growth_years))
        parts.append((at[some][:, later_years + growth_years], named["grown"][some][:, decided], -1.0))
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
    parts.append((at[case.members.states, case.members.items][:, None], named["joint"], 1.0))
    return _rows("uptake", (states, items), parts, named, upper=case.most)


def only_if_taking_part(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Joint (m,): what a member orders through a joint buy <= the most it takes x takes."""
    at = np.arange(len(case.memberships))
    most = case.most[case.members.states, case.members.items]
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
    buys = case.members.buys
    least = np.array([case.joint[number].least for number in buys], dtype=float)
    same = np.argwhere(buys[:, None] == buys[None, :])
    parts: list[Part] = [(at, named["takes"], least), (same[:, 0], named["takes"][same[:, 1]], -1.0)]
    return _rows("threshold", at.shape, parts, named, upper=np.zeros(at.size))


def loans_pay_joint_orders(case: Case, named: Mapping[str, Ints]) -> Rows:
    """Loans (s, t): loans drawn <= the instalments for joint orders that loans may pay."""
    states, years = case.budget.shape
    at = np.arange(states * years).reshape(states, years)
    parts: list[Part] = [(at, named["lent"], 1.0)]
    parts += [(rows, columns, -value) for rows, columns, value in _joint_payments(case, named, at, _safe(case))]
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
    safe = _safe(case)
    for lead, some in _alike(case.leads[case.members.items[safe]]):
        due, ordered = np.tril_indices(max(0, years - lead))
        rows = safe[some]
        parts.append(
            (at[case.members.items[rows]][:, due + lead], named["joint"][rows][:, ordered], case.european_share)
        )
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
    parts.append((at[case.members.states][:, None], named["joint"], price[case.members.items][:, None]))
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
    for lead, some in _alike(case.leads):
        instalments = case.costs[some, None] / (lead + 1)
        for delay in range(lead + 1):
            yield at[:, None, delay:], named["own"][:, some, : years - delay], instalments
    yield from _joint_payments(case, named, at, np.arange(len(case.memberships)))
    opens = np.array([buy.opens for buy in case.joint], dtype=np.int64)[case.members.buys]
    coordination = np.array([buy.coordination for buy in case.joint])[case.members.buys]
    yield at[case.members.states, opens], named["takes"], coordination
    growth_cost = np.array([line.growth_cost for line in case.lines])
    yield at[:, None, :], named["grown"], case.key[:, None, None] * growth_cost[:, None]


def _joint_payments(case: Case, named: Mapping[str, Ints], at: Ints, some: Ints) -> Iterator[Part]:
    """What is paid in each year for the joint orders of some memberships."""
    years, members = len(case.years), case.members
    saving = np.array([buy.saving for buy in case.joint])
    for lead, places in _alike(case.leads[members.items[some]]):
        rows = some[places]
        instalments = case.costs[members.items[rows]] * (1 - saving[members.buys[rows]]) / (lead + 1)
        for delay in range(lead + 1):
            yield at[members.states[rows], delay:], named["joint"][rows, : years - delay], instalments[:, None]


def _safe(case: Case) -> Ints:
    """The memberships of joint buys that loans may pay."""
    return np.flatnonzero(np.array([buy.safe for buy in case.joint], dtype=bool)[case.members.buys])


def _alike(numbers: Iterable[int]) -> Iterator[tuple[int, Ints]]:
    """Each of the different numbers, and where it stands."""
    every = np.asarray(numbers, dtype=np.int64)
    for number in np.unique(every):
        yield int(number), np.flatnonzero(every == number)


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
