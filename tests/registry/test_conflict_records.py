"""What commitments of forces, their pools and the rules of conflicts refuse, and what the bundled rows hold to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts, Problem
from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.conflict_rules import MEASURE_CODES
from phalanx.registry.store import Registry

FACTS = Path(str(files("phalanx.facts")))
SOURCED = {"source_url": PRESS, "source_grade": "B", "confidence": "partial"}
FORCE = {
    "id": "fc-1", "state": "PL", "force": "brigade", "units": "1", "framework": "jef", "date_start": "2026",
} | SOURCED  # fmt: skip
POOL = {"state": "PL", "force": "brigade", "units": "9", "as_of": "2026"} | SOURCED
RULE = {"measure": "overlap_days", "possible_from": "14", "high_from": "90", "reasoning": "A quarter."} | SOURCED
Row = Mapping[str, str]


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        yield opened


def write(folder: Path, kind: str, *rows: Row) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


def problems_of(registry: Registry, path: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadFacts) as bad:
        file(registry, path)
    return bad.value.problems


@pytest.mark.parametrize(
    ("kind", "row"), [("force_commitments", FORCE), ("force_pools", POOL), ("conflict_rules", RULE)]
)
def test_a_plain_row_is_let_in(registry: Registry, tmp_path: Path, kind: str, row: Row) -> None:
    before = registry.frame()[0].height
    file(registry, write(tmp_path, kind, row))
    added = registry.frame()[0][before:]
    assert added["kind"].unique().to_list() == [kind]


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("force_commitments", FORCE | {"force": "horde"}, "force", "'horde'", "one of headquarters, division"),
        ("force_commitments", FORCE | {"framework": "UN"}, "framework", "'UN'", "one of nato_force_model"),
        ("force_commitments", FORCE | {"units": "0"}, "units", "'0'", "from 1"),
        ("force_commitments", FORCE | {"readiness_days": "-1"}, "readiness_days", "'-1'", "from 0 to 365"),
        ("force_commitments", FORCE | {"date_end": "2025"}, "date_end", "2025, before date_start", "not before"),
        ("force_commitments", FORCE | {"part_of": "fc-1"}, "part_of", "fc-1", "another, larger commitment"),
        ("force_commitments", FORCE | {"part_of": "fc-9"}, "part_of", "'fc-9', which is not there", "force_commitments"),
        ("force_commitments", FORCE | {"shared_with": "DE;PL"}, "shared_with", "PL", "states beside PL"),
        ("force_pools", POOL | {"units": "2.5"}, "units", "'2.5'", "a whole number"),
        ("conflict_rules", RULE | {"high_from": "13"}, "high_from", "13, below possible_from 14", "not below"),
        ("conflict_rules", RULE | {"measure": "tempers"}, "measure", "'tempers'", "one of overlap_days"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    registry: Registry, tmp_path: Path, kind: str, row: Row, field: str, found: str, expected: str
) -> None:
    (problem,) = problems_of(registry, write(tmp_path, kind, row))
    assert (problem.field, problem.line) == (field, 2)
    assert found in problem.found
    assert expected in problem.expected


# ── The bundled rows ─────────────────────────────────────────────────────────────────────────────────────────────────


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
