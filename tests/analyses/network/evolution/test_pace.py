"""The pace of new agreements beside plain loops over days, and its intervals beside scipy's exact test."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from tests.analyses.network.told import DAY, Pact, days, several, world_of
from tests.analyses.small_world import VALID_ON

from phalanx.analyses.network.evolution.lifelines import Lifelines
from phalanx.analyses.network.evolution.pace import (
    Begun,
    begun_of,
    change_of,
    judged_until,
    months_later,
    pace_of,
    ratio_interval,
    turning_points_table,
)
from phalanx.analyses.network.hypergraph import hypergraph
from phalanx.world import World


def begun(world: World) -> Begun:
    web = hypergraph(world, world.table("agreements"))
    return begun_of(web, Lifelines.of(web, world.valid_on), world.valid_on)


def test_a_date_to_the_year_is_spread_over_it(weighted_world: World) -> None:
    """The letter of 2022 began on one of 365 days, the pact of June 2021 on one of 30; all other days are known."""
    found = begun(weighted_world)
    spread = found.between([date(2022, 1, 1), date(2022, 2, 1), date(2022, 12, 31), date(2023, 1, 1)])
    assert spread == pytest.approx([31 / 365, 333 / 365, 1 / 365])
    assert found.between([date(2021, 6, 1), date(2021, 6, 16), date(2021, 7, 1)]) == pytest.approx([0.5, 0.5])
    # Six agreements tie: research, Aachen, the pact, the letter, the contract and Nancy, of weight 1, 2, 1, 1/4, 1/2, 1/2.
    whole = [date(2015, 1, 1), VALID_ON + timedelta(days=1)]
    assert found.between(whole) == pytest.approx([6])
    assert found.between(whole, weighed=True) == pytest.approx([5.25])


def test_a_year_that_is_not_over_is_spread_up_to_the_worlds_day() -> None:
    low, high = date(2025, 1, 1).toordinal(), date(2025, 3, 2).toordinal()
    found = Begun(np.array([low]), np.array([high]), np.array([1.0]))
    assert found.between([date(2025, 1, 1), date(2025, 2, 1), date(2026, 1, 1)]) == pytest.approx([31 / 60, 29 / 60])


@settings(max_examples=30)
@given(several, st.lists(days, min_size=2, max_size=5, unique=True))
def test_between_is_a_plain_count(pacts: list[Pact], when: list[date]) -> None:
    world, when = world_of(pacts), sorted(when)
    web = hypergraph(world, world.table("agreements"))
    lives = Lifelines.of(web, DAY)
    first = [date.fromordinal(day) for day in lives.edge_begins.tolist()]
    weights = web.weight[lives.edges].tolist()
    for place, (start, stop) in enumerate(pairwise(when)):
        inside = [start <= day < stop for day in first]
        assert begun(world).between(when)[place] == pytest.approx(sum(inside))
        weight = sum(weight for weight, within in zip(weights, inside, strict=True) if within)
        assert begun(world).between(when, weighed=True)[place] == pytest.approx(weight)


@settings(max_examples=30)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))
def test_the_interval_is_scipys_exact_one(before: int, after: int, months_before: int, months_after: int) -> None:
    """Given the sum of both counts, the one after is binomial; its Clopper-Pearson interval gives that of the ratio."""
    assume(before + after > 0)
    low, high = ratio_interval(before, after, months_before, months_after)
    exact = binomtest(after, before + after).proportion_ci(0.95, "exact")
    odds = months_before / months_after
    assert low == pytest.approx(odds * exact.low / (1 - exact.low), abs=1e-9)
    if before:
        assert high == pytest.approx(odds * exact.high / (1 - exact.high))
    else:
        assert high is None


def test_wider_counts_have_wider_intervals() -> None:
    narrow, wide = ratio_interval(20, 40, 24, 24), ratio_interval(20, 40, 24, 24, wide=2.5)
    assert wide[0] < narrow[0] < 2 < (narrow[1] or 0) < (wide[1] or 0)


def test_judgement_ends_some_months_before_the_last_entry() -> None:
    """A told World's last entry is 400 days after its day: so twelve months before it is after the World's day."""
    world = world_of([], DAY)
    assert judged_until(world, 0) == date(2026, 1, 1)
    assert judged_until(world, 12) == date(2026, 1, 1)
    assert judged_until(world, 24) == months_later(DAY + timedelta(days=401), -24)


def test_months_later_keep_the_day_where_the_month_has_it() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert months_later(date(2025, 1, 15), -13) == date(2023, 12, 15)
    assert months_later(date(2025, 11, 30), 2) == date(2026, 1, 30)


def test_no_pace_without_two_whole_months() -> None:
    found = begun(world_of([Pact(("DE", "FR"), date(2025, 11, 20))]))
    assert pace_of(found, date(2025, 12, 31)) is None
    assert pace_of(found, date(2026, 1, 1)) is not None
    assert pace_of(begun(world_of([])), date(2026, 1, 1)) is None


def test_a_turning_point_between_a_slow_and_a_fast_time() -> None:
    """One agreement in each of the 24 months before July 2022, and three in each month from then on."""
    slow = [Pact(("DE", "FR"), months_later(date(2020, 7, 10), month)) for month in range(24)]
    fast = [
        Pact(("DE", "FR"), months_later(date(2022, 7, 10 + each), month)) for month in range(24) for each in range(3)
    ]
    pace = pace_of(begun(world_of([*slow, *fast])), date(2024, 7, 1))
    assert pace is not None
    points = pl.DataFrame(
        {
            "id": ["middle", "start", "beyond"],
            "date": ["2022-07", "2020-07-01", "2030-01-01"],
            "name": ["The middle", "The first day", "To come"],
        }
    )
    middle, start, beyond = turning_points_table(pace, points, 12).to_dicts()
    assert (middle["before"], middle["after"]) == (12, 36)
    assert middle["ratio"] == pytest.approx(3, abs=0.01)
    low, high = ratio_interval(12, 36, middle["months_before"], middle["months_after"])
    assert (middle["low"], middle["high"]) == pytest.approx((low, high), abs=0.01)
    # Three of four come after, so that the series as a whole rises as well; the step is steeper still.
    assert 1.3 < middle["steady_ratio"] < middle["low"]
    assert middle["change"] == "rose faster"
    for untold in (start, beyond):
        assert untold["change"] == "not judged"
        assert untold["ratio"] is None
    assert [one.at for one in pace.broken.breaks] == [24]


@pytest.mark.parametrize(
    ("low", "high", "steady", "change"),
    [
        (1.6, 2.5, 1.5, "rose faster"),
        (1.1, 2.5, 1.5, "rose steadily"),
        (0.8, 1.2, 1.5, "slowed"),
        (0.8, 2.5, 1.5, "none clear"),
        (0.2, 0.8, 1.5, "fell"),
        (0.2, 0.8, 0.5, "fell steadily"),
        (0.2, 0.4, 0.5, "fell faster"),
        (0.8, 1.2, 0.5, "held"),
        (1.1, None, 1.0, "rose faster"),
        (0.5, None, 1.0, "none clear"),
    ],
)
def test_a_ratio_in_a_word(low: float, high: float | None, steady: float, change: str) -> None:
    """Beside no change (1) and what the steady change alone gives."""
    assert change_of(low, high, steady) == change
