"""How forecasts are judged, held against scikit-learn, pair by pair and draw by draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from phalanx.analyses.network.gaps import tie_judging as judging
from phalanx.analyses.network.gaps.tie_judging import Ranking

Drawn = tuple[np.ndarray, np.ndarray, np.ndarray]


def forecasts(seed: int, pairs: int = 300, decimals: int = 2) -> Drawn:
    """Probabilities, many of them level, outcomes that follow their odds too timidly, and whole weights of three draws."""
    lot = np.random.default_rng(seed)
    chance = np.clip(np.round(1 / (1 + np.exp(-lot.normal(-2, 1.5, pairs))), decimals), 0.01, 0.99)
    tied = lot.random(pairs) < 1 / (1 + ((1 - chance) / chance) ** 0.7)
    tied[0] = True
    return chance, tied, lot.integers(0, 4, (pairs, 3)).astype(np.float64)


@given(st.integers(0, 10_000))
def test_precision_and_ranking_are_those_of_scikit_learn(seed: int) -> None:
    """A pair of weight 3 is one that stands there three times."""
    chance, tied, weight = forecasts(seed)
    precision, area = Ranking.of(chance, tied).judge(weight)
    for draw in range(3):
        often = weight[:, draw].astype(int)
        y, score = np.repeat(tied, often), np.repeat(chance, often)
        assert precision[draw] == pytest.approx(average_precision_score(y, score))
        assert area[draw] == pytest.approx(roc_auc_score(y, score))


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_brier_score_and_slope_are_those_of_scikit_learn(seed: int) -> None:
    chance, tied, weight = forecasts(seed)
    odds = np.log(chance / (1 - chance))[:, None]
    whole = np.ones((tied.size, 1))
    assert judging.brier(chance, tied, whole)[0] == pytest.approx(brier_score_loss(tied, chance))
    told = LogisticRegression(C=1e12, tol=1e-10, max_iter=1000).fit(odds, tied)
    assert judging.calibration_slope(chance, tied, whole)[0] == pytest.approx(told.coef_[0, 0], abs=1e-4)
    drawn, brier = judging.calibration_slope(chance, tied, weight), judging.brier(chance, tied, weight)
    for draw in range(3):
        often = weight[:, draw]
        fitted = LogisticRegression(C=1e12, tol=1e-10, max_iter=1000).fit(odds, tied, sample_weight=often)
        assert drawn[draw] == pytest.approx(fitted.coef_[0, 0], abs=0.01)
        assert brier[draw] == pytest.approx(brier_score_loss(tied, chance, sample_weight=often))


def test_calibration_error_counted_by_hand() -> None:
    """Twenty pairs, two a tenth: 5 % expected and none tied in nine of them; in the last, 60 % expected and both tied."""
    chance = np.array([0.05] * 18 + [0.6] * 2)
    tied = chance > 0.5
    whole = np.ones((20, 1))
    assert [part.size for part in judging.tenths(chance)] == [2] * 10
    assert judging.calibration_error(chance, tied, whole)[0] == pytest.approx((18 * 0.05 + 2 * 0.4) / 20)
    # 0.9 + 1.2 were expected and 2 came.
    assert judging.expected_per_seen(chance, tied, whole)[0] == pytest.approx(2.1 / 2)
    # Without the last two pairs 0.9 were expected, and none came to compare with.
    without = whole.copy()
    without[18:] = 0
    assert judging.calibration_error(chance, tied, without)[0] == pytest.approx(0.05)
    assert np.isnan(judging.expected_per_seen(chance, tied, without)[0])


def test_fewer_pairs_than_tenths_are_a_tenth_each() -> None:
    assert [part.tolist() for part in judging.tenths(np.array([0.3, 0.1, 0.2]))] == [[1], [2], [0]]


@pytest.mark.parametrize("tied", [np.zeros(6, dtype=bool), np.ones(6, dtype=bool)])
def test_where_nothing_can_be_told_apart_there_is_no_number(tied: np.ndarray) -> None:
    chance = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    precision, area = Ranking.of(chance, tied).judge(np.ones((6, 2)))
    assert np.isnan(precision).all()
    assert np.isnan(area).all()


@pytest.mark.parametrize(
    ("chance", "tied"),
    [
        (np.full(6, 0.2), np.array([True, False] * 3)),
        (np.array([0.1, 0.2, 0.3, 0.7, 0.8, 0.9]), np.array([False] * 3 + [True] * 3)),
        (np.zeros(6), np.array([True, False] * 3)),
    ],
)
def test_a_slope_that_does_not_exist_is_not_told(chance: np.ndarray, tied: np.ndarray) -> None:
    """All forecasts level; outcomes told apart entirely, so that the slope is infinite; no chance at all."""
    assert np.isnan(judging.calibration_slope(chance, tied, np.ones((6, 3)))).all()


def test_no_weight_at_all_gives_no_number() -> None:
    chance, tied, weight = forecasts(1)
    nothing = np.zeros_like(weight)
    measures: tuple[Callable[..., np.ndarray], ...] = (
        judging.brier,
        judging.calibration_error,
        judging.expected_per_seen,
    )
    for measure in measures:
        assert np.isnan(measure(chance, tied, nothing)).all()


def test_draws_resample_states() -> None:
    """As many states as are known, with replacement; a pair weighs the product, and one of an unknown state nothing."""
    known = np.array([0, 2, 3, 5])
    i, j = np.triu_indices(6, 1)
    weights = judging.drawn_weights(known, 6, i, j, 2000, seed=4)
    assert weights.shape == (15, 2000)
    unknown = np.isin(i, [1, 4]) | np.isin(j, [1, 4])
    assert not weights[unknown].any()
    # Drawn four times out of four states, two states are drawn together 4 · 3 / 16 times in the mean.
    assert weights[~unknown].mean(axis=1) == pytest.approx(np.full(6, 12 / 16), abs=0.08)
    assert np.array_equal(weights, judging.drawn_weights(known, 6, i, j, 2000, seed=4))
    assert not np.array_equal(weights, judging.drawn_weights(known, 6, i, j, 2000, seed=5))
