"""Settling: when a movement can have arrived in each of many scenarios, exactly, by few proofs that speak for many.

A scenario is settled when a plan of some steps and a cut against one step less both hold in it. Who is not settled is
looked at, those first that may arrive earliest and lose least; each proof is held against all the others. What no plan
needs closes nothing: the plan with nothing lost settles all scenarios that leave it room, as losses speed nothing up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.sparse import csr_array

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Flags, Whole
from phalanx.analyses.mobility.stress.losses import Losses, mattering
from phalanx.analyses.mobility.stress.proofs import Proof

Row = tuple[Whole, Whole]
MARGIN = 8
"""Steps that are looked ahead at first."""


class Crew(Protocol):
    """Those who prove: so many at once, each a row at a number of steps for a part of the movement."""

    size: int

    def start(self, key: int, part: int, row: Row, steps: int) -> None:
        """Begin to prove; what comes of it is handed over under this key."""

    def finished(self) -> Iterable[tuple[int, tuple[Proof, ...]]]:
        """Wait for a proof, and give all that are done, each with its key."""


class Stopped(Exception):
    """Whoever asked wants no more of it."""


@dataclass(eq=False)
class Settling:
    """The proofs about one part of a movement, and whom they settle. `part` is its number in the crew."""

    clock: Clock
    ends: Whole
    crew: Crew
    part: int
    watch: Callable[[], bool] = lambda: True
    proofs: list[Proof] = field(default_factory=list)
    spoke_for: list[int] = field(default_factory=list)
    """For each proof, how many scenarios it has said something about."""

    def settle(self, losses: Losses, at_least: Whole) -> tuple[Whole, Whole]:
        """Steps of each scenario, or `at_least` where it takes no more; and which proof is the cut against one less.

        The second is -1 where `at_least` decides. Nothing may arrive earlier with losses than `at_least` says.

        Raises:
            Stopped: the watch says so.
        """
        open_ = _Open(losses, np.array(at_least, dtype=np.int64), self)
        going: dict[int, int] = {}
        while open_.rows_left():
            for row in open_.next(self.crew.size - len(going), list(going)):
                going[row] = open_.steps_to_try(row)
                self.crew.start(row, self.part, open_.row(row), going[row])
            for row, proofs in self.crew.finished() if going else ():
                steps = going.pop(row)
                for proof in proofs:
                    self.proofs.append(proof)
                    self.spoke_for.append(0)
                    open_.hold(len(self.proofs) - 1)
                if open_.lower[row] <= steps < open_.upper[row]:
                    raise RuntimeError("A proof does not hold in the scenario that it was made for")
            if not self.watch():
                raise Stopped
        while going:
            for row, _ in self.crew.finished():
                del going[row]
        return open_.lower, open_.cut

    def best_first(self) -> list[int]:
        """The proofs by how many scenarios they have spoken for: plans, which settle most, before cuts that are as good."""
        return sorted(
            range(len(self.proofs)), key=lambda place: (-self.spoke_for[place], not self.proofs[place].is_plan)
        )

    def decisive(self, losses: Losses, row: int, cut: int) -> Whole:
        """The arcs whose losses make a scenario late, shape (arcs concerned): without one of them the cut may not hold."""
        proof = self.proofs[cut]
        units = losses.row(row).units(self.clock)
        arc, span = units.indices // len(self.ends), units.indices % len(self.ends)
        place = np.minimum(np.searchsorted(proof.arc, arc), len(proof.arc) - 1)
        crossing = np.where(proof.arc[place] == arc, proof.amount[place, span], 0)
        decisive: Whole = np.unique(arc[units.data * crossing > 0])
        return decisive


class _Open:
    """Scenarios that are not settled: between the steps `lower` and `upper`, with the cuts that prove the former.

    Only what matters up to a `horizon` of steps is looked at, which moves when nobody is left before it.
    """

    def __init__(self, losses: Losses, lower: Whole, settling: Settling) -> None:
        self.losses, self.lower, self.settling = losses, lower, settling
        self.units = losses.units(settling.clock)
        self.total = int(settling.clock.supplies.sum())
        self.upper = np.full(len(lower), FAR, dtype=np.int64)
        self.cut = np.full(len(lower), -1, dtype=np.int64)
        self.weight = np.asarray(self.units.sum(axis=1)).ravel()
        self.horizon = 0
        self.tried: dict[int, int] = {}
        self.rows, self.left = np.arange(len(lower)), self.units
        self._move_on()

    def row(self, row: int) -> Row:
        """Columns and units of a scenario."""
        one = slice(self.units.indptr[row], self.units.indptr[row + 1])
        return self.units.indices[one], self.units.data[one]

    def rows_left(self) -> bool:
        """Whether some are not settled; the horizon has some of them before it then."""
        while (open_ := self.lower < self.upper).any():
            if (self.lower[open_] <= self.horizon).any():
                return True
            self._move_on()
        return False

    def next(self, count: int, going: list[int]) -> list[int]:
        """So many to look at, as far from one another as can be in the order in which they would be."""
        free = self.rows[(self.lower[self.rows] < self.upper[self.rows]) & (self.lower[self.rows] <= self.horizon)]
        free = free[~np.isin(free, going)]
        in_order = free[np.lexsort((free, self.weight[free], self.lower[free]))]
        count = min(count, len(in_order))
        return [int(in_order[len(in_order) * place // count]) for place in range(count)]

    def steps_to_try(self, row: int) -> int:
        """The fewest that are possible at first, then further and further on until there is a plan, then half way."""
        lower, upper = int(self.lower[row]), int(self.upper[row])
        tried = self.tried.get(row, 0)
        self.tried[row] = tried + 1
        return min(lower + 2 ** max(tried - 1, 0) - 1, self.horizon) if upper >= FAR else (lower + upper) // 2

    def hold(self, place: int) -> None:
        """Hold a proof against all that are not settled; a plan beyond the horizon has to wait."""
        proof, clock = self.settling.proofs[place], self.settling.clock
        if proof.is_plan and proof.steps > self.horizon:
            return
        self._forget_settled()
        if proof.is_plan:
            better = self.upper[self.rows] > np.maximum(proof.steps, self.lower[self.rows])
        else:
            better = (self.lower[self.rows] <= proof.steps) & (self.lower[self.rows] < self.upper[self.rows])
        if not better.any():
            return
        table = np.full((len(clock.takes), len(self.settling.ends)), FAR if proof.is_plan else 0, dtype=np.int64)
        if proof.is_plan:
            table[proof.arc] = clock.carries[proof.arc, None] - proof.amount
            spoiled = np.flatnonzero(self.left.data > table.ravel()[self.left.indices])
            broken = np.zeros(len(self.rows), dtype=np.bool_)
            broken[np.searchsorted(self.left.indptr, spoiled, side="right") - 1] = True
            rows = self.rows[~broken & better]
            self.upper[rows] = np.minimum(self.upper[rows], np.maximum(proof.steps, self.lower[rows]))
        else:
            table[proof.arc] = proof.amount
            crossing = proof.crossing - self.left @ table.ravel()
            rows = self.rows[(crossing < self.total) & better]
            self.lower[rows], self.cut[rows] = proof.steps + 1, place
        self.settling.spoke_for[place] += len(rows)

    def _forget_settled(self) -> None:
        """Go on with those alone that are not settled, once they are few."""
        open_: Flags = self.lower[self.rows] < self.upper[self.rows]
        if 2 * np.count_nonzero(open_) <= len(open_):
            self.rows, self.left = self.rows[open_], self.left[np.flatnonzero(open_)]

    def _move_on(self) -> None:
        """Move the horizon behind the first that are not settled, twice as far as before, and hold all proofs anew."""
        self.rows = np.flatnonzero(self.lower < self.upper)
        if not len(self.rows):
            return
        first = int(self.lower[self.rows].min())
        self.horizon = first + max(MARGIN, 2 * (first - self.horizon) if self.horizon else 0)
        clock, ends = self.settling.clock, self.settling.ends
        kept = mattering(clock, ends, self.horizon)[self.units.indices]
        starts = np.concatenate([[0], np.cumsum(kept)])[self.units.indptr]
        within = csr_array((self.units.data[kept], self.units.indices[kept], starts), self.units.shape)
        self.left = within[self.rows]
        for place in self.settling.best_first():
            if self.settling.proofs[place].is_plan or self.settling.proofs[place].steps >= first:
                self.hold(place)
