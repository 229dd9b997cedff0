"""Labels move as little as they must, and never lie on one another."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as draw

from phalanx.surfaces.presenting.labels import apart

PLACES = draw.lists(draw.floats(0, 400), min_size=1, max_size=12)


def test_labels_with_room_stay() -> None:
    assert apart([10, 100, 50], 14) == [10, 100, 50]


def test_two_on_one_spot_part_around_it() -> None:
    assert apart([50, 50], 14) == [43, 57]


def test_a_block_that_grows_into_its_neighbour_takes_it_in() -> None:
    """10, 12 and 13 need 28 around their middle of 11⅔, that is up to 25⅔; 30 is less than 14 further, so all four
    share the middle 16¼ and reach from −4¾ to 37¼.
    """
    assert apart([10, 12, 13, 30], 14) == [-4.75, 9.25, 23.25, 37.25]


@given(PLACES)
def test_order_and_distance_hold(places: list[float]) -> None:
    moved = apart(places, 14)
    inorder = [moved[index] for index in sorted(range(len(places)), key=lambda index: places[index])]
    assert all(after - before >= 14 - 1e-6 for before, after in pairwise(inorder))
    assert abs(sum(moved) - sum(places)) < 1e-6
