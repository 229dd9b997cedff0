"""The best disjoint groups are those that trying all of them finds, and those of SCIP; the bound holds, whatever is cut."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.matchmaking import dividing, plainly

from phalanx.analyses.matchmaking.groups import Limits
from phalanx.analyses.matchmaking.partition import packing
from phalanx.analyses.matchmaking.partition.packing import Packing, pack
from phalanx.analyses.matchmaking.partition.program import Program
from phalanx.analyses.matchmaking.partition.worth import Counting, Joined, Joining, stretches, worth


def groups_of(packed: Packing) -> list[tuple[int, ...]]:
    return [tuple(np.flatnonzero(group).tolist()) for group in packed.groups]


def assert_holds(packed: Packing, values: dict[tuple[int, ...], float]) -> None:
    """Disjoint groups, each worth what it is said to be, none above the bound."""
    found = groups_of(packed)
    assert packed.groups.sum(axis=0).max(initial=0) <= 1
    assert packed.worth == pytest.approx([values[group] for group in found])
    assert packed.objective <= packed.bound


# ── The best of all ──────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(2, 9), st.integers(2, 3), st.integers(0, 4), st.floats(0, 0.6))
def test_it_is_the_best_of_all_up_to_nine_states(
    seed: int, states: int, least: int, more: int, forbidden: float
) -> None:
    values = dividing.by_lot(seed, states, least, min(least + more, states), forbidden=forbidden)
    if not values:
        return
    packed = pack(dividing.worth_of(values, states))
    assert_holds(packed, values)
    assert packed.objective == pytest.approx(dividing.best_of_all(values, states))
    assert packed.gap == 0.0


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(4, 9), st.sets(st.integers(0, 3), min_size=1, max_size=4), st.floats(0, 0.9))
def test_who_must_be_in_a_group_is_in_one_where_that_can_be(
    seed: int, states: int, must: set[int], forbidden: float
) -> None:
    values = dividing.by_lot(seed, states, 2, 4, forbidden=forbidden)
    packed = pack(dividing.worth_of(values, states), must)
    expected = dividing.best_of_all(values, states, must)
    placed = {state for group in groups_of(packed) for state in group}
    assert set(packed.unplaced) == must - placed
    assert bool(packed.unplaced) == (expected == -np.inf)
    if expected > -np.inf:
        assert_holds(packed, values)
        assert packed.objective == pytest.approx(expected)
        assert packed.gap == 0.0


@pytest.mark.parametrize("seed", range(4))
def test_scip_finds_the_same_among_fourteen_states(seed: int) -> None:
    values = dividing.by_lot(seed, 14, 2, 4)
    must = (0, 5) if seed % 2 else ()
    packed = pack(dividing.worth_of(values, 14), must)
    assert_holds(packed, values)
    assert packed.objective == pytest.approx(dividing.by_scip(values, 14, must))
    assert packed.gap == 0.0


@pytest.mark.parametrize("counting", ["states", "volume", "groups"])
@pytest.mark.parametrize("seed", range(3))
def test_of_scored_groups_it_is_the_best_whatever_a_group_counts(seed: int, counting: Counting) -> None:
    """Every group of eight states scored by the definitions, one after the other, and all divisions tried."""
    scoring = plainly.random_scoring(seed, 8, 1, 5)
    share, found = scoring.needs.share[0], {}
    for group in plainly.groups(8, 2, 5):
        counts = {"states": len(group), "volume": 8 * sum(share[list(group)]), "groups": 1}[counting]
        found[group] = plainly.score(scoring, group) * counts
    packed = pack(worth(scoring, Limits(2, 5, tuple(range(8))), counting))
    assert_holds(packed, found)
    assert packed.objective == pytest.approx(dividing.best_of_all(found, 8))


def test_renaming_states_changes_nothing() -> None:
    values = dividing.by_lot(3, 10, 2, 4)
    names = np.random.default_rng(1).permutation(10).tolist()
    renamed = {tuple(sorted(names[state] for state in group)): worth for group, worth in values.items()}
    packed = pack(dividing.worth_of(values, 10)), pack(dividing.worth_of(renamed, 10))
    there = [sorted(tuple(sorted(names[state] for state in group)) for group in groups_of(packed[0]))]
    assert there == [sorted(groups_of(packed[1]))]
    assert packed[0].objective == pytest.approx(packed[1].objective)


def test_another_state_never_makes_it_worse() -> None:
    values = dividing.by_lot(8, 9, 2, 4)
    without = {group: worth for group, worth in values.items() if 8 not in group}
    assert pack(dividing.worth_of(values, 9)).objective >= pack(dividing.worth_of(without, 8)).objective - 1e-6


def test_groups_worth_nothing_are_not_formed() -> None:
    values: dict[dividing.Group, float] = dict.fromkeys(combinations(range(5), 2), -1.0)
    packed = pack(dividing.worth_of(values, 5))
    assert (packed.objective, packed.bound, packed.gap, len(packed.groups)) == (0.0, 0.0, 0.0, 0)


# ── The bound ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_bound_knows_that_sizes_have_to_add_up() -> None:
    """Any three of seven states are worth 3: in part 7 can be had, but there are two disjoint groups only, worth 6."""
    packed = pack(dividing.worth_of(dict.fromkeys(combinations(range(7), 3), 3.0), 7))
    assert (packed.objective, packed.bound, packed.gap) == pytest.approx((6.0, 6.0, 0.0))


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_holds_where_not_all_groups_could_be_made_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two columns kept at most, what is found may be worse; what nothing can be worth more than stays true."""
    monkeypatch.setattr(packing, "MOST_COLUMNS", 2)
    values = dividing.by_lot(seed, 9, 2, 4)
    must = (2, 7) if seed % 2 else ()
    packed = pack(dividing.worth_of(values, 9), must)
    best = dividing.best_of_all(values, 9, must)
    assert_holds(packed, values)
    assert set(packed.unplaced) == set(must) - {state for group in groups_of(packed) for state in group}
    assert packed.objective <= best + 1e-6 or packed.unplaced
    assert packed.bound >= best - 1e-6
    assert packed.gap == pytest.approx(max(1 - packed.objective / packed.bound, 0.0), abs=2e-6)


def test_some_gap_is_left_where_not_all_groups_could_be_made_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test above looks at gaps at all."""
    monkeypatch.setattr(packing, "MOST_COLUMNS", 2)
    gaps = [pack(dividing.worth_of(dividing.by_lot(seed, 9, 2, 4), 9)).gap for seed in range(6)]
    assert max(gaps) > 0


def test_states_that_are_all_alike_are_divided_by_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirteen states, and a worth by size alone: 330 groups of four are level, and no solver is asked to tell them apart.

    Three of four and one alone are worth 24.3, two of four and one of five 16.2 + 9.5 = 25.7, which is the most there is.
    """
    monkeypatch.setattr(packing, "MOST_COLUMNS", 50)
    monkeypatch.delattr(packing, "_whole")
    by_size = {2: 3.0, 3: 5.0, 4: 8.1, 5: 9.5}
    values = {group: by_size[size] for size in by_size for group in combinations(range(13), size)}
    packed = pack(dividing.worth_of(values, 13))
    assert sorted(len(group) for group in groups_of(packed)) == [4, 4, 5]
    assert (packed.objective, packed.bound, packed.gap) == pytest.approx((25.7, 25.7, 0.0))


def test_every_column_that_can_be_in_a_better_choice_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first choice of whole groups is not the best, the second is: seen by leaving the second out."""
    worse = 0
    for seed in range(8):
        values = dividing.by_lot(seed, 9, 2, 4)
        best = dividing.best_of_all(values, 9)
        with monkeypatch.context() as without:
            without.setattr(packing, "_close", lambda *_: (packing.NONE, 0.0))
            worse += pack(dividing.worth_of(values, 9)).objective < best - 1e-6
        assert pack(dividing.worth_of(values, 9)).objective == pytest.approx(best)
    assert worse


# ── Going through all groups ────────────────────────────────────────────────────────────────────────────────────────


@given(
    st.integers(0, 10**6), st.integers(1, 9), st.integers(1, 4), st.integers(0, 4), st.sampled_from(["sum", "maximum"])
)
def test_the_numbers_of_every_group_are_joined_once(
    seed: int, states: int, least: int, more: int, joining: Joining
) -> None:
    lot = np.random.default_rng(seed)
    free = tuple(np.flatnonzero(lot.random(states) < 0.8).tolist())
    numbers, limits = lot.normal(size=states), Limits(least, least + more, free)
    found = {}
    joins = Joined(limits, numbers, joining)
    for groups in stretches(limits):
        assert groups.part.stop <= comb(len(free), groups.size)
        ranks = np.arange(groups.first, groups.part.stop)
        for who, joined in zip(
            limits.members(np.full(ranks.size, groups.size), ranks, states), joins.of(groups), strict=True
        ):
            found[tuple(np.flatnonzero(who).tolist())] = float(joined)
    join = sum if joining == "sum" else max
    expected = {
        group: join(float(numbers[state]) for state in group)
        for size in limits.sizes
        if size
        for group in combinations(free, size)
    }
    assert found == pytest.approx(expected)
    assert len(found) == limits.count - (0 in limits.sizes)


def test_the_worth_among_fewer_states_is_that_of_their_groups() -> None:
    values = dividing.by_lot(2, 9, 2, 5)
    left = [1, 2, 4, 5, 8]
    fewer = dividing.worth_of(values, 9).among(left)
    assert fewer.limits.free == tuple(left)
    for size in range(2, 6):
        for rank, group in enumerate(sorted(combinations(left, size), key=lambda each: each[::-1])):
            assert fewer.values[size][rank] == values[group]
            assert fewer.members(np.array([size]), np.array([rank]))[0].nonzero()[0].tolist() == list(group)


# ── The solver ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_relaxed_program_is_that_of_half_a_triangle() -> None:
    """Three pairs of three states, worth 1 each, can each be chosen by half: 1.5, at a price of a half a state."""
    three = Program(3, (), 1.0)
    three.bring(np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1]], dtype=bool), np.ones(3))
    choice = three.relaxed()
    assert choice.chosen == pytest.approx([0.5] * 3)
    assert choice.prices == pytest.approx([0.5] * 3)
    assert choice.at_most == pytest.approx(1.5)
    assert three.whole(9.0).worth == pytest.approx(1.0)


def test_a_state_that_has_to_be_in_a_group_costs_the_penalty_in_none() -> None:
    one = Program(3, (2,), 50.0)
    one.bring(np.array([[1, 1, 0]], dtype=bool), np.array([4.0]))
    choice = one.whole(9.0)
    assert (choice.worth, choice.unplaced) == (4.0, (2,))
    one.bring(np.array([[0, 1, 1]], dtype=bool), np.array([-3.0]))
    choice = one.whole(9.0)
    assert (choice.worth, choice.unplaced) == (-3.0, ())
