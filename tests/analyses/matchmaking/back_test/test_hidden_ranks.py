"""Places among all groups of a size: measured as defined, against enumeration, by lot and with intervals of SciPy."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.analyses.matchmaking import plainly

from phalanx.analyses.matchmaking.back_test import hidden_ranks
from phalanx.analyses.matchmaking.back_test.hidden_groups import Past, overlap, real_groups
from phalanx.analyses.matchmaking.back_test.hidden_ranks import Measure, drawn, judge, near_groups, wilson
from phalanx.analyses.matchmaking.weights import read_weights
from phalanx.world import World


@given(st.integers(0, 10**6), st.integers(4, 9), st.integers(2, 4))
def test_all_groups_are_measured_once_and_as_defined(seed: int, states: int, size: int) -> None:
    lot = np.random.default_rng(seed)
    scoring = plainly.random_scoring(seed, states, 2, size)
    counts = lot.integers(0, 9, states).astype(float)
    measure = Measure(size, plainly.symmetric(lot.random((states, states))), counts, scoring)
    groups = np.array([np.isin(range(states), group) for group in combinations(range(states), size)])
    expected = measure.of(groups)
    pieces = list(measure.of_all())
    for name in measure.methods:
        found = np.concatenate([piece[name] for piece in pieces])
        assert np.sort(found) == pytest.approx(np.sort(expected[name]))
    member = groups[0]
    pairs = list(combinations(np.flatnonzero(member), 2))
    assert expected["ties"][0] == pytest.approx(sum(measure.ties[pair] for pair in pairs))
    assert expected["popularity"][0] == measure.counts[member].sum()
    assert expected["score"][0] == pytest.approx(plainly.score(scoring, tuple(np.flatnonzero(member))))


@pytest.mark.parametrize(("states", "size"), [(7, 3), (9, 5), (12, 6), (14, 12)])
def test_near_groups_are_all_that_overlap_enough(states: int, size: int) -> None:
    itself = np.isin(range(states), range(1, size + 1))
    inside = set(range(1, size + 1))
    expected = {group for group in combinations(range(states), size) if overlap(group, inside) >= 0.7}
    found = {tuple(np.flatnonzero(group).tolist()) for group in near_groups(itself)}
    assert found == expected


def test_of_too_many_near_groups_the_nearest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_ranks, "MOST_NEAR", 50)
    itself = np.isin(range(31), range(12))
    near = near_groups(itself)
    assert len(near) == 50
    assert (near & ~itself).sum(axis=1).tolist() == [0] + [1] * 49


def test_a_drawn_place_is_near_the_exact_one(bundled_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every method, on a group of four states of which all are compared, and again by lot."""
    states = tuple(bundled_world.table("needs")["state"].unique().sort())
    found = real_groups(bundled_world, states, date(2024, 11, 1)).groups
    group = next(each for each in found if each.id == "de-dk-ee-nl-2024-edirpa-he-155")
    past, weights = Past(bundled_world), read_weights(bundled_world)
    exact = judge(past, weights, states, group, 4000, 1)
    monkeypatch.setattr(hidden_ranks, "MOST_ALL", 10)
    by_lot = judge(past, weights, states, group, 4000, 1)
    assert exact.all_compared
    assert (by_lot.compared, by_lot.of) == (4000, comb(31, 4))
    for name, place in exact.places.items():
        other = by_lot.places[name]
        assert other.low <= place.percentile <= other.high, name
        assert other.low < other.percentile < other.high
        assert other.rank == pytest.approx(place.rank, abs=0.02 * exact.of)


def test_drawn_groups_have_their_size_and_no_favourites() -> None:
    groups = drawn(12, 5, 6000, 3)
    assert (groups.sum(axis=1) == 5).all()
    # Each state is in 5 of 12; four standard deviations of 6,000 draws.
    assert np.abs(groups.mean(axis=0) - 5 / 12).max() < 4 * np.sqrt(5 / 12 * 7 / 12 / 6000)
    assert (groups != drawn(12, 5, 6000, 4)).any()


@pytest.mark.parametrize(("seen", "number"), [(0, 5000), (37, 5000), (99, 100)])
def test_the_interval_of_a_share_is_that_of_scipy(seen: int, number: int) -> None:
    expected = stats.binomtest(seen, number).proportion_ci(method="wilson")
    assert wilson(seen / number, number) == pytest.approx((expected.low, expected.high), abs=1e-4)
