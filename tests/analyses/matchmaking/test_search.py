"""The best list is that of a plain search through every group; the room of the points is where another one leads."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.matchmaking import plainly

from phalanx.analyses.matchmaking import search
from phalanx.analyses.matchmaking.groups import Limits
from phalanx.analyses.matchmaking.needs import read_needs
from phalanx.analyses.matchmaking.prepare import prepare
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.score import Scoring, exponent
from phalanx.analyses.matchmaking.search import Ranking, best, room
from phalanx.analyses.matchmaking.weights import PARTS, read_weights
from phalanx.registry.records.matching_weights import COSTS
from phalanx.world import World
from phalanx.world.areas import within


def everybody(scoring: Scoring, least: int, most: int) -> Limits:
    return Limits(least, most, tuple(range(len(scoring.needs.states))))


def listed(ranking: Ranking) -> list[tuple[float, tuple[int, ...]]]:
    groups = (tuple(np.flatnonzero(row).tolist()) for row in ranking.groups)
    return list(zip(ranking.scores.tolist(), groups, strict=True))


@given(st.integers(0, 10**6), st.integers(3, 9), st.integers(1, 3), st.integers(2, 4), st.integers(0, 5))
def test_the_best_list_is_that_of_a_plain_search(seed: int, states: int, items: int, least: int, more: int) -> None:
    scoring = plainly.random_scoring(seed, states, items, least + more)
    found = listed(best(scoring, everybody(scoring, least, least + more), 7))
    expected = plainly.best(scoring, 7, least, least + more)
    assert [group for _, group in found] == [group for _, group in expected]
    assert [score for score, _ in found] == pytest.approx([score for score, _ in expected], abs=2e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_among_twelve_states_of_any_size(seed: int) -> None:
    scoring = plainly.random_scoring(seed, 12, 2, 12)
    found = listed(best(scoring, everybody(scoring, 2, 12), 20))
    expected = plainly.best(scoring, 20, 2, 12)
    assert [group for _, group in found] == [group for _, group in expected]
    assert [score for score, _ in found] == pytest.approx([score for score, _ in expected], abs=2e-9)


def test_with_a_state_that_must_be_in_it_and_one_that_must_not() -> None:
    scoring = plainly.random_scoring(5, 9, 2, 6)
    found = listed(best(scoring, Limits(2, 5, (0, 1, 2, 5, 6, 8), (3, 7)), 9))
    expected = plainly.best(scoring, 9, 2, 5, must=(3, 7), without=(4,))
    assert [group for _, group in found] == [group for _, group in expected]


def test_every_part_of_every_group_is_as_defined() -> None:
    """With eleven items, so that who needs them takes more than one code."""
    scoring = plainly.random_scoring(3, 7, 11, 4)
    ranking = best(scoring, everybody(scoring, 2, 4), 1000)
    assert ranking.looked_at == ranking.allowed == len(ranking.scores) == 21 + 35 + 35
    for number, (score, group) in enumerate(listed(ranking)):
        expected = plainly.parts(scoring, group)
        assert ranking.parts[:, number] == pytest.approx([expected[part] for part in PARTS])
        assert score == pytest.approx(plainly.score(scoring, group))


def test_only_groups_to_which_the_wanted_instrument_is_open() -> None:
    scoring = replace(plainly.random_scoring(11, 9, 1, 5), wanted="TWO")
    rules = scoring.reach
    open_to = [
        group
        for group in plainly.groups(9, 2, 5)
        if plainly.outcomes(rules, np.array([sum(1 << state for state in group)], dtype=np.uint64))[
            rules.instruments.index("TWO"), 0
        ]
        == 1
    ]
    ranking = best(scoring, everybody(scoring, 2, 5), 1000)
    assert {group for _, group in listed(ranking)} == set(open_to)
    assert 0 < ranking.allowed == len(open_to) < ranking.looked_at


def test_prices_are_taken_off_for_each_member() -> None:
    scoring = plainly.random_scoring(2, 8, 2, 4)
    prices = np.random.default_rng(1).random(8) * 9
    ranking = best(scoring, everybody(scoring, 2, 4), 5, prices=prices)
    expected = sorted(
        (
            (plainly.score(scoring, group) - sum(prices[state] for state in group), group)
            for group in plainly.groups(8, 2, 4)
        ),
        reverse=True,
    )[:5]
    assert [group for _, group in listed(ranking)] == [group for _, group in expected]
    assert ranking.scores == pytest.approx([score for score, _ in expected])


def test_level_groups_are_ranked_by_size_and_codes() -> None:
    """Nobody needs anything and nothing ties anybody: all groups of two are level, and before all of three."""
    nothing = np.zeros((5, 5))
    scoring = Scoring(
        plainly.needs_of(np.eye(5), np.full((5, 5), 2026), np.full((5, 5), 2030)),
        plainly.rapport_of(dict.fromkeys(plainly.OTHER_PAIRS, nothing), "ABCDE"),
        plainly.random_reach(np.random.default_rng(0), "ABCDE", 3),
        plainly.weights_of(dict.fromkeys(PARTS, 0.0)),
    )
    found = listed(best(scoring, everybody(scoring, 2, 3), 12))
    assert [score for score, _ in found] == [0.0] * 12
    assert [group for _, group in found] == [*combinations(range(5), 2), (0, 1, 2), (0, 1, 3)]


def test_ties_of_thousands_keep_the_smaller_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_LEVEL", 3)
    scoring = plainly.random_scoring(1, 6, 1, 4)
    level = replace(scoring, weights=plainly.weights_of(dict.fromkeys(PARTS, 0.0)))
    found = listed(best(level, everybody(level, 2, 4), 4))
    assert len(found) == 4
    assert {len(group) for _, group in found} == {2}


# ── Room ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(12))
def test_the_leader_changes_just_beyond_the_room_and_not_before(seed: int) -> None:
    scoring = plainly.random_scoring(seed, 8, 2, 5)
    limits = everybody(scoring, 2, 5)
    ranking = best(scoring, limits, 2)
    leader = listed(ranking)[0][1]
    changed = 0
    for each in room(scoring, limits, ranking):
        assert each.points == scoring.weights.part[each.part]
        for end, challenger, beyond in ((each.low, each.below, -1), (each.high, each.above, 1)):
            assert (end is None) == (challenger is None)
            if end is None or challenger is None:
                far = each.points * 1000 if beyond > 0 else 0.0
                assert led_by(scoring, limits, each.part, far) == leader
                continue
            step = 1e-6 * max(1.0, end)
            assert led_by(scoring, limits, each.part, end - beyond * step) == leader
            assert led_by(scoring, limits, each.part, end + beyond * step) == tuple(np.flatnonzero(challenger).tolist())
            changed += 1
    assert changed


def led_by(scoring: Scoring, limits: Limits, part: str, points: float) -> tuple[int, ...]:
    """Who leads when a part has other points, by searching again."""
    weights = replace(scoring.weights, part={**scoring.weights.part, part: points})
    return listed(best(replace(scoring, weights=weights), limits, 1))[0][1]


def test_costs_are_told_as_the_facts_have_them() -> None:
    scoring = plainly.random_scoring(4, 7, 1, 4)
    for each in room(scoring, everybody(scoring, 2, 4), best(scoring, everybody(scoring, 2, 4), 1)):
        assert each.points > 0
        assert (scoring.weights.signed(each.part) < 0) == (each.part in COSTS)
        assert each.low is None or 0 <= each.low <= each.points
        assert each.high is None or each.high >= each.points


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(6))
def test_renaming_states_changes_nothing(seed: int) -> None:
    """The same groups lead with the same scores when the states stand in another order under other names."""
    scoring = plainly.random_scoring(seed, 8, 2, 5)
    order = np.random.default_rng(seed).permutation(8)
    before = best(scoring, everybody(scoring, 2, 5), 10)
    after = best(plainly.reordered(scoring, order, 5), everybody(scoring, 2, 5), 10)
    assert after.scores == pytest.approx(before.scores, abs=2e-9)
    first = {frozenset(group) for _, group in listed(before)[:3]}
    assert {frozenset(order[list(group)].tolist()) for _, group in listed(after)[:3]} == first


@pytest.mark.parametrize("seed", range(6))
def test_doubling_all_quantities_changes_no_share_of_the_price(seed: int) -> None:
    scoring = plainly.random_scoring(seed, 7, 3, 5)
    doubled = replace(scoring, needs=replace(scoring.needs, quantity=2 * scoring.needs.quantity))
    groups = best(scoring, everybody(scoring, 2, 5), 200).groups
    for learning in (0.95, 0.9, 0.8, 1.0):
        assert doubled.saved(groups, learning) == pytest.approx(scoring.saved(groups, learning))


@given(st.integers(0, 10**6), st.floats(0.51, 1))
def test_whoever_joins_adds_to_what_is_saved(seed: int, learning: float) -> None:
    """In cost, as a power below one is subadditive; as a share of the price it may fall, when a large buyer joins."""
    scoring = plainly.random_scoring(seed, 6, 2, 6)
    chain = np.tri(6, dtype=bool)[1:]
    saved = scoring.saved(chain, learning)
    apart = chain @ np.where(scoring.needs.needed, scoring.needs.quantity ** exponent(learning), 0.0).T
    assert (np.diff(saved * apart, axis=0) >= -1e-9 * apart[-1]).all()
    assert ((saved >= -1e-12) & (saved < 1)).all()


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("area", ["RM-9", "WP-7"])
def test_on_the_bundled_facts_the_list_is_that_of_a_plain_search(
    bundled_world: World, bundled: RuleBook, area: str
) -> None:
    areas = within(bundled_world, area)
    needs = read_needs(bundled_world.table("needs"), areas)
    scoring = prepare(bundled_world, bundled, read_weights(bundled_world), needs, area, most=6, areas=areas)
    found = listed(best(scoring, everybody(scoring, 2, 6), 20))
    expected = plainly.best(scoring, 20, 2, 6)
    assert [group for _, group in found] == [group for _, group in expected]
    assert [score for score, _ in found] == pytest.approx([score for score, _ in expected], abs=2e-9)
