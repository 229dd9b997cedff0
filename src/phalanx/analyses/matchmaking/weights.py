"""Weights: what each part of a group's score counts, as the facts `matching_weights` say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from phalanx.answer import Table
from phalanx.errors import facts_missing
from phalanx.registry.records.matching_weights import COSTS, DIMENSION_CODES, PART_CODES, WORD_LISTS
from phalanx.vocabulary.codes import label
from phalanx.world import World

PARTS = tuple(PART_CODES)
"""The parts of a score, in the order in which tables and charts show them."""


@dataclass(frozen=True)
class Weights:
    """The weights of a World, by dimension and code."""

    part: Mapping[str, float]
    size: Mapping[int, float]
    learning: Mapping[str, float]
    tie: Mapping[str, float]
    half: Mapping[str, float]
    instrument: Mapping[str, float]
    table: pl.DataFrame = field(repr=False)

    def signed(self, part: str) -> float:
        """The points of a part as the score counts them: costs are taken off."""
        return -self.part[part] if part in COSTS else self.part[part]

    def of_size(self, states: int) -> float:
        """The share of the coordination points that a group of so many states costs."""
        steps = sorted(self.size)
        at = bisect_right(steps, states)
        return self.size[steps[at - 1]] if at else 0.0


def read_weights(world: World) -> Weights:
    """The weights of a World.

    Raises:
        BadInput: some are missing, as the registry's facts are of an older edition.
    """
    table = world.table("matching_weights")
    by_code = {
        dimension: dict(table.filter(pl.col("dimension") == dimension).select("code", "weight").iter_rows())
        for dimension in DIMENSION_CODES
    }
    missing = [f"{name} {code}" for name, codes in WORD_LISTS.items() for code in codes if code not in by_code[name]]
    missing += [name for name in ("size", "instrument") if not by_code[name]]
    if missing:
        raise facts_missing(
            f"The registry does not say how groups are scored: {', '.join(missing)} is missing",
            "a row of matching_weights for every code",
        )
    sizes = {int(states): weight for states, weight in by_code.pop("size").items()}
    return Weights(size=sizes, table=table, **by_code)


def weights_table(weights: Weights) -> Table:
    """The weights an answer used, with their reasoning."""
    code = pl.col("code")
    words = {name: label(name) for name in weights.table["code"]}
    by_size = pl.format("from {} states", "code")
    return Table(
        weights.table.select(
            "dimension",
            pl.when(pl.col("dimension") == "size").then(by_size).otherwise(code.replace(words)).alias("code"),
            "weight",
            "reasoning",
        ),
        "How a group is scored: points of the parts, and what they are made with",
    )
