"""National plan found: the list, its queue at three costs, and the orders with what each euro of them serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from phalanx.analyses.planning.money import Floats
from phalanx.analyses.planning.national_plan.asked import Heard
from phalanx.analyses.planning.national_plan.crosswalk import crosswalk
from phalanx.analyses.planning.national_plan.listed import SERVES, Aim, Goal, Piece, Serves, aims_of, list_of
from phalanx.analyses.planning.national_plan.open_instruments import open_instruments
from phalanx.analyses.planning.national_plan.queued import Queue, queue_up
from phalanx.world import World


@dataclass(frozen=True, slots=True)
class Order:
    """Lots of one line of the list ordered in one year: units, what they cost (low, central, high), and who pays.

    `safe` is the part of the central cost that the loan pays, the budget pays the rest; million EUR. `in_time`: they are
    there when they are due.
    """

    piece: Piece
    year: int
    lots: int
    costs: tuple[float, float, float]
    safe: float

    @property
    def units(self) -> int:
        """How many units are ordered."""
        return self.lots * self.piece.item.lot

    @property
    def there(self) -> int:
        """The year by whose end they are delivered."""
        return self.year + self.piece.item.lead

    @property
    def in_time(self) -> bool:
        """Whether they are there when they are due."""
        return self.there <= self.piece.by


@dataclass(frozen=True, eq=False)
class Found:
    """All that the answer tells: aims, list, the queues at low, central and high costs, and the orders at the central one.

    `without_loan` is the queue that the budget alone would pay for.
    """

    aims: tuple[Aim, ...]
    pieces: tuple[Piece, ...]
    low: Queue
    central: Queue
    high: Queue
    without_loan: Queue
    orders: tuple[Order, ...]
    areas: Mapping[str, Mapping[str, tuple[str, ...]]]
    instruments: tuple[dict[str, Any], ...]

    @property
    def queues(self) -> tuple[Queue, Queue, Queue]:
        """The three queues, by cost."""
        return self.low, self.central, self.high

    @property
    def asked(self) -> Floats:
        """Units of each piece that are asked for: shape (pieces,)."""
        return np.array([piece.quantity for piece in self.pieces])

    def worth(self, units: Floats, level: int = 1) -> float:
        """What so many units of each piece cost, at low (0), central (1) or high (2) cost, in million EUR."""
        return sum((piece.item.worth(float(number), level) for piece, number in zip(self.pieces, units, strict=True)), 0.0)  # fmt: skip

    def missing_share(self, queue: Queue) -> float:
        """The part of all that is asked for, in money at central cost, that is not there when it is due; 0 to 1."""
        asked = self.worth(self.asked)
        return self.worth(self.asked - queue.in_time()) / asked if asked else 0.0

    def in_time_for(self, aim: Aim, goal: Goal) -> float:
        """Units of an item that one framework gets by its own date, of those it asks for; with those that are held."""
        mine = np.array([piece.item == aim.item for piece in self.pieces], dtype=bool)
        return min(goal.quantity, aim.held + float(self.central.delivered(goal.by)[mine].sum()))

    def met(self, framework: str) -> float | None:
        """The part of what a framework asks for, by cost, that is there by its own dates, 0 to 1; None where it asks for none."""
        goals = [(aim, goal) for aim in self.aims if (goal := aim.of(framework))]
        asked = sum(aim.item.worth(goal.quantity) for aim, goal in goals)
        return sum(aim.item.worth(self.in_time_for(aim, goal)) for aim, goal in goals) / asked if goals else None

    def spent_on(self, serves: Serves) -> float:
        """What the orders of the lines that serve so cost, in million EUR."""
        return sum((order.costs[1] for order in self.orders if order.piece.serves == serves), 0.0)

    @property
    def spent(self) -> float:
        """What all orders cost, in million EUR."""
        return sum((self.spent_on(serves) for serves in SERVES), 0.0)

    @property
    def illustrative(self) -> bool:
        """Whether a line of the list rests on a target that follows from a public total by a rule."""
        return any(piece.illustrative for piece in self.pieces)


def find(world: World, heard: Heard) -> Found:
    """Make one list of the two sets of targets, and buy it from the top."""
    aims = aims_of(heard.targets, heard.items, heard.holdings)
    pieces = list_of(aims)
    available = np.nan_to_num(heard.money.available[0])
    loan = heard.loan if heard.safe else None
    ceiling, open_ = (loan.ceiling, len(loan.years)) if loan else (0.0, 0)
    low, central, high = (queue_up(pieces, heard.years, available, ceiling, open_, level) for level in range(3))
    return Found(
        aims,
        pieces,
        low,
        central,
        high,
        queue_up(pieces, heard.years, available, 0.0, 0),
        tuple(_orders(central)),
        crosswalk(world, frozenset(aim.item.area for aim in aims)),
        open_instruments(world, heard.state),
    )


def _orders(queue: Queue) -> Iterator[Order]:
    """Every order, by year and place in the list. The first euros of the list are the loan's."""
    costs = queue.costs()
    before = np.concatenate([np.zeros((len(queue.pieces), 1)), queue.lots], axis=1)
    for number, year in enumerate(queue.years):
        for place, piece in enumerate(queue.pieces):
            lots = int(queue.lots[place, number] - before[place, number])
            if lots:
                begins = float(queue.starts[place] + costs[place] * before[place, number])
                low, central, high = (lots * cost for cost in piece.item.costs)
                safe = min(max(queue.loan - begins, 0.0), central)
                yield Order(piece, year, lots, (low, central, high), safe)
