"""The first step at each node is that of Dijkstra's algorithm, and the arcs by which nodes are reached lead there."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analyses.mobility.random_networks import at_random

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.stress.soonest import Ways


@pytest.mark.parametrize("seed", range(12))
def test_the_first_steps_are_those_of_the_clock(seed: int) -> None:
    clock = Clock(*at_random(seed), 3)
    starts = np.where(clock.supplies > 0, 0, FAR)
    ways = Ways(clock.network.tail, clock.network.head, clock.takes)
    found, by = ways.soonest(starts, lambda arcs, step: np.maximum(clock.opens[arcs], step))
    assert found.tolist() == clock.earliest.tolist()
    assert ((by < 0) == (found == starts)).all()
    reached = np.flatnonzero(by >= 0)
    last = by[reached]
    begins = np.maximum(found[clock.network.tail[last]], clock.opens[last])
    assert (clock.network.head[last] == reached).all()
    assert (begins + clock.takes[last] == found[reached]).all()


def test_who_may_never_enter_gets_nowhere() -> None:
    clock = Clock(*at_random(1), 3)
    starts = np.where(clock.supplies > 0, 4, FAR)
    ways = Ways(clock.network.tail, clock.network.head, clock.takes)
    found, by = ways.soonest(starts, lambda arcs, _step: np.full(len(arcs), FAR))
    assert found.tolist() == starts.tolist()
    assert (by < 0).all()
