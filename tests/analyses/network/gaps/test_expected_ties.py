"""How probable a first tie is: what is learned, held against closed forms, finite differences and exhaustive looks."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from tests.analyses.network.hand_made import drawn_signings, made_history

from phalanx.analyses.network.gaps import expected_ties as model
from phalanx.analyses.network.gaps.expected_ties import Forecast, at_pace, expect_ties, learn, looks, misfit, pace
from phalanx.analyses.network.gaps.tie_history import TieHistory
from phalanx.analyses.network.gaps.tie_signs import SIGNS, tie_signs

NAMES = tuple(SIGNS)


def expected(history: TieHistory, day: float) -> Forecast:
    found = expect_ties(history, day, NAMES, partial(tie_signs, history))
    assert found is not None
    return found


def chances(history: TieHistory, day: float, years: float = 5.0) -> dict[tuple[str, str], float]:
    found = expected(history, day)
    pairs = zip(found.i, found.j, strict=True)
    return {
        (history.states[a], history.states[b]): float(chance)
        for (a, b), chance in zip(pairs, found.chance(years), strict=True)
    }


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_is_that_of_finite_differences(seed: int) -> None:
    lot = np.random.default_rng(seed)
    x, years, weight = lot.normal(size=(60, 4)), lot.uniform(0.2, 3, 60), lot.uniform(0.1, 2, 60)
    tied = lot.random(60) < 0.3
    at = lot.normal(scale=0.4, size=5)
    value, gradient = misfit(at, x, tied, years, weight)
    assert gradient == pytest.approx(approx_fprime(at, lambda b: misfit(b, x, tied, years, weight)[0], 1e-7), abs=2e-4)
    # The penalised likelihood written out term by term.
    mean = years * np.exp(at[0] + x @ at[1:])
    told = np.where(tied, np.log(1 - np.exp(-mean)), -mean) @ weight
    assert value == pytest.approx(50 * (at[1:] ** 2).sum() - told)


def test_signs_that_tell_nothing_leave_the_share_that_tied() -> None:
    """Of 40 pairs seen for three years 10 tied: 1 - exp(-3 · rate) = 1/4, so the rate is -log(3/4) / 3."""
    tied = np.arange(40) < 10
    level, weights = model._fitted(np.zeros((40, 2)), tied, np.full(40, 3.0), np.ones(40))
    assert np.exp(level) == pytest.approx(-np.log(0.75) / 3)
    assert weights.tolist() == [0, 0]


def test_the_fit_is_the_least_misfit_there_is() -> None:
    lot = np.random.default_rng(5)
    x, years, weight = lot.normal(size=(400, 3)), np.full(400, 3.0), np.ones(400)
    tied = lot.random(400) < 1 - np.exp(-3 * np.exp(-2 + x @ np.array([1.0, -0.5, 0.0])))
    level, weights = model._fitted(x, tied, years, weight)
    best = misfit(np.append(level, weights), x, tied, years, weight)
    assert np.abs(best[1]).max() < 1e-2
    for _ in range(200):
        near = np.append(level, weights) + lot.normal(scale=0.05, size=4)
        assert misfit(near, x, tied, years, weight)[0] > best[0]
    assert weights[0] > 0 > weights[1], "what raises rates is found to raise them"


def test_looks_are_a_year_apart_from_five_years_after_the_first_record() -> None:
    """The first record is of 2000; on 1 July 2008 one can look back from July 2007, 2006 and 2005, but not from 2004."""
    history = made_history([("A", "B", 2000.0), ("A", "C", 2006.0)])
    assert looks(history, 2008.5) == [2005.5, 2006.5, 2007.5]
    assert looks(history, 2005.9) == []
    assert looks(made_history([], ["A", "B"]), 2008.5) == []


def test_what_a_look_sees_is_a_tie_within_three_years_and_before_the_day() -> None:
    """Every pair of S-states is seen; the number learned from is that of different pairs that tied after 1985."""
    history = made_history(drawn_signings(3))
    rates = learn(history, 2000.0, NAMES, partial(tie_signs, history))
    assert rates is not None
    i, j = np.triu_indices(len(history.states), 1)
    begin = history.when[0] + 5
    seen = set()
    for look in np.arange(2000.0, begin - 1, -1)[1:]:
        if look < begin:
            continue
        known = (history.first < look).any(axis=1)
        until = min(look + 3, 2000.0)
        seen |= {
            (a, b)
            for a, b in zip(i.tolist(), j.tolist(), strict=True)
            if known[a] and known[b] and look <= history.first[a, b] < until
        }
    assert rates.learned_from == len(seen) >= 10


def test_the_level_is_that_of_the_last_year() -> None:
    """As many first ties are expected in the coming year as candidates of a year ago tied since, but no more than half."""
    history = made_history(drawn_signings(2))
    found = expected(history, 2000.0)
    then = history.candidates(1999.0)
    came = sum(1999.0 <= history.first[a, b] < 2000.0 for a, b in zip(*then, strict=True))
    assert pace(history, 2000.0) == max(came, 1)
    assert found.chance(1).sum() == pytest.approx(min(max(came, 1), found.i.size / 2))


def test_rates_hold_for_every_horizon() -> None:
    """Not to tie in two years is not to tie in one, twice."""
    found = expected(made_history(drawn_signings(2)), 2000.0)
    one, two = found.chance(1), found.chance(2)
    assert 1 - two == pytest.approx((1 - one) ** 2)
    assert ((two > one) & (two < 1)).all()


def test_log_rates_are_shifted_alike() -> None:
    given_rates = np.array([-3.0, -1.0, 0.5])
    moved = at_pace(given_rates, 1.2)
    assert (1 - np.exp(-np.exp(moved))).sum() == pytest.approx(1.2)
    assert np.ptp(moved - given_rates) == pytest.approx(0)


def test_a_state_that_is_no_more_ties_with_nobody() -> None:
    history = made_history(drawn_signings(2), ends={"S03": 1999.0})
    found = chances(history, 2000.0)
    assert {chance for pair, chance in found.items() if "S03" in pair} == {0.0}
    assert min(chance for pair, chance in found.items() if "S03" not in pair) > 0


def test_parts_add_up_to_the_rate() -> None:
    """A pair's log rate is that of the average candidate plus what each sign adds."""
    found = expected(made_history(drawn_signings(2)), 2000.0)
    average = found.log_rates - found.parts.sum(axis=1)
    assert np.ptp(average) == pytest.approx(0, abs=1e-9)
    assert found.parts.mean(axis=0) == pytest.approx(np.zeros(len(NAMES)), abs=1e-12)


def test_too_little_to_learn_from_expects_nothing() -> None:
    """Three ties; two states without any; nobody at all; and eight states of which every two are tied."""
    codes = "ABCDEFGH"
    pairs = [(a, b) for place, a in enumerate(codes) for b in codes[place + 1 :]]
    for history in (
        made_history([("A", "B", 2000.0), ("C", "D", 2001.0), ("A", "C", 2006.0)]),
        made_history([], ["A", "B"]),
        made_history([]),
        made_history([(a, b, 2000.0 + place) for place, (a, b) in enumerate(pairs)]),
    ):
        assert expect_ties(history, 2040.0, NAMES, partial(tie_signs, history)) is None


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([1996.0, 2000.5, 2004.0]))
def test_what_comes_after_the_day_changes_no_forecast(seed: int, day: float) -> None:
    """The history as of now, and the same as it stood before the day: alliances, memberships and ends of states too."""
    signings = drawn_signings(seed)
    promises = [("S00", "S01", 1990.0, 1999.0), ("S02", "S03", 1985.0, np.inf), ("S01", "S04", 2005.0, np.inf)]
    newcomer = ("S00", "S99", 2008.0)
    at = {f"S{number:02}": (2.0 * (number % 7), 3.0 * number) for number in range(100)}
    now = made_history(
        [*signings, newcomer],
        at=at,
        promises=promises,
        nato={"S00": 1982.0, "S05": 2006.0},
        ends={"S06": 2007.0},
    )
    then = made_history(
        [each for each in signings if each[2] < day],
        at=at,
        promises=[(a, b, since, until if until < day else np.inf) for a, b, since, until in promises if since < day],
        nato={"S00": 1982.0},
    )
    told, known = chances(now, day), chances(then, day)
    assert told.keys() == known.keys()
    for pair, chance in told.items():
        assert chance == pytest.approx(known[pair], rel=1e-6), pair


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_names_change_no_forecast(seed: int) -> None:
    signings = drawn_signings(seed)
    codes = [f"S{number:02}" for number in range(16)]
    renamed = dict(zip(codes, np.random.default_rng(seed).permutation([f"T{n:02}" for n in range(16)]), strict=True))
    at = {code: (3.0 * number, 5.0 * number) for number, code in enumerate(codes)}
    one = chances(made_history(signings, at=at), 2000.0)
    other = chances(
        made_history(
            [(str(renamed[a]), str(renamed[b]), when) for a, b, when in signings],
            at={str(renamed[code]): place for code, place in at.items()},
        ),
        2000.0,
    )
    for (a, b), chance in one.items():
        pair = tuple(sorted((str(renamed[a]), str(renamed[b]))))
        assert other[pair] == pytest.approx(chance, rel=1e-5)  # type: ignore[index]
