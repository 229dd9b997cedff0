"""What is drawn by lot: every draw keeps what it must, and every network that keeps it comes equally often."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.analyses.network.hubs import chance
from phalanx.analyses.network.hubs.chance import Standing, drawn_weights, draws


def lot(agreements: Sequence[tuple[int, tuple[int, ...]]], count: int) -> Standing:
    """Agreements as (year, states), each of weight 1."""
    sizes = np.array([len(parties) for _, parties in agreements], dtype=np.int64)
    return Standing(
        count=count,
        state=np.array([state for _, parties in agreements for state in parties], dtype=np.int64),
        edge=np.repeat(np.arange(len(agreements)), sizes),
        start=np.cumsum(sizes) - sizes,
        size=sizes,
        year=np.array([year for year, _ in agreements], dtype=np.int64),
        weight=np.ones(len(agreements)),
        origin=np.arange(len(agreements)),
    )


def parties_of(standing: Standing, states: npt.NDArray[np.int64]) -> tuple[frozenset[int], ...]:
    return tuple(
        frozenset(int(state) for state in states[start : start + size])
        for start, size in zip(standing.start, standing.size, strict=True)
    )


def agreements_drawn(seed: int) -> Standing:
    generator = np.random.default_rng(seed)
    count = int(generator.integers(2, 9))
    agreements = [
        (
            int(generator.integers(2020, 2023)),
            tuple(int(one) for one in generator.choice(count, int(generator.integers(2, count + 1)), replace=False)),
        )
        for _ in range(int(generator.integers(1, 16)))
    ]
    return lot(agreements, count)


@given(st.integers(0, 10_000))
def test_every_draw_keeps_sizes_and_each_states_agreements_of_each_year(seed: int) -> None:
    standing = agreements_drawn(seed)
    years = standing.year[standing.edge]
    known = Counter(zip(standing.state.tolist(), years.tolist(), strict=True))
    for drawn in draws(standing, 150, seed):
        for states in drawn:
            assert [len(parties) for parties in parties_of(standing, states)] == standing.size.tolist()
            assert Counter(zip(states.tolist(), years.tolist(), strict=True)) == known


def test_as_many_are_drawn_as_asked_for_and_the_seed_decides() -> None:
    standing = agreements_drawn(7)
    assert [len(drawn) for drawn in draws(standing, 250, 1)] == [100, 100, 50]
    same = [np.concatenate(list(draws(standing, 250, seed))) for seed in (1, 1, 2)]
    assert np.array_equal(same[0], same[1])
    assert not np.array_equal(same[0], same[2])


def test_every_network_that_keeps_the_numbers_comes_equally_often() -> None:
    # Three agreements of two in one year among four states, of which one has three, one two and one one agreement
    # would leave little choice; these have 0 and 1 two each, 2 and 3 one each. All ways are counted by trying all.
    standing = lot([(2020, (0, 1)), (2020, (0, 2)), (2020, (1, 3))], 4)
    all_ways = {
        tuple(frozenset(pair) for pair in ways)
        for ways in itertools.product(itertools.combinations(range(4), 2), repeat=3)
        if Counter(state for pair in ways for state in pair) == Counter({0: 2, 1: 2, 2: 1, 3: 1})
    }
    found = Counter(parties_of(standing, states) for drawn in draws(standing, 12_000, 3) for states in drawn)
    assert set(found) == all_ways
    expected = 12_000 / len(all_ways)
    spread = sum((count - expected) ** 2 / expected for count in found.values())
    # The chi-square of so many degrees of freedom stays below its mean plus five standard deviations.
    freedom = len(all_ways) - 1
    assert spread < freedom + 5 * (2 * freedom) ** 0.5


def test_a_year_with_one_agreement_keeps_it() -> None:
    standing = lot([(2020, (0, 1, 2)), (2021, (0, 3)), (2021, (1, 2))], 4)
    for drawn in draws(standing, 200, 1):
        for states in drawn:
            assert parties_of(standing, states)[0] == {0, 1, 2}


def test_weights_of_the_observed_network_are_its_own() -> None:
    # 0 and 1 share an agreement of two (1) and one of three (a half a pair): 3/2; both have 1/2 with 2.
    standing = lot([(2020, (0, 1)), (2020, (0, 1, 2))], 3)
    found = drawn_weights(standing, standing.state[None, :])
    assert found[0].tolist() == [[0, 1.5, 0.5], [1.5, 0, 0.5], [0.5, 0.5, 0]]
    of_two = drawn_weights(standing, standing.state[None, :], standing.size == 2)
    assert of_two[0].tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_more_sweeps_change_no_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chains have forgotten where they began: with ten times the sweeps the mean number of partners is the same."""
    generator = np.random.default_rng(5)
    agreements: list[tuple[int, tuple[int, ...]]] = [
        (2020 + int(generator.integers(3)), (0, int(other))) for other in generator.integers(1, 12, 25)
    ]
    agreements += [
        (2020 + int(generator.integers(3)), tuple(int(one) for one in generator.choice(12, 2, replace=False)))
        for _ in range(60)
    ]
    standing = lot(agreements, 12)

    def mean_partners() -> npt.NDArray[np.float64]:
        found = [(drawn_weights(standing, drawn) > 0).sum(-1) for drawn in draws(standing, 3_000, 1)]
        return np.asarray(np.concatenate(found).mean(0))

    short = mean_partners()
    monkeypatch.setattr(chance, "SWEEPS_BEFORE", 400)
    monkeypatch.setattr(chance, "SWEEPS_BETWEEN", 60)
    assert short == pytest.approx(mean_partners(), abs=0.12)
