"""Prices: what one more of each limit would bring, as the relaxation has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from phalanx.analyses.planning.optimisation.plan import Price
from phalanx.analyses.planning.optimisation.program import Program
from phalanx.analyses.planning.optimisation.relaxation import Relaxed

UNITS: Mapping[str, str] = {
    "budget": "million EUR",
    "ceilings": "million EUR",
    "output": "lots a year",
    "growth": "lots a year",
    "uptake": "lots",
}
"""Limits that somebody can move, each with the unit of one more."""
WORTH_TELLING = 1e-6


def prices_of(program: Program, relaxed: Relaxed) -> tuple[Price, ...]:
    """Every limit that binds, the dearest first; what one more is worth, in million EUR of the objective.

    A price holds for a small step, where lots need not be whole.
    """
    found = [price for kind in UNITS for price in _of_kind(kind, program, relaxed)]
    return tuple(sorted(found, key=lambda price: (-price.worth, price.kind, price.place, price.year or 0)))


def _of_kind(kind: str, program: Program, relaxed: Relaxed) -> Iterator[Price]:
    case = program.case
    place = program.slices()[kind]
    shape = next(rows.shape for rows in program.rows if rows.kind == kind)
    worth = -relaxed.prices[place].reshape(shape)
    for at in np.argwhere(worth > WORTH_TELLING):
        first, second = int(at[0]), int(at[1]) if at.size > 1 else None
        year = case.years[second] if second is not None and kind in ("budget", "output") else None
        if kind in ("output", "growth"):
            name = case.lines[first].code
        elif kind == "uptake":
            name = f"{case.states[first]} {case.items[second or 0].code}"
        else:
            name = case.states[first]
        yield Price(kind, name, year, UNITS[kind], float(worth[tuple(at)]))
