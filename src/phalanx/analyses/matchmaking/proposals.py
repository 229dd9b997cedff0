"""Proposals: what each of the best groups would buy and save together, what it grows from, and who is one step short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from phalanx.analyses.matchmaking.constellations.asked import Heard
from phalanx.analyses.matchmaking.groups import Flags, Floats
from phalanx.analyses.matchmaking.masks import MET, UNSETTLED
from phalanx.analyses.matchmaking.reach import Outcomes
from phalanx.analyses.matchmaking.score import Scoring
from phalanx.analyses.matchmaking.search import Ranking

MOST_TIES = 12
"""How many agreements are named of those a group grows from."""
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Saving:
    """A saving as a share of the price, by what learning is to be expected; the score counts with the central one."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class Purchase:
    """An item that two members or more need: how much, and what buying it together saves.

    `share` is that of all states' need; `value_eur_m` what the buyers would pay alone, None where that is not known of
    every one of them.
    """

    item: str
    unit: str
    buyers: tuple[str, ...]
    quantity: float
    share: float
    value_eur_m: float | None
    saving: Saving
    years: tuple[int, int]
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A change by one state: any of `states` would do, and `best` of them leads to the group with the highest score.

    `opens` is the instrument it opens; None: the state that would be next to join.
    """

    change: str
    states: tuple[str, ...]
    opens: str | None
    best: str
    score: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of the best groups, with all that is said of it."""

    rank: int
    states: tuple[str, ...]
    lead: str
    score: float
    parts: tuple[float, ...]
    purchases: tuple[Purchase, ...]
    open: tuple[str, ...]
    unsettled: tuple[str, ...]
    agreements: tuple[str, ...]
    ties: int
    systems: tuple[str, ...]
    disputes: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def value_eur_m(self) -> float | None:
        """What all its purchases would cost alone; None where one is not known."""
        values = [each.value_eur_m for each in self.purchases]
        return sum(value for value in values if value is not None) if values and None not in values else None

    @property
    def saving(self) -> Saving:
        """The share of the price of all its purchases; where no price is known, the mean over its items."""
        if not self.purchases:
            return Saving(0.0, 0.0, 0.0)
        value = self.value_eur_m
        weights = [each.value_eur_m or 0.0 for each in self.purchases] if value else [1.0] * len(self.purchases)
        whole = sum(weights)
        parts = [
            sum(weight * getattr(each.saving, level) for weight, each in zip(weights, self.purchases, strict=True))
            / whole
            for level in ("low", "central", "high")
        ]
        return Saving(*parts)

    @property
    def illustrative(self) -> bool:
        """Whether any of its needs is."""
        return any(each.illustrative for each in self.purchases)


def proposals(heard: Heard, ranking: Ranking) -> tuple[Proposal, ...]:
    """The groups of a ranking with all that is said of them, in its order."""
    scoring, groups = heard.scoring, ranking.groups
    if not len(groups):
        return ()
    savings = {name: scoring.saved(groups, rate) for name, rate in scoring.weights.learning.items()}
    compositions = groups @ scoring.reach.code
    steps = _steps(heard, groups, scoring.reach.outcome[:, compositions])
    found = []
    for place, group in enumerate(groups):
        members = np.flatnonzero(group)
        states = tuple(scoring.needs.states[member] for member in members)
        purchases = tuple(_purchases(scoring, group, {name: saved[place] for name, saved in savings.items()}))
        agreements, ties = _ties(scoring, group)
        found.append(
            Proposal(
                rank=place + 1,
                states=states,
                lead=_lead(scoring, members),
                score=float(ranking.scores[place]),
                parts=tuple(ranking.parts[:, place].tolist()),
                purchases=purchases,
                open=scoring.reach.open_to(int(compositions[place])),
                unsettled=scoring.reach.open_to(int(compositions[place]), UNSETTLED),
                agreements=agreements,
                ties=ties,
                systems=tuple(name for name, who in scoring.rapport.systems.items() if (who & group).sum() > 1),
                disputes=tuple(scoring.rapport.disputes["id"].filter(_together(scoring.rapport.disputing, group))),
                steps=steps[place],
            )
        )
    return tuple(found)


def _lead(scoring: Scoring, members: Places) -> str:
    """Who needs the largest share of what the group buys, the first by code of those who are level."""
    shares = scoring.needs.share[:, members].sum(axis=0)
    return scoring.needs.states[int(members[int(np.argmax(np.round(shares, 9)))])]


def _purchases(scoring: Scoring, group: Flags, saved: dict[str, Floats]) -> list[Purchase]:
    needs = scoring.needs
    found = []
    for item in np.flatnonzero(scoring.pooled(group[None, :])[0]).tolist():
        buyers = np.flatnonzero(group & needs.needed[item])
        value = float(needs.value[item, buyers].sum())
        found.append(
            Purchase(
                needs.items[item],
                needs.units[item],
                tuple(needs.states[buyer] for buyer in buyers),
                float(needs.quantity[item, buyers].sum()),
                float(needs.share[item, buyers].sum()),
                None if np.isnan(value) else value,
                Saving(*(float(saved[level][item]) for level in ("low", "central", "high"))),
                (int(needs.first[item, buyers].min()), int(needs.last[item, buyers].max())),
                bool(needs.illustrative[item, buyers].any()),
            )
        )
    return found


def _together(incidence: Flags, group: Flags) -> pl.Series:
    """The rows in which two of the group are or more."""
    return pl.Series((incidence & group).sum(axis=1) > 1, dtype=pl.Boolean)


def _ties(scoring: Scoring, group: Flags) -> tuple[tuple[str, ...], int]:
    """The agreements a group grows from that stand or were joint purchases, those on the area first, and how many."""
    rapport = scoring.rapport
    inside = (rapport.parties & group).sum(axis=1)
    told = rapport.agreements.with_columns(
        pl.Series("inside", inside),
        # Of four members in a pact of four more grows than of two in a pact of two, or of four in one of twenty.
        (pl.Series("inside", inside) ** 2 / pl.col("parties_now").list.len()).alias("close"),
        (pl.col("kind") == "names_area").alias("on_area"),
        (pl.col("kind") != "other").alias("on_buying"),
    ).filter((pl.col("inside") > 1) & ((pl.col("life") != "ended") | pl.col("bought")))
    first = told.sort(
        ["on_area", "bought", "on_buying", "close", "first_day", "id"],
        descending=[True, True, True, True, True, False],
    )
    return tuple(first["id"].head(MOST_TIES)), told.height


def _steps(heard: Heard, groups: Flags, outcome: Outcomes) -> list[tuple[Step, ...]]:
    """For each group what a single state more or less would open, and who would be next to join."""
    scoring, number = heard.scoring, groups.shape[1]
    changed = groups[:, None, :] ^ np.eye(number, dtype=bool)
    flat = changed.reshape(-1, number)
    after = scoring.reach.outcome[:, flat @ scoring.reach.code].reshape(-1, *groups.shape)
    scores = (scoring.points @ scoring.parts_of(flat)).reshape(groups.shape)
    addable = np.zeros(number, dtype=bool)
    addable[list(heard.limits.free)] = True
    return [
        tuple(_steps_of(heard, group, outcome[:, place], after[:, place], scores[place], addable))
        for place, group in enumerate(groups)
    ]


def _steps_of(
    heard: Heard, group: Flags, before: Outcomes, after: Outcomes, scores: Floats, addable: Flags
) -> list[Step]:
    """The steps of one group; `after` and `scores` tell what comes of adding or leaving out each state."""
    states, reach = heard.needs.states, heard.scoring.reach
    size = int(group.sum())
    ways = {"add": addable & ~group, "leave_out": addable & group if size > 2 else np.zeros_like(group)}
    found = []
    for place in np.flatnonzero(before != MET).tolist():
        for change, able in ways.items():
            would = np.flatnonzero(able & (after[place] == MET))
            if would.size:
                found.append(_step(change, would, reach.instruments[place], scores, states))
    joining = np.flatnonzero(ways["add"])
    if joining.size:
        found.append(_step("add", joining, None, scores, states))
    return found


def _step(change: str, would: Places, opens: str | None, scores: Floats, states: Sequence[str]) -> Step:
    best = would[int(np.argmax(np.round(scores[would], 9)))]
    named = (states[best],) if opens is None else tuple(states[place] for place in would)
    return Step(change, named, opens, states[best], round(float(scores[best]), 9))
