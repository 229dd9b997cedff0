"""Numbers that fall as a set grows: the same as worked out one by one, and seldom worked out."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from phalanx.analyses.mobility.falling import Falling, Set, places_of, set_of

COUNT = 5
TERMS = st.lists(st.tuples(st.integers(1, 2**COUNT - 1), st.integers(1, 9)), max_size=6)


def lowered(terms: list[tuple[Set, int]], chosen: Set) -> float:
    """100 less the number of every term whose whole set is chosen: it falls, and terms of several places hang together."""
    return 100.0 - sum(number for needed, number in terms if needed & ~chosen == 0)


@settings(max_examples=30)
@given(TERMS, st.permutations(range(2**COUNT)))
def test_every_set_has_its_number_in_whatever_order_they_are_asked(
    terms: list[tuple[Set, int]], order: list[Set]
) -> None:
    falling = Falling(COUNT, lambda chosen, least, most, known: lowered(terms, chosen))
    assert all(falling(chosen) == lowered(terms, chosen) for chosen in order)


@settings(max_examples=30)
@given(TERMS)
def test_what_each_place_lowers_alone_is_found_in_groups(terms: list[tuple[Set, int]]) -> None:
    falling = Falling(COUNT, lambda chosen, least, most, known: lowered(terms, chosen))
    expected = [100.0 - lowered(terms, 1 << place) for place in range(COUNT)]
    assert falling.alone(falling.everything) == expected
    assert falling.alone(0) == [0.0] * COUNT


def test_where_nothing_matters_two_numbers_tell_all_others() -> None:
    # The empty set and the full one have 7; so has every set between.
    solved: list[Set] = []

    def solve(chosen: Set, least: float, most: float, known: dict[Set, float]) -> float:
        solved.append(chosen)
        return 7.0

    falling = Falling(10, solve)
    assert falling(0) == falling(falling.everything) == 7.0
    assert {falling(set_of(pair)) for pair in combinations(range(10), 2)} == {7.0}
    assert solved == [0, falling.everything]


def test_solving_is_told_the_least_and_the_most() -> None:
    # Of {0} it is known that the empty set has 10, and {0, 1} has 4.
    told: list[tuple[float, float]] = []

    def solve(chosen: Set, least: float, most: float, known: dict[Set, float]) -> float:
        told.append((least, most))
        return 5.0

    falling = Falling(2, solve, {0: 10.0, 0b11: 4.0})
    assert falling(0b01) == 5.0
    assert told == [(4.0, 10.0)]


def test_sets_and_places_are_the_same() -> None:
    assert set_of([0, 2]) == 0b101
    assert places_of(0b101) == (0, 2)
    assert places_of(0) == ()
