"""The quickest plan: by hand, against the network over every step, and by laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, by_hand, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads

from phalanx.analyses.mobility.clock import units
from phalanx.analyses.mobility.flow import plan_of, quickest
from phalanx.analyses.mobility.movement.checker import faults
from phalanx.analyses.mobility.network import Arc, Movement, network_from


def test_eight_loads_are_there_after_120_hours() -> None:
    # See eight.py: open after 48, one load each 6 hours, the last enters with 96 and has 24 hours to go.
    assert quickest(eight(), eight_loads(), 6) == 120
    plan = plan_of(eight(), eight_loads(), 6)
    assert plan is not None
    assert (plan.first_hours, plan.hours) == (72, 120)
    assert plan.arriving[12:].tolist() == pytest.approx([1.0] * 8)


def test_with_the_border_open_at_once_the_loads_come_as_fast_as_it_lets_them() -> None:
    # At G after 24 hours, at Z after 48; the border lets one through each 6 hours: 48 + 8 x 6 = 96.
    network = replace(eight(), release=np.zeros(8))
    assert quickest(network, eight_loads(), 6) == 96


def test_with_twice_the_room_at_the_border_the_next_limit_decides() -> None:
    # Two a step pass the border now, and two a step are unloaded: 8 loads in 4 steps, 72 + 24 = 96. Before the border
    # all of them have come together in 48 hours: by rail two a step from hour 24 on.
    network = eight()
    wider = replace(network, capacity=np.where(np.array(network.link) == "g-k", 8.0, network.capacity))
    assert quickest(wider, eight_loads(), 6) == 96


def test_nothing_sets_out_before_it_must() -> None:
    # The first has to be at G in hour 48, and needs 24 hours by rail. Of two a step, they are always in time.
    plan = plan_of(eight(), eight_loads(), 6)
    assert plan is not None
    assert plan.sets_out == 4


def test_heavy_loads_stay_off_the_road_across_a_border() -> None:
    # One road for 4 a day and one railway for 4 a day, both 12 hours long, one load each in a step of 6 hours. Of 4 light
    # loads two go each way: in by 12 + 2 x 6 = 24 hours. Of 4 heavy ones all go by rail: 12 + 4 x 6 = 36.
    arcs = [
        Arc("P", "Z", 12, 4, 0, "border", "road", "road", "B", light=True),
        Arc("P", "Z", 12, 4, 0, "border", "rail", "rail", "B"),
    ]
    network = network_from(arcs)
    hours = [quickest(network, Movement({"P": 4}, "Z", heavy), 6) for heavy in (0.0, 0.5, 1.0)]
    assert hours == [24, 24, 36]
    plan = plan_of(network, Movement({"P": 4}, "Z", 0.5), 6)
    assert plan is not None
    assert plan.heavy[plan.arc == 0].sum() == 0
    assert plan.heavy.sum() == pytest.approx(2)


def test_two_origins_share_what_lies_behind_them() -> None:
    # One load from each of two places, 6 hours from H; from there one load in 6 hours goes on, 6 hours: 6 + 6 + 2 x 6.
    arcs = [
        Arc("P", "H", 6, 4, 0, "travel", "rail", "p"),
        Arc("Q", "H", 6, 4, 0, "travel", "rail", "q"),
        Arc("H", "Z", 6, 4, 0, "travel", "rail", "h"),
    ]
    assert quickest(network_from(arcs), Movement({"P": 1, "Q": 1}, "Z"), 6) == 24


@pytest.mark.parametrize("closed", [["g-k"], ["unload"], ["load-rail", "load-road"]])
def test_without_a_way_it_takes_for_ever_and_there_is_no_plan(closed: list[str]) -> None:
    network = eight().without(closed)
    assert quickest(network, eight_loads(), 6) == float("inf")
    assert plan_of(network, eight_loads(), 6) is None


def test_where_one_of_two_origins_has_no_way_not_all_can_arrive() -> None:
    arcs = [Arc("P", "Z", 6, 4, 0, "travel", "rail", "p"), Arc("Z", "Q", 6, 4, 0, "travel", "rail", "q")]
    assert quickest(network_from(arcs), Movement({"P": 1, "Q": 1}, "Z"), 6) == float("inf")


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 6))
def test_it_is_the_first_step_in_which_every_load_can_be_there(drawn: tuple[Arc, ...], loads: int) -> None:
    steps = round(quickest(network(drawn), movement(loads), STEP) / STEP)
    assert by_hand(drawn, loads, steps) == units(loads)
    assert by_hand(drawn, loads, steps - 1) < units(loads)


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 6), st.sampled_from((0.0, 0.5, 1.0)))
def test_every_plan_can_be_driven_and_takes_as_long_as_told(drawn: tuple[Arc, ...], loads: int, heavy: float) -> None:
    plan = plan_of(network(drawn), movement(loads, heavy), STEP)
    assert plan is not None
    assert faults(plan) == ()
    assert plan.hours >= quickest(network(drawn), movement(loads, heavy), STEP)
    if heavy in (0.0, 1.0):
        assert plan.hours == quickest(network(drawn), movement(loads, heavy), STEP)


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 6), st.data())
def test_closing_a_link_never_speeds_a_movement_up(drawn: tuple[Arc, ...], loads: int, data: st.DataObject) -> None:
    whole = network(drawn)
    closed = whole.without([data.draw(st.sampled_from(whole.link))])
    assert quickest(closed, movement(loads, 0.5), STEP) >= quickest(whole, movement(loads, 0.5), STEP)


@settings(max_examples=30, deadline=None)
@given(arcs(), st.integers(1, 6), st.floats(0, 1))
def test_shorter_permits_never_slow_a_movement_down(drawn: tuple[Arc, ...], loads: int, times: float) -> None:
    whole = network(drawn)
    shorter = replace(whole, release=whole.release * times)
    assert quickest(shorter, movement(loads, 0.5), STEP) <= quickest(whole, movement(loads, 0.5), STEP)
