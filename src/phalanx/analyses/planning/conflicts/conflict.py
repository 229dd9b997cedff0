"""Conflict: one clash of plans – whose, of which kind, how severe, what it rests on and a way out – and the rules of severity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from phalanx.errors import facts_missing
from phalanx.registry.records.conflict_rules import MEASURE_CODES
from phalanx.vocabulary.parties import party_name
from phalanx.world import World

Row = Mapping[str, Any]
LEVELS = ("high", "possible", "low")
"""How severe a conflict can be, most severe first."""
TITLES: Mapping[str, str] = {
    "double_booked": "force promised twice",
    "different_quantity": "same item, other quantity",
    "different_date": "same item, other date",
    "different_readiness": "same item, other readiness",
    "different_standard": "same item, other standard",
    "late_delivery": "due before it can be there",
    "out_of_order": "event before what it waits for",
    "money_twice": "money promised twice",
    "loan_twice": "SAFE loan promised twice",
    "pledge_twice": "pledge inside the spending goal",
    "no_budget_line": "agreement without a budget line",
}
"""Kinds of conflict, in the order in which tables and charts show them."""


@dataclass(frozen=True)
class Conflict:
    """One clash. `subject` tells those of a kind and state apart; `amount` is in `unit` and None where nobody measures it.

    `first` and `last` are the days it lasts, None where no end is known or it has no days. `illustrative`: it rests on
    figures that follow from a public total by a rule, and is one level less severe for that.
    """

    kind: str
    state: str
    subject: str
    severity: str
    what: str
    way_out: str
    amount: float | None
    unit: str
    evidence: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    illustrative: bool = False

    @property
    def name(self) -> str:
        """The id of the conflict: the same as long as the same two plans clash."""
        return f"{self.kind}/{self.state}/{self.subject}"


@dataclass(frozen=True)
class Rules:
    """From which amount of each measure a conflict is possible, and from which high, as `conflict_rules` say."""

    cuts: Mapping[str, tuple[float, float]]

    def severity(self, measure: str, amount: float, *, illustrative: bool = False) -> str:
        """How severe a conflict of that amount is; one level less where it rests on illustrative figures."""
        possible, high = self.cuts[measure]
        level = "high" if amount >= high else "possible" if amount >= possible else "low"
        return milder(level) if illustrative else level

    @property
    def paid_after_years(self) -> float:
        """How many years after its signature an agreement counts as paid."""
        return self.cuts["paid_after_years"][0]


def read_rules(world: World) -> Rules:
    """The rules of the World.

    Raises:
        BadInput: some are missing, all of them named.
    """
    cuts = {
        row["measure"]: (row["possible_from"], row["high_from"])
        for row in world.table("conflict_rules").iter_rows(named=True)
    }
    if missing := [measure for measure in MEASURE_CODES if measure not in cuts]:
        raise facts_missing(
            f"The registry does not say how severe a conflict is: {', '.join(missing)} is missing",
            "a row of conflict_rules for each",
        )
    return Rules(cuts)


def whose(state: str) -> str:
    """A state's name in the genitive: "Poland's", "Netherlands'"."""
    name = party_name(state)
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def milder(level: str) -> str:
    """One level less severe; low stays low."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def mildest(one: str, other: str) -> str:
    """The less severe of two levels."""
    return max(one, other, key=LEVELS.index)


def rank(conflict: Conflict) -> tuple[int, int, str, float, str]:
    """Where a conflict stands in a list: severe ones first, then by kind and state, the larger first."""
    amount = math.inf if conflict.amount is None else -conflict.amount
    return LEVELS.index(conflict.severity), [*TITLES].index(conflict.kind), conflict.state, amount, conflict.subject
