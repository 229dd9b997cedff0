"""Writing CSV: UTF-8, commas, LF; text that a spreadsheet would run as a formula is neutralised."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from phalanx.registry.writing.edition import Edition
from phalanx.vocabulary.cells import neutralise


def write_csv(facts: Mapping[str, pl.DataFrame], folder: Path, edition: Edition) -> list[Path]:
    """One CSV a kind; unknown values are empty cells."""
    paths = []
    for kind, cells in facts.items():
        path = folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(cells.columns)
            for row in cells.iter_rows():
                rows.writerow([neutralise(cell) if cell else "" for cell in row])
        paths.append(path)
    return paths
