"""Back-tests of hand-made histories: the same pairs for all methods, judged as scikit-learn judges them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from tests.analyses.network.hand_made import drawn_signings, made_history

from phalanx.analyses.network.gaps.back_test import (
    ADAMIC_ADAR,
    ATTACHMENT,
    MEASURES,
    MODEL,
    BackTest,
    back_test,
    span,
)
from phalanx.analyses.network.gaps.expected_ties import expect_ties
from phalanx.analyses.network.gaps.tie_history import TieHistory
from phalanx.analyses.network.gaps.tie_signs import SIGNS, tie_signs

CUT, END = 1998.0, 2011.0


@pytest.fixture(scope="module")
def history() -> TieHistory:
    return made_history(drawn_signings(7, states=20, agreements=220), ends={"S05": 1995.0})


@pytest.fixture(scope="module")
def test(history: TieHistory) -> BackTest:
    found = back_test(history, CUT, END, 5.0, seed=1)
    assert isinstance(found, BackTest)
    return found


def test_the_pairs_are_all_that_could_have_tied(history: TieHistory, test: BackTest) -> None:
    """By NetworkX: of the states with a tie before the cut, every two without one; that one has ended changes nothing."""
    before = nx.Graph([(a, b) for a, b in np.argwhere(history.first < CUT)])
    later = {frozenset(pair) for pair in np.argwhere(history.first < END).tolist()}
    pairs = {frozenset(pair) for pair in nx.non_edges(before)}
    assert {frozenset(pair) for pair in zip(test.forecast.i.tolist(), test.forecast.j.tolist(), strict=True)} == pairs
    assert test.tied.sum() == len(pairs & later)


def test_simple_measures_are_judged_as_networkx_and_scikit_learn_have_them(history: TieHistory, test: BackTest) -> None:
    graph = nx.Graph([(a, b) for a, b in np.argwhere(history.first < CUT)])
    pairs = list(zip(test.forecast.i.tolist(), test.forecast.j.tolist(), strict=True))
    for method, scores in (
        (ADAMIC_ADAR, nx.adamic_adar_index(graph, pairs)),
        (ATTACHMENT, nx.preferential_attachment(graph, pairs)),
    ):
        score = np.round([value for _, _, value in scores], 10)
        assert test.measure("ap", method)["value"] == pytest.approx(average_precision_score(test.tied, score), abs=1e-4)
        assert test.measure("auc", method)["value"] == pytest.approx(roc_auc_score(test.tied, score), abs=1e-4)


def test_the_model_is_judged_as_scikit_learn_does(test: BackTest) -> None:
    chance = test.forecast.chance(5)
    assert test.measure("ap")["value"] == pytest.approx(average_precision_score(test.tied, chance), abs=1e-4)
    assert test.measure("auc")["value"] == pytest.approx(roc_auc_score(test.tied, chance), abs=1e-4)
    assert test.measure("brier")["value"] == pytest.approx(brier_score_loss(test.soon, chance), abs=1e-4)
    assert test.measure("expected_per_seen")["value"] == pytest.approx(chance.sum() / test.soon.sum(), abs=1e-4)
    better = max(float(test.measure("ap", method)["value"] or 0) for method in (ADAMIC_ADAR, ATTACHMENT))
    assert test.measure("lift")["value"] == pytest.approx(average_precision_score(test.tied, chance) / better, abs=1e-3)


def test_every_method_has_every_measure_within_its_interval(test: BackTest) -> None:
    assert test.measures.height == 3 * len(MEASURES)
    for row in test.measures.drop_nulls().iter_rows(named=True):
        assert row["low"] <= row["high"]
        if row["measure"] in ("ap", "auc", "brier"):
            assert row["low"] < row["value"] < row["high"]


def test_tenths_hold_all_pairs_and_all_ties(test: BackTest) -> None:
    for method in (MODEL, ADAMIC_ADAR, ATTACHMENT):
        rows = [row for row in test.calibration.iter_rows(named=True) if row["method"] == method]
        assert sum(row["pairs"] for row in rows) == test.tied.size
        assert sum(row["pairs"] * row["seen_pct"] / 100 for row in rows) == pytest.approx(test.soon.sum(), abs=0.05)
        assert [row["expected_pct"] for row in rows] == sorted(row["expected_pct"] for row in rows)


def test_the_horizon_ends_with_the_facts(history: TieHistory) -> None:
    """Three years before the end of the facts, five cannot be seen."""
    found = back_test(history, 2008.0, END, 5.0, seed=1)
    assert isinstance(found, BackTest)
    assert found.years == 3
    assert np.array_equal(found.soon, found.tied)


def test_what_is_known_only_later_is_not_used(history: TieHistory) -> None:
    """The scores of the cut are the same when the history ends there."""
    whole = back_test(history, CUT, END, 5.0, seed=1)
    known = [each for each in drawn_signings(7, states=20, agreements=220) if each[2] < CUT]
    short = made_history(known, history.states, ends={"S05": 1995.0})
    assert isinstance(whole, BackTest)
    again = expect_ties(short, CUT, tuple(SIGNS), lambda day: tie_signs(short, day))
    assert again is not None
    alive = np.isfinite(whole.forecast.log_rates)
    assert whole.forecast.chance(5)[alive] == pytest.approx(again.chance(5)[alive], rel=1e-6)


def test_the_seed_decides(history: TieHistory, test: BackTest) -> None:
    same, other = (back_test(history, CUT, END, 5.0, seed=seed) for seed in (1, 2))
    assert isinstance(same, BackTest)
    assert isinstance(other, BackTest)
    assert same.measures.equals(test.measures)
    assert not other.measures.equals(test.measures)
    assert other.measures["value"].to_list() == test.measures["value"].to_list()


@pytest.mark.parametrize(
    ("cut", "end", "why"),
    [
        (1950.0, END, "too little to learn from"),
        (1984.0, END, "too little to learn from"),
        (2011.0, END, "None of the"),
    ],
)
def test_what_cannot_be_tested_says_why(history: TieHistory, cut: float, end: float, why: str) -> None:
    told = back_test(history, cut, end, 5.0, seed=1)
    assert isinstance(told, str)
    assert why in told
    assert told.endswith(".")


def test_where_every_pair_tied_there_is_nothing_to_rank() -> None:
    """After 1990 every pair that is left among eight states ties."""
    codes = "ABCDEFGH"
    pairs = [(a, b) for place, a in enumerate(codes) for b in codes[place + 1 :]]
    history = made_history([(a, b, 1970.0 + number) for number, (a, b) in enumerate(pairs)])
    told = back_test(history, 1990.0, 2000.0, 5.0, seed=1)
    assert told == "All of the 8 pairs that could have tied from 1990 on did so, so there is nothing to rank."


@pytest.mark.parametrize(("years", "said"), [(5.0, "5 years"), (1.0, "1 year"), (3.4603, "3.5 years")])
def test_years_in_words(years: float, said: str) -> None:
    assert span(years) == said
