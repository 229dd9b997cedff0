"""What programmes of the United States and the weights of their gaps refuse, beyond what each field refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry

SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
POSTURE = {
    "id": "P-1",
    "programme": "Aid",
    "recipient": "PL",
    "year": "2025",
    "amount_usd_m": "12",
    "unit": "USD m",
} | SOURCED
PROGRAMME = {
    "id": "aid", "name": "Aid", "nature": "money", "unit": "USD m a year", "domains": "training", "levels": "P-1",
    "counted": "By the year.", "reasoning": "It pays for courses.",
} | SOURCED  # fmt: skip
WEIGHT = {"dimension": "part", "code": "nearness", "weight": "20", "reasoning": "What is near arrives first."} | SOURCED
Row = Mapping[str, str]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        file(opened, write(tmp_path, "us_posture", POSTURE))
        yield opened


def write(folder: Path, kind: str, *rows: Row) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("us_programmes", PROGRAMME | {"levels": ""}, "levels", "an empty cell", "one of levels, plans, floors, ends, cuts"),
        ("us_programmes", PROGRAMME | {"levels": "P-9"}, "levels", "'P-9', which is not there", "us_posture"),
        ("us_programmes", PROGRAMME | {"levels": "P-1;P-1"}, "levels", "'P-1;P-1'", "each value once"),
        ("us_programmes", PROGRAMME | {"nature": "gifts"}, "nature", "'gifts'", "money, troops, forces, posts"),
        ("us_programmes", PROGRAMME | {"domains": "courses"}, "domains", "'courses'", "procurement, industry"),
        ("us_programmes", PROGRAMME | {"domains": ""}, "domains", "an empty cell", "set of"),
        ("us_programmes", PROGRAMME | {"before": "-1"}, "before", "'-1'", "a number from 0"),
        ("us_programmes", PROGRAMME | {"enablers": "NFM-9"}, "enablers", "'NFM-9', which is not there", "us_enablers"),
        ("us_programmes", PROGRAMME | {"counted": ""}, "counted", "an empty cell", "text"),
        ("backstop_weights", WEIGHT | {"code": "distance"}, "code", "'distance', which is no part", "nearness"),
        ("backstop_weights", WEIGHT | {"dimension": "form"}, "code", "'nearness', which is no form", "cooperation_agreement"),
        ("backstop_weights", WEIGHT | {"dimension": "half", "weight": "0"}, "weight", "0", "above 0"),
        ("backstop_weights", WEIGHT | {"dimension": "measure", "code": "covered", "weight": "0"}, "weight", "0", "above 0"),
        ("backstop_weights", WEIGHT | {"weight": "-1"}, "weight", "'-1'", "a number from 0"),
        ("backstop_weights", WEIGHT | {"dimension": "taste"}, "dimension", "'taste'", "part, half, form"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused(
    registry: Registry, tmp_path: Path, kind: str, row: Row, field: str, found: str, expected: str
) -> None:
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, kind, row))
    (problem,) = bad.value.problems
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


def test_a_grouping_may_weigh_nothing(registry: Registry, tmp_path: Path) -> None:
    nothing = WEIGHT | {"dimension": "grouping", "code": "alliance", "weight": "0"}
    assert file(registry, write(tmp_path, "backstop_weights", nothing)).entries > 0
