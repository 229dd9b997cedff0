"""Rows of a kind: the names of its records, one row by name, and the rows that fit conditions, in an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from phalanx.registry.records import KINDS, columns
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.values import Day, Period
from phalanx.world import World

NAME = "record_id"


@dataclass(frozen=True)
class Conditions:
    """What rows must fulfil, all of it.

    `any_of`: by column, values of which the row has one (a list column: holds one). `least` and `most`: by column, a
    number or a partial date, included; a row without a value there does not fit. `records`: names of records, of which
    the row is one; None means any.
    """

    any_of: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    least: Mapping[str, Any] = field(default_factory=dict)
    most: Mapping[str, Any] = field(default_factory=dict)
    records: Collection[str] | None = None


def named_rows(world: World, kind: str) -> pl.DataFrame:
    """All rows of a kind with the name of each record, as in the journal, in a first column `record_id`."""
    frame, record_type = world.table(kind), KINDS[kind]
    key = [pl.col(name).cast(pl.String) for name in record_type.KEY]
    if record_type.KEY == ("id",) and not record_type.NAMED_BY_KIND:
        name = key[0]
    else:
        name = pl.concat_str([pl.lit(kind), *key], separator="/")
    return frame.select(name.alias(NAME), pl.all())


def row_of(world: World, kind: str, record: str) -> dict[str, Any] | None:
    """The row of one record without its name; None where the World does not hold it."""
    kinds = _PLACES.setdefault(world, {})
    if kind not in kinds:
        kinds[kind] = {name: place for place, name in enumerate(named_rows(world, kind)[NAME].to_list())}
    place = kinds[kind].get(record)
    return None if place is None else world.table(kind).row(place, named=True)


_PLACES: WeakKeyDictionary[World, dict[str, dict[str, int]]] = WeakKeyDictionary()
"""Where each record stands in the table of its kind, for as long as somebody holds the World: who asks for one asks for many."""


def fitting(world: World, kind: str, conditions: Conditions) -> pl.DataFrame:
    """The rows of a kind that fulfil the conditions, in the World's order, with `record_id` first."""
    frame = named_rows(world, kind)
    if conditions.records is not None:
        frame = frame.filter(pl.col(NAME).is_in(list(conditions.records)))
    for name, values in conditions.any_of.items():
        frame = frame.filter(_has_one(kind, name, values))
    for bounds, lower in ((conditions.least, True), (conditions.most, False)):
        for name, bound in bounds.items():
            frame = frame.filter(_within(kind, name, bound, lower=lower))
    return frame


def _has_one(kind: str, name: str, values: Sequence[Any]) -> pl.Expr:
    match columns(KINDS[kind])[name].type.shape:
        case "set":
            return pl.col(name).list.set_intersection(list(values)).list.len() > 0
        case "number" | "integer":
            return pl.col(name).cast(pl.Float64).is_in([float(value) for value in values])
    return pl.col(name).is_in(list(values))


def _within(kind: str, name: str, bound: Any, *, lower: bool) -> pl.Expr:
    """A date counts from its first day, a period from its beginning; a bound to the year or month is included whole."""
    if not isinstance(columns(KINDS[kind])[name].type, Day | Period):
        number = pl.col(name).cast(pl.Float64)
        return number >= float(bound) if lower else number <= float(bound)
    text = pl.col(name).str.split("/").list.first()
    begins: pl.Expr = text + pl.lit("-01-01").str.slice(text.str.len_chars().cast(pl.Int64) - 4)
    return begins >= first_day(bound).isoformat() if lower else begins <= last_day(bound).isoformat()


def ordered(frame: pl.DataFrame, by: Sequence[tuple[str, bool]]) -> pl.DataFrame:
    """Rows sorted by columns, each with whether it descends; what is not known comes last, ties keep their order."""
    if not by:
        return frame
    keys = [pl.col(name).list.join(";") if frame.schema[name] == pl.List(pl.String) else pl.col(name) for name, _ in by]
    return frame.sort(keys, descending=[down for _, down in by], nulls_last=True, maintain_order=True)
