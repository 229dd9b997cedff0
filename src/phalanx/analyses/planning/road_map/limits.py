"""Road map limits: what one more of each limit would better the plan by, made comparable, and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phalanx.analyses.planning.optimisation.case import Case, Item
from phalanx.analyses.planning.optimisation.plan import Price
from phalanx.analyses.planning.road_map.words import amount
from phalanx.vocabulary.parties import party_name


def dearest(case: Case, prices: Sequence[Price]) -> tuple[Price, ...]:
    """The limits that bind, by what one more million EUR of them is worth: of a kind and a state or an item the dearest."""
    found: dict[tuple[str, str], Price] = {}
    for each in in_order(case, prices):
        if each.worth > 0:
            item = _item(case, each)
            found.setdefault((each.kind, item.code if item else each.place), each)
    return tuple(found.values())


def in_order(case: Case, prices: Sequence[Price]) -> tuple[Price, ...]:
    """All prices, dearest first."""
    return tuple(sorted(prices, key=lambda each: (-per_million(case, each), each.kind, each.place, each.year or 0)))


def per_million(case: Case, price: Price) -> float:
    """What one more million EUR of a limit is worth, in weighted million EUR: lots count at their list price."""
    item = _item(case, price)
    return price.worth if item is None else price.worth / item.cost


def limit(case: Case, price: Price) -> str:
    """One more of a limit, in words, without what it is worth."""
    item, place = _item(case, price), _place(case, price)
    year = "" if price.year is None else f" in {price.year}"
    one = f"EUR 1 {price.unit.removesuffix(' EUR')}" if item is None else amount(item, 1)
    return {
        "budget": f"{one} more for {place}{year}",
        "ceilings": f"{one} more of SAFE loans for {place}",
        "output": f"{one} more from {place}{year}",
        "growth": f"{one} a year more by which {place} can be expanded",
        "uptake": f"{one} more that {place} takes",
    }[price.kind]


def label(case: Case, price: Price) -> str:
    """A limit as a bar is named."""
    item, year = _item(case, price), "" if price.year is None else f" in {price.year}"
    said = {
        "budget": f"budget{year}",
        "ceilings": "SAFE loans",
        "output": f"output{year}",
        "growth": "expansion",
        "uptake": f"takes {item.name}" if item else "takes",
    }
    return f"{_place(case, price)}: {said[price.kind]}"


def _item(case: Case, price: Price) -> Item | None:
    """Of which item a limit counts lots: that of a line, or the second word of "DE battle_tanks"; None for money."""
    code = price.place.partition(" ")[2]
    line = next((line for line in case.lines if line.code == price.place), None)
    return case.items[line.item] if line else next((item for item in case.items if item.code == code), None)


def _place(case: Case, price: Price) -> str:
    """A line by its product and the first of its makers, a state by its name."""
    line = next((line for line in case.lines if line.code == price.place), None)
    return (_short(line.product) if line else "") or party_name(price.place.partition(" ")[0])


def _short(product: str) -> str:
    """A product with the first of its makers: "Eurofighter (Airbus)"."""
    head, *others = re.split("[,;]", product)
    return f"{head})" if others and "(" in head else product
