"""Ties: which parties an agreement binds to one another on the World's day."""

from __future__ import annotations

import polars as pl

from phalanx.world import World
from phalanx.world.agreements import pairs


def ties(world: World, chosen: pl.DataFrame) -> pl.DataFrame:
    """A row for each agreement and each two of its parties of today, both ways: the agreement with `party`, `partner`.

    `tie` tells whether these two are alone in it (bilateral) or not (plurilateral), by the parties of today: a pact of
    two that others joined since ties plurilaterally. Rows that only record a joining are no tie of their own, as the
    agreement joined has it already.
    """
    own = chosen.filter(~pl.col("id").is_in(accessions(world))).with_columns(tie_of("parties_now").alias("tie"))
    sides = pairs(own)
    partners = sides.select("id", pl.col("party").alias("partner"))
    return sides.join(partners, on="id", maintain_order="left_right").filter(pl.col("party") != pl.col("partner"))


def tie_of(parties: str) -> pl.Expr:
    """Whether the parties in that column are two or more."""
    two = pl.col(parties).list.len() == 2
    return pl.when(two).then(pl.lit("bilateral")).otherwise(pl.lit("plurilateral"))


def accessions(world: World) -> list[str]:
    """The agreements that only record how a party joined another one."""
    return world.table("party_periods")["accession"].drop_nulls().unique(maintain_order=True).to_list()
