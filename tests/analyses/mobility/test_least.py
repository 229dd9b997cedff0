"""Plans with the earliest arrivals: against what can have arrived after each step, and two classes of loads at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, by_hand, movement, network

from phalanx.analyses.mobility.clock import Clock, units
from phalanx.analyses.mobility.expanded import expand
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.least import heavy_within, least_flow, least_flow_of_two
from phalanx.analyses.mobility.network import Arc, Movement, network_from


@settings(max_examples=20, deadline=None)
@given(arcs(), st.integers(1, 5))
def test_at_the_end_of_every_step_as_many_have_arrived_as_can(drawn: tuple[Arc, ...], loads: int) -> None:
    # A flow that arrives earliest of all is greatest after every step (Gale, "Transient flows in networks", 1959).
    clock = Clock(network(drawn), movement(loads), STEP)
    steps = fewest_steps(clock)
    assert steps is not None
    expanded = expand(clock, steps)
    assert expanded is not None
    flow = least_flow(expanded)
    into = clock.network.head[expanded.arc] == clock.destination
    out = clock.network.tail[expanded.arc] == clock.destination
    arriving = np.zeros(steps)
    np.add.at(arriving, expanded.begins[into] + clock.takes[expanded.arc[into]], flow[into])
    np.subtract.at(arriving, expanded.begins[out], flow[out])
    most = [by_hand(drawn, loads, step + 1) / units(1) for step in range(steps)]
    assert np.cumsum(arriving) == pytest.approx(most, abs=1e-5)


def test_too_few_steps_are_refused() -> None:
    clock = Clock(network_from([Arc("P", "Z", 6, 4, 0, "travel", "rail", "l")]), Movement({"P": 2}, "Z"), 6)
    expanded = expand(clock, 2)
    assert expanded is not None
    with pytest.raises(RuntimeError, match="cannot all have arrived"):
        least_flow(expanded)


def only_light() -> Clock:
    """Two loads, one of them heavy, and a way whose second arc is for light loads: P-a-Z, 6 hours each, one a step."""
    arcs = [
        Arc("P", "a", 6, 4, 0, "travel", "rail", "pa"),
        Arc("a", "Z", 6, 4, 0, "border", "road", "az", light=True),
    ]
    return Clock(network_from(arcs), Movement({"P": 2}, "Z", 0.5), 6)


def test_where_every_way_is_for_light_loads_the_heavy_ones_are_told_of() -> None:
    # The light loads alone would be there after 3 steps and a second of them after 4; no heavy load ever is.
    assert fewest_steps(only_light()) is None
    expanded = expand(only_light(), 4)
    assert expanded is not None
    assert heavy_within(expanded, least_flow(expanded)) is None
    assert least_flow_of_two(expanded) is None


def test_planned_together_heavy_loads_leave_the_light_ways_to_the_light_ones() -> None:
    # Road and railway, one load a step each, 6 hours: of two loads the heavy one goes by rail, and both are there after
    # two steps; each arc is entered in step 0 by one load.
    arcs = [
        Arc("P", "Z", 6, 4, 0, "border", "road", "road", light=True),
        Arc("P", "Z", 6, 4, 0, "border", "rail", "rail"),
    ]
    clock = Clock(network_from(arcs), Movement({"P": 2}, "Z", 0.5), 6)
    expanded = expand(clock, 2)
    assert expanded is not None
    found = least_flow_of_two(expanded)
    assert found is not None
    flow, heavy = found
    assert flow.tolist() == pytest.approx([1, 1])
    assert heavy.tolist() == pytest.approx([0, 1])
