"""The bar agrees with the rules on every group, and nobody grows by more states than it takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.matchmaking.small_rules import TODAY

from phalanx.analyses.matchmaking.judging import judge_way
from phalanx.analyses.matchmaking.masks import MET, NO_LIMIT, Minimums, Requirement
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.rules import Asked
from phalanx.analyses.matchmaking.threshold.bar import Bar, Terms
from phalanx.analyses.matchmaking.threshold.dial import Nearness, turn


def test_the_bar_agrees_with_the_rules_on_every_group(book: RuleBook) -> None:
    """Every group of up to three of eight states, under every instrument that runs, as eligibility judges it."""
    states = ("CA", "DE", "FR", "GB", "NO", "PL", "RS", "UA")
    groups = [group for size in (1, 2, 3) for group in combinations(states, size)]
    flags = np.array([[state in group for state in states] for group in groups])
    words = {"yes": 1, "unsettled": 0, "no": -1}
    judged = 0
    for instrument in ("TRIO", "LOAN", "CLUB", "ALLY", "BARE"):
        bar = Bar.of(book, instrument, TODAY, states)
        ways = [way for way in book.ways if way.instrument == instrument]
        expected = [
            max(words[judge_way(book, way, Asked(frozenset(group), TODAY)).eligible] for way in ways)
            for group in groups
        ]
        if instrument == "BARE":  # how many it takes is asked about, and never unsettled
            continue
        assert bar.judge(flags, None).tolist() == expected, instrument
        judged += 1
    assert judged == 4


def random_terms(lot: np.random.Generator, states: int) -> tuple[Terms, Minimums]:
    asked = [Requirement("minimum_participants", int(lot.integers(0, 4)), NO_LIMIT, *kinds(lot, states))]
    asked += [
        Requirement("a_rule", int(lot.integers(0, 2)), int(lot.integers(2, 9)), *kinds(lot, states), bool(lot.random() < 0.9))
        for _ in range(int(lot.integers(0, 3)))
    ]  # fmt: skip
    minimums = Minimums(tuple(map(str, range(states))), tuple(asked))
    return Terms.of(minimums, MET), minimums


def kinds(lot: np.random.Generator, states: int) -> tuple[np.ndarray, np.ndarray]:
    perhaps = lot.random(states) < 0.8
    return perhaps & (lot.random(states) < 0.9), perhaps


@given(st.integers(0, 10**6), st.integers(2, 8))
def test_terms_judge_as_masks_do(seed: int, states: int) -> None:
    lot = np.random.default_rng(seed)
    terms, minimums = random_terms(lot, states)
    groups = np.arange(1 << states, dtype=np.uint64)
    flags = (groups[:, None] >> np.arange(states, dtype=np.uint64)) & np.uint64(1) == 1
    assert terms.judge(flags, None).tolist() == minimums.judge(groups).tolist()


@given(st.integers(0, 10**6), st.integers(3, 8))
def test_nobody_grows_by_more_than_it_takes_and_nothing_is_missed(seed: int, states: int) -> None:
    """Against every set of near states: the fewest that clear the bar, or none do and it falls away."""
    lot = np.random.default_rng(seed)
    names = tuple(map(str, range(states)))
    # A narrow rule within a wide one, as a loan within the participants.
    wide = lot.random(states) < 0.8
    narrow = wide & (lot.random(states) < 0.5)
    minimums = Minimums(
        names,
        (
            Requirement("minimum_participants", 0, NO_LIMIT, wide, wide),
            Requirement("needs_loan", int(lot.integers(0, 3)), NO_LIMIT, narrow, narrow),
        ),
    )
    bar = Bar(names, (Terms.of(minimums, MET),))
    group = lot.random(states) < 0.4
    group[0] = True
    tied = np.triu(lot.random((states, states)) < 0.7)
    near = Nearness(lot.random((states, states)), tied | tied.T)
    candidates = lot.random(states) < 0.9
    thresholds = range(1, 5)
    dial = turn(bar, group[None, :], [near], candidates, thresholds)
    able = np.flatnonzero(candidates & near.tied[group].all(axis=0) & ~group).tolist()
    for step, threshold in enumerate(thresholds):
        fewest = fewest_that_clear(bar, group, able, threshold)
        fate = dial.fates[step][0]
        if fewest == 0:
            assert fate == "stays"
        elif fewest is None:
            assert fate in ("falls_away", "closed")
        else:
            assert fate == "could_grow"
            assert dial.needed[step, 0] == fewest


def fewest_that_clear(bar: Bar, group: np.ndarray, able: Sequence[int], threshold: int) -> int | None:
    for number in range(len(able) + 1):
        for joined in combinations(able, number):
            with_them = group.copy()
            with_them[list(joined)] = True
            if bar.judge(with_them[None, :], threshold)[0] == MET:
                return number
    return None
