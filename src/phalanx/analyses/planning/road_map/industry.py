"""Road map industry: lines of industry in lots a year, with what they grow by themselves and what has to be paid for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from phalanx.analyses.planning.optimisation.case import Floats, Line
from phalanx.analyses.planning.road_map.rows import Row

TOLERANCE = 1e-9
"""Output that is so near to a whole lot is a whole lot: 0.1 and its like have no exact binary fraction."""


def lines_of(
    rows: Sequence[Row], items: Sequence[Row], european: frozenset[str], years: Sequence[int], today: int, free: float
) -> tuple[Line, ...]:
    """The lines that make one of the items, in lots a year, of which the free share is for this plan."""
    place = {row["item"]: number for number, row in enumerate(items)}
    return tuple(
        _line(
            row,
            place[row["item"]],
            items[place[row["item"]]]["lot"],
            european,
            _output(row, years, today),
            free,
            years[0],
        )
        for row in rows
        if row["item"] in place
    )


def _line(row: Row, item: int, lot: float, european: frozenset[str], output: Floats, free: float, first: int) -> Line:
    """A line: the free share of what it makes by itself, in the years in which lots are finished, and its expansion.

    An expansion adds at most what the line's own growth leaves to the most it can make, and is all for this plan. That of
    a line that is still to come takes at least as long as the line.
    """
    finished = np.floor(np.cumsum(free * output / lot) + TOLERANCE)
    return Line(
        code=row["id"],
        product=row["product"],
        item=item,
        place=row["maker_state"],
        european=row["maker_state"] in european,
        output=np.diff(finished, prepend=0.0),
        growth_cost=row["expansion_cost_eur_m"] * lot,
        growth_years=max(row["expansion_years"], row["from_year"] - first),
        most_growth=max(0.0, row["most_output"] - output.max()) / lot,
    )


def _output(row: Row, years: Sequence[int], today: int) -> Floats:
    """Units a year that a line makes by itself: it grows from today, or its first year, for as long as an expansion takes.

    What it can make beyond that has to be paid for: more shifts do in the meantime, new lines after it.
    """
    begins, grown = max(row["from_year"], today), 1 + row["growth_pct_per_year"] / 100
    growing = [min(max(0, year - begins), row["expansion_years"]) for year in years]
    return np.array([
        min(row["most_output"], row["yearly_output"] * grown**steps) if year >= row["from_year"] else 0.0
        for year, steps in zip(years, growing, strict=True)
    ])  # fmt: skip
