"""Hidden ranks: where a hidden group stands among all groups of as many states, by what was known before it formed.

All groups of a size are compared where there are at most MOST_ALL of them, else as many as are drawn by lot. Level groups
count half. Methods:

    ties         the parts of the score that rest on dated facts alone: agreements, joint purchases, arms in common, disputes
    score        the whole score of the group's area; needs, rules and who belongs to a grouping are as the facts have them
                 today, so that it knows more than was known then
    popularity   how many agreements the states of the group have together
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from math import comb, sqrt

import numpy as np

from phalanx.analyses.matchmaking.back_test.hidden_groups import OVERLAP, Past, RealGroup
from phalanx.analyses.matchmaking.groups import Flags, Floats, Limits, Sums, pair_sums, pieces, products
from phalanx.analyses.matchmaking.needs import Needs, read_needs, table_of
from phalanx.analyses.matchmaking.rapport import Rapport, Texts, agreements_told, rapport
from phalanx.analyses.matchmaking.reach import reach
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.score import Scoring
from phalanx.analyses.matchmaking.weights import Weights
from phalanx.world import World
from phalanx.world.areas import within

METHODS = ("ties", "score", "popularity")
DATED = ("agreements", "joint_purchases", "common_systems")
"""The parts over pairs whose facts have dates; friction has too, and is no mean."""
MOST_ALL = 1_000_000
"""Up to so many groups of a size, all are compared: of 31 states those of six and fewer."""
MOST_NEAR = 20_000
"""Up to so many groups that overlap the hidden one enough are looked at; of more, those that differ least come first."""
MARGIN = 1e-9
"""Scores closer than this are level."""
Z = 1.96


@dataclass(frozen=True, slots=True)
class Place:
    """Where a method ranks the group, and the first that overlaps it enough; `percentile` is the group's own.

    A percentile of 100 is the first place and 0 the last; `low` and `high` are its 95 % interval where groups were
    drawn by lot, and it itself where all were compared.
    """

    rank: float
    rank_itself: float
    percentile: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A hidden group with its places: among `of` groups, `near` of which overlap it enough, itself included.

    `compared` is how many of them were looked at; `places` has no score where the area has no needs or no rule book
    was there.
    """

    group: RealGroup
    of: int
    near: int
    compared: int
    places: Mapping[str, Place]

    @property
    def all_compared(self) -> bool:
        """Whether every group of the size was compared, so that ranks are exact."""
        return self.compared == self.of

    @property
    def by_chance(self) -> float:
        """The rank at which the first that overlaps enough is to be expected if the order is drawn by lot."""
        return (self.of + 1) / (self.near + 1)


@dataclass(frozen=True, eq=False)
class Measure:
    """What groups of one size are compared by, over `states`: a matrix of ties, numbers of agreements, and a scoring."""

    size: int
    ties: Floats = field(repr=False)
    counts: Floats = field(repr=False)
    scoring: Scoring | None = field(repr=False)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods there are: without a scoring there is no score."""
        return METHODS if self.scoring is not None else ("ties", "popularity")

    def of(self, groups: Flags) -> dict[str, Floats]:
        """Each method's number for groups given as rows of flags."""
        member = groups.astype(float)
        found = {"ties": pair_sums(member, self.ties[None])[0], "popularity": products(member, self.counts)}
        if self.scoring is not None:
            found["score"] = self.scoring.points @ self.scoring.parts_of(groups)
        return found

    def of_all(self) -> Iterator[dict[str, Floats]]:
        """The same for every group of the size, in pieces."""
        everybody = Limits(self.size, self.size, tuple(range(len(self.counts))))
        scoring = self.scoring
        own = scoring.sums if scoring else None
        single = [own.single] if own else []
        paired = [own.paired] if own else []
        code = own.code if own else np.zeros((1, len(self.counts)), dtype=np.int64)
        # A scoring finds its own rows by their place, and does not look at those after them.
        sums = Sums(np.concatenate([*single, self.counts[None]]), np.concatenate([*paired, self.ties[None]]), code)
        for piece in pieces(everybody, sums):
            found = {"ties": piece.paired[-1], "popularity": piece.single[-1]}
            yield found | ({"score": scoring.totals(piece)} if scoring else {})


def judge(past: Past, weights: Weights, states: Sequence[str], group: RealGroup, draws: int, lot: int) -> Judged:
    """Hide a group, and find its place by every method among the groups of as many of these states."""
    measure = measured(past, weights, states, group, needs_of(past.world, group))
    itself = np.isin(states, group.members)
    near = near_groups(itself)
    size, number = len(group.members), len(states)
    of = comb(number, size)
    near_of = sum(comb(size, out) * comb(number - size, out) for out in range(_most_out(size) + 1))
    if of <= MOST_ALL:
        compared, parts = of, measure.of_all()
    else:
        compared, parts = draws, iter([measure.of(drawn(number, size, draws, lot))])
    around = measure.of(near)
    ours = {name: float(found[0]) for name, found in around.items()}
    best = {name: float(around[name].max()) for name in measure.methods}
    level = {name: int((np.abs(around[name] - best[name]) <= MARGIN).sum()) for name in measure.methods}
    above = {name: np.zeros(4) for name in measure.methods}
    for found in parts:
        for name in measure.methods:
            highest = float(found[name].max())
            for place, mark in ((0, best[name]), (2, ours[name])):
                if highest >= mark - 2 * MARGIN:
                    above[name][place : place + 2] += _above(found[name], mark)
    exact = of <= MOST_ALL
    places = {
        name: _place(above[name], of, compared, level[name] if exact else 0, 1 if exact else 0)
        for name in measure.methods
    }
    return Judged(group, of, near_of, compared, places)


def needs_of(world: World, group: RealGroup) -> Needs | None:
    """The needs of the group's area; none where the area is not known or nobody needs anything of it. They have no dates."""
    needs = read_needs(table_of(world, None), within(world, group.area)) if group.area else None
    return needs if needs and needs.items else None


def measured(past: Past, weights: Weights, states: Sequence[str], group: RealGroup, needs: Needs | None) -> Measure:
    """What groups of a hidden one's size are compared by, in the World before it."""
    size, world = len(group.members), past.before(group)
    areas = within(world, group.area) if group.area else frozenset[str]()
    told = agreements_told(world, (past.texts or Texts(world)).of(areas))
    found = rapport(world, states, areas, weights, told)
    ties = np.sum([weights.signed(part) * found.paired[part] for part in DATED], axis=0) / comb(size, 2)
    ties += weights.signed("friction") * found.paired["friction"]
    known = Counter(party for parties in told["parties_now"].to_list() for party in parties or ())
    counts = np.array([float(known[state]) for state in states])
    return Measure(size, ties, counts, _scoring(past, world, weights, found, group, needs))


def _scoring(
    past: Past, world: World, weights: Weights, found: Rapport, group: RealGroup, needs: Needs | None
) -> Scoring | None:
    """The score of the group's area over all the states; none where it has no needs, or no instrument had begun."""
    if needs is None or not world.table("instruments").height:
        return None
    rules = reach(
        RuleBook.of(world, past.rules), found.states, len(group.members),
        day=world.valid_on, area=group.area, worth=weights.instrument,
    )  # fmt: skip
    return Scoring(_of_all(needs, found.states), found, rules, weights)


def _of_all(needs: Needs, states: Sequence[str]) -> Needs:
    """The same needs over all the states, of whom some need nothing."""
    places = [states.index(state) for state in needs.states]
    shape = (len(needs.items), len(states))
    quantity, value = np.zeros(shape), np.full(shape, np.nan)
    first, last = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    illustrative = np.zeros(shape, dtype=bool)
    quantity[:, places], value[:, places] = needs.quantity, needs.value
    first[:, places], last[:, places], illustrative[:, places] = needs.first, needs.last, needs.illustrative
    return replace(
        needs,
        states=tuple(states),
        quantity=quantity,
        value=value,
        first=first,
        last=last,
        illustrative=illustrative,
    )


def _most_out(size: int) -> int:
    """How many states of a group can be others, so that it still overlaps enough: (size - n) / (size + n) >= OVERLAP."""
    return max(out for out in range(size) if (size - out) / (size + out) >= OVERLAP)


def near_groups(itself: Flags) -> Flags:
    """Groups of the same size that overlap a group enough, itself first, then by how many states are others."""
    inside, outside = np.flatnonzero(itself), np.flatnonzero(~itself)
    found, room = [itself[None, :]], MOST_NEAR - 1
    for out in range(1, _most_out(inside.size) + 1):
        joined = np.array([*islice(combinations(outside, out), room)], dtype=np.int64).reshape(-1, out)
        left = np.array([*islice(combinations(inside, out), room)], dtype=np.int64).repeat(len(joined), axis=0)[:room]
        row = np.arange(len(left))[:, None]
        rows = itself[None, :].repeat(len(left), axis=0)
        rows[row, left], rows[row, np.resize(joined, left.shape)] = False, True
        found.append(rows)
        room -= len(rows)
    return np.concatenate(found)


def drawn(states: int, size: int, draws: int, lot: int) -> Flags:
    """Groups of a size drawn by lot, each as likely as any other."""
    order = np.random.default_rng(lot).random((draws, states))
    groups = np.zeros((draws, states), dtype=bool)
    np.put_along_axis(groups, np.argpartition(order, size, axis=1)[:, :size], values=True, axis=1)
    return groups


def _above(found: Floats, mark: float) -> tuple[int, int]:
    """How many stand above a mark, and how many are level with it."""
    off = found - mark
    level = np.count_nonzero(np.abs(off, out=off) <= MARGIN)
    return int(np.count_nonzero(found > mark + MARGIN)), int(level)


def _place(above: Floats, of: int, compared: int, level: int, itself: int) -> Place:
    """The place from how many stand above and level: of the first near group, then of the group itself.

    `level` and `itself` are how many of the level ones are near groups, and the group itself.
    """
    scale = (of - 1) / max(compared - itself, 1)
    first = above[0] + max(above[1] - level, 0) / 2
    own = above[2] + max(above[3] - itself, 0) / 2
    share = own / max(compared - itself, 1)
    low, high = (share, share) if itself else wilson(share, compared)
    return Place(
        1 + first * (1 if itself else scale), 1 + own * (1 if itself else scale),
        100 * (1 - share), 100 * (1 - high), 100 * (1 - low),
    )  # fmt: skip


def wilson(share: float, number: int) -> tuple[float, float]:
    """The 95 % interval of a share seen in so many draws (E. B. Wilson, "Probable Inference", JASA 22, 1927)."""
    middle = (share + Z * Z / (2 * number)) / (1 + Z * Z / number)
    half = Z / (1 + Z * Z / number) * sqrt(share * (1 - share) / number + Z * Z / (4 * number * number))
    return max(middle - half, 0.0), min(middle + half, 1.0)
