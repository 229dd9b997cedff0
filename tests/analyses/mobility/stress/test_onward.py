"""As much arrives without turning straight back, on a smaller network over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.mobility.random_networks import at_random

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.expanded import expand
from phalanx.analyses.mobility.stress.onward import Onward
from phalanx.analyses.mobility.stress.over_time import over_time


@pytest.mark.parametrize("seed", range(6))
def test_as_much_arrives_on_fewer_copies(seed: int) -> None:
    network, moved = at_random(seed)
    opens = np.random.default_rng(seed).choice([0.0, 0.0, 30.0], size=len(network.link))
    clock = Clock(replace(network, release=opens), moved, 3)
    onward, everywhere = Onward(clock), np.ones(len(network.link), dtype=np.bool_)
    first = int(clock.earliest[clock.destination])
    for steps in range(first, first + 20, 3):
        whole, fewer = expand(clock, steps), onward.expand(steps, everywhere)
        assert (whole is None) == (fewer is None)
        if whole is None or fewer is None:
            continue
        network_over_time = over_time(fewer, np.array([4, 9], dtype=np.int64))
        assert network_over_time.most(network_over_time.carries)[0] == whole.most()[0]
        assert len(fewer.arc) <= len(whole.arc)
