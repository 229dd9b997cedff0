"""Division: the states that need an item divided into the best groups, with proof, and what would become of it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Limits
from phalanx.analyses.matchmaking.partition.asked import Item
from phalanx.analyses.matchmaking.partition.packing import Packing, pack
from phalanx.analyses.matchmaking.partition.stability import Blocking, Stable, blocking, per_portion, stable
from phalanx.analyses.matchmaking.partition.worth import Worth, worth
from phalanx.analyses.matchmaking.proposals import Proposal, proposals
from phalanx.analyses.matchmaking.score import Scoring
from phalanx.analyses.matchmaking.search import DECIMALS, Ranking
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined

PAIR = 2


@dataclass(frozen=True, eq=False)
class Division:
    """The best groups for one item, best score first, with the worth of each and what each state has a portion.

    `stable` are the groups that nobody would leave, and `pairs` is what groups of two alone would be worth; None where
    they are not within the limits.
    """

    item: Item
    packing: Packing = field(repr=False)
    groups: tuple[Proposal, ...] = field(repr=False)
    worth: tuple[float, ...]
    has: Floats = field(repr=False)
    blocking: Blocking | None
    stable: Stable = field(repr=False)
    pairs: float | None
    looked_at: int
    allowed: int

    @property
    def placed(self) -> int:
        """How many states are in a group."""
        return sum(len(each.states) for each in self.groups)

    def group_of(self, state: str) -> Proposal | None:
        """The group a state is in."""
        return next((each for each in self.groups if state in each.states), None)


def divide(item: Item) -> Division:
    """Divide the states that need an item, out of all groups there are."""
    scoring, limits = item.heard.scoring, item.heard.limits
    every = worth(scoring, limits, item.counting)
    packing = pack(every, item.must)
    scores, order = _ordered(scoring, packing.groups)
    ranking = Ranking(
        packing.groups[order], scores[order], scoring.parts_of(packing.groups[order]), limits.count, every.allowed, {}
    )
    has = per_portion(every, packing.groups, packing.worth)
    return Division(
        item,
        packing,
        proposals(item.heard, ranking),
        tuple(packing.worth[order].tolist()),
        has,
        blocking(every, has),
        stable(every),
        _of_pairs(every),
        limits.count,
        every.allowed,
    )


def require_placed(divisions: Sequence[Division]) -> None:
    """Let pass what has every state of --must in a group.

    Raises:
        BadInput: no disjoint groups have all of them; which are left over, for which items.
    """
    left = [(each.item, each.packing.unplaced) for each in divisions if each.packing.unplaced]
    if left:
        told = [
            f"{joined([party_name(item.needs.states[state]) for state in out])} for {item.name}" for item, out in left
        ]
        raise BadInput(
            f"No groups within the limits have every state of --must; left over: {'; '.join(told)}",
            "states that can be in disjoint groups, each for every item it needs",
            "take a state from --must, or allow other sizes or instruments",
        )


def _ordered(scoring: Scoring, groups: Flags) -> tuple[Floats, list[int]]:
    """The score of each group, and the order of the groups: best first, then the smaller one, then by codes."""
    scores = np.round(scoring.points @ scoring.parts_of(groups), DECIMALS) + 0.0
    members = [tuple(np.flatnonzero(group).tolist()) for group in groups]
    order = sorted(range(len(members)), key=lambda row: (-scores[row], len(members[row]), members[row]))
    return scores, order


def _of_pairs(every: Worth) -> float | None:
    """What the best groups of two alone are worth together; None where they are not within the limits."""
    limits = every.limits
    if limits.least > PAIR:
        return None
    if PAIR not in limits.sizes:
        return 0.0
    alone = Limits(PAIR, PAIR, limits.free)
    return pack(Worth(alone, every.states, {PAIR: every.values[PAIR]}, every.portions)).objective
