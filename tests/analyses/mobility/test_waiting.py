"""Where loads wait and for what, counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.mobility.eight import eight, movement

from phalanx.analyses.mobility.flow import plan_of
from phalanx.analyses.mobility.network import Arc, Movement, network_from
from phalanx.analyses.mobility.waiting import by_reason, waits


def test_what_a_load_does_not_travel_it_waits() -> None:
    # The eight loads of eight.py arrive in hours 72, 78 … 114 and travel 48 hours, or 60 over the road: all hours of
    # arrival are 744, of travel 8 x 48 = 384 as nothing takes the longer way that must not, so 360 are waited.
    plan = plan_of(eight(), movement(), 6)
    assert plan is not None
    travelled = float((plan.loads * plan.network.hours[plan.arc]).sum())
    assert sum(wait.load_hours for wait in waits(plan)) == pytest.approx(744 - travelled)


def test_before_an_arc_opens_it_is_permission_and_then_room() -> None:
    # Two loads at P, one goes in 6 hours, and the arc opens after 12: both wait 12 for permission, one 6 more for room.
    arcs = [Arc("P", "Z", 6, 4, 12, "border", "rail", "l", "B")]
    plan = plan_of(network_from(arcs), Movement({"P": 2}, "Z"), 6)
    assert plan is not None
    assert by_reason(waits(plan)) == pytest.approx({"permission": 24, "capacity": 6})


@pytest.mark.parametrize(
    ("kind", "mode", "reason"),
    [
        ("travel", "rail", "capacity"),
        ("border", "road", "capacity"),
        ("travel", "sea", "ferry"),
        ("gauge_change", "rail", "gauge"),
        ("loading", "rail", "handling"),
        ("unloading", "road", "handling"),
    ],
)
def test_an_open_arc_is_waited_for_as_what_it_is(kind: str, mode: str, reason: str) -> None:
    # Two loads, one in 6 hours: the second waits 6.
    plan = plan_of(network_from([Arc("P", "Z", 6, 4, 0, kind, mode, "l")]), Movement({"P": 2}, "Z"), 6)
    assert plan is not None
    assert by_reason(waits(plan)) == pytest.approx({reason: 6})


def test_nothing_is_waited_where_all_go_at_once() -> None:
    plan = plan_of(replace(eight(), release=np.zeros(8)), movement(1), 6)
    assert plan is not None
    assert waits(plan) == ()
