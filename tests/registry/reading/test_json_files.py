from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.registry.examples import agreement, file

from phalanx.errors import Problem
from phalanx.registry.store import Registry
from phalanx.world import World

Refuse = Callable[[Path], list[Problem]]


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "agreements.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def row(**changes: Any) -> dict[str, Any]:
    return {name: cell for name, cell in agreement("new").items() if cell} | changes


def test_values_in_their_types_are_understood(registry: Registry, tmp_path: Path) -> None:
    file(registry, written(tmp_path, [row(parties=["PL", "FR"], value_eur_m=12.50, note=None)]))
    [_, new] = World.of(registry).table("agreements").iter_rows(named=True)
    assert (new["parties"], new["value_eur_m"], new["note"]) == (["FR", "PL"], 12.5, None)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "broken JSON"),
        (b"[{]", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b'[{"id": "\xe9"}]', "bytes that are not UTF-8"),
        ({"id": "x"}, "something else"),
        ([["id"], ["x"]], "something else"),
        ([], "an empty list"),
    ],
)
def test_what_is_no_list_of_records_is_told(tmp_path: Path, problems_of: Refuse, content: object, found: str) -> None:
    [problem] = problems_of(written(tmp_path, content))
    assert found in problem.found


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parties", {"FR": 1}),
        ("parties", [1, 2]),
        ("parties", [["FR"]]),
        ("parties", ["FR", "FR"]),
        ("parties", "FR"),
        ("signed", 20250509),
        ("signed", True),
        ("value_eur_m", "much"),
        ("value_eur_m", 1e400),
        ("value_eur_m", int("9" * 4_000)),
        ("value_eur_m", -1),
        ("value_eur_m", True),
        ("status", 3),
        ("title", "two\nlines"),
        ("titel", "x"),
    ],
)
def test_a_value_of_another_type_is_told(tmp_path: Path, problems_of: Refuse, field: str, value: object) -> None:
    problems = problems_of(written(tmp_path, [row(**{field: value})]))
    assert {(problem.field, problem.line) for problem in problems} == {(field, 1)}


def test_numbers_that_are_none_are_told(tmp_path: Path, problems_of: Refuse) -> None:
    text = json.dumps([row(value_eur_m="HERE")])
    for number in ("NaN", "Infinity", "-Infinity", "1e-100", "0.1234567890123456789"):
        [problem] = problems_of(written(tmp_path, text.replace('"HERE"', number).encode()))
        assert problem.field == "value_eur_m", number
