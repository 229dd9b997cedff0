"""Plans and cuts held in other networks: by hand on the eight nodes, and against the flow of the other network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads
from tests.analyses.mobility.grounds import case

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.expanded import most_arrived
from phalanx.analyses.mobility.late import late
from phalanx.analyses.mobility.network import Arc, Network
from phalanx.analyses.mobility.shown import Cut, Plan, Shown, prove

EIGHT_TAKES = 20
"""Steps of 6 hours until the eight loads have arrived; see `eight.py`."""


def other(factors: dict[str, float], hours: float = 0.0) -> Clock:
    """The eight nodes with other capacities of some arcs, and the border open so many hours later."""
    plain = eight()
    scaled = plain.scaled(np.array([factors.get(link, 1.0) for link in plain.link]))
    return Clock(replace(scaled, release=plain.release + hours * (plain.release > 0)), eight_loads(), 6)


def test_the_cut_of_eight_holds_whatever_does_not_widen_its_border() -> None:
    cut = prove(other({}), EIGHT_TAKES - 1)
    assert isinstance(cut, Cut)
    assert cut.holds(other({"unload": 4, "h-g": 2}), EIGHT_TAKES - 1)
    # Twice the border lets all through in four steps less.
    assert not cut.holds(other({"g-k": 2}), EIGHT_TAKES - 1)
    assert cut.holds(other({"g-k": 2}), EIGHT_TAKES - 5)
    # What opens 60 hours, which are 10 steps, later is late by as many.
    assert cut.holds(other({}, hours=60), EIGHT_TAKES - 1 + 10)
    assert not cut.holds(other({}, hours=60), EIGHT_TAKES + 10)


def test_the_plan_of_eight_holds_wherever_there_is_as_much_room_as_early() -> None:
    plan = prove(other({}), EIGHT_TAKES)
    assert isinstance(plan, Plan)
    assert plan.holds(other({"unload": 4}))
    assert plan.holds(other({}, hours=-24))
    assert not plan.holds(other({"g-k": 0.5}))
    assert not plan.holds(other({}, hours=60))
    assert not plan.holds(replace(other({}), sets_out=EIGHT_TAKES))


@settings(max_examples=60, deadline=None)
@given(arcs(), st.integers(1, 8), st.integers(1, 20), st.integers(-4, 4), st.data())
def test_what_holds_elsewhere_is_true_there(
    drawn: tuple[Arc, ...], loads: int, steps: int, more: int, data: st.DataObject
) -> None:
    here = Clock(network(drawn), movement(loads), STEP)
    there = Clock(_changed(here.network, data), here.movement, STEP)
    found = prove(here, steps)
    enough = here.supplies.sum()
    assert isinstance(found, Plan) == (most_arrived(here, steps) >= enough)
    if isinstance(found, Plan):
        assert found.holds(here)
        assert not found.holds(there) or most_arrived(there, steps) >= enough
    else:
        assert found.holds(here, steps)
        assert not found.holds(there, steps + more) or most_arrived(there, steps + more) < enough


def _changed(plain: Network, data: st.DataObject) -> Network:
    """The network with other capacities, hours and releases of some arcs."""

    def each(values: tuple[float, ...]) -> np.ndarray:
        count = len(plain.tail)
        return np.array(data.draw(st.lists(st.sampled_from(values), min_size=count, max_size=count)))

    return replace(
        plain,
        capacity=plain.capacity * each((1, 1, 1, 2, 0.5, 0)),
        hours=plain.hours * each((1, 1, 1, 0.5)),
        release=np.maximum(plain.release + each((0, 0, 0, -20, 20)), 0),
    )


@settings(max_examples=30, deadline=None)
@given(arcs(), st.sampled_from((1, 3, 8)), st.sampled_from((0.0, 0.5)), st.integers(0, 6), st.integers(1, 4))
def test_a_cut_found_where_loads_wait_holds_in_the_whole_network(
    drawn: tuple[Arc, ...], loads: float, heavy: float, moving: int, fewer: int
) -> None:
    clock = Clock(network(drawn), movement(loads, heavy), STEP)
    patient, shown = late(clock, moving), Shown()
    if patient is None or (steps := patient.fewest_steps()) is None or patient.used(steps - fewer, shown) is not None:
        return
    assert shown.cut(clock, steps - fewer)


def test_one_flow_speaks_for_cases_that_are_as_late() -> None:
    eight_nodes = case()
    assert eight_nodes(0) == 6 * EIGHT_TAKES
    same = replace(eight_nodes, release=np.maximum(eight_nodes.release - 1, 0))
    assert same.shown is eight_nodes.shown
    known = len(same.shown.whole.plans), len(same.shown.whole.cuts)
    assert same(0) == 6 * EIGHT_TAKES
    assert (len(same.shown.whole.plans), len(same.shown.whole.cuts)) == known
