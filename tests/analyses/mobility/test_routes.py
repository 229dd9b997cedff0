"""The routes of a plan carry its loads, each from an origin to the destination."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads

from phalanx.analyses.mobility.flow import plan_of
from phalanx.analyses.mobility.network import Arc
from phalanx.analyses.mobility.routes import entered, routes


def test_eight_loads_go_by_rail_over_the_hub() -> None:
    # By rail two loads come to the border in each step, and one passes it: the road is not needed.
    plan = plan_of(eight(), eight_loads(), 6)
    assert plan is not None
    (route,) = routes(plan)
    assert [plan.network.link[arc] for arc in route.arcs] == ["load-rail", "p-h", "h-g", "g-k", "k-z", "unload"]
    assert route.loads == pytest.approx(8)


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 6))
def test_all_loads_have_a_route_that_hangs_together(drawn: tuple[Arc, ...], loads: int) -> None:
    plan = plan_of(network(drawn), movement(loads), STEP)
    assert plan is not None
    found = routes(plan)
    assert sum(route.loads for route in found) == pytest.approx(loads, abs=0.01)
    for route in found:
        tails = [plan.network.nodes[plan.network.tail[arc]] for arc in route.arcs]
        heads = [plan.network.nodes[plan.network.head[arc]] for arc in route.arcs]
        assert tails == ["P", *heads[:-1]]
        assert heads[-1] == "Z"
        assert all(entered(plan)[arc] > 0 for arc in route.arcs)
