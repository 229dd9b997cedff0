"""A few items decided anew where only their joint buys differ: the rest of the plan stays, and nothing gets worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.planning.small_cases import TWO_STATES

from phalanx.analyses.planning.optimisation.case import Case, JointBuy
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.solving import Desk, solve

BUY = JointBuy(
    code="news", item=0, members=(0, 1), lead=0, least=2, saving=0.4, opens=0, closes=1, coordination=0.01, safe=False
)


@pytest.fixture
def opened() -> Case:
    """Two states that may buy the first item together for much less."""
    return TWO_STATES.but(joint=(BUY,))


@pytest.fixture
def shut(opened: Case) -> Case:
    """The same with the joint buy shut."""
    return opened.but(joint=(replace(BUY, closes=BUY.opens - 1),))


def test_a_joint_buy_that_opens_is_used_where_it_saves(shut: Case, opened: Case) -> None:
    desk = Desk()
    before = desk.solve(shut, second_route=False)
    after = desk.decide_again(opened, [0])
    assert not before.plan.joint.any()
    assert after.plan.joint.any()
    assert after.weighed.total < before.weighed.total
    assert check(opened, after.plan) == ()
    # As good as if the case had been solved from nothing, which enumeration proves elsewhere.
    assert after.weighed.total == pytest.approx(solve(opened).weighed.total, rel=0.01)
    assert after.bound <= after.weighed.total + 1e-6


def test_a_joint_buy_that_shuts_is_left(shut: Case, opened: Case) -> None:
    desk = Desk()
    desk.solve(opened, second_route=False)
    after = desk.decide_again(shut, [0])
    assert not after.plan.joint.any()
    assert check(shut, after.plan) == ()
    assert after.weighed.total == pytest.approx(solve(shut).weighed.total, rel=0.01)


def test_where_no_item_is_decided_the_plan_stays(shut: Case, opened: Case) -> None:
    desk = Desk()
    before = desk.solve(shut, second_route=False)
    after = desk.decide_again(opened, [])
    assert all(
        np.array_equal(getattr(before.plan, name), getattr(after.plan, name)) for name in ("own", "joint", "takes")
    )


def test_without_a_plan_before_it_is_found_from_nothing(opened: Case) -> None:
    found = Desk().decide_again(opened, [0])
    assert found.weighed.total == pytest.approx(solve(opened).weighed.total, rel=0.01)
