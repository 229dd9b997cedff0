"""National plan listed: two sets of targets as one list of what to reach by when, and whom each part of it serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

Row = Mapping[str, Any]
Serves = Literal["both", "NATO", "EU"]
SERVES: Mapping[Serves, str] = {"both": "both", "NATO": "NATO only", "EU": "EU only"}
"""Whom something serves, in the order of the list, with the words for it."""


@dataclass(frozen=True, slots=True)
class Item:
    """What can be ordered, in lots of so many units; `costs` are the low, the central and the high one of a lot, in EUR m."""

    code: str
    name: str
    area: str
    unit: str
    lot: int
    costs: tuple[float, float, float]
    lead: int
    priority: float

    @classmethod
    def of(cls, row: Row) -> Item:
        """The item of a row of `capability_items`."""
        costs = (row["unit_cost_low_eur_m"], row["unit_cost_eur_m"], row["unit_cost_high_eur_m"])
        low, central, high = (row["lot"] * cost for cost in costs)
        return cls(
            row["item"], row["name"], row["area"], row["unit"], row["lot"], (low, central, high),
            row["lead_time_years"], row["priority"],
        )  # fmt: skip

    def worth(self, units: float, level: int = 1) -> float:
        """What so many units cost at the low (0), central (1) or high (2) cost, in million EUR."""
        return units * self.costs[level] / self.lot


@dataclass(frozen=True, slots=True)
class Goal:
    """What one framework asks for: so many units by the end of a year."""

    quantity: float
    by: int
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Aim:
    """One item with what each framework asks for, and what is held and counts."""

    item: Item
    nato: Goal | None
    eu: Goal | None
    held: float

    def of(self, framework: str) -> Goal | None:
        """What that framework asks for."""
        return {"NATO": self.nato, "EU": self.eu}[framework]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The one or two goals."""
        return tuple(goal for goal in (self.nato, self.eu) if goal is not None)

    @property
    def larger(self) -> float:
        """The larger of the two quantities, which meets both."""
        return max(goal.quantity for goal in self.goals)

    @property
    def shared(self) -> float:
        """The quantity that serves both: the smaller of the two, nothing where there is only one."""
        return min(goal.quantity for goal in self.goals) if len(self.goals) == 2 else 0.0

    @property
    def beyond(self) -> Serves:
        """Which framework asks for what goes beyond the shared quantity."""
        return "NATO" if (self.nato.quantity if self.nato else 0.0) >= (self.eu.quantity if self.eu else 0.0) else "EU"

    @property
    def illustrative(self) -> bool:
        """Whether one of the goals follows from a public total by a rule."""
        return any(goal.illustrative for goal in self.goals)


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the list: units of an item still to be had by the end of a year, the lots that takes, and whom it serves.

    `before` are the units of the item in earlier lines. A lot that reaches from one line into the next belongs to the first.
    """

    item: Item
    serves: Serves
    quantity: float
    before: float
    lots: int
    by: int
    illustrative: bool

    @property
    def latest(self) -> int:
        """The last year in which an order comes in time."""
        return self.by - self.item.lead


def aims_of(targets: Sequence[Row], items: Mapping[str, Row], holdings: Sequence[Row]) -> tuple[Aim, ...]:
    """Every item with a target above nothing, by code."""
    asked: dict[str, dict[str, Goal]] = {}
    for row in targets:
        if row["quantity"] > 0:
            goal = Goal(row["quantity"], row["by_year"], row["illustrative"])
            asked.setdefault(row["item"], {})[row["framework"]] = goal
    held = {row["item"]: row["quantity"] for row in holdings if row["counted"]}
    return tuple(
        Aim(Item.of(items[code]), goals.get("NATO"), goals.get("EU"), held.get(code, 0.0))
        for code, goals in sorted(asked.items())
    )


def list_of(aims: Sequence[Aim]) -> tuple[Piece, ...]:
    """The list in the order of buying: what serves both first, then the earlier date, the priority, and the lower cost."""
    pieces = [piece for aim in aims for piece in pieces_of(aim) if piece.quantity > 0]
    rank = list(SERVES)
    return tuple(
        sorted(
            pieces,
            key=lambda each: (
                each.serves != rank[0],
                each.by,
                -each.item.priority,
                each.item.costs[1],
                rank.index(each.serves),
                each.item.code,
            ),
        )
    )


def pieces_of(aim: Aim) -> tuple[Piece, Piece]:
    """What serves both, by the earlier date, and what goes beyond it, by the date of the larger target.

    What is held counts towards the first, then the second.
    """
    shared = max(0.0, aim.shared - aim.held)
    rest = max(0.0, aim.larger - max(aim.shared, aim.held))
    beyond = aim.nato if aim.beyond == "NATO" else aim.eu
    assert beyond is not None
    first, all_ = (ceil(units / aim.item.lot - 1e-9) for units in (shared, shared + rest))
    both = Piece(aim.item, "both", shared, 0.0, first, min(goal.by for goal in aim.goals), aim.illustrative)
    more = Piece(aim.item, aim.beyond, rest, shared, all_ - first, beyond.by, aim.illustrative)
    return both, more
