"""What shares under a published key refuse, beyond what each field refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

SHARE = {
    "key": "nato_common_funding",
    "state": "FR",
    "from_year": "2021",
    "to_year": "2024",
    "share_pct": "10.49",
    "source_url": PRESS,
    "source_grade": "B",
    "confidence": "verified",
}
Row = Mapping[str, str]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        yield opened


def write(folder: Path, *rows: Row) -> Path:
    path = folder / "cost_shares.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS["cost_shares"]))), encoding="utf-8")
    return path


def test_a_share_is_named_by_key_first_year_and_state(registry: Registry, tmp_path: Path) -> None:
    file(registry, write(tmp_path, SHARE, SHARE | {"from_year": "2026", "to_year": ""}))
    named = {"cost_shares/nato_common_funding/2021/FR", "cost_shares/nato_common_funding/2026/FR"}
    assert set(registry.record_ids()) == named


@pytest.mark.parametrize(
    ("row", "field", "found", "expected"),
    [
        (SHARE | {"to_year": "2020"}, "to_year", "2020, before from_year 2021", "not before from_year"),
        (SHARE | {"share_pct": "101"}, "share_pct", "'101'", "a number from 0 to 100"),
        (SHARE | {"share_pct": "-1"}, "share_pct", "'-1'", "a number from 0 to 100"),
        (SHARE | {"share_pct": ""}, "share_pct", "an empty cell", "number"),
        (SHARE | {"key": "nato"}, "key", "'nato'", "one of nato_common_funding"),
        (SHARE | {"state": "UK"}, "state", "'UK'", "alpha-2 code"),
        (SHARE | {"from_year": "21"}, "from_year", "'21'", "from 1949 to 2100"),
    ],
)
def test_what_cannot_be_is_refused(
    registry: Registry, tmp_path: Path, row: Row, field: str, found: str, expected: str
) -> None:
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, row))
    (problem,) = bad.value.problems
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


def test_all_problems_are_told_together(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, SHARE | {"share_pct": "200", "key": "x"}, SHARE | {"to_year": "2000"}))
    assert {problem.field for problem in bad.value.problems} == {"share_pct", "key", "to_year"}
