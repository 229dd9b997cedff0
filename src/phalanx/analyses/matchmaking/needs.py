"""Needs: who needs how much of which item of an area, and in which years, as arrays of items and states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints
from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, columns, named
from phalanx.registry.records.needs import COUNTED_CODES, Need
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.values import Own
from phalanx.world import World


@dataclass(frozen=True, eq=False)
class Needs:
    """The needs of an area; arrays have shape (items, states), 0 where a state needs nothing of an item.

    `areas` and `units` are those of the items, `value` is in million EUR and NaN where it is not known. `own`: they come
    from a user's table, and are no records.
    """

    items: tuple[str, ...]
    areas: tuple[str, ...]
    units: tuple[str, ...]
    states: tuple[str, ...]
    quantity: Floats
    value: Floats
    first: Ints
    last: Ints
    illustrative: Flags
    own: bool = False

    @property
    def needed(self) -> Flags:
        """Whether a state needs an item."""
        return self.quantity > 0

    @property
    def share(self) -> Floats:
        """The share of all states' need of an item that each has."""
        return np.asarray(self.quantity / self.quantity.sum(axis=1, keepdims=True))

    def records(self, members: Sequence[int]) -> tuple[str, ...]:
        """The ids of the records of what these states need; none where the table is a user's own."""
        if self.own:
            return ()
        return tuple(
            named(Need, area, item, self.states[state])
            for number, (area, item) in enumerate(zip(self.areas, self.items, strict=True))
            for state in members
            if self.needed[number, state]
        )


def table_of(world: World, own: Own | None) -> pl.DataFrame:
    """The needs of all areas: those of a user's table where there is one, else the World's."""
    if own is None:
        return world.table("needs")
    kinds = {"text": pl.String, "number": pl.Float64, "integer": pl.Int64, "flag": pl.Boolean}
    schema = {name: kinds[column.type.shape] for name, column in columns(KINDS["needs"]).items()}
    return pl.DataFrame(list(own.rows), schema=schema, orient="row")


def unit_problems(table: pl.DataFrame) -> Iterator[BadInput]:
    """Items that some states need in one unit and some in another."""
    several = table.group_by("area", "item", maintain_order=True).agg(pl.col("unit").unique().sort())
    for area, item, units in several.filter(pl.col("unit").list.len() > 1).iter_rows():
        yield BadInput(
            f"{item} of {area} is needed in {' and in '.join(units)}", "one unit for an item", "convert the quantities"
        )


def read_needs(table: pl.DataFrame, areas: frozenset[str], *, item: str | None = None, own: bool = False) -> Needs:
    """The needs of these areas, or of one item of theirs, of all states that need something; states by code.

    A need of nothing is none: neither the item nor the state is there for its sake.
    """
    kept = table.filter(pl.col("area").is_in(sorted(areas)) & (pl.col("quantity") > 0))
    if item is not None:
        kept = kept.filter(pl.col("item") == item)
    kinds = kept.group_by("area", "item").agg(pl.col("unit").first()).sort("area", "item")
    states = tuple(kept["state"].unique().sort())
    row = {(area, name): number for number, (area, name, _) in enumerate(kinds.iter_rows())}
    shape = (len(row), len(states))
    quantity, value = np.zeros(shape), np.full(shape, np.nan)
    first, last = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    illustrative = np.zeros(shape, dtype=bool)
    for each in kept.iter_rows(named=True):
        at = row[each["area"], each["item"]], states.index(each["state"])
        quantity[at], first[at], last[at] = each["quantity"], each["from_year"], each["to_year"]
        value[at] = np.nan if each["value_eur_m"] is None else each["value_eur_m"]
        illustrative[at] = each["illustrative"]
    return Needs(
        tuple(kinds["item"]), tuple(kinds["area"]), tuple(kinds["unit"]), states,
        quantity, value, first, last, illustrative, own,
    )  # fmt: skip


def amount(quantity: float, unit: str, item: str) -> str:
    """So much of an item in words: "1,200 battle tanks", "1 destroyer", "50.5 tonnes of powder"."""
    words = label(item)
    if unit not in COUNTED_CODES:
        return f"{quantity:,.10g} {label(unit).replace('eur', 'EUR')} of {words}"
    number = f"{quantity:,.10g} {words if quantity != 1 else words.removesuffix('s')}"
    return f"{number} a year" if unit.endswith("_per_year") else number
