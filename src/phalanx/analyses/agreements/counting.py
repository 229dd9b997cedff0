"""Counting: agreements by code, as every question on agreements counts them."""

from __future__ import annotations

import polars as pl

from phalanx.world.turning_points import TurningPoint

COUNT_LABELS = {"share_pct": "share, %", "since_invasion": "since the invasion"}
STANDING = pl.col("life").is_in(["signed", "in_force"])
"""Agreements that stand: signed, and no end reported."""
NEVER_REPORTED = "An agreement whose end nobody reported still counts."


def count_by(chosen: pl.DataFrame, column: str, turn: TurningPoint, whole: int | None = None) -> pl.DataFrame:
    """A row a code: agreements, how many since the turning point, and share in percent; most first.

    The share is of `whole`, or of all rows. A row without a code is not counted.
    """
    return (
        chosen.drop_nulls(column)
        .group_by(column)
        .agg(pl.len().cast(pl.Int64).alias("agreements"), turn.since.sum().cast(pl.Int64).alias("since_invasion"))
        .with_columns((pl.col("agreements") * 100 / max(whole or chosen.height, 1)).round(1).alias("share_pct"))
        .sort(["agreements", column], descending=[True, False])
    )


def too_coarse(chosen: pl.DataFrame, turn: TurningPoint) -> tuple[str, ...]:
    """The assumption behind a count since the turning point, where dates are too coarse to tell."""
    undecided = chosen.filter(turn.undecided).height
    return (f"{undecided} dated too coarsely to tell count as before.",) if undecided else ()


def whole_ticks(counts: pl.Series) -> dict[str, int]:
    """The axis of a chart of counts: about eight ticks, and none between two whole numbers."""
    return {"tickCount": max(1, min(int(counts.max() or 0), 8))}  # type: ignore[arg-type]
