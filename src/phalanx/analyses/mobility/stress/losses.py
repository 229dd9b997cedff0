"""Losses: what scenarios take from a network, a row a scenario, a column an arc during a span of time.

Spans follow one another from the start on; after the last nothing is lost. A scenario takes a share of an arc's capacity
during a span, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from phalanx.analyses.mobility.clock import HUNDREDTHS, Clock
from phalanx.analyses.mobility.network import Flags, Real, Whole


@dataclass(frozen=True, eq=False)
class Losses:
    """`ends`: the first step after each span, ascending. `shares`: shape (scenarios, arcs x spans), the share lost."""

    ends: Whole
    shares: csr_array

    @property
    def count(self) -> int:
        """How many scenarios there are."""
        return int(self.shares.shape[0])

    def units(self, clock: Clock) -> csr_array:
        """Units that cannot enter in a step, by scenario and column; only where something is lost."""
        arc = self.shares.indices // len(self.ends)
        left = np.rint(clock.network.capacity[arc] * (1 - self.shares.data) * HUNDREDTHS).astype(np.int64) * clock.step
        lost = clock.carries[arc] - left
        starts = np.concatenate([[0], np.cumsum(lost > 0)])[self.shares.indptr]
        return csr_array((lost[lost > 0], self.shares.indices[lost > 0], starts), self.shares.shape)

    def row(self, row: int) -> Losses:
        """One scenario alone."""
        one = slice(self.shares.indptr[row], self.shares.indptr[row + 1])
        return rows_of(self.ends, int(self.shares.shape[1]), [(self.shares.indices[one], self.shares.data[one])])

    def without(self, rows: Whole, spared: Collection[Flags]) -> Losses:
        """These rows, each with nothing lost on arcs that are spared in it: one entry of shape (arcs) a row."""
        parts = []
        for row, arcs in zip(rows.tolist(), spared, strict=True):
            one = slice(self.shares.indptr[row], self.shares.indptr[row + 1])
            kept = ~arcs[self.shares.indices[one] // len(self.ends)]
            parts.append((self.shares.indices[one][kept], self.shares.data[one][kept]))
        return rows_of(self.ends, int(self.shares.shape[1]), parts)


def mattering(clock: Clock, ends: Whole, steps: int) -> Flags:
    """The columns whose losses can keep loads from arriving after so many steps: who enters then can still be in time."""
    network = clock.network
    since = np.maximum(clock.earliest[network.tail], clock.opens)
    until = steps - clock.to_go[network.head] - clock.takes
    begins = np.maximum(since[:, None], np.concatenate([[0], ends[:-1]])[None, :])
    found: Flags = begins < np.minimum(until[:, None], ends[None, :])
    return (found & (clock.carries > 0)[:, None]).ravel()


def rows_of(ends: Whole, columns: int, rows: Iterable[tuple[Whole, Real]]) -> Losses:
    """Losses of these rows: the columns of each, ascending, with the shares lost there."""
    listed = list(rows)
    starts = np.concatenate([[0], np.cumsum([len(row) for row, _ in listed])]).astype(np.int64)
    indices = np.concatenate([np.zeros(0, dtype=np.int64), *(row for row, _ in listed)])
    shares = np.concatenate([np.zeros(0), *(share for _, share in listed)])
    return Losses(ends, csr_array((shares, indices, starts), (len(listed), columns)))


def throughout(factors: Real, steps: int) -> Losses:
    """Losses that last for so many steps: a row a scenario, shape (scenarios, arcs), 1 where nothing is lost."""
    lost = csr_array(1 - factors)
    return Losses(np.array([steps], dtype=np.int64), lost)
