"""Packing: the best disjoint groups of all, with a bound that proves how good they are, by column generation.

A linear program chooses among a few groups (see `program`). Its prices p, one a state, are held against every group there
is: a group is brought in if it is worth more than its members' prices together, v_G - p(G) > 0. Where there is none left,
no choice of disjoint groups is worth more than the prices of all states (G. B. Dantzig and P. Wolfe, "Decomposition
Principle for Linear Programs", Operations Research 8, 1960; every group is priced, so that nothing is missed). The bound
is lower where the sizes of groups do not add up: five does not go into 31.

Groups chosen in part are then made whole. A choice of whole groups is worth the prices of all less what each of its groups
is below its members' prices, and less the prices of who is in none; so only groups that are below by no more than the best
known choice can be in a better one (reduced-cost fixing). These few are brought in, and the best among them is the best.

States that are all alike leave thousands of groups level, which no solver tells apart: there the sizes that the bound
needs are filled one after the other, and the bound says how good that is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints
from phalanx.analyses.matchmaking.partition.program import Program
from phalanx.analyses.matchmaking.partition.worth import Joined, Stretch, Worth

NEAR = 6
"""Groups up to this size are priced first, as there are few of them and many of the best are among them."""
TOLERANCE = 1e-6
"""Points by which a group may be worth more than its prices and is not brought in; the bound counts with them."""
MOST_COLUMNS = 5_000
"""So many groups are made whole at most; with more, the bound tells what those left out could gain."""
NEARLY = 0.01
"""Where more groups than that are level, as of states that are all alike, a choice within this of the bound will do."""


@dataclass(frozen=True, eq=False)
class Packing:
    """Disjoint groups as rows of flags over the states, the worth of each, and what no others can be worth more than.

    `unplaced` are the states that have to be in a group and cannot all be. `rounds` counts how often every group was
    priced, `columns` the groups that came into question.
    """

    groups: Flags = field(repr=False)
    worth: Floats
    bound: float
    unplaced: tuple[int, ...]
    rounds: int
    columns: int

    @property
    def objective(self) -> float:
        """What all groups are worth together."""
        return float(self.worth.sum())

    @property
    def gap(self) -> float:
        """What the best groups could be worth beyond these, as a share of the bound."""
        return gap(self.objective, self.bound)


def gap(objective: float, bound: float) -> float:
    """What is missing from the bound, as a share of it; nothing below the tolerance."""
    missing = bound - objective
    return missing / abs(bound) if missing > tolerance(bound) else 0.0


def pack(worth: Worth, must: Collection[int] = ()) -> Packing:
    """The disjoint groups that are worth most together; each state of `must` is in one of them, if that can be."""
    asked = _Asked(worth, frozenset(must), _penalty(worth) if must else 1.0)
    columns, held, rounds = _priced(asked)
    prices, above, level = held.prices, held.by_size(), held.level()
    dearest = float(prices.sum())
    # Where groups of a size are worth much the same, sizes alone tell more than the prices of a program of many solutions.
    highest = {size: float(values.max()) for size, values in worth.values.items()}
    bound, sizes = min(_bound(asked, prices, above), _bound(asked, np.zeros(worth.states), highest))
    best = _filled(asked, prices, sizes) if level > MOST_COLUMNS else None
    if best is None or bound - best.total > NEARLY * abs(bound):
        best = _better(best, _whole(asked, columns, bound))
        if bound - best.total > tolerance(bound):
            columns, left_out = _close(held, dearest - best.total)
            whole = _whole(asked, columns, bound)
            # Who chooses a group that was left out gets no more than all prices less what that group is below its own.
            bound, best = min(bound, max(whole.at_most, dearest - left_out)), _better(best, whole)
    return Packing(best.groups, best.worth, max(bound, best.total), best.unplaced, rounds, columns.count)


def tolerance(value: float) -> float:
    """Two sums of points are the same within this."""
    return TOLERANCE * max(1.0, abs(value))


@dataclass(frozen=True, eq=False)
class _Asked:
    """What is packed: the worth of every group, who has to be in one, and what it costs if such a state is in none."""

    worth: Worth
    must: frozenset[int]
    penalty: float

    def program(self, columns: _Columns) -> Program:
        """The program with these groups to choose among."""
        program = Program(self.worth.states, self.must, self.penalty)
        program.bring(self.worth.members(columns.sizes, columns.ranks), columns.values)
        return program


@dataclass(frozen=True, eq=False)
class _Columns:
    """Groups by size and rank, with the worth of each, and by how much it is above the prices of its members."""

    sizes: Ints
    ranks: Ints
    values: Floats
    above: Floats

    @property
    def count(self) -> int:
        return self.sizes.size

    @property
    def names(self) -> list[tuple[int, int]]:
        return list(zip(self.sizes.tolist(), self.ranks.tolist(), strict=True))

    def at(self, rows: Flags | Ints) -> _Columns:
        return _Columns(self.sizes[rows], self.ranks[rows], self.values[rows], self.above[rows])


def _joined(several: Sequence[_Columns]) -> _Columns:
    fields = ((each.sizes, each.ranks, each.values, each.above) for each in several)
    return _Columns(*(np.concatenate(column) for column in zip(*fields, strict=True)))


NONE = _Columns(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))


def _penalty(worth: Worth) -> float:
    """More than any choice of groups can gain by leaving a state out."""
    largest = (np.abs(values[values > -np.inf]).max(initial=0.0) for values in worth.values.values())
    return 1.0 + 2 * worth.states * float(max(largest, default=0.0))


# ── Groups in part: prices and a bound ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class _Held:
    """Every group held against prices: of each stretch, which is farthest `above` its members' prices, and how far.

    `best` has their ranks among the groups of their size.
    """

    worth: Worth
    prices: Floats
    sums: Joined
    stretches: Sequence[Stretch]
    best: Ints
    above: Floats

    @classmethod
    def of(cls, worth: Worth, prices: Floats, sizes: range) -> _Held:
        """All groups of these sizes."""
        looked_at = [groups for groups in worth.stretches if groups.size in sizes]
        sums = Joined(worth.limits, prices, "sum", max((groups.size for groups in looked_at), default=0))
        best, above = np.empty(len(looked_at), dtype=np.int64), np.empty(len(looked_at))
        for number, groups in enumerate(looked_at):
            each = _above(worth, sums, groups)
            place = int(each.argmax())
            best[number], above[number] = groups.first + place, each[place]
        return cls(worth, prices, sums, looked_at, best, above)

    def columns(self) -> _Columns:
        """Of the groups of each size and last member the one that is farthest above its prices, where there is any."""
        found: dict[tuple[int, int], int] = {}
        for number in np.flatnonzero(self.above > TOLERANCE).tolist():
            key = self.stretches[number].size, self.stretches[number].top
            if key not in found or self.above[number] > self.above[found[key]]:
                found[key] = number
        rows = list(found.values())
        sizes = [size for size, _ in found]
        values = [self.worth.values[size][rank] for size, rank in zip(sizes, self.best[rows], strict=True)]
        return _Columns(np.array(sizes, dtype=np.int64), self.best[rows], np.array(values), self.above[rows])

    def by_size(self) -> dict[int, float]:
        """How far groups of each size are above their members' prices at most."""
        highest = dict.fromkeys(self.worth.values, -np.inf)
        for groups, above in zip(self.stretches, self.above.tolist(), strict=True):
            highest[groups.size] = max(above, highest[groups.size])
        return highest

    def level(self) -> int:
        """How many groups are level with their members' prices."""
        return sum(int(np.count_nonzero(each > -TOLERANCE)) for _, each in self.reaching(-TOLERANCE))

    def reaching(self, least: float) -> Iterator[tuple[Stretch, Floats]]:
        """The stretches of which a group is so far above its prices, with how far each of their groups is."""
        for number in np.flatnonzero(self.above >= least).tolist():
            yield self.stretches[number], _above(self.worth, self.sums, self.stretches[number])


def _above(worth: Worth, sums: Joined, groups: Stretch) -> Floats:
    """How far each of some groups is above the prices of its members, of which `sums` has the sums."""
    return np.asarray(worth.values[groups.size][groups.part] - sums.of(groups))


def _priced(asked: _Asked) -> tuple[_Columns, _Held, int]:
    """Groups that a best choice in part is made of, all held against prices that none is above, and the rounds it took."""
    worth, program = asked.worth, asked.program(NONE)
    placed = np.isin(np.arange(worth.states), list(asked.must))
    prices = np.where(placed, -asked.penalty, 0.0)
    columns, known, rounds = NONE, set[tuple[int, int]](), 0
    every = worth.limits.sizes
    sizes = range(every.start, min(every.stop, NEAR + 1))
    while True:
        rounds += 1
        held = _Held.of(worth, prices, sizes)
        found = held.columns()
        new = found.at(np.array([name not in known for name in found.names], dtype=bool))
        if new.count:
            program.bring(worth.members(new.sizes, new.ranks), new.values)
            columns, known = _joined([columns, new]), known | set(new.names)
            prices = program.relaxed().prices
            # Where a state may be in no group its price is not below 0, but for what a solver's sums are off by.
            prices = np.where(placed, prices, np.maximum(prices, 0.0))
        elif sizes is every:
            return columns, held, rounds
        else:
            sizes = every


def _bound(asked: _Asked, prices: Floats, above: Mapping[int, float]) -> tuple[float, tuple[int, ...]]:
    """What no disjoint groups can be worth more than, and the sizes of groups that would be worth so much.

    Groups of m states in all are worth at most the prices of all states, less those of the n - m cheapest that may be in
    none, plus what the best groups of sizes that add up to m are `above` their prices; of all m, the highest. Prices of who
    may be in none are not below 0.
    """
    free = list(asked.worth.limits.free)
    own, placed = prices[free], np.isin(free, list(asked.must))
    cheapest = np.concatenate([[0.0], np.cumsum(np.sort(own[~placed]))])
    highest: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for states in range(1, own.size + 1):
        further = [
            (highest[states - size][0] + over, (*highest[states - size][1], size))
            for size, over in above.items()
            if size <= states
        ]
        highest.append(max(further, default=(-np.inf, ())))
    left = range(cheapest.size)
    most, sizes = max((highest[own.size - out][0] - float(cheapest[out]), highest[own.size - out][1]) for out in left)
    return float(own.sum()) + most, sizes


# ── Whole groups ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class _Whole:
    """A choice of whole groups: what it is worth with all penalties, and what no other of its columns is worth more than."""

    groups: Flags
    worth: Floats
    total: float
    at_most: float
    unplaced: tuple[int, ...]


def _whole(asked: _Asked, columns: _Columns, bound: float) -> _Whole:
    """The best choice of whole groups among these, none being worth more than the bound."""
    choice = asked.program(columns).whole(bound - tolerance(bound))
    chosen = columns.at(choice.chosen > 0.5)
    total = float(chosen.values.sum()) - asked.penalty * len(choice.unplaced)
    groups = asked.worth.members(chosen.sizes, chosen.ranks)
    return _Whole(groups, chosen.values, total, choice.at_most, choice.unplaced)


def _better(one: _Whole | None, other: _Whole) -> _Whole:
    return other if one is None or other.total > one.total else one


def _filled(asked: _Asked, prices: Floats, sizes: Sequence[int]) -> _Whole:
    """Groups of these sizes, each the one of those left that is farthest above its prices; largest or smallest first."""
    return _better(_filled_in_turn(asked, prices, sorted(sizes)), _filled_in_turn(asked, prices, sorted(sizes)[::-1]))


def _filled_in_turn(asked: _Asked, prices: Floats, sizes: Sequence[int]) -> _Whole:
    """Groups of these sizes, one after the other; fewer where no group of a size is left that may be proposed."""
    left, groups, values = asked.worth, [], []
    for size in sizes:
        held = _Held.of(left, prices, range(size, size + 1))
        farthest = int(np.argmax(held.above))
        if held.above[farthest] == -np.inf:
            continue
        rank = held.best[farthest]
        groups.append(left.members(np.array([size]), np.array([rank]))[0])
        values.append(float(left.values[size][rank]))
        left = left.among([state for state in left.limits.free if not groups[-1][state]])
    chosen: Flags = np.array(groups, dtype=bool).reshape(len(groups), asked.worth.states)
    unplaced = tuple(sorted(state for state in asked.must if not chosen[:, state].any()))
    total = sum(values) - asked.penalty * len(unplaced)
    return _Whole(chosen, np.array(values), total, np.inf, unplaced)


def _close(held: _Held, short: float) -> tuple[_Columns, float]:
    """The groups that are below their members' prices by `short` at most, and by how much those left out are at least."""
    least, found = -short - tolerance(short), NONE
    for groups, above in held.reaching(least):
        rows = np.flatnonzero(above >= least)
        values = held.worth.values[groups.size][groups.part][rows]
        sizes = np.full(rows.size, groups.size)
        found = _joined([found, _Columns(sizes, groups.first + rows, values, above[rows])])
        if found.count > MOST_COLUMNS:
            nearest = np.argsort(-found.above, kind="stable")
            least = float(found.above[nearest[MOST_COLUMNS]])
            found = found.at(np.sort(nearest[:MOST_COLUMNS]))
    return found, -least
