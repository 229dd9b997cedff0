"""Measures: what a state can give – cash, capabilities, contributions – and how much of it each state gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from phalanx.analyses.planning.burden import cash as burden_cash
from phalanx.analyses.planning.burden import roles as burden_roles
from phalanx.analyses.planning.burden import ukraine as burden_ukraine
from phalanx.analyses.planning.burden.amounts import Amounts
from phalanx.world import World

if TYPE_CHECKING:
    from phalanx.analyses.planning.burden.asked import Heard

Floats = NDArray[np.float64]


class Measure(NamedTuple):
    """One thing that states give: what it is called, in which unit, and of which of the three kinds it is."""

    title: str
    unit: str
    group: str
    amounts: Callable[[World, Heard], Amounts]


MEASURES: Mapping[str, Measure] = {
    "spending": Measure("defence spending", "billion EUR", "cash", burden_cash.spending),
    "equipment": Measure("spending on equipment", "billion USD", "cash", burden_cash.equipment),
    "pesco_led": Measure("PESCO projects coordinated", "projects", "capabilities", burden_roles.pesco_led),
    "pesco_joined": Measure("PESCO projects joined", "projects", "capabilities", burden_roles.pesco_joined),
    "leads": Measure("capability coalitions led", "coalitions", "capabilities", burden_roles.leads),
    "safe": Measure("SAFE loans taken up", "million EUR", "capabilities", burden_roles.safe),
    "ukraine": Measure("support to Ukraine", "billion EUR", "contributions", burden_ukraine.support),
    "units": Measure("agreements on joint units", "agreements", "contributions", burden_roles.units),
    "commands": Measure("joint commands belonged to", "commands", "contributions", burden_roles.commands),
}


@dataclass(frozen=True, eq=False)
class Given:
    """What each state gave of one measure: arrays over the states in their order, NaN where there is no figure.

    `low` and `high` are what the figure can stand for before it was rounded; `able` says who could have given at all.
    """

    name: str
    measure: Measure
    value: Floats
    low: Floats
    high: Floats
    able: NDArray[np.bool_]
    basis: str
    records: tuple[tuple[str, ...], ...]

    @property
    def missing(self) -> NDArray[np.bool_]:
        """States that could give, and of which there is no figure."""
        lacking: NDArray[np.bool_] = self.able & ~np.isfinite(self.value)
        return lacking


def measured(world: World, heard: Heard) -> Mapping[str, Given]:
    """Every measure, in their order."""
    return {
        name: _given(name, measure, measure.amounts(world, heard), heard.codes) for name, measure in MEASURES.items()
    }


def _given(name: str, measure: Measure, amounts: Amounts, codes: list[str]) -> Given:
    nothing = (np.nan, np.nan, np.nan, ())
    found = [amounts.of.get(code, nothing) for code in codes]
    value, low, high = (np.array([each[place] for each in found], dtype=float) for place in range(3))
    able = np.array([code in amounts.able for code in codes], dtype=bool)
    return Given(name, measure, value, low, high, able, amounts.basis, tuple(each[3] for each in found))
