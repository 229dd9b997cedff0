"""Redundancy, counted by hand on the eight nodes and on a square with a diagonal."""

from __future__ import annotations

from tests.analyses.mobility.eight import eight, movement

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.network import Arc, Movement, network_from
from phalanx.analyses.mobility.stress.redundancy import corridors, disjoint_ways


def square() -> Clock:
    """Four towns: a to d over b, over c, and straight; every link takes 3 hours and 8 loads a day, the straight one 30 hours."""
    links = [("a", "b", 3), ("b", "d", 3), ("a", "c", 3), ("c", "d", 3), ("a", "d", 30)]
    arcs = [Arc(one, other, hours, 8, 0, "travel", "rail", f"{one}{other}") for one, other, hours in links]
    return Clock(network_from(arcs), Movement({"a": 4}, "d"), 3)


def test_ways_that_share_no_link() -> None:
    assert disjoint_ways(square()) == 3
    assert disjoint_ways(square(), closed=["ab"]) == 2
    assert disjoint_ways(square(), closed=["ab", "cd", "ad"]) == 0
    # Of the eight nodes, two ways lead to the border and one over it.
    assert disjoint_ways(Clock(eight(), movement(), 3)) == 1


def test_what_is_lost_with_a_corridor_by_hand() -> None:
    # Four loads, a load a step on each way: b and c take two each, entering in steps 0 and 1, there in steps 2 and 3: four
    # steps, 12 hours. Without b, all four go over c: the last enters in step 3 and is there in 5: 18 hours, so 6 are lost. Without
    # b and c they go straight: entered in step 3, there 10 steps later: 14 steps, 42 hours, so 30 are lost.
    of_link = {"ab": ["ONE"], "bd": ["ONE"], "ac": ["TWO"], "cd": ["TWO", "BOTH"], "bd2": ["BOTH"], "ad": []}
    found = {each.code: each for each in corridors(square(), {"ab", "bd", "ac", "cd"}, of_link)}
    assert set(found) == {"ONE", "TWO", "BOTH"}
    assert (found["ONE"].used, found["ONE"].ways_left, found["ONE"].hours_lost) == (2, 2, 6)
    assert found["ONE"].worst_hours == 6
    both = corridors(square(), {"ab", "ac"}, {"ab": ["ALL"], "ac": ["ALL"]})
    assert (both[0].ways_left, both[0].hours_lost) == (1, 30)
    none = corridors(square(), {"ab"}, {"ab": ["ALL"], "ac": ["ALL"], "ad": ["ALL"]})
    assert (none[0].ways_left, none[0].hours_lost) == (0, None)
