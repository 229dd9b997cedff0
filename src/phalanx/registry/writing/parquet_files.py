"""Writing Parquet: one file a kind, columns in the types of the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from phalanx.registry.snapshot import typed
from phalanx.registry.writing.edition import LICENCE, Edition


def write_parquet(facts: Mapping[str, pl.DataFrame], folder: Path, edition: Edition) -> list[Path]:
    """One Parquet file a kind; the file's metadata names licence and journal head."""
    about = {"licence": LICENCE, "journal_head": edition.journal_head}
    paths = []
    for kind, cells in facts.items():
        path = folder / f"{kind}.parquet"
        typed(cells, kind).write_parquet(path, metadata=about)
        paths.append(path)
    return paths
