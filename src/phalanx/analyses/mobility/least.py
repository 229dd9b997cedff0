"""Least: flows over time in which loads arrive as early as they can, all hours of arrival added up, by HiGHS.

    minimise    the sum over copies of arcs of (steps + a little for moving at all) x loads, waiting counted, but not at
                the destination
    subject to  what enters a copy of a node leaves it;  loads <= what the arc carries in a step

HiGHS: Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10, 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import block_diag, coo_array, csc_array, eye_array, hstack, vstack

from phalanx.analyses.mobility.clock import HOURS_A_DAY, HUNDREDTHS
from phalanx.analyses.mobility.expanded import Expanded
from phalanx.analyses.mobility.network import KINDS, Flags, Real
from phalanx.solver import Quiet

MOVING = 1e-3
"""What a step on the way costs beyond a step of waiting: where it makes no difference, loads stand still."""
HANDLING = 1e-2
"""What handling costs beyond its steps: where it makes no difference, loads stay on their mode."""
DEVEX = 1
"""How HiGHS chooses its next step: on long networks ten times as quick as what it would choose by itself."""
A_LOAD = float(HUNDREDTHS * HOURS_A_DAY)


@dataclass(frozen=True, eq=False)
class _Program:
    """One class of loads: columns are copies of arcs, then arcs of waiting; rows are copies of nodes."""

    matrix: csc_array
    balance: Real
    cost: Real
    upper: Real


def least_flow(expanded: Expanded) -> Real:
    """Loads on each copy of an arc, none on arcs for light loads where all are heavy; all arrive by the last step.

    Raises:
        RuntimeError: they cannot.
    """
    light = expanded.clock.network.light[expanded.arc]
    program = _program(expanded, 1.0, closed=light & (expanded.clock.movement.heavy == 1))
    values = _solved(program.matrix, program.balance, program.balance, program.cost, program.upper)
    if values is None:
        raise RuntimeError("The loads cannot all have arrived by the last step")
    return values[: len(expanded.arc)]


def heavy_within(expanded: Expanded, flow: Real) -> Real | None:
    """Which loads of a flow are the heavy ones, none of them on arcs for light loads; None where too few avoid those."""
    share = expanded.clock.movement.heavy
    light = expanded.clock.network.light[expanded.arc]
    if share == 0 or not flow[light].any():
        return share * flow
    program = _program(expanded, share, closed=light)
    upper = program.upper.copy()
    upper[: len(flow)] = np.where(light, 0.0, flow)
    values = _solved(program.matrix, program.balance, program.balance, program.cost, upper)
    return None if values is None else values[: len(flow)]


def least_flow_of_two(expanded: Expanded) -> tuple[Real, Real] | None:
    """All loads and the heavy ones on each copy of an arc, planned together; None where they do not fit together."""
    share = expanded.clock.movement.heavy
    count = len(expanded.arc)
    light = expanded.clock.network.light[expanded.arc]
    heavy = _program(expanded, share, closed=light)
    rest = _program(expanded, 1.0 - share, closed=np.zeros_like(light))
    waits = csc_array((count, len(heavy.cost) - count))
    one = hstack([eye_array(count), waits])
    matrix = csc_array(vstack([block_diag([heavy.matrix, rest.matrix]), hstack([one, one])]))
    balance = np.concatenate([heavy.balance, rest.balance])
    values = _solved(
        matrix,
        np.concatenate([balance, np.zeros(count)]),
        np.concatenate([balance, _limits(expanded)]),
        np.concatenate([heavy.cost, rest.cost]),
        np.concatenate([heavy.upper, rest.upper]),
    )
    if values is None:
        return None
    of_heavy = values[:count]
    return of_heavy + values[len(heavy.cost) : len(heavy.cost) + count], of_heavy


def _program(expanded: Expanded, share: float, closed: Flags) -> _Program:
    """The program of a share of the loads, some copies of arcs closed to them."""
    clock, network = expanded.clock, expanded.clock.network
    wait_tail, wait_head = expanded.waiting
    tails, heads = np.concatenate([expanded.tail, wait_tail]), np.concatenate([expanded.head, wait_head])
    columns = np.arange(len(tails))
    entries = np.concatenate([-np.ones(len(tails)), np.ones(len(heads))])
    places = (np.concatenate([tails, heads]), np.concatenate([columns, columns]))
    starts, supplies = expanded.sources
    balance = np.zeros(expanded.copies)
    np.subtract.at(balance, starts, share * supplies / A_LOAD)
    balance[expanded.sink] += share * supplies.sum() / A_LOAD
    handled = ~np.isin(network.kind[expanded.arc], [KINDS.index("travel"), KINDS.index("border")])
    arrived = wait_tail >= expanded.first[clock.destination]
    arrived &= wait_tail < expanded.first[clock.destination + 1]
    return _Program(
        matrix=csc_array(coo_array((entries, places), (expanded.copies, len(tails)))),
        balance=balance,
        cost=np.concatenate(
            [clock.takes[expanded.arc] * (1 + MOVING) + HANDLING * handled, np.where(arrived, 0.0, 1.0)]
        ),
        upper=np.concatenate([np.where(closed, 0.0, _limits(expanded)), np.full(len(wait_tail), np.inf)]),
    )


def _limits(expanded: Expanded) -> Real:
    """Loads that may enter each copy of an arc."""
    return expanded.clock.carries[expanded.arc] / A_LOAD


def _solved(matrix: csc_array, lower: Real, upper: Real, cost: Real, most: Real) -> Real | None:
    """The best columns, or None where none are possible."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), matrix.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), most
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = Quiet()
    solver.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS stopped with {solver.modelStatusToString(status)}")
    return np.array(solver.getSolution().col_value)
