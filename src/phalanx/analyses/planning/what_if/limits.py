"""What-if limits: what a million euro more of each limit is worth before and after a change."""

from __future__ import annotations

from dataclasses import dataclass

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.plan import Price
from phalanx.analyses.planning.road_map.limits import per_million
from phalanx.analyses.planning.what_if.compared import Compared, Side


@dataclass(frozen=True, eq=False)
class Moved:
    """A limit of a kind and place: what a million EUR more is worth, weighted, in its dearest year before and after.

    `price` is that of the dearest year, after the change where it binds then, else before; 0 is that it does not bind.
    """

    case: Case
    price: Price
    before: float
    after: float


def limits_of(compared: Compared) -> tuple[Moved, ...]:
    """Every limit that binds before or after, by what it is worth after, then before."""
    before, after = _dearest(compared.before), _dearest(compared.after)
    found = [
        Moved(
            (compared.after if at in after else compared.before).heard.case,
            (after[at] if at in after else before[at])[0],
            before[at][1] if at in before else 0.0,
            after[at][1] if at in after else 0.0,
        )
        for at in {**after, **before}
    ]
    return tuple(sorted(found, key=lambda each: (-each.after, -each.before, each.price.kind, each.price.place)))


def _dearest(side: Side) -> dict[tuple[str, str], tuple[Price, float]]:
    found: dict[tuple[str, str], tuple[Price, float]] = {}
    for price in side.solved.prices:
        worth, at = per_million(side.heard.case, price), (price.kind, price.place)
        if worth > found.get(at, (price, 0.0))[1]:
            found[at] = price, worth
    return found
