"""Needs: which records most need a better source, by a rule in words and without weights."""

from __future__ import annotations

from typing import Any

import polars as pl

from phalanx.vocabulary.codes import MUTUAL_DEFENCE
from phalanx.world.agreements import pairs

RULE = (
    "What most needs a better source: every record with a source of grade D or E, or with confidence partial. First "
    "the worse grade, then assistance before consultation before no clause, then partial before verified, then more "
    "ties that no other agreement vouches for, then more parties, then the larger sum of money. There are no weights: "
    "a later point decides only where all earlier ones are level."
)


def needs(held: pl.DataFrame, of_agreements: pl.DataFrame) -> pl.DataFrame:
    """Records of grade D or E or with confidence partial, the most needy first, with the reason and their place.

    The order is the one that RULE tells.
    """
    alone = vouched_alone(of_agreements)
    stakes = of_agreements.select(
        pl.col("id").alias("record"),
        "mutual_defence",
        pl.col("parties_now").list.len().cast(pl.Int64).alias("parties"),
        pl.col("value_eur_m").fill_null(0),
    ).join(alone, on="record", how="left")
    strength = {clause: place for place, clause in enumerate(MUTUAL_DEFENCE)}
    ranked = (
        held.filter(pl.col("grade").is_in(["D", "E"]) | (pl.col("confidence") == "partial"))
        .join(stakes, on="record", how="left", maintain_order="left")
        .with_columns(pl.col("mutual_defence").fill_null("none"), pl.col("parties", "ties", "value_eur_m").fill_null(0))
        .with_columns(pl.col("mutual_defence").replace_strict(strength, return_dtype=pl.Int64).alias("strength"))
        .sort(
            ["grade", "strength", "confidence", "ties", "parties", "value_eur_m", "kind", "record"],
            descending=[True, True, False, True, True, True, False, False],
        )
    )
    reasons = [_reason(row) for row in ranked.iter_rows(named=True)]
    return (
        ranked.select("record", "kind", "title", "grade", "confidence", pl.Series("reason", reasons, dtype=pl.String))
        .with_row_index("place", 1)
        .select(pl.exclude("place"), pl.col("place").cast(pl.Int64))
    )


def _reason(row: dict[str, Any]) -> str:
    said = [f"source of grade {row['grade']}"]
    if row["confidence"] == "partial":
        said.append("partly inferred")
    if row["mutual_defence"] != "none":
        said.append(f"clause of {row['mutual_defence']}")
    if row["ties"]:
        said.append(f"alone vouches for {row['ties']} tie{'s' if row['ties'] > 1 else ''}")
    if row["parties"] > 2:
        said.append(f"{row['parties']} parties")
    if row["value_eur_m"]:
        said.append(f"EUR {row['value_eur_m']:,.0f} million")
    return ", ".join(said)


def vouched_alone(of_agreements: pl.DataFrame) -> pl.DataFrame:
    """For each agreement (`record`), how many pairs of parties no other agreement ties: `ties`."""
    sides = pairs(of_agreements).select(pl.col("id").alias("record"), "party")
    both = sides.join(sides.rename({"party": "partner"}), on="record").filter(pl.col("party") < pl.col("partner"))
    return (
        both.filter(pl.len().over("party", "partner") == 1)
        .group_by("record")
        .agg(pl.len().cast(pl.Int64).alias("ties"))
    )
