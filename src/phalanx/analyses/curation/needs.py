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

NOTHING_SAID = "note: say what was inferred; confidence: see it in a source"


def needs(held: pl.DataFrame, of_agreements: pl.DataFrame) -> pl.DataFrame:
    """Records of grade D or E or with confidence partial, the most needy first, with the reason and their place.

    The order is the one that RULE tells. `to_do` says what would fill the need, and `note` is the record's own, which
    tells what was inferred.
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
    said = [(_reason(row), _to_do(row)) for row in ranked.iter_rows(named=True)]
    in_words = pl.DataFrame(said, schema={"reason": pl.String, "to_do": pl.String}, orient="row")
    return (
        ranked.select("record", "kind", "title", "grade", "confidence", in_words["reason"], in_words["to_do"], "note")
        .with_row_index("place", 1)
        .select(pl.exclude("place"), pl.col("place").cast(pl.Int64))
    )


def _to_do(row: dict[str, Any]) -> str:
    """Which fields want what: a better page for the source, and an end to what was inferred."""
    steps = []
    if row["grade"] in ("D", "E"):
        steps.append("source_url: a page of grade A or B that says the same")
    if row["confidence"] == "partial":
        steps.append("confidence: see in a source what the note says was inferred" if row["note"] else NOTHING_SAID)
    return "; ".join(steps)


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
