"""Every group comes once, with the sums that a loop over its members and pairs gives."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.matchmaking import plainly

from phalanx.analyses.matchmaking import groups
from phalanx.analyses.matchmaking.groups import Limits, Sums, pieces


def told(limits: Limits, sums: Sums, states: int) -> list[tuple[tuple[int, ...], np.ndarray, np.ndarray, np.ndarray]]:
    found = []
    for piece in pieces(limits, sums):
        ranks = np.arange(piece.first, piece.first + piece.count)
        who = limits.members(np.full(piece.count, piece.added), ranks, states)
        assert (who.sum(axis=1) == piece.size).all()
        for group in range(piece.count):
            members = tuple(np.flatnonzero(who[group]).tolist())
            found.append((members, piece.single[:, group], piece.paired[:, group], piece.code[:, group]))
    return found


def sums_of(states: int, seed: int) -> Sums:
    lot = np.random.default_rng(seed)
    paired = np.array([plainly.symmetric(square) for square in lot.random((2, states, states))])
    return Sums(lot.random((3, states)), paired, lot.integers(0, 99, (2, states)))


@given(st.integers(2, 9), st.integers(1, 9), st.integers(0, 6), st.data())
def test_every_group_within_the_limits_once_with_its_sums(
    states: int, least: int, more: int, data: st.DataObject
) -> None:
    places = data.draw(st.permutations(range(states)))
    must = data.draw(st.integers(0, 2))
    without = data.draw(st.integers(0, states - must))
    free = sorted(places[must + without :])
    limits = Limits(least, least + more, tuple(free), tuple(sorted(places[:must])))
    sums = sums_of(states, states)
    found = told(limits, sums, states)
    expected = set(plainly.groups(states, least, least + more, places[:must], places[must : must + without]))
    assert len(found) == len(expected) == limits.count
    assert {members for members, *_ in found} == expected
    for members, single, paired, code in found:
        pairs = list(combinations(members, 2))
        assert np.allclose(single, sum(sums.single[:, each] for each in members))
        assert np.allclose(paired, sum((sums.paired[:, one, other] for one, other in pairs), np.zeros(2)))
        assert (code == sum(sums.code[:, each] for each in members)).all()


def test_groups_come_in_order_of_size_and_last_member(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four states: six pairs, by their second member and then by their first, then four triples."""
    monkeypatch.setattr(groups, "PIECE", 2)
    found = [members for members, *_ in told(Limits(2, 3, (0, 1, 2, 3)), sums_of(4, 1), 4)]
    assert found == [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3), (0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)]


@pytest.mark.parametrize(("least", "most", "number"), [(2, 6, 942_617), (2, 8, 11_460_917)])
def test_how_many_groups_there_are_of_31(least: int, most: int, number: int) -> None:
    """The sums of the binomial coefficients, as the issue names them."""
    limits = Limits(least, most, tuple(range(31)))
    assert limits.count == sum(comb(31, size) for size in range(least, most + 1)) == number


def test_no_group_is_larger_than_all_states_or_smaller_than_those_that_must_be_in_it() -> None:
    assert Limits(2, 9, (0, 1, 2)).count == 4
    assert Limits(2, 2, (3,), (0, 1, 2)).count == 0
    assert not list(pieces(Limits(2, 2, (3,), (0, 1, 2)), sums_of(4, 1)))
    assert told(Limits(2, 2, (), (1, 3)), sums_of(4, 1), 4)[0][0] == (1, 3)
