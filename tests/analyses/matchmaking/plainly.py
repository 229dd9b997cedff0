"""The same search written plainly: every group by itertools, every part by its definition, one number after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import log2

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.masks import MET, Minimums, Requirement
from phalanx.analyses.matchmaking.needs import Needs
from phalanx.analyses.matchmaking.rapport import Rapport
from phalanx.analyses.matchmaking.reach import Reach, judged, reach_of
from phalanx.analyses.matchmaking.rulebook import Way
from phalanx.analyses.matchmaking.score import BY_PAIR, Scoring
from phalanx.analyses.matchmaking.weights import PARTS, Weights

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIZES = {2: 0.1, 3: 0.2, 5: 0.5}
OTHER_PAIRS = tuple(part for part in BY_PAIR if part != "time_fit")


def groups(
    states: int, least: int, most: int, must: Sequence[int] = (), without: Sequence[int] = ()
) -> Iterator[tuple[int, ...]]:
    for size in range(least, most + 1):
        for group in combinations(range(states), size):
            if set(must) <= set(group) and not set(without) & set(group):
                yield group


def parts(scoring: Scoring, group: Sequence[int]) -> dict[str, float]:
    """Every part of a group's score."""
    needs, weights = scoring.needs, scoring.weights
    pairs = list(combinations(group, 2))
    volume, saving = [], []
    for item in range(len(needs.items)):
        wanted = [float(needs.quantity[item, state]) for state in group if needs.quantity[item, state] > 0]
        if len(wanted) < 2:
            volume.append(0.0)
            saving.append(0.0)
            continue
        power = 1 + log2(weights.learning["central"])
        volume.append(sum(wanted) / sum(float(each) for each in needs.quantity[item]))
        saving.append(1 - sum(wanted) ** power / sum(each**power for each in wanted))
    found = {
        "shared_volume": sum(volume) / len(volume),
        "saving": sum(saving) / len(saving),
        "time_fit": sum(fit(needs, one, other) for one, other in pairs) / len(pairs),
        "coordination": weights.size[max(size for size in weights.size if size <= len(group))],
        "friction": sum(float(scoring.rapport.paired["friction"][one, other]) for one, other in pairs),
        "funding": funding(scoring.reach, group),
    }
    for part in OTHER_PAIRS[:-1]:
        found[part] = sum(float(scoring.rapport.paired[part][one, other]) for one, other in pairs) / len(pairs)
    return found


def fit(needs: Needs, one: int, other: int) -> float:
    shares = []
    for item in range(len(needs.items)):
        if needs.quantity[item, one] > 0 and needs.quantity[item, other] > 0:
            years = [set(range(int(needs.first[item, each]), int(needs.last[item, each]) + 1)) for each in (one, other)]
            first, last = min(years[0] | years[1]), max(years[0] | years[1])
            shares.append(len(years[0] & years[1]) / (last - first + 1))
    return sum(shares) / len(shares) if shares else 0.0


def funding(reach: Reach, group: Sequence[int]) -> float:
    """By the rules themselves, for this one group."""
    mask = np.array([sum(1 << state for state in group)], dtype=np.uint64)
    outcome = outcomes(reach, mask)[:, 0]
    whole = sum(reach.worth)
    return (
        float(sum(worth for worth, each in zip(reach.worth, outcome, strict=True) if each == MET) / whole)
        if whole
        else 0.0
    )


def outcomes(reach: Reach, masks: np.ndarray) -> np.ndarray:
    """What the rules themselves say of groups, by instrument."""
    return judged(reach.ways, reach.minimums, reach.ceilings, reach.instruments, masks)


def score(scoring: Scoring, group: Sequence[int]) -> float:
    found = parts(scoring, group)
    return sum(scoring.weights.signed(part) * found[part] for part in PARTS)


def best(
    scoring: Scoring, top: int, least: int, most: int, must: Sequence[int] = (), without: Sequence[int] = ()
) -> list[tuple[float, tuple[int, ...]]]:
    """The best groups, best first; level ones by size and codes."""
    states = len(scoring.needs.states)
    scored = [(round(score(scoring, group), 9), group) for group in groups(states, least, most, must, without)]
    return sorted(scored, key=lambda each: (-each[0], len(each[1]), each[1]))[:top]


# ── Scorings to search in ────────────────────────────────────────────────────────────────────────────────────────────


def weights_of(points: Mapping[str, float], learning: float = 0.9) -> Weights:
    return Weights(
        part=points,
        size=SIZES,
        learning={"low": 0.95, "central": learning, "high": 0.8},
        tie={},
        half={},
        instrument={},
        table=pl.DataFrame(),
    )


def needs_of(quantity: np.ndarray, first: np.ndarray, last: np.ndarray, states: Sequence[str] = LETTERS) -> Needs:
    items, number = quantity.shape
    return Needs(
        tuple(f"item_{each}" for each in range(items)),
        ("WP-1",) * items,
        ("vehicles",) * items,
        tuple(states[:number]),
        quantity.astype(float),
        np.full(quantity.shape, np.nan),
        first,
        last,
        np.ones(quantity.shape, dtype=bool),
    )


def rapport_of(paired: Mapping[str, np.ndarray], states: Sequence[str]) -> Rapport:
    nothing, nobody = pl.DataFrame(), np.zeros((0, len(states)), dtype=bool)
    return Rapport(tuple(states), dict(paired), nothing, nobody, nothing, nobody, {}, nothing, nobody)


def random_scoring(seed: int, states: int, items: int, most: int, learning: float = 0.9) -> Scoring:
    """A scoring drawn by lot: needs with gaps, ties of all kinds, and three instruments with rules of their own."""
    lot = np.random.default_rng(seed)
    names = LETTERS[:states]
    quantity = lot.integers(1, 200, (items, states)) * (lot.random((items, states)) < 0.8)
    quantity[:, 0] = np.maximum(quantity[:, 0], 1)
    first = lot.integers(2026, 2030, (items, states))
    paired = {
        part: symmetric(lot.random((states, states)) * (lot.random((states, states)) < 0.6)) for part in OTHER_PAIRS
    }
    points = dict(zip(PARTS, lot.integers(1, 40, len(PARTS)).astype(float), strict=True))
    return Scoring(
        needs_of(quantity, first, first + lot.integers(0, 6, (items, states)), names),
        rapport_of(paired, names),
        random_reach(lot, names, most),
        weights_of(points, learning),
    )


def symmetric(square: np.ndarray) -> np.ndarray:
    upper = np.triu(square, 1)
    return np.asarray(upper + upper.T)


def random_reach(lot: np.random.Generator, states: str, most: int) -> Reach:
    ways, minimums, ceilings = [], [], []
    for instrument in ("ONE", "ONE", "TWO", "THREE"):
        required = []
        for _ in range(int(lot.integers(1, 4))):
            # Most states are alike to a rule, as members of the Union are.
            perhaps = lot.random(len(states)) < 0.8
            sure = perhaps & (lot.random(len(states)) < 0.9)
            required.append(Requirement("a_rule", int(lot.integers(0, 4)), int(lot.integers(3, 9)), sure, perhaps))
        ways.append(Way(instrument, None, instrument, "", frozenset(), frozenset(), {}))
        minimums.append(Minimums(tuple(states), tuple(required)))
        ceilings.append(int(lot.integers(0, 2)))
    return reach_of(states, most, ways, minimums, ceilings, {"ONE": 1.0, "TWO": 0.5, "THREE": 0.25})


def reordered(scoring: Scoring, order: np.ndarray, most: int) -> Scoring:
    """The same with the states in another order, under the letters of their new places."""
    needs, reach = scoring.needs, scoring.reach
    minimums = [
        Minimums(
            each.states,
            tuple(replace(rule, sure=rule.sure[order], perhaps=rule.perhaps[order]) for rule in each.requirements),
        )
        for each in reach.minimums
    ]
    worth = dict(zip(reach.instruments, reach.worth.tolist(), strict=True))
    return replace(
        scoring,
        needs=replace(
            needs,
            quantity=needs.quantity[:, order],
            value=needs.value[:, order],
            first=needs.first[:, order],
            last=needs.last[:, order],
            illustrative=needs.illustrative[:, order],
        ),
        rapport=rapport_of(
            {part: each[np.ix_(order, order)] for part, each in scoring.rapport.paired.items()}, needs.states
        ),
        reach=reach_of(needs.states, most, reach.ways, minimums, reach.ceilings.tolist(), worth),
    )
