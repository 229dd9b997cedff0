"""Breaks beside full enumeration, beside scikit-learn's regression, and on series drawn with breaks that are known."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson
from sklearn.linear_model import PoissonRegressor

from phalanx.analyses.network.evolution.breaks import CRITICAL, SHORTEST, Months, dispersion, find_breaks, find_trend
from phalanx.analyses.network.weights import Floats


def months(amounts: npt.ArrayLike) -> Months:
    """A series of counts, each of a month of mean length."""
    found = np.array(amounts, dtype=np.float64)
    return Months(found, np.ones(found.size))


def likelihood(amounts: Floats, places: tuple[int, ...]) -> float:
    """The log-likelihood of whole counts by scipy's Poisson, at each span's own mean."""
    return sum(float(poisson.logpmf(span, span.mean()).sum()) for span in np.split(amounts, places))


def placings(length: int) -> list[tuple[int, ...]]:
    """Every way to place breaks at least `SHORTEST` months apart."""
    found: list[tuple[int, ...]] = []
    for number in range(length // SHORTEST):
        for places in combinations(range(SHORTEST, length - SHORTEST + 1), number):
            edges = (0, *places, length)
            if all(later - sooner >= SHORTEST for sooner, later in pairwise(edges)):
                found.append(places)
    return found


def total(amounts: Floats, places: tuple[int, ...]) -> float:
    """What the best placing has least of: twice the log-likelihood taken away, and a penalty for each break."""
    return -2 * likelihood(amounts, places) / dispersion(months(amounts)) + 2 * math.log(len(amounts)) * len(places)


@given(st.lists(st.integers(0, 12), min_size=SHORTEST, max_size=27))
def test_no_placing_of_breaks_is_better(amounts: list[int]) -> None:
    """Beside every possible placing, with the likelihood as scipy has it."""
    found, counts = find_breaks(months(amounts)), np.array(amounts, dtype=np.float64)
    ours = tuple(one.at for one in found.breaks)
    assert total(counts, ours) == pytest.approx(min(total(counts, places) for places in placings(len(amounts))))
    assert found.rates == pytest.approx([span.mean() for span in np.split(counts, ours)])


def test_nor_where_it_is_a_near_thing() -> None:
    """200 series of two years whose rate doubles: about half of them are found to break."""
    generator = np.random.default_rng(7)
    broken = []
    for _ in range(200):
        counts = np.r_[generator.poisson(2.5, 12), generator.poisson(5, 12)].astype(np.float64)
        ours = tuple(one.at for one in find_breaks(months(counts)).breaks)
        assert total(counts, ours) == pytest.approx(min(total(counts, places) for places in placings(24)))
        broken.append(bool(ours))
    assert 0.3 < np.mean(broken) < 0.8


def test_a_plain_step_is_found_where_it_is() -> None:
    """Two years of one a month, then two of ten: the break is the 25th month, and nothing else is near."""
    found = find_breaks(months([1] * 24 + [10] * 24))
    assert [tuple(one) for one in found.breaks] == [(24, 24, 24)]
    assert found.rates == (1, 10)


@pytest.mark.parametrize("amounts", [[], [3], [3] * 5, [0] * 40, [4] * 40])
def test_what_is_short_or_even_has_no_break(amounts: list[int]) -> None:
    found = find_breaks(months(amounts))
    assert found.breaks == ()
    assert len(found.rates) == 1
    assert all(map(math.isfinite, found.rates))


def test_without_a_break_one_is_found_in_about_one_of_twenty_series() -> None:
    """400 series of ten years at three a month: false breaks in no more than 8 % (5 % but for the luck of the draw)."""
    generator = np.random.default_rng(1)
    false = sum(bool(find_breaks(months(generator.poisson(3, 120))).breaks) for _ in range(400))
    assert false <= 0.08 * 400


def test_counts_wider_than_poisson_do_not_break_more_often() -> None:
    """The same with counts of twice the variance: the dispersion is told from the series itself."""
    generator = np.random.default_rng(2)
    series = [months(generator.negative_binomial(3, 0.5, 120)) for _ in range(200)]
    assert np.mean([dispersion(one) for one in series]) == pytest.approx(2, abs=0.2)
    assert sum(bool(find_breaks(one).breaks) for one in series) <= 0.08 * 200


@pytest.mark.parametrize(("before", "after", "needed"), [(2, 5, 0.9), (3, 9, 0.9)])
def test_intervals_hold_the_true_month(before: float, after: float, needed: float) -> None:
    """300 series that break after 70 of 140 months: where one break is found, its 95 % interval holds the true month."""
    generator = np.random.default_rng(3)
    held = []
    for _ in range(300):
        amounts = np.r_[generator.poisson(before, 70), generator.poisson(after, 70)]
        found = find_breaks(months(amounts)).breaks
        if len(found) == 1:
            held.append(found[0].low <= 70 <= found[0].high)
    assert len(held) > 270
    assert np.mean(held) >= needed


def test_the_critical_value_is_that_of_eo_and_morley() -> None:
    """(1 - exp(-7.352 / 2)) squared is 95 %."""
    assert pytest.approx(7.352, abs=0.001) == CRITICAL
    assert (1 - math.exp(-CRITICAL / 2)) ** 2 == pytest.approx(0.95)


def test_poisson_counts_have_a_dispersion_of_one_whatever_their_rate() -> None:
    generator = np.random.default_rng(4)
    rates = np.linspace(0.2, 20, 20_000)
    assert dispersion(Months(generator.poisson(rates).astype(float), np.ones(20_000), 0.0)) == pytest.approx(
        1, abs=0.05
    )
    lengths = generator.uniform(0.5, 2, 20_000)
    amounts = generator.poisson(3 * lengths).astype(float)
    assert dispersion(Months(amounts, lengths, 0.0)) == pytest.approx(1, abs=0.05)


def test_months_of_unequal_length_at_one_rate_have_no_break() -> None:
    lengths = np.r_[np.full(24, 1.0), np.full(24, 0.2)]
    found = find_breaks(Months(10 * lengths, lengths))
    assert found.breaks == ()
    assert found.rates == pytest.approx([10])


@given(st.lists(st.integers(0, 30), min_size=24, max_size=80).filter(lambda amounts: sum(map(bool, amounts)) > 4))
def test_the_steady_change_is_that_of_scikit_learn(amounts: list[int]) -> None:
    found = find_trend(months(amounts))
    years = (np.arange(len(amounts)) + 0.5)[:, None] / 12
    theirs = PoissonRegressor(alpha=0, solver="newton-cholesky", tol=1e-10, max_iter=10_000).fit(
        years - years.mean(), np.array(amounts)
    )
    assert found is not None
    assert math.log1p(found.percent / 100) == pytest.approx(float(theirs.coef_[0]), abs=1e-4)
    assert found.low <= found.percent <= found.high


def test_a_steady_rise_of_a_tenth_a_year_is_told() -> None:
    """300 series that rise by 10 % a year: the interval holds it in about 95 of 100."""
    generator = np.random.default_rng(5)
    rates = 4 * 1.1 ** ((np.arange(120) + 0.5) / 12)
    found = [find_trend(months(generator.poisson(rates))) for _ in range(300)]
    held = [one is not None and one.low <= 10 <= one.high for one in found]
    assert 0.92 <= np.mean(held) <= 0.99


@pytest.mark.parametrize("amounts", [[1.0] * 23, [0.0] * 60, [0.0] * 59 + [30.0]])
def test_no_steady_change_is_told_where_there_is_none_to_tell(amounts: list[float]) -> None:
    """Less than two years, nothing at all, or everything in the last month."""
    assert find_trend(months(amounts)) is None


def test_breaks_and_a_steady_change_are_compared_by_one_measure() -> None:
    """A step is described better by a break, a steady rise by a steady change."""
    generator = np.random.default_rng(6)
    step = months(np.r_[generator.poisson(2, 100), generator.poisson(8, 100)])
    rise = months(generator.poisson(2 * 1.12 ** (np.arange(200) / 12)))
    for series, better in ((step, "break"), (rise, "rise")):
        broken, trend = find_breaks(series), find_trend(series)
        assert trend is not None
        assert (broken.score < trend.score) == (better == "break")
