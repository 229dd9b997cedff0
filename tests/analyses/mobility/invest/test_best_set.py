"""The best set under a budget: as good as the best of all sets, and its bound holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phalanx.analyses.mobility.falling import Set, places_of
from phalanx.analyses.mobility.invest.best_set import Choice, best_set

COUNT = 6
COSTS = st.lists(st.integers(1, 9), min_size=COUNT, max_size=COUNT)
TERMS = st.lists(st.tuples(st.integers(1, 2**COUNT - 1), st.booleans(), st.integers(1, 9)), min_size=1, max_size=7)
Terms = list[tuple[Set, bool, int]]


def gain_of(terms: Terms, chosen: Set) -> float:
    """A term counts if all of its set is chosen, or if any of it is: gains help one another, or take from one another."""
    return float(
        sum(number for some, all_of_it, number in terms if (some & ~chosen == 0 if all_of_it else some & chosen))
    )


def found(terms: Terms, costs: list[int], budget: float, steps: int = 10**6) -> Choice:
    def gain(chosen: Set) -> float:
        return gain_of(terms, chosen)

    alone = [gain(1 << place) for place in range(COUNT)]
    return best_set(costs, budget, gain, alone, lambda branches, gap: branches < steps)


def paid(costs: list[int], chosen: Set) -> int:
    return sum(costs[place] for place in places_of(chosen))


def best_of_all(terms: Terms, costs: list[int], budget: float) -> float:
    """The best gain of every set that can be paid, one by one."""
    return max(gain_of(terms, chosen) for chosen in range(2**COUNT) if paid(costs, chosen) <= budget)


@settings(max_examples=60)
@given(TERMS, COSTS, st.integers(0, 40))
def test_no_set_that_can_be_paid_gains_more(terms: Terms, costs: list[int], budget: int) -> None:
    choice = found(terms, costs, budget)
    assert choice.gain == choice.bound == best_of_all(terms, costs, budget)
    assert choice.proven
    chosen = sum(1 << place for place in choice.chosen)
    assert paid(costs, chosen) <= budget
    assert gain_of(terms, chosen) == choice.gain
    for place in choice.chosen:
        assert gain_of(terms, chosen & ~(1 << place)) < choice.gain, "something could be left out"


@settings(max_examples=30)
@given(TERMS, COSTS, st.integers(0, 40), st.integers(0, 10))
def test_more_money_never_gains_less(terms: Terms, costs: list[int], budget: int, more: int) -> None:
    assert found(terms, costs, budget + more).gain >= found(terms, costs, budget).gain


@settings(max_examples=30)
@given(TERMS, COSTS, st.integers(0, 40), st.integers(0, 3))
def test_stopped_half_way_the_bound_still_holds(terms: Terms, costs: list[int], budget: int, steps: int) -> None:
    choice = found(terms, costs, budget, steps)
    assert choice.gain <= best_of_all(terms, costs, budget) <= choice.bound
    assert choice.gap == pytest.approx(choice.bound - choice.gain)


def test_two_halves_of_a_line_are_bought_together_or_not_at_all() -> None:
    # Places 0 and 1 gain 8 together and nothing alone, for 3 + 3; place 2 gains 5 alone, for 4. With 5 only place 2 can be
    # paid; with 6 the two halves are better than it; with 10 all three gain 13.
    terms: Terms = [(0b011, True, 8), (0b100, True, 5)]
    costs = [3, 3, 4, 9, 9, 9]
    assert [(choice.chosen, choice.gain) for choice in (found(terms, costs, budget) for budget in (3, 5, 6, 10))] == [
        ((), 0.0),
        ((2,), 5.0),
        ((0, 1), 8.0),
        ((0, 1, 2), 13.0),
    ]
