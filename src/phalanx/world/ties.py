"""Ties: which parties an agreement binds to one another on the World's day, pair by pair and pact by pact."""

from __future__ import annotations

import polars as pl

from phalanx.vocabulary.codes import MUTUAL_DEFENCE
from phalanx.world import World
from phalanx.world.agreements import agreements, pairs


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


def standing(world: World) -> pl.DataFrame:
    """The agreements that have not ended by the World's day, as `agreements` gives them, without mere joinings."""
    return agreements(world).filter((pl.col("life") != "ended") & ~pl.col("id").is_in(accessions(world)))


def bonds(world: World) -> pl.DataFrame:
    """A row for each two parties between whom agreements of these two alone stand, sorted by their codes.

    `a` and `b` (codes, a before b), `agreements` and `announced` (how many, and how many of them only announced),
    `first` and `latest` (partial dates of signature), `begins` (the first day the first can mean), `clause` (the
    strongest), `forms`, `domains`, `levels` and `ids` (lists without repeats).
    """
    of_two = standing(world).filter(tie_of("parties_now") == "bilateral")
    sides = pl.col("parties_now").list.sort()
    strength = pl.col("mutual_defence").cast(pl.Enum(list(MUTUAL_DEFENCE)))
    return (
        of_two.with_columns(sides.list.first().alias("a"), sides.list.last().alias("b"))
        .sort("first_day", "id")
        .group_by("a", "b", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("agreements"),
            (pl.col("life") == "announced").sum().cast(pl.Int64).alias("announced"),
            pl.col("signed").first().alias("first"),
            pl.col("signed").last().alias("latest"),
            pl.col("first_day").first().alias("begins"),
            pl.col("mutual_defence").sort_by(strength).last().alias("clause"),
            pl.col("form").unique().sort().alias("forms"),
            pl.col("domains").explode().drop_nulls().unique().sort().alias("domains"),
            pl.col("level").unique().sort().alias("levels"),
            pl.col("id").alias("ids"),
        )
        .sort("a", "b")
    )


def pacts(world: World) -> pl.DataFrame:
    """The standing agreements of three parties or more today, as `agreements` gives them, in order of signature."""
    several = pl.col("parties_now").list.len() > 2
    return standing(world).filter(several).sort("first_day", "id")
