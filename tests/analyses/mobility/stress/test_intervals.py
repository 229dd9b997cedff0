"""Intervals by hand, and that they hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from tests.analyses.mobility.eight import eight, movement

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.stress.draws import Season, draw
from phalanx.analyses.mobility.stress.hazards import Hazard
from phalanx.analyses.mobility.stress.intervals import mean, quantile, share
from phalanx.analyses.mobility.stress.trial import try_out

EVER = 250.0
"""Days that last longer than the movement."""


def test_the_median_of_a_hundred_lies_between_the_40th_and_the_61st() -> None:
    # The well-known ranks: a binomial of 100 and one half is from 40 to 60 with 95 %.
    found = quantile(np.arange(1.0, 101.0), 0.5)
    assert (found.value, found.low, found.high) == (50.0, 40.0, 61.0)


def test_a_share_by_wilson() -> None:
    # 10 of 100, by the formula: (0.1 + 0.0192 +- 1.96 x sqrt(0.0009 + 0.000096)) / 1.0384 = 0.0552 to 0.1744.
    found = share(10, 100)
    assert (found.value, found.low, found.high) == pytest.approx((0.1, 0.0552, 0.1744), abs=1e-4)
    assert (share(0, 50).low, share(50, 50).high) == pytest.approx((0.0, 1.0))


def test_a_mean_of_equal_values_is_certain_and_of_others_is_near_the_normal() -> None:
    assert mean(np.full(10, 3.0)).high == 3.0
    # 400 coins: the mean is 0.5 with a standard error of 0.025, so the interval is 0.451 to 0.549.
    found = mean(np.repeat([0.0, 1.0], 200))
    assert (found.low, found.high) == pytest.approx((0.451, 0.549), abs=0.006)


def test_intervals_hold_the_truth_at_their_rate() -> None:
    # The eight nodes, eight loads. H1 closes the border until hour 60: 132 hours. H2 leaves half of it for good: 168. Both:
    # from hour 60 on at 2 a day, four days, so that the last enters by 156 and is there at 180. Neither: 120.
    # In 365.25 days a month's events are spread evenly: expected are 0.1 and 0.05 a day, times the days of each.
    network = eight()
    border = np.array([network.link.index("g-k")])
    season = Season(sets_out=12, days=4, step=3)  # ends of events count from hour 36: one day later it is hour 60
    hazards = [
        Hazard("H1", "flood", "Closed", 0.0, 1.0, np.full(12, 0.1), [border]),
        Hazard("H2", "peak", "Halved", 0.5, EVER, np.full(12, 0.3 / (4 + EVER)), [border]),
    ]
    first, second = 1 - np.exp(-0.1 * (4 + 1)), 1 - np.exp(-0.3)
    chance = {
        120: (1 - first) * (1 - second),
        132: first * (1 - second),
        168: (1 - first) * second,
        180: first * second,
    }
    true_mean = sum(hours * share for hours, share in chance.items())
    late = 1 - chance[120]
    clock = Clock(network, movement(), 3)
    found = try_out(clock, hazards, season, scenarios=1000, seed=0, steps=40)
    hours = dict(zip(draw(hazards, season, 1000, 0)[0], found.hours.tolist(), strict=True))
    assert hours == {(): 120, ((0, 0),): 132, ((1, 0),): 168, ((0, 0), (1, 0)): 180}

    held = np.zeros((200, 3))
    for seed in range(200):
        [block] = draw(hazards, season, 1000, seed)
        sample = np.array([hours[scenario] for scenario in block])
        about = (mean(sample, seed), share(int((sample > 120).sum()), len(sample)), quantile(sample, 0.75))
        # Three quarters have arrived by 168: by 132 they are 0.74, so that it is close.
        for place, (estimate, truth) in enumerate(zip(about, (true_mean, late, 168.0), strict=True)):
            held[seed, place] = estimate.low <= truth <= estimate.high
    assert chance[120] + chance[132] == pytest.approx(0.741, abs=0.001)
    # Of 200 intervals 190 should hold; fewer than 181 or more than 198 of them come once in some two hundred times.
    assert all(181 <= count <= 198 for count in held[:, :2].sum(axis=0))
    assert held[:, 2].sum() >= 190  # of a distribution with steps they hold more often
