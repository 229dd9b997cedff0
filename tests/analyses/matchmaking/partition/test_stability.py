"""Who would leave, by looking at every group with the definition in hand, and divisions that nobody would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.matchmaking import dividing, plainly
from tests.analyses.matchmaking.dividing import Group

from phalanx.analyses.matchmaking.partition.packing import pack
from phalanx.analyses.matchmaking.partition.stability import blocking, per_portion, stable
from phalanx.analyses.matchmaking.partition.worth import portions_of


def each_has(values: Mapping[Group, float], groups: Sequence[Group], portions: np.ndarray) -> dict[int, float]:
    """What each state has in a division: its part of the worth of its group, in none nothing."""
    return {
        state: values[group] * portions[state] / sum(portions[other] for other in group)
        for group in groups
        for state in group
    }


def would_leave(values: Mapping[Group, float], groups: Sequence[Group], portions: np.ndarray) -> dict[Group, float]:
    """Every group of which each member would have more, with what the one with the least gain gains a portion."""
    has, found = each_has(values, groups, portions), {}
    for group, worth in values.items():
        there = {state: worth * portions[state] / sum(portions[other] for other in group) for state in group}
        gain = min((there[state] - has.get(state, 0.0)) / portions[state] for state in group)
        if gain > 1e-6:
            found[group] = gain
    return found


def members(groups: np.ndarray) -> list[Group]:
    return [tuple(np.flatnonzero(group).tolist()) for group in groups]


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(3, 8), st.booleans())
def test_the_groups_that_would_leave_the_best_division(seed: int, states: int, equally: bool) -> None:
    values = dividing.by_lot(seed, states, 2, min(states, 4))
    portions = np.ones(states) if equally else np.random.default_rng(seed).uniform(0.1, 3, states)
    worth = dividing.worth_of(values, states, portions)
    packed = pack(worth)
    has = per_portion(worth, packed.groups, packed.worth)
    expected = would_leave(values, members(packed.groups), portions)
    found = blocking(worth, has)
    if found is None:
        assert not expected
        return
    strongest = members(found.group[None, :])[0]
    assert found.count == len(expected)
    assert found.gain == pytest.approx(max(expected.values())) == pytest.approx(expected[strongest])
    assert found.had == pytest.approx(has[list(strongest)])
    assert found.has == pytest.approx(values[strongest] / portions[list(strongest)].sum())


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(3, 8), st.booleans())
def test_nobody_would_leave_the_stable_division(seed: int, states: int, equally: bool) -> None:
    values = dividing.by_lot(seed, states, 2, min(states, 4))
    portions = np.ones(states) if equally else np.random.default_rng(seed).uniform(0.1, 3, states)
    worth = dividing.worth_of(values, states, portions)
    found = stable(worth)
    groups = members(found.groups)
    assert len({state for group in groups for state in group}) == sum(map(len, groups))
    assert found.worth == pytest.approx([values[group] for group in groups])
    assert not would_leave(values, groups, portions)
    assert blocking(worth, per_portion(worth, found.groups, found.worth)) is None
    assert found.objective <= dividing.best_of_all(values, states) + 1e-9


def test_three_states_of_whom_two_do_better_alone() -> None:
    """Three together are worth 9, the first two 8 and no other two anything: the best is 9, or 3 each.

    Alone the two would have 4 each, so that each gains 1. Nobody would leave the two, as the third has nothing to offer.
    """
    values = {(0, 1): 8.0, (0, 2): 0.0, (1, 2): 0.0, (0, 1, 2): 9.0}
    worth = dividing.worth_of(values, 3)
    packed = pack(worth)
    assert members(packed.groups) == [(0, 1, 2)]
    found = blocking(worth, per_portion(worth, packed.groups, packed.worth))
    assert found is not None
    assert (members(found.group[None, :]), found.count) == ([(0, 1)], 1)
    assert (found.gain, found.has, found.had.tolist()) == (1.0, 4.0, [3.0, 3.0])
    assert members(stable(worth).groups) == [(0, 1)]
    assert stable(worth).objective == 8.0


def test_by_volume_a_member_has_a_part_by_its_share_of_the_need() -> None:
    """The mean share counts once, so that all portions add up to the number of states."""
    scoring = plainly.random_scoring(4, 6, 1, 4)
    need = scoring.needs.quantity[0]
    assert portions_of(scoring, "volume") == pytest.approx(6 * need / need.sum())
    assert portions_of(scoring, "states").tolist() == portions_of(scoring, "groups").tolist() == [1.0] * 6
