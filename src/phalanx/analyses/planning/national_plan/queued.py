"""National plan queued: the list bought from the top, each lot in the first year whose money reaches it.

The list is a queue: nothing is ordered before what stands above it is. A lot is paid for in full in the year of its
order, and money that is left waits for the next year. So what is ordered by a year follows from the money up to it alone,
and more money never leaves less ordered. The loan is drawn first, as it ends first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.money import Floats
from phalanx.analyses.planning.national_plan.listed import Piece

CENT = 1e-8
"""A hundredth of a euro in million EUR, so that rounding of sums loses no lot."""


@dataclass(frozen=True, eq=False)
class Queue:
    """What is ordered by the end of each year: `lots` and `units` of shape (pieces, years), sums of money (years,) in EUR m.

    `level` is the cost counted with: low (0), central (1), high (2). `starts` (pieces,) is what all before a piece costs.
    `budget` and `spent` are sums up to a year, `loan` how much of it is drawn in all years together.
    """

    pieces: tuple[Piece, ...]
    years: tuple[int, ...]
    level: int
    starts: Floats
    lots: Floats
    budget: Floats
    spent: Floats
    loan: float

    def delivered(self, year: int) -> Floats:
        """Units of each piece that are there by the end of a year, never more than it asks for: shape (pieces,).

        A lot that reaches beyond its piece brings units to the next one of the same item.
        """
        ordered = [self._ordered(piece, year - piece.item.lead) for piece in self.pieces]
        return np.array(
            [
                min(each.quantity, max(0.0, units - each.before))
                for each, units in zip(self.pieces, ordered, strict=True)
            ]
        )

    def in_time(self) -> Floats:
        """Units of each piece that are there when they are due: shape (pieces,)."""
        return np.array([self.delivered(piece.by)[number] for number, piece in enumerate(self.pieces)])

    def at_last(self) -> Floats:
        """Units of each piece that are ordered by the last year, whenever they come: shape (pieces,)."""
        longest = max((piece.item.lead for piece in self.pieces), default=0)
        return self.delivered(self.years[-1] + longest)

    def costs(self) -> Floats:
        """What a lot of each piece costs: shape (pieces,)."""
        return np.array([piece.item.costs[self.level] for piece in self.pieces])

    def drawn(self) -> Floats:
        """The loan drawn up to each year: shape (years,)."""
        return np.minimum(self.spent, self.loan)

    def _ordered(self, piece: Piece, year: int) -> float:
        """Units of a piece's item that are ordered by the end of a year, over all pieces of the item."""
        if year < self.years[0]:
            return 0.0
        at = min(year, self.years[-1]) - self.years[0]
        same = [number for number, each in enumerate(self.pieces) if each.item.code == piece.item.code]
        return float(self.lots[same, at].sum() * piece.item.lot)


def queue_up(
    pieces: Sequence[Piece], years: Sequence[int], available: Floats, ceiling: float, open_: int, level: int = 1
) -> Queue:
    """Buy the list from the top with the money available in each year, shape (years,), and a loan open in the first `open_`."""
    cost = np.array([piece.item.costs[level] for piece in pieces])
    most = np.array([piece.lots for piece in pieces], dtype=np.float64)
    starts = np.concatenate([[0.0], np.cumsum(cost * most)])[:-1] if pieces else np.zeros(0)
    budget = np.cumsum(available)

    def ordered(money: Floats) -> Floats:
        reach = np.floor((money[None, :] - starts[:, None] + CENT) / cost[:, None])
        return np.asarray(np.clip(reach, 0.0, most[:, None]))

    early = ordered(budget[:open_] + ceiling)
    loan = min(ceiling, float(cost @ early[:, -1])) if open_ else 0.0
    lots = np.concatenate([early, ordered(budget[open_:] + loan)], axis=1)
    return Queue(tuple(pieces), tuple(years), level, starts, lots, budget, cost @ lots, loan)
