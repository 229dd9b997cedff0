"""Fair shares: by hand, and laws that hold for all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phalanx.analyses.planning.road_map.fair import fair_shares

AMOUNTS = st.floats(1, 1000)


def shares(gdp: list[float], means: list[float], price: float) -> list[float]:
    return [float(share) for share in fair_shares(np.array(gdp), np.array(means), price)]


def test_by_gdp_where_all_have_the_means() -> None:
    assert shares([60, 40], [100, 100], 100) == pytest.approx([0.6, 0.4])


def test_who_has_not_the_means_bears_them_and_the_rest_is_borne_by_gdp() -> None:
    """The third has 10 of the 100; the other 90 are borne 2 to 1, 60 and 30."""
    assert shares([40, 20, 40], [500, 500, 10], 100) == pytest.approx([0.6, 0.3, 0.1])


def test_what_one_cannot_bear_may_be_too_much_for_another() -> None:
    """The third has 10; of the other 90 the second would bear 30 and has 25, so that the first bears 65."""
    assert shares([40, 20, 40], [500, 25, 10], 100) == pytest.approx([0.65, 0.25, 0.1])


def test_by_means_where_all_together_do_not_pay_the_price() -> None:
    assert shares([90, 10], [30, 10], 100) == pytest.approx([0.75, 0.25])


def test_by_gdp_where_nobody_has_anything() -> None:
    assert shares([90, 10], [0, 0], 100) == pytest.approx([0.9, 0.1])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=6), AMOUNTS)
def test_shares_sum_to_one_and_are_never_above_the_means(states: list[tuple[float, float]], price: float) -> None:
    gdp, means = ([pair[place] for pair in states] for place in (0, 1))
    found = shares(gdp, means, price)
    assert sum(found) == pytest.approx(1)
    assert all(share >= 0 for share in found)
    if sum(means) >= price:
        assert all(share <= mean / price + 1e-9 for share, mean in zip(found, means, strict=True))
