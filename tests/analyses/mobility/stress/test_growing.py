"""A flow looked for on few arcs is as great as on all, the cut is the same, and few arcs are looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bench.large_network import movement, network
from tests.analyses.mobility.random_networks import at_random

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Whole
from phalanx.analyses.mobility.stress import growing
from phalanx.analyses.mobility.stress.growing import Growing
from phalanx.analyses.mobility.stress.lost import Lost
from phalanx.analyses.mobility.stress.onward import Onward

ENDS = np.array([6, 15], dtype=np.int64)


def both(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> tuple[Growing, Growing]:
    """Those who look at all arcs, and those who begin with none."""
    whole = Growing(clock, ENDS, Onward(clock))
    monkeypatch.setattr(growing, "FEW", 0)
    few = Growing(clock, ENDS, Onward(clock))
    assert whole.among.all()
    assert not few.among.any()
    return whole, few


def drawn(clock: Clock, seed: int) -> Lost:
    """Losses at random in two spans, some of them of all that an arc carries."""
    chance = np.random.default_rng(seed)
    shares = chance.choice([0.0, 0.0, 0.5, 1.0], size=len(clock.takes) * len(ENDS))
    columns: Whole = np.flatnonzero(shares)
    return Lost(clock, ENDS, columns, np.ceil(clock.carries[columns // len(ENDS)] * shares[columns]).astype(np.int64))


@pytest.mark.parametrize("seed", range(20))
def test_flows_and_cuts_are_those_on_all_arcs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    laid, moved = at_random(seed)
    clock = Clock(laid, moved, 3)
    whole, few = both(clock, monkeypatch)
    first, short = int(clock.earliest[clock.destination]), 0
    for steps in range(first + 1, first + 30, 2):
        lost = drawn(clock, seed + steps)
        (flow, near), (same, as_near) = whole.greatest(lost, steps), few.greatest(lost, steps)
        assert flow is not None
        assert flow.arrives == (same.arrives if same else 0)
        if flow.arrives < whole.total:
            # Of nodes over which nothing can be in time, only few arcs tell nothing.
            since, until = whole.onward.nodes(steps, whole.among)
            there = (since <= until) & (np.minimum(near, as_near) < FAR)
            assert near[there].tolist() == as_near[there].tolist()
            short += 1
    assert short  # or no cut was tested


def test_a_closed_arc_is_entered_when_it_opens() -> None:
    # Closed in spans 0 and 1, until steps 6 and 15: from step 2 on it is open in 15. Half of it lost closes nothing.
    laid, moved = at_random(0)
    clock = Clock(replace(laid, capacity=np.full(len(laid.link), 4.0)), moved, 3)
    lost = Lost(clock, ENDS, np.array([2, 3, 5, 6]), np.array([1200, 1200, 1200, 600]))
    arcs = np.array([0, 1, 1, 2, 2, 3])
    assert lost.open_from(arcs, np.array([2, 2, 16, 2, 7, 2])).tolist() == [2, 15, 16, 2, 15, 2]
    assert lost.of(np.array([0, 3, 4, 5, 7, 9])).tolist() == [0, 1200, 1200, 0, 1200, 600]


def test_few_arcs_of_a_wide_network_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    laid, places = network(400, 1200)
    clock = Clock(laid, movement(places, 5.0), 3)
    whole, few = both(clock, monkeypatch)
    nothing = Lost(clock, ENDS, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    first = int(clock.earliest[clock.destination])
    for steps in range(first + 1, first + 8):
        one, other = whole.greatest(nothing, steps)[0], few.greatest(nothing, steps)[0]
        assert one is not None
        assert other is not None
        assert one.arrives == other.arrives
    assert np.count_nonzero(few.among) < len(laid.link) / 4
