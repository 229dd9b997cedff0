"""Which agreements have alike parties: against a comparison of all with all, and bounded where there are too many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import phalanx.analyses.network.overlaps.party_pairs as module
from phalanx.analyses.network.overlaps.party_pairs import PartyPairs, party_pairs

PARTIES = st.sets(st.sampled_from("ABCDEFGH"), min_size=2, max_size=6)
AGREEMENTS = st.lists(st.tuples(PARTIES, st.integers(1, 9)), min_size=1, max_size=30)


def all_with_all(agreements: list[tuple[set[str], int]]) -> dict[tuple[int, int], float]:
    found = {}
    for one, (a, day) in enumerate(agreements):
        for other, (b, later) in enumerate(agreements):
            alike = len(a & b) / len(a | b)
            if (day, one) < (later, other) and (a <= b or b <= a or alike >= 0.5):
                found[one, other] = alike
    return found


def as_found(pairs: PartyPairs) -> dict[tuple[int, int], float]:
    listed = list(zip(pairs.earlier.tolist(), pairs.later.tolist(), strict=True))
    assert len(set(listed)) == len(listed), "no pair twice"
    return dict(zip(listed, pairs.alike.tolist(), strict=True))


def pairs_of(agreements: list[tuple[set[str], int]], most: int = 10_000) -> PartyPairs:
    return party_pairs([sorted(parties) for parties, _ in agreements], np.array([day for _, day in agreements]), most)


@given(AGREEMENTS)
def test_the_index_finds_what_a_comparison_of_all_with_all_finds(agreements: list[tuple[set[str], int]]) -> None:
    found = pairs_of(agreements)
    assert as_found(found) == all_with_all(agreements)
    assert (found.left_out, found.reach) == (0, None)


@given(AGREEMENTS)
def test_it_does_so_in_small_portions_as_well(agreements: list[tuple[set[str], int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "AT_ONCE", 3)
        assert as_found(pairs_of(agreements)) == all_with_all(agreements)


@given(AGREEMENTS, st.integers(1, 40))
def test_of_too_many_those_nearest_in_time_are_kept_and_the_rest_counted(
    agreements: list[tuple[set[str], int]], most: int
) -> None:
    found, whole = pairs_of(agreements, most), all_with_all(agreements)
    kept = as_found(found)
    assert kept.items() <= whole.items()
    assert found.left_out == len(whole) - len(kept)
    if len(whole) <= most:
        assert kept == whole
    else:
        assert found.reach is not None
        assert len(kept) <= most or found.reach == 1


def test_a_bound_keeps_neighbours_in_time() -> None:
    """Five agreements of one pair of states, one a day: the first reach that keeps to five pairs is one neighbour."""
    found = pairs_of([({"A", "B"}, day) for day in (1, 2, 3, 4, 5)], most=5)
    assert found.reach == 1
    assert set(as_found(found)) == {(0, 1), (1, 2), (2, 3), (3, 4)}
    assert found.left_out == 10 - 4


def test_nothing_gives_nothing() -> None:
    assert as_found(party_pairs([], np.array([], dtype=np.int64))) == {}
    assert as_found(pairs_of([({"A", "B"}, 1)])) == {}
