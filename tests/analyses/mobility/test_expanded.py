"""The network over time: against NetworkX on every copy of every node, and a least cut against its flow."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, by_hand, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads

from phalanx.analyses.mobility.clock import Clock, units
from phalanx.analyses.mobility.expanded import expand, most_arrived
from phalanx.analyses.mobility.network import Arc


def test_the_border_of_eight_lets_one_load_a_step_through() -> None:
    # The first is there in step 12, that is after 13 steps; from then on one each step, until all 8 are there.
    clock = Clock(eight(), eight_loads(), 6)
    assert [most_arrived(clock, steps) / units(1) for steps in (12, 13, 14, 20, 25)] == [0, 1, 2, 8, 8]


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 8), st.integers(1, 16))
def test_it_equals_networkx_on_every_copy_of_every_node(drawn: tuple[Arc, ...], loads: int, steps: int) -> None:
    clock = Clock(network(drawn), movement(loads), STEP)
    assert most_arrived(clock, steps) == by_hand(drawn, loads, steps)


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(8, 16))
def test_a_least_cut_carries_what_can_have_arrived(drawn: tuple[Arc, ...], steps: int) -> None:
    # More loads than can arrive, so that the cut is in the network and not where they begin.
    clock = Clock(network(drawn), movement(1000), STEP)
    expanded = expand(clock, steps)
    if expanded is not None:
        early, late = expanded.cuts()
        assert early.sum() == late.sum() == expanded.most()[0]


def test_the_cuts_of_eight_are_its_border() -> None:
    clock = Clock(eight(), eight_loads(), 6)
    expanded = expand(clock, 19)
    assert expanded is not None
    for cut in expanded.cuts():
        assert [clock.network.link[arc] for arc in np.flatnonzero(cut)] == ["g-k"]
        assert cut.sum() == units(7)
