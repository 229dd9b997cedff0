"""Plans against full enumeration, against SCIP, and against the laws of the matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import isinf

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyscipopt import Model, quicksum
from tests.analyses.planning.counted_out import least
from tests.analyses.planning.small_cases import TWO_STATES, cases, good_plan, in_other_money, permuted

from phalanx.analyses.planning.optimisation import solving
from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.plan import Plan, Solved, weigh
from phalanx.analyses.planning.optimisation.program import Program, program_of
from phalanx.analyses.planning.optimisation.solving import Desk, Progress, solve
from phalanx.errors import BadInput

ORDERS = ("own", "joint", "takes")
EXACTLY = 1e-5
"""Of an objective, as a share of it and one million EUR: as near as whole numbers come out of a solver."""
WITHOUT_SHRINKING = (Phase.explicit, Phase.generate)


@pytest.fixture
def rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case is rounded, as large ones are."""
    monkeypatch.setattr(solving, "SMALL", 0)


def rounded(case: Case) -> Solved:
    """The plan of a case as it is found for large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "SMALL", 0)
        return solve(case)


def near(value: float) -> float:
    return EXACTLY * (1.0 + abs(value))


def assert_holds(solved: Solved) -> None:
    """A plan that keeps all limits, fairness but for what it says that it misses; its objective and gap are what they say."""
    total = weigh(solved.case, solved.plan).total
    assert check(solved.case, solved.plan, solved.plan.amiss(solved.case)) == ()
    assert solved.weighed.total == total
    assert solved.bound <= total + near(total)
    assert solved.gap == pytest.approx(max(0.0, 1 - solved.bound / total) if total > 0 else 0.0)


def same_orders(one: Plan, other: Plan) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ORDERS)


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_best_plan_of_two_states_by_hand() -> None:
    """The plan of `good_plan` weighs 20.6, and none weighs less.

    The battery is missing for 12 in each of three years, and costs 6 and a surcharge of 0.6: it is bought at once. The
    second tank cannot come before 2028, as the line makes one a year and growth takes two; each is missing for 20 a year
    and costs 8, or 6 and the part of 1: both are bought. By itself a state pays 8 for a tank, jointly 7 for one. One state
    could buy both jointly no more than alone, as two have to take part. So 6.6 + 7 + 7.
    """
    solved = solve(TWO_STATES)
    assert_holds(solved)
    assert solved.weighed.total == pytest.approx(20.6, abs=1e-5) == least(TWO_STATES)
    assert weigh(TWO_STATES, good_plan()).total == pytest.approx(20.6)
    assert solved.weighed.beyond == 20
    assert solved.bound == pytest.approx(20.6, abs=1e-4)


def test_without_the_joint_buy_both_tanks_cost_eight() -> None:
    """6.6 + 8 + 8: Germany can pay 4 of its tank in 2026 and 4 in 2027 beside or after the battery, France 4 and 4."""
    assert solve(TWO_STATES.but(joint=())).weighed.total == pytest.approx(22.6, abs=1e-5)


def test_growth_is_paid_where_it_is_worth_it() -> None:
    """Four tanks are needed in 2028, and with what the line is expanded by in 2026 it can make 1 + 2 until then.

    So one is beyond in 2028. Both states take two each, and 2 and 1 are ordered, all but one jointly or all: 3 x 6 for the tanks,
    2 for the parts, 1 for growth, 6.6 for the battery. The budgets of 24 and 12, of which 4 and 4 have to do in each year
    for what Germany and France order, suffice.
    """
    case = TWO_STATES.but(required=np.array([[0.0, 1.0, 4.0], [1.0, 1.0, 1.0]]))
    solved = solve(case)
    assert_holds(solved)
    assert solved.weighed.total == pytest.approx(18 + 2 + 1 + 6.6, abs=1e-5)
    assert solved.plan.grown[0].tolist() == pytest.approx([1.0, 0.0, 0.0], abs=1e-5)
    assert solved.weighed.beyond == 20


def test_nothing_needed_nothing_bought() -> None:
    solved = solve(TWO_STATES.but(required=np.zeros((2, 3))))
    assert solved.weighed.total == 0
    assert solved.gap == 0


# ── Against others ───────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=25)
@given(cases(most=1, floors=True))
def test_a_tiny_case_against_all_orders(case: Case) -> None:
    best = least(case)
    if isinf(best):
        with pytest.raises(BadInput, match="No plan"):
            solve(case)
        return
    solved = solve(case)
    assert_holds(solved)
    assert solved.weighed.total == pytest.approx(best, abs=near(best))


def by_scip(program: Program) -> float:
    """What the best plan weighs, by SCIP."""
    model, columns, matrix = Model(), program.columns, program.matrix.tocsr()
    model.hideOutput()
    kinds = np.where(columns.whole(), "I", "C")
    bounds = zip(kinds, columns.lower, columns.upper, columns.weight, strict=True)
    found = [model.addVar(vtype=str(kind), lb=low, ub=high, obj=weight) for kind, low, high, weight in bounds]
    for row, (low, high) in enumerate(zip(program.lower, program.upper, strict=True)):
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        total = quicksum(
            value * found[column] for column, value in zip(matrix.indices[entries], matrix.data[entries], strict=True)
        )
        if np.isfinite(low):
            model.addCons(total >= low)
        if np.isfinite(high):
            model.addCons(total <= high)
    model.optimize()
    assert model.getStatus() == "optimal"
    return float(model.getObjVal())


@settings(max_examples=6, phases=WITHOUT_SHRINKING)
@given(cases(states=4, items=4, years=6))
def test_small_cases_against_scip(case: Case) -> None:
    best = by_scip(program_of(case))
    whole, led = solve(case), rounded(case)
    for solved in (whole, led):
        assert_holds(solved)
        assert solved.bound - near(best) <= best <= solved.weighed.total + near(best)
    assert led.bound == pytest.approx(led.second_bound, abs=near(best))
    assert whole.bound >= whole.second_bound - near(best)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

Way = Callable[[Case], Solved]
BOTH = pytest.mark.parametrize("way", [solve, rounded], ids=["exactly", "rounded"])
SOME = settings(max_examples=6, phases=WITHOUT_SHRINKING)


def no_worse(one: Solved, other: Solved) -> bool:
    """Whether the best plan of one case may weigh no more than that of another, as far as gaps let one say."""
    return one.bound <= other.weighed.total + near(other.weighed.total)


@BOTH
@SOME
@given(case=cases(), state=st.integers(0, 1), more=st.sampled_from((0.5, 4.0)))
def test_more_budget_is_never_worse(way: Way, case: Case, state: int, more: float) -> None:
    budget = case.budget.copy()
    budget[state] += more
    assert no_worse(way(case.but(budget=budget)), way(case))


@BOTH
@SOME
@given(case=cases(years=4))
def test_when_the_united_states_stay_longer_nothing_weighs_more(way: Way, case: Case) -> None:
    longer = np.concatenate([case.american[:, :1], case.american[:, :-1]], axis=1)
    later = case.but(american=np.minimum(np.maximum(longer, case.american), case.required))
    assert no_worse(way(later), way(case))


@SOME
@given(cases(states=3), st.permutations(range(3)))
def test_states_by_other_names_and_in_another_order_weigh_the_same(case: Case, order: list[int]) -> None:
    one, other = solve(case), solve(permuted(case, tuple(order)))
    assert other.second_bound == pytest.approx(one.second_bound, abs=near(one.bound))
    assert no_worse(one, other)
    assert no_worse(other, one)


@SOME
@given(cases(), st.sampled_from((0.25, 8.0)))
def test_in_another_currency_all_weighs_the_same(case: Case, rate: float) -> None:
    one, other = solve(case), solve(in_other_money(case, rate))
    assert other.second_bound == pytest.approx(rate * one.second_bound, abs=near(rate * one.bound))
    assert rate * one.bound <= other.weighed.total + near(other.weighed.total)
    assert other.bound <= rate * one.weighed.total + near(other.weighed.total)


@BOTH
@settings(max_examples=4)
@given(case=cases(states=4, years=4))
def test_the_same_case_has_the_same_plan(way: Way, case: Case) -> None:
    one, other = way(case), way(case)
    assert same_orders(one.plan, other.plan)
    assert one.bound == other.bound


def changes(case: Case) -> Iterator[Case]:
    """A state's budget cut by half from the second year on, and the United States gone a year earlier."""
    cut = case.budget.copy()
    cut[0, 1:] *= 0.5
    yield case.but(budget=cut)
    gone = np.zeros((len(case.items), 1))
    yield case.but(american=np.concatenate([case.american[:, 1:], gone], axis=1))


@settings(max_examples=5, phases=WITHOUT_SHRINKING)
@given(cases(states=4, years=4))
def test_solved_again_after_a_change(case: Case) -> None:
    for changed in changes(case):
        desk = Desk()
        desk.solve(case)
        again, anew = desk.solve_again(changed), solve(changed)
        assert again.case is changed
        assert_holds(again)
        best = anew.weighed.total
        assert again.bound - near(best) <= best <= again.weighed.total + near(best)


def test_solved_again_after_a_case_of_another_kind() -> None:
    """Without a joint buy there are fewer columns: nothing is left of the last plan, and all is solved from nothing."""
    desk = Desk()
    desk.solve(TWO_STATES)
    assert desk.solve_again(TWO_STATES.but(joint=())).weighed.total == pytest.approx(22.6, abs=1e-5)


def test_solved_again_after_a_case_that_cannot_be() -> None:
    """A floor for which there is no money, in a case with fewer columns than the one before; then the money is there."""
    single = TWO_STATES.but(joint=(), floor=np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    desk = Desk()
    desk.solve(TWO_STATES)
    with pytest.raises(BadInput, match="No plan keeps all limits"):
        desk.solve(single.but(budget=single.budget / 16))
    assert desk.solve_again(single).weighed.total == pytest.approx(22.6, abs=1e-5)


# ── Stopped ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=8, phases=WITHOUT_SHRINKING)
@given(cases(states=4, years=4))
def test_stopped_at_the_first_step_there_is_a_plan_with_its_gap(case: Case) -> None:
    told: list[Progress] = []

    def stop(progress: Progress) -> bool:
        told.append(progress)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "SMALL", 0)
        solved = Desk(stop).solve(case)
    assert len(told) == 1
    assert solved.stopped
    assert_holds(solved)
    assert told[0].bound == solved.bound
    assert 0 <= solved.gap <= 1
    assert np.isnan(solved.second_bound)


def test_progress_is_told_until_nothing_is_left_to_decide(rounding: None) -> None:
    told: list[Progress] = []

    def listen(progress: Progress) -> bool:
        told.append(progress)
        return True

    solved = Desk(listen).solve(TWO_STATES)
    assert not solved.stopped
    left = [int(step.doing.partition(" ")[0]) for step in told]
    # A state at a time, down to none; and once more, as at first more than a hundredth is left open.
    first, second = left[: len(left) // 2], left[len(left) // 2 :]
    for turn in (first, second):
        assert len(turn) == len(TWO_STATES.states)
        assert turn == sorted(turn, reverse=True)
        assert turn[-1] == 0
    assert all(step.seconds <= later.seconds for step, later in pairwise(told))


# ── Limits that contradict each other ────────────────────────────────────────────────────────────────────────────────


def test_limits_that_contradict_each_other_are_named() -> None:
    """One battery has to be there, at 6; both states have less than that in all three years together."""
    case = TWO_STATES.but(
        floor=np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), budget=np.array([[1.0, 1.0, 1.0], [0.5, 0.5, 0.5]])
    )
    with pytest.raises(BadInput, match="No plan keeps all limits") as told:
        solve(case)
    assert "EUR 3 m of DE's budget from 2026 to 2028" in told.value.found
    assert told.value.expected
    assert told.value.remedy


@BOTH
def test_what_only_parts_of_lots_can_keep_is_refused(way: Way) -> None:
    """The battery has to be there by 2027. Germany has 3 in 2026 and keeps 1.5, so that it has 4.5 in 2027; a battery is 6.

    France has 4 in each year and 2 kept, which is 6 in 2027; with 3.9 it is 5.85. So nobody can pay a whole one, and both
    together can pay the better part of one each.
    """
    floor = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    budget = np.array([[3.0, 3.0, 0.0], [3.9, 3.9, 0.0]])
    with pytest.raises(BadInput, match="No plan"):
        way(TWO_STATES.but(floor=floor, budget=budget))
    four = np.array([[3.0, 3.0, 0.0], [4.0, 4.0, 0.0]])
    assert_holds(way(TWO_STATES.but(floor=floor, budget=four)))
