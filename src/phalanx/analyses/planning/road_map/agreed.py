"""Road map agreed: the joint buys that new agreements on procurement open, as long as nobody has looked them through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log2
from typing import Any

import polars as pl

from phalanx.world import World
from phalanx.world.areas import words_of
from phalanx.world.effects import Effect, effects

Row = Mapping[str, Any]
SLOPES: Mapping[str, str] = {"low": "saving_pct_low", "central": "saving_pct", "high": "saving_pct_high"}
"""What follows from each slope of learning."""


def agreed_buys(world: World, joint: Sequence[Row]) -> tuple[Row, ...]:
    """A row of `joint_buys` for each item that a new agreement names, with its `agreement` and `rule`; none where a row is there already.

    An agreement on procurement that names no item of the road map opens nothing: which item it means is not guessed. Of
    several of the same states on the same item the first opens it.
    """
    opened = effects(world, "joint_buy")
    if not opened:
        return ()
    items = _items_named(world, [each.agreement for each in opened])
    there = {(row["item"], frozenset(row["members"])) for row in joint}
    found = []
    for each in opened:
        for item in items[each.agreement]:
            if (item, frozenset(each.states)) not in there:
                there.add((item, frozenset(each.states)))
                found.append(_buy(world, each, item))
    return tuple(found)


def _items_named(world: World, agreements: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The items of the road map that title and summary of each agreement name, by words for arms or by the item's own name."""
    words = dict(world.table("capability_words").select("word", "item").drop_nulls().iter_rows())
    named = world.table("capability_items").select("item", "name").iter_rows()
    words |= {name.lower().removesuffix("s").replace(" ", "_"): item for item, name in named}
    frame = world.table("agreements").filter(pl.col("id").is_in(agreements))
    said = zip(frame["id"], words_of(frame, words).to_list(), strict=True)
    return {name: tuple(sorted({words[word] for word in found})) for name, found in said}


def _buy(world: World, effect: Effect, item: str) -> Row:
    rule = effect.rule
    return {
        "id": f"{effect.agreement}-{item}",
        "item": item,
        "members": list(effect.states),
        "lead": _largest(world, effect.states),
        **dict(_savings(world, len(effect.states))),
        "from_year": effect.year + 1,
        "to_year": effect.year + int(rule["value"]),
        "instruments": rule["instruments"],
        "illustrative": True,
        "agreement": effect.agreement,
        "rule": rule["id"],
    }


def _largest(world: World, states: Sequence[str]) -> str:
    """The largest economy; the first by its code where none is known."""
    gdp = dict(world.table("states").select("iso2", "gdp_eur_bn_2024").drop_nulls().iter_rows())
    return max(sorted(states), key=lambda state: gdp.get(state, 0.0))


def _savings(world: World, states: int) -> Iterator[tuple[str, float]]:
    """Per cent that equal shares save: each doubling makes a unit cost the slope of what it did.

    No more shares count than the size of a group by whose coordination others are measured, which is eight.
    """
    weights = world.table("matching_weights")
    sizes = weights.filter((pl.col("dimension") == "size") & (pl.col("weight") <= 1))["code"].cast(pl.Int64).to_list()
    shares = min(states, max(sizes, default=states))
    slopes = dict(weights.filter(pl.col("dimension") == "learning").select("code", "weight").iter_rows())
    for slope, name in SLOPES.items():
        yield name, round(100 * (1 - shares ** log2(slopes.get(slope, 1.0))), 1)
