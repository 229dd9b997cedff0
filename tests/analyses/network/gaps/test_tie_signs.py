"""The signs of a coming tie, counted by hand, by NetworkX, and held to their laws."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.network.hand_made import drawn_signings, made_history

from phalanx.analyses.network.gaps.tie_signs import SIGNS, adamic_adar, preferential_attachment, tie_signs

THREE = (("A", "B", 2000.0), ("B", "C", 2006.0), ("A", "B", 2008.0))
"""A and B signed in 2000 and again in 2008, B and C in 2006; A and C have not."""


def of_a_and_c(**given: object) -> dict[str, float]:
    history = made_history(THREE, **given)  # type: ignore[arg-type]
    return {name: float(matrix[0, 2]) for name, matrix in tie_signs(history, 2010.0).items()}


def test_every_sign_has_its_meaning_and_a_symmetric_matrix() -> None:
    history = made_history(drawn_signings(1), promises=[("S00", "S01", 1985.0, np.inf)], nato={"S00": 1990.0})
    found = tie_signs(history, 2000.0)
    assert found.keys() == SIGNS.keys()
    for name, matrix in found.items():
        assert matrix.shape == (len(history.states),) * 2, name
        assert np.allclose(matrix, matrix.T), name
        assert np.isfinite(matrix).all(), name


def test_activity_of_three_states_counted_by_hand() -> None:
    """In 2010 A and C have one partner each, so the logarithm of 1 + 1 stands for both and for the busier.

    A's only tie is ten years old and counts 2^(-10/4), C's is four years old and counts a half. A signed twice, ten and two
    years ago; C once, four years ago. Experience and silence are those years plus one, as logarithms.
    """
    found = of_a_and_c()
    assert found["partners"] == pytest.approx(2 * np.log(2))
    assert found["partners_of_busier"] == pytest.approx(np.log(2))
    assert found["new_partners"] == pytest.approx(np.log(2**-2.5 + 0.5) + np.log(0.5 + 0.5))
    assert found["recent_agreements"] == pytest.approx(np.log(2**-2.5 + 2**-0.5 + 0.5) + np.log(0.5 + 0.5))
    assert found["experience"] == pytest.approx(np.log(11) + np.log(5))
    assert found["silence"] == pytest.approx(np.log(3) + np.log(5))
    # B is their only partner in common and has two: 1 / log 2.
    assert found["shared_partners"] == pytest.approx(np.log(1 + 1 / np.log(2)))


def test_places_of_three_states_counted_by_hand() -> None:
    """A, B and C lie on the equator at 0, 1 and 2 degrees: a degree is 111.19 km. B and C share a subregion.

    A has B where C is, which is C's subregion; C has nobody where A is, and B is no partner of C's there.
    """
    found = of_a_and_c(regions={"A": ("west", "here"), "B": ("east", "here"), "C": ("east", "here")})
    degree = np.pi * 6371 / 180
    assert found["nearness"] == pytest.approx(-np.log(2 * degree / 1000 + 0.3))
    assert (found["same_subregion"], found["same_region"]) == (0, 1)
    old, young = 2**-2.5, 0.5
    assert found["new_in_subregion"] == pytest.approx(np.log(old + 0.5) + np.log(0.5))
    assert found["new_in_region"] == pytest.approx(np.log(old + 0.5) + np.log(young + 0.5))
    near = np.exp(-degree / 1000)
    assert found["new_nearby"] == pytest.approx(np.log(old * near + 0.1) + np.log(young * near + 0.1))
    # New partners of A, B, C count old, old + young, young. Around C lies B, and A at twice the distance; were A's partners
    # like everybody's, they would be spread as those.
    every = 2 * (old + young)
    around_c = ((old + young) * near + old * near**2) / every
    around_a = ((old + young) * near + young * near**2) / every
    leaning = (old * near + 0.3) / (old * around_c + 0.3), (young * near + 0.3) / (young * around_a + 0.3)
    assert found["leaning_nearby"] == pytest.approx(np.log(leaning[0]) + np.log(leaning[1]))


def test_nato_counts_from_the_year_of_joining() -> None:
    assert of_a_and_c(nato={"A": 1999.0})["nato_and_not"] == 1
    assert of_a_and_c(nato={"A": 1999.0, "C": 2009.0})["nato_and_not"] == 0
    assert of_a_and_c(nato={"A": 2010.0})["nato_and_not"] == 0


def test_promises_count_while_they_stand_between_states_that_exist() -> None:
    """A and C promised in 2006, four years ago; both promised B, whose promise to A ended in 2009. D begins in 2012."""
    promises = [
        ("A", "C", 2006.0, np.inf),
        ("A", "B", 2000.0, 2009.0),
        ("B", "C", 2001.0, np.inf),
        ("C", "D", 1990.0, np.inf),
    ]
    found = of_a_and_c(promises=promises, begins={"D": 2012.0})
    assert (found["allied"], found["newly_allied"], found["shared_allies"]) == (1, 0.5, 0)
    # A has C; C has A and B, as D has not begun.
    assert found["allies"] == pytest.approx(np.log(2) + np.log(3))
    without = of_a_and_c()
    assert [without[name] for name in ("allied", "newly_allied", "allies", "shared_allies")] == [0, 0, 0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_both_simple_measures_are_those_of_networkx(seed: int) -> None:
    graph = nx.gnp_random_graph(25, 0.2, seed=seed)
    tied = nx.to_numpy_array(graph)
    pairs = [(a, b) for a in graph for b in range(a)]
    ours, attached = adamic_adar(tied), preferential_attachment(tied)
    for a, b, score in nx.adamic_adar_index(graph, pairs):
        assert ours[a, b] == pytest.approx(score)
    for a, b, score in nx.preferential_attachment(graph, pairs):
        assert attached[a, b] == score


@given(st.integers(0, 1000), st.floats(1982, 2009))
def test_what_comes_later_changes_nothing(seed: int, day: float) -> None:
    signings = drawn_signings(seed, 8, 40)
    states = [f"S{number:02}" for number in range(8)]
    promises = [("S00", "S01", 1990.0, 2000.0), ("S01", "S02", 2005.0, np.inf)]
    whole = made_history(signings, states, promises=promises)
    before = made_history(
        [each for each in signings if each[2] < day],
        states,
        promises=[(a, b, since, until if until < day else np.inf) for a, b, since, until in promises if since < day],
    )
    for name, matrix in tie_signs(before, day).items():
        assert np.array_equal(matrix, tie_signs(whole, day)[name]), name


@given(st.integers(0, 1000), st.permutations(range(8)))
def test_names_and_states_without_ties_change_nothing(seed: int, order: list[int]) -> None:
    signings = drawn_signings(seed, 8, 40)
    states = [f"S{number:02}" for number in range(8)]
    at = {state: (float(number), 7.0 * number) for number, state in enumerate(states)}
    renamed = {state: f"T{order[number]:02}" for number, state in enumerate(states)}
    one = made_history(signings, states, at=at)
    other = made_history(
        [(renamed[a], renamed[b], when) for a, b, when in signings],
        [*renamed.values(), "Z"],
        at={renamed[state]: place for state, place in at.items()} | {"Z": (80.0, 100.0)},
    )
    places = [other.states.index(renamed[state]) for state in one.states]
    for name, matrix in tie_signs(one, 2000.0).items():
        assert np.allclose(tie_signs(other, 2000.0)[name][np.ix_(places, places)], matrix), name
