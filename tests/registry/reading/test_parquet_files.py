from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.registry.examples import agreement, file

from phalanx.errors import Problem
from phalanx.registry.store import Registry
from phalanx.world import World

Refuse = Callable[[Path], list[Problem]]


def written(tmp_path: Path, **columns: Any) -> Path:
    path = tmp_path / "agreements.parquet"
    cells = {name: [cell] for name, cell in agreement("new").items() if cell}
    pl.DataFrame(cells | {name: [value] for name, value in columns.items()}).write_parquet(path)
    return path


def test_values_in_their_types_are_understood(registry: Registry, tmp_path: Path) -> None:
    file(registry, written(tmp_path, parties=["PL", "FR"], value_eur_m=12.5, signed=date(2025, 5, 9), note=None))
    [_, new] = World.of(registry).table("agreements").iter_rows(named=True)
    assert (new["parties"], new["value_eur_m"], new["signed"]) == (["FR", "PL"], 12.5, "2025-05-09")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parties", ["FR"]),
        ("parties", {"one": "FR"}),
        ("value_eur_m", float("nan")),
        ("value_eur_m", 1e20),
        ("value_eur_m", b"5"),
        ("signed", 2025.5),
        ("status", True),
        ("surplus", 1),
    ],
)
def test_a_value_of_another_type_is_told(tmp_path: Path, problems_of: Refuse, field: str, value: object) -> None:
    problems = problems_of(written(tmp_path, **{field: value}))
    assert {problem.field for problem in problems} == {field}


@pytest.mark.parametrize("content", [b"", b"PAR1", b"id,title\n", b"PAR1" * 1000])
def test_what_is_no_parquet_is_told(tmp_path: Path, problems_of: Refuse, content: bytes) -> None:
    path = tmp_path / "agreements.parquet"
    path.write_bytes(content)
    [problem] = problems_of(path)
    assert "no Parquet" in problem.found


def test_a_cut_or_damaged_file_is_told(tmp_path: Path, problems_of: Refuse) -> None:
    path = written(tmp_path, note="what a reader should mind " * 100)
    content = path.read_bytes()
    path.write_bytes(content[:-10])
    assert problems_of(path)
    path.write_bytes(content[:4] + b"\xff" * 400 + content[404:])
    assert any("damaged" in problem.found for problem in problems_of(path))
