"""Waiting long for a permission: the two smaller networks give what the whole one gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.mobility.drawn import STEP, arcs, movement, network
from tests.analyses.mobility.eight import eight
from tests.analyses.mobility.eight import movement as eight_loads

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.late import late
from phalanx.analyses.mobility.narrowing import fits
from phalanx.analyses.mobility.network import Arc, Movement
from phalanx.analyses.mobility.shown import Shown


def test_eight_loads_that_wait_for_20_days_by_hand() -> None:
    # The border opens after 480 hours instead of 48, and the rest is as in eight.py: 120 + 432 = 552 hours, 92 steps.
    network = replace(eight(), release=eight().release * 10)
    clock = Clock(network, eight_loads(), 6)
    patient = late(clock, 16)
    assert patient is not None
    assert patient.fewest_steps() == fewest_steps(clock) == 92
    assert patient.used(91, Shown()) is None
    arcs_used = patient.used(92, Shown())
    assert arcs_used is not None
    assert "g-k" in np.array(network.link)[arcs_used]


def test_nobody_waits_late_who_moves_longer_than_waits_or_begins_in_two_places() -> None:
    assert late(Clock(eight(), eight_loads(), 6), 20) is None
    assert late(Clock(eight(), eight_loads(), 6), 4) is not None
    two = Movement({"P": 4, "H/rail": 4}, "Z")
    assert late(Clock(eight(), two, 6), 4) is None


@settings(max_examples=30, deadline=None)
@given(arcs(), st.sampled_from((1, 3, 8)), st.sampled_from((0.0, 0.5, 1.0)), st.integers(0, 6), st.integers(-2, 2))
def test_as_on_the_whole_network(drawn: tuple[Arc, ...], loads: float, heavy: float, moving: int, more: int) -> None:
    clock = Clock(network(drawn), movement(loads, heavy), STEP)
    patient, steps = late(clock, moving), fewest_steps(clock)
    if patient is None or steps is None:
        return
    assert patient.fewest_steps() == steps
    assert (patient.used(steps + more, Shown()) is not None) == fits(clock, steps + more)


@settings(max_examples=20, deadline=None)
@given(arcs(), st.sampled_from((1, 3, 8)), st.sampled_from((0.0, 0.5)))
def test_the_arcs_used_would_do_by_themselves(drawn: tuple[Arc, ...], loads: float, heavy: float) -> None:
    clock = Clock(network(drawn), movement(loads, heavy), STEP)
    steps = fewest_steps(clock)
    assert steps is not None, "a chain for heavy loads is always there"
    flags = Shown().used(clock, steps)
    assert flags is not None
    alone = replace(clock, network=clock.network.scaled(np.where(flags, 1.0, 0.0)))
    assert fewest_steps(alone) == steps
    assert Shown().used(clock, steps - 1) is None
