"""The bound: the same by three methods, below every plan, and right for whatever prices it is counted from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.analyses.planning.small_cases import TWO_STATES, cases, good_plan, objective, permuted, plans

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.program import Program, program_of
from phalanx.analyses.planning.optimisation.relaxation import Contradicting, Relaxation, safe_bound

NEAR = 1e-6
"""Of a bound, as a share of it and one million EUR."""


def lowest(program: Program) -> float:
    """The least weight of parts of lots, by SciPy."""
    matrix, columns = program.matrix.tocsr(), program.columns
    up, low = np.isfinite(program.upper), np.isfinite(program.lower)
    rows = np.concatenate([matrix[up].toarray(), -matrix[low].toarray()])
    ends = np.concatenate([program.upper[up], -program.lower[low]])
    found = linprog(columns.weight, rows, ends, bounds=np.column_stack([columns.lower, columns.upper]))
    assert found.success, found.message
    return float(found.fun)


def near(value: float, share: float = NEAR) -> float:
    """How far another may be from a value."""
    return share * (1.0 + abs(value))


@settings(max_examples=20)
@given(cases())
def test_three_methods_prove_the_same_bound(case: Case) -> None:
    program = program_of(case)
    best = lowest(program)
    for method, share in (("ipm", NEAR), ("simplex", NEAR), ("pdlp", 1e-3)):
        relaxed = Relaxation(program).solve(method)
        assert relaxed.bound <= best + near(best), method
        assert relaxed.bound == pytest.approx(best, abs=near(best, share)), method
        assert program.columns.weight @ relaxed.values == pytest.approx(best, abs=near(best, share)), method


@settings(max_examples=20)
@given(st.data())
def test_no_plan_weighs_less_than_the_bound(data: st.DataObject) -> None:
    case = data.draw(cases())
    program = program_of(case)
    found = objective(program, data.draw(plans(case)))
    assert Relaxation(program).solve("simplex").bound <= found + near(found)


def prices(program: Program, seed: int) -> Floats:
    """Prices of all rows by chance, half of them nought, and of either sign."""
    chance = np.random.default_rng(seed)
    size = program.lower.size
    return chance.normal(0.0, 3.0, size) * chance.integers(0, 2, size)


@settings(max_examples=20)
@given(cases(), st.integers(0, 99))
def test_any_prices_prove_a_bound(case: Case, seed: int) -> None:
    program = program_of(case)
    best = lowest(program)
    assert safe_bound(program, prices(program, seed)) <= best + near(best)
    prices_found = Relaxation(program).solve("simplex").prices
    assert safe_bound(program, prices_found + 0.1 * prices(program, seed)) <= best + near(best)


def test_without_prices_nothing_but_what_columns_weigh_is_proven() -> None:
    """No column weighs less than nothing, and each may be nought: so no plan weighs less than nought."""
    program = program_of(TWO_STATES)
    assert safe_bound(program, np.zeros(program.lower.size)) == 0


def test_prices_by_hand_prove_what_a_battery_costs() -> None:
    """A battery has to be there in 2026 or weighs 12 that year; it costs 6 and a surcharge of 0.6, and so much is proven.

    One more to cover is worth 6.6, one more ordered 6, one more that is made 0.6, and each million paid 1. At these prices
    nothing that touches the battery in 2026 gains or loses, and everything else only costs. To cover one is all that is asked.
    """
    program = program_of(TWO_STATES)
    places, in_2026 = program.slices(), 3  # after three years of tanks
    found = np.zeros(program.lower.size)
    found[places["coverage"].start + in_2026] = 6.6
    found[places["delivered"].start + in_2026] = 6.0
    found[places["made"].start + in_2026] = -0.6
    found[places["paid"]] = -1.0
    assert safe_bound(program, found) == pytest.approx(6.6)


def test_the_order_of_states_is_nothing_to_the_bound() -> None:
    for unfair, fairness in ((0.0, 0.0), (0.3, 0.7)):
        case = TWO_STATES.but(unfair=unfair, fairness=fairness)
        bound = Relaxation(program_of(case)).solve("simplex").bound
        assert Relaxation(program_of(permuted(case, (1, 0)))).solve("simplex").bound == pytest.approx(bound)


def test_limits_that_contradict_each_other_are_no_bound() -> None:
    """The battery has to be there in 2026, and nobody has money for it."""
    case = TWO_STATES.but(floor=np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]), budget=np.zeros((2, 3)))
    for method in ("ipm", "simplex"):
        with pytest.raises(Contradicting, match="nfeasible"):
            Relaxation(program_of(case)).solve(method)


def test_bounds_of_another_case_are_taken_where_its_limits_are_the_same() -> None:
    program = program_of(TWO_STATES)
    relaxation = Relaxation(program)
    relaxation.solve("ipm")
    poorer = program_of(TWO_STATES.but(budget=TWO_STATES.budget / 2))
    assert relaxation.take_bounds_of(poorer)
    assert relaxation.solve("simplex").bound == pytest.approx(lowest(poorer))
    dearer = program_of(TWO_STATES.but(fairness=0.5))
    assert not relaxation.take_bounds_of(dearer)
    assert relaxation.solve().bound == pytest.approx(lowest(poorer))


def test_a_limit_of_a_kind_can_be_left_out() -> None:
    """Where nothing has to be covered nothing is bought."""
    program = program_of(TWO_STATES)
    relaxation = Relaxation(program)
    assert relaxation.solve("ipm").values[program.columns.named["paid"]].sum() > 1
    relaxation.free(["coverage"])
    assert relaxation.solve("simplex").values[program.columns.named["paid"]].sum() == pytest.approx(0.0)


def test_parts_of_lots_weigh_no_more_than_whole_ones() -> None:
    """The plan counted in `test_solving.py` weighs 20.6; a part of taking part costs less than all of it."""
    program = program_of(TWO_STATES)
    bound = Relaxation(program).solve("simplex").bound
    assert 18.6 <= bound <= objective(program, good_plan()) == pytest.approx(20.6)
