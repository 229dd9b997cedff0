"""Groupings of a World, member by member."""

from __future__ import annotations

import polars as pl

from phalanx.world import World


def members(world: World) -> pl.DataFrame:
    """A row for each grouping and member: the grouping's columns with `party` and `size`."""
    groupings = world.table("groupings").with_columns(pl.col("members").list.len().cast(pl.Int64).alias("size"))
    return groupings.with_columns(pl.col("members").alias("party")).explode("party")
