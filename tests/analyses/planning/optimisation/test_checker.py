"""The checker finds every kind of broken limit in a plan that was good before one number in it was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.planning.small_cases import TWO_STATES, cases, good_plan, plans

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.plan import Plan

Change = Callable[[Plan], Plan]


def but(name: str, *changes: tuple[tuple[int, ...], float]) -> Change:
    """A plan in which these numbers of a field are others."""

    def changed(plan: Plan) -> Plan:
        numbers = getattr(plan, name).copy()
        for at, value in changes:
            numbers[at] = value
        return replace(plan, **{name: numbers})

    return changed


def both(*changes: Change) -> Change:
    """A plan with several changes, one after the other."""

    def changed(plan: Plan) -> Plan:
        for change in changes:
            plan = change(plan)
        return plan

    return changed


def test_a_good_plan_keeps_all_limits() -> None:
    assert check(TWO_STATES, good_plan()) == ()


BROKEN: dict[str, tuple[Change, str]] = {
    "less than nothing": (but("own", ((1, 1, 0), -1)), "own orders are not whole numbers from 0 on"),
    "parts of lots": (
        lambda plan: replace(plan, own=plan.own * 1.0),  # type: ignore[arg-type]  # what a checker is for
        "own orders are not whole numbers from 0 on",
    ),
    # France takes two tanks at most, and has one by the joint buy.
    "more than it takes": (but("own", ((1, 0, 0), 2)), "FR takes 3 lots of tanks, more than 2"),
    "too late": (but("own", ((0, 0, 2), 1)), "tanks is ordered too late to come by 2028"),
    # Without France's tank only Germany takes part, and two have to.
    "too few members": (
        both(but("joint", ((1, 1), 0)), but("takes", ((1,), 0))), "jb-tanks comes about with 1 members, fewer than 2",
    ),
    "part without orders": (but("joint", ((1, 1), 0)), "FR orders 0 lots through jb-tanks and takes part 1 times"),
    "orders without part": (but("takes", ((1,), 0)), "FR orders 1 lots through jb-tanks and takes part 0 times"),
    # The joint buy closes in 2027.
    "joint buy closed": (but("joint", ((1, 1), 0), ((1, 2), 1)), "FR orders through jb-tanks outside its years"),
    "more than a line makes": (but("made", ((0, 1), 2.0)), "eu-tanks makes 2.000 lots in 2027, more than 1.000"),
    # What is decided in 2026 is there in 2028, two years later; that the line makes 1.5 then would be good.
    "too early for expansion": (
        both(but("grown", ((0, 0), 0.5)), but("made", ((0, 1), 1.5))),
        "eu-tanks makes 1.500 lots in 2027, more than 1.000",
    ),
    "expanded too much": (but("grown", ((0, 0), 1.5)), "eu-tanks is expanded by 1.500 lots a year, beyond 1.000"),
    "expanded too late": (but("grown", ((0, 1), 0.5)), "eu-tanks is expanded too late to deliver more by 2028"),
    "made before it can come": (
        but("made", ((0, 0), 1.0)), "eu-tanks delivers before anything ordered in 2026 can come",
    ),
    "not made": (but("made", ((0, 2), 0.0)), "2 lots of tanks are delivered by 2028, and 1.000 made"),
    # Germany pays 10 in 2026; without loans its budget of 8 is 2 too little.
    "overspent": (but("lent", ((0, 0), 0.0)), "DE spends EUR 2.000 m too much in 2026"),
    # Of 4 France may keep 2, and it spends 1 of them.
    "kept too much": (but("kept", ((1, 0), 2.5)), "FR keeps EUR 2.500 m of 2026 for the next year"),
    "kept for ever": (but("kept", ((1, 2), 1.0)), "FR keeps EUR 1.000 m of 2028 for the next year"),
    "kept less than nothing": (but("kept", ((1, 0), -1.0)), "FR keeps EUR -1.000 m of 2026 for the next year"),
    "loans above the ceiling": (
        but("lent", ((0, 0), 3.5), ((0, 1), 3.0)), "DE draws EUR 6.500 m of loans, more than 6.000",
    ),
    # Its instalments of the joint buy in 2026 are 3.
    "loans for other things": (but("lent", ((0, 0), 4.0)), "DE draws loans for more than its joint orders cost"),
    "loans after their years": (
        both(but("lent", ((0, 2), 2.0)), but("joint", ((0, 0), 0), ((0, 1), 1))), "DE draws loans when there are none",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_limit_is_named(change: Change, words: str) -> None:
    assert words in check(TWO_STATES, change(good_plan()))


OF_THE_CASE: dict[str, tuple[Case, str]] = {
    "made elsewhere": (
        TWO_STATES.but(lines=(replace(TWO_STATES.lines[0], european=False), TWO_STATES.lines[1])),
        "too much of tanks that loans pay for is made outside Europe",
    ),
    # The first tank comes in 2027, and 2 are needed, of which money can bring 1 by then; 2 by 2028.
    "floor": (
        TWO_STATES.but(
            floor=np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
            lines=(replace(TWO_STATES.lines[0], output=np.full(3, 2.0)), TWO_STATES.lines[1]),
        ),
        "1 lots of tanks are covered in 2027",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "words"), OF_THE_CASE.values(), ids=OF_THE_CASE)
def test_a_plan_that_was_good_for_another_case(case: Case, words: str) -> None:
    assert words in check(case, good_plan())


@settings(max_examples=20)
@given(st.data())
def test_plans_of_the_program_are_good(data: st.DataObject) -> None:
    case = data.draw(cases())
    assert check(case, data.draw(plans(case))) == ()
