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
    plan = data.draw(plans(case))
    assert check(case, plan, plan.amiss(case)) == ()


# ── Fairness ─────────────────────────────────────────────────────────────────────────────────────────────────────────

FAIR = TWO_STATES.but(fairness=0.9)
"""In the good plan Germany pays 13 of 20 and France 7; at list price Germany orders 14 of 22, and the one battery."""


def test_a_fair_plan_is_found_fair() -> None:
    """Germany owes 0.9 x 13.3, less a battery of 6; of its 14 some 12.6 may be at most two thirds of 22 and a tank of 8."""
    assert check(FAIR, good_plan()) == ()


UNFAIR: dict[str, tuple[Change, tuple[str, ...]]] = {
    # It pays 6 for the battery then, and two tanks by itself are 16; France owes 0.9 x a third of 22, less 6, and pays nothing.
    # Germany's 22 are all that is bought: 0.9 x 22 is below two thirds of 22 and a tank, 22.667.
    "all tanks are Germany's": (
        both(but("joint", ((0, 0), 0), ((1, 1), 0)), but("takes", ((0,), 0), ((1,), 0)), but("own", ((0, 0, 0), 1), ((0, 0, 1), 1))),
        ("FR pays EUR 0.000 m in all, less than 0.600, what is fair",),
    ),
    # France then has the battery and both tanks: 22 of 22, of which 19.8 are more than a third of 22 and a tank of 8.
    # Germany pays nothing of 22 and owes 0.9 x two thirds of it, less 6. Of enablers, 5.4 are no more than 2 and one of 6.
    "all is France's": (
        both(
            but("joint", ((0, 0), 0), ((1, 1), 0)), but("takes", ((0,), 0), ((1,), 0)),
            but("own", ((0, 1, 0), 0), ((1, 1, 0), 1), ((1, 0, 0), 1), ((1, 0, 1), 1)),
        ),
        (
            "DE pays EUR 0.000 m in all, less than 7.200, what is fair",
            "FR takes EUR 22.000 m of all that is bought, 0.9 of which is more than 15.333",
        ),
    ),
    # Three batteries for Germany, 18 of 18, of which 16.2 are less than 12 and one of 6; a fourth has 21.6 of 22.
    # France with three has 16.2 as well, which is more than a third of 18 and one of 6.
    "all enablers are France's": (
        but("own", ((0, 1, 0), 0), ((1, 1, 0), 3)),
        ("FR takes EUR 18.000 m of common enablers, 0.9 of which is more than 12.000",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), UNFAIR.values(), ids=UNFAIR)
def test_an_unfair_plan_is_told_with_who_and_how_much(change: Change, words: tuple[str, ...]) -> None:
    broken = check(FAIR, change(good_plan()))
    assert [each for each in words if each not in broken] == []


@pytest.mark.parametrize("change", [change for change, _ in UNFAIR.values()], ids=UNFAIR)
def test_a_plan_on_the_way_may_miss_fairness_by_what_it_says_and_no_more(change: Change) -> None:
    """`Plan.amiss` counts by instalments, the checker by lots: they agree."""
    plan = change(good_plan())
    amiss = plan.amiss(FAIR)
    said = [each for each in check(FAIR, plan, amiss) if "fair" in each or "of which" in each]
    assert said == []
    assert len(check(FAIR, plan, amiss / 2)) == len(check(FAIR, plan, amiss)) + np.count_nonzero(amiss)


@settings(max_examples=20)
@given(st.data())
def test_fairness_counted_from_lots_is_that_of_the_plan(data: st.DataObject) -> None:
    """A plan in time misses fairness by exactly as much as it says: with a little less said, each miss is told."""
    case = data.draw(cases(years=4))
    plan = data.draw(plans(case))
    amiss = plan.amiss(case)
    assert len(check(case, plan, amiss - 0.01 * (amiss > 0))) == np.count_nonzero(amiss)
