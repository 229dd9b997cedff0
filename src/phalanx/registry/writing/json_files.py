"""Writing JSON: a list of objects a kind, with numbers, flags and lists in their types; unknown values are left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import orjson
import polars as pl

from phalanx.registry.snapshot import typed
from phalanx.registry.writing.edition import Edition


def write_json(facts: Mapping[str, pl.DataFrame], folder: Path, edition: Edition) -> list[Path]:
    """One JSON file a kind, one record a line."""
    paths = []
    for kind, cells in facts.items():
        path = folder / f"{kind}.json"
        with path.open("wb") as file:
            for number, row in enumerate(typed(cells, kind).iter_rows(named=True)):
                file.write(b"[\n" if number == 0 else b",\n")
                file.write(orjson.dumps({name: value for name, value in row.items() if value is not None}))
            file.write(b"\n]\n")
        paths.append(path)
    return paths
