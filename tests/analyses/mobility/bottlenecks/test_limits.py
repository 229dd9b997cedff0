"""The limits of the eight-node network, and that lifting one never slows a movement down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads

from phalanx.analyses.mobility.bottlenecks.limits import in_cut, limits_of
from phalanx.analyses.mobility.flow import plan_of
from phalanx.analyses.mobility.network import Arc


def test_the_limits_of_eight_are_its_border_and_the_permit() -> None:
    # With twice the room at the border the last is there after 96 hours, and so it is were the permit there at once
    # (see test_flow.py). With both, two a step come to G from hour 24 on and go through: 24 + 4 x 6 + 24 = 72. Seven
    # loads pass the border in time for hour 114.
    plan = plan_of(eight(), eight_loads(), 6)
    assert plan is not None
    found = limits_of(plan, 2.0)
    assert [(each.kind, each.what, each.hours, each.held) for each in found.limits] == [
        ("link", "g-k", 96.0, pytest.approx(7.0)),
        ("permit", "B", 96.0, 0.0),
    ]
    assert found.together == 72
    assert in_cut(plan.network, found.early) == in_cut(plan.network, found.late) == {5: pytest.approx(7.0)}


@settings(max_examples=20, deadline=None)
@given(arcs(), st.integers(1, 6), st.sampled_from((0.0, 0.5)))
def test_lifting_never_slows_down_and_all_together_bring_most(drawn: tuple[Arc, ...], loads: int, heavy: float) -> None:
    plan = plan_of(network(drawn), movement(loads, heavy), STEP)
    assert plan is not None
    found = limits_of(plan, 3.0)
    hours = [each.hours for each in found.limits]
    assert hours == sorted(hours)
    assert all(found.together <= each <= plan.hours for each in hours)


@settings(max_examples=20, deadline=None)
@given(arcs(), st.integers(1, 6))
def test_less_than_all_loads_pass_the_cut_in_a_step_less(drawn: tuple[Arc, ...], loads: int) -> None:
    plan = plan_of(network(drawn), movement(loads), STEP)
    assert plan is not None
    found = limits_of(plan, 2.0)
    assert found.early.sum() < loads
    assert found.late.sum() < loads
    assert np.all(found.early >= 0)
