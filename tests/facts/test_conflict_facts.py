"""Commitments of forces and the rules of conflicts: what the bundled rows hold to."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import polars as pl

from phalanx.registry.records.conflict_rules import MEASURE_CODES

FACTS = Path(str(files("phalanx.facts")))


def bundled(kind: str) -> pl.DataFrame:
    return pl.read_csv(FACTS / f"{kind}.csv", infer_schema_length=0)


def test_a_part_belongs_to_a_larger_commitment_of_the_same_state() -> None:
    rows = bundled("force_commitments")
    whole = rows.select(part_of="id", whole_state="state")
    parts = rows.drop_nulls("part_of").join(whole, on="part_of", how="left")
    assert parts.height
    assert (parts["state"] == parts["whole_state"]).all()


def test_every_measure_has_a_rule() -> None:
    assert sorted(bundled("conflict_rules")["measure"]) == sorted(MEASURE_CODES)
    limit = bundled("conflict_rules").filter(pl.col("measure") == "paid_after_years")
    assert limit["possible_from"].item() == limit["high_from"].item()


def test_no_figure_rests_on_a_source_that_never_speaks_alone() -> None:
    for kind in ("force_commitments", "force_pools", "conflict_rules"):
        assert "E" not in set(bundled(kind)["source_grade"])
