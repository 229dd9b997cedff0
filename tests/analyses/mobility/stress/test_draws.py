"""Draws: the same seed draws the same, more begin with fewer, and events come as often as they should."""

from __future__ import annotations

import numpy as np
import pytest

from phalanx.analyses.mobility.stress.draws import BLOCK, Season, Taking, draw
from phalanx.analyses.mobility.stress.hazards import Hazard

SUMMER = np.array([0.0] * 5 + [0.2] * 3 + [0.0] * 4)
HAZARDS = [
    Hazard("H1", "flood", "Anywhere", 0.0, 1.0, np.full(12, 0.02), [np.array([0, 1]), np.array([1, 2]), np.array([3])]),
    Hazard("H2", "heat", "In summer", 0.5, 2.0, SUMMER, [np.array([1, 3])]),
]
ANY = Season(sets_out=10, days=4, step=3)


def test_the_same_seed_draws_the_same_and_more_begin_with_fewer() -> None:
    few, many = draw(HAZARDS, ANY, 300, 1), draw(HAZARDS, ANY, 2 * BLOCK + 1, 1)
    assert [len(block) for block in many] == [BLOCK, BLOCK, 1]
    assert few[0] == many[0][:300]
    assert many == draw(HAZARDS, ANY, 2 * BLOCK + 1, 1)
    assert many[0] != many[1]
    assert many[0] != draw(HAZARDS, ANY, BLOCK, 2)[0]


def test_events_come_as_often_as_they_should() -> None:
    # H1: 0.02 a day on each of three footprints, for 4 + 1 days: 1 - exp(-0.1) of scenarios have each. H2: 0.2 a day for
    # 4 + 2 days in three months of twelve: a quarter of 1 - exp(-1.2), and in July all of that.
    drawn = [scenario for block in draw(HAZARDS, ANY, 20 * BLOCK, 3) for scenario in block]
    for footprint in range(3):
        assert np.mean([(0, footprint) in each for each in drawn]) == pytest.approx(1 - np.exp(-0.1), abs=0.006)
    assert np.mean([(1, 0) in each for each in drawn]) == pytest.approx((1 - np.exp(-1.2)) / 4, abs=0.006)
    july = draw(HAZARDS, Season(10, 4, 3, month=7), 5 * BLOCK, 3)
    assert np.mean([(1, 0) in each for block in july for each in block]) == pytest.approx(1 - np.exp(-1.2), abs=0.015)
    assert not any((1, 0) in each for block in draw(HAZARDS, Season(10, 4, 3, month=1), BLOCK, 3) for each in block)


def test_what_scenarios_take_is_what_events_leave_to_one_another() -> None:
    # H1 lasts a day, 8 steps from the tenth on; H2 two: spans end before steps 18 and 26. On arc 1 both strike in the first
    # span, where nothing is left, and H2 alone in the second, where half is. What does not matter is left out: arc 3, span 0.
    ends = ANY.ends(HAZARDS)
    assert ends.tolist() == [18, 26]
    matters = np.ones(8, dtype=np.bool_)
    matters[3 * 2 + 0] = False
    losses = Taking(HAZARDS, ANY, ends, matters).losses([(), ((0, 0), (1, 0)), ((1, 0),)])
    assert losses.shares.toarray().tolist() == [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [1, 0, 1, 0.5, 0, 0, 0, 0.5],
        [0, 0, 0.5, 0.5, 0, 0, 0, 0.5],
    ]
