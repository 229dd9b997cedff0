"""Each limit of the program against the checker, which counts without its rows: a plan is good by both or by neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.analyses.planning.small_cases import TWO_STATES, cases, good_plan, objective, plans, values_of

from phalanx.analyses.planning.optimisation import checker
from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.plan import Plan, weigh
from phalanx.analyses.planning.optimisation.program import Program, program_of

BY_DEFINITION = ("delivered", "paid", "fair", "worth", "shared", "cash", "capabilities", "contributions")
"""Rows that say what a column means, or has to be at least."""
SAME = (
    # Rules of the checker; rows of the program; columns whose bounds say the same.
    ((checker._orders, checker._joint_orders), ("uptake", "joint", "part", "threshold"), ("own", "joint", "takes")),
    ((checker._industry,), ("output", "growth"), ("made", "grown")),
    ((checker._deliveries,), ("made",), ()),
    ((checker._money,), ("budget",), ("kept",)),
    ((checker._loans,), ("loans", "ceilings"), ("lent",)),
    ((checker._loans_in_europe,), ("european",), ()),
    ((checker._floor,), ("coverage",), ("open",)),
)
A_LITTLE, MUCH = 1e-6, 5e-3
"""What is missed by less is kept, and by more is broken; plans between the two are not looked at."""


def missed(program: Program, values: Floats, kinds: Sequence[str], names: Sequence[str]) -> float:
    """By how much values miss these rows and bounds of columns at most."""
    places, named, columns = program.slices(), program.columns.named, program.columns
    found = program.matrix @ values
    by = [np.maximum(program.lower - found, found - program.upper)[places[kind]] for kind in kinds]
    by += [np.maximum(columns.lower - values, values - columns.upper)[named[name]].ravel() for name in (*names,)]
    return max(0.0, *(float(each.max(initial=0.0)) for each in by))


def as_if_rich(case: Case) -> Program:
    """The program without what follows from money and output for the bounds of orders, which the checker leaves to these."""
    lines = tuple(replace(line, output=line.output + 1e3) for line in case.lines)
    return program_of(case.but(budget=case.budget + 1e6, lines=lines))


@st.composite
def spoiled(draw: st.DrawFn, plan: Plan) -> Plan:
    """The plan with some numbers changed."""
    for _ in range(draw(st.integers(0, 4))):
        name = draw(st.sampled_from(("own", "own", "own", "joint", "takes", "made", "grown", "kept", "lent")))
        numbers = getattr(plan, name).copy()
        at = draw(st.integers(0, numbers.size - 1))
        numbers.flat[at] = draw(st.integers(0, 2))
        plan = replace(plan, **{name: numbers})
    return plan


@settings(max_examples=30)
@given(st.data())
def test_a_plan_keeps_a_limit_of_the_program_where_the_checker_says_so(data: st.DataObject) -> None:
    case = data.draw(cases(floors=True))
    plan = data.draw(plans(case.but(floor=0 * case.floor)).flatmap(spoiled))
    program, rich = program_of(case), as_if_rich(case)
    values = values_of(program, plan)
    for rules, kinds, names in SAME:
        by = missed(rich if "own" in names else program, values, kinds, names)
        assume(by < A_LITTLE or by > MUCH)
        broken = [words for rule in rules for words in rule(case, plan)]
        assert bool(broken) == (by > MUCH), (kinds, by, broken)


@settings(max_examples=30)
@given(st.data())
def test_a_plan_keeps_all_rows_and_bounds_where_the_checker_finds_nothing(data: st.DataObject) -> None:
    case = data.draw(cases(floors=True))
    plan = data.draw(plans(case.but(floor=0 * case.floor)).flatmap(spoiled))
    program = program_of(case)
    by = missed(program, values_of(program, plan), tuple(program.slices()), tuple(program.columns.named))
    assume(by < A_LITTLE or by > MUCH)
    assert bool(check(case, plan, plan.amiss(case))) == (by > MUCH)


def test_every_limit_is_compared() -> None:
    kinds = {kind for _, some, _ in SAME for kind in some}
    assert kinds.isdisjoint(BY_DEFINITION)
    assert kinds.union(BY_DEFINITION) == set(program_of(TWO_STATES).slices())


@settings(max_examples=20)
@given(st.data())
def test_what_a_column_means_is_what_the_plan_says(data: st.DataObject) -> None:
    case = data.draw(cases())
    program = program_of(case)
    values = values_of(program, data.draw(plans(case)))
    assert missed(program, values, BY_DEFINITION, ()) < A_LITTLE
    plan = program.plan(values)
    assert np.array_equal(values_of(program, plan), values)


@settings(max_examples=20)
@given(st.data())
def test_the_program_weighs_a_plan_as_it_is_weighed(data: st.DataObject) -> None:
    case = data.draw(cases())
    plan = data.draw(plans(case))
    assert objective(program_of(case), plan) == pytest.approx(weigh(case, plan).total, abs=1e-6)


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_is_weighed_by_hand() -> None:
    """Money brings the first tank in 2027 at the earliest, so that the second is missing then whatever is paid: 20 beyond.

    6 for the battery, 6 for each tank and 1 for each part in the joint buy are 20; a tenth of 6 is the surcharge. Two thirds
    of 20 are 13.333, and Germany pays 13: France is above its share by as much as Germany is below it.
    """
    case = TWO_STATES.but(unfair=0.3)
    weighed = weigh(case, good_plan())
    assert weighed.missing == 0
    assert weighed.beyond == 20
    assert weighed.cost == pytest.approx(20)
    assert weighed.foreign == pytest.approx(0.6)
    assert weighed.unfair == pytest.approx(0.3 * 2 / 3)
    assert objective(program_of(case), good_plan()) == pytest.approx(20 + 0.6 + 0.2)


def test_fairness_is_missed_by_hand() -> None:
    """Fair shares of 0.1 and 0.9, of which 0.95 bind; 20 are paid, of which France pays 7, and at list price 22 are ordered.

    In cash France owes 0.95 x 0.9 x 20 = 17.1, less its cheapest lot, 6: it misses that by 4.1. Germany orders 14, of which 0.95
    are 13.3, and may order a tenth of 22 and its dearest lot, 8: 3.1 too much. Of enablers it orders 6, of which 0.95 are 5.7,
    and may order 0.1 x 6 and a lot of 6.
    """
    case = TWO_STATES.but(fairness=0.95, key=np.array([0.1, 0.9]))
    assert good_plan().amiss(case) == pytest.approx(np.array([[0.0, 4.1], [3.1, 0.0], [0.0, 0.0]]))
    assert weigh(case, good_plan()).unfair == pytest.approx(100 * 7.2)
    assert objective(program_of(case), good_plan()) == pytest.approx(20.6 + 720)


def test_the_program_does_not_let_fairness_be_missed_unseen() -> None:
    """The same plan as if nothing were missed: its rows are missed by as much. Where Germany takes no battery, its 5.7 are
    5.1 more than a tenth of 6.
    """
    case = TWO_STATES.but(fairness=0.95, key=np.array([0.1, 0.9]), most=np.array([[2.0, 0.0], [2.0, 1.0]]))
    program = program_of(case)
    values = values_of(program, good_plan())
    values[program.columns.named["amiss"]] = 0.0
    by = {kind: missed(program, values, (kind,), ()) for kind in ("cash", "capabilities", "contributions")}
    assert by == pytest.approx({"cash": 4.1, "capabilities": 3.1, "contributions": 5.1})


def test_fairness_may_be_missed_by_more_than_all_money() -> None:
    """Two tanks of 8, bought jointly for 2 each, are 16 at list price, and 8 more than one lot: of money there is 6 in all."""
    case = TWO_STATES.but(
        joint=(replace(TWO_STATES.joint[0], saving=0.75, coordination=0.0),),
        lines=(replace(TWO_STATES.lines[0], output=np.full(3, 3.0)), TWO_STATES.lines[1]),
        budget=np.array([[2.0, 2.0, 0.0], [1.0, 1.0, 0.0]]), loans=np.zeros(2), key=np.array([0.0, 1.0]), fairness=1.0,
    )  # fmt: skip
    plan = replace(
        good_plan(), own=0 * good_plan().own, joint=np.array([[2, 0, 0], [1, 0, 0]]), lent=np.zeros((2, 3)),
        made=np.array([[0.0, 3.0, 0.0], [0.0, 0.0, 0.0]]),
    )  # fmt: skip
    assert check(case, plan, plan.amiss(case)) == ()
    assert plan.amiss(case)[1].tolist() == [8.0, 0.0]
    program = program_of(case)
    assert missed(program, values_of(program, plan), tuple(program.slices()), tuple(program.columns.named)) == 0


def test_nobody_takes_part_where_too_few_lots_can_be_made() -> None:
    """Both have to take a tank, and the line makes one in 2027 and one in 2028: until 2027 they cannot."""
    closed = TWO_STATES.but(joint=(replace(TWO_STATES.joint[0], closes=0),))
    for case, most in ((TWO_STATES, [1.0, 1.0]), (closed, [0.0, 0.0])):
        program = program_of(case)
        assert program.columns.upper[program.columns.named["takes"]].tolist() == most


BINDS_NOBODY = {
    "nobody in Europe": TWO_STATES.but(
        lines=tuple(replace(line, european=False) for line in TWO_STATES.lines),
        joint=tuple(replace(buy, safe=False) for buy in TWO_STATES.joint),
    ),
    "no joint buy": TWO_STATES.but(joint=()),
    "no line": TWO_STATES.but(lines=()),
}


@pytest.mark.parametrize("case", BINDS_NOBODY.values(), ids=BINDS_NOBODY)
def test_a_limit_may_bind_nobody(case: Case) -> None:
    program = program_of(case)
    nothing = np.zeros(program.columns.count)
    nothing[program.columns.named["open"]] = case.need - case.beyond_money()
    assert missed(program, nothing, tuple(program.slices()), tuple(program.columns.named)) == 0


def test_more_than_a_state_takes_by_hand() -> None:
    """France takes two tanks; with two by itself, which is no more than that in one year, and one jointly it has one too many."""
    plan = good_plan()
    own = plan.own.copy()
    own[1, 0, 0] = 2
    program = program_of(TWO_STATES)
    assert missed(program, values_of(program, replace(plan, own=own)), ("uptake",), ()) == 1
