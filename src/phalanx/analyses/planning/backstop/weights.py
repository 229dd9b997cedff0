"""Weights: how cover and candidates are judged, as the facts `backstop_weights` say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from phalanx.answer import Table
from phalanx.errors import facts_missing
from phalanx.registry.records.backstop_weights import COSTS, PART_CODES, WORD_LISTS
from phalanx.vocabulary.codes import label
from phalanx.world import World

PARTS = tuple(PART_CODES)
"""The parts of a candidate's score, in the order in which tables show them."""


@dataclass(frozen=True)
class Weights:
    """The weights of a World, by dimension and code."""

    part: Mapping[str, float]
    half: Mapping[str, float]
    form: Mapping[str, float]
    grouping: Mapping[str, float]
    measure: Mapping[str, float]
    table: pl.DataFrame = field(repr=False)

    def filled(self, part: str, amount: float) -> float:
        """From 0 to 1: x / (x + half), so that the first of a kind counts most and no number of them more than 1."""
        return amount / (amount + self.half[part])

    def score(self, parts: Mapping[str, float]) -> float:
        """The sum of a candidate's points."""
        return sum(self.signed(name) * value for name, value in parts.items())

    def signed(self, part: str) -> float:
        """The points of a part as the score counts them: costs are taken off."""
        return -self.part[part] if part in COSTS else self.part[part]


def read_weights(world: World) -> Weights:
    """The weights of a World.

    Raises:
        BadInput: some are missing, as the registry's facts are of an older edition.
    """
    table = world.table("backstop_weights")
    by_code = {
        dimension: dict(table.filter(pl.col("dimension") == dimension).select("code", "weight").iter_rows())
        for dimension in WORD_LISTS
    }
    missing = [f"{name} {code}" for name, codes in WORD_LISTS.items() for code in codes if code not in by_code[name]]
    if missing:
        raise facts_missing(
            f"The registry does not say how gaps are judged: {', '.join(missing)} is missing",
            "a row of backstop_weights for every code",
        )
    return Weights(table=table, **by_code)


def weights_table(weights: Weights) -> Table:
    """The weights an answer used, with their reasoning."""
    words = {name: label(name) for name in weights.table["code"]}
    return Table(
        weights.table.select("dimension", pl.col("code").replace(words), "weight", "reasoning"),
        "How cover is judged and candidates are ranked",
    )
