"""Write, read, equal: whatever a registry holds comes out in five forms, and each makes the same registry again."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from tests.registry.drawn import REFERRED, rows_of
from tests.registry.examples import MINISTRY, PRESS, STATE_TV, agreement, file, said, write_agreements, write_statements

from phalanx.errors import BadInput
from phalanx.registry import seed
from phalanx.registry.records import KINDS, columns, record_id
from phalanx.registry.snapshot import read_cells
from phalanx.registry.store import Registry
from phalanx.registry.writing import WRITERS, export

FACTS = Path(str(files("phalanx.facts")))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry without entries; a copy of the file is a new registry."""
    path = tmp_path_factory.mktemp("empty") / "registry.sqlite"
    Registry.create(str(path)).close()
    return path


@pytest.fixture(scope="module")
def known() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Bundled records that drawn ones may refer to, by kind: such as refer to none themselves, or to one another."""
    found = {}
    for kind in REFERRED:
        with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
            rows = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(table)]
        found[kind] = [row for row in rows if not {"parent_id", "depends_on"} & row.keys()]
    links = found["mobility_links"][:3]
    ends = {link[end] for link in links for end in ("from_id", "to_id")}
    nodes = [row for row in found["mobility_nodes"] if row["id"] in ends]
    return {kind: rows[:3] for kind, rows in found.items()} | {"mobility_nodes": nodes}


def copied(made: Path, place: Path) -> Registry:
    return Registry.open(str(shutil.copy(made, place)))


def all_cells(registry: Registry) -> dict[str, pl.DataFrame]:
    entries, _ = registry.frame()
    found = {kind: read_cells(entries, kind, with_silent=True) for kind in entries["kind"].unique().sort()}
    return {kind: frame for kind, frame in found.items() if frame.height}


def assert_same(one: Mapping[str, pl.DataFrame], other: Mapping[str, pl.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for kind, frame in one.items():
        assert frame.rows(named=True) == other[kind].rows(named=True)


# ── Drawn records ────────────────────────────────────────────────────────────────────────────────────────────────────


TOGETHER = 24
"""So many kinds are drawn at once: what takes time is the files, whatever is in them."""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(KINDS), TOGETHER), ids=lambda first: list(KINDS)[first])
@settings(max_examples=3, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_whatever_is_imported_comes_out_and_in_again_the_same(
    first: int,
    data: st.DataObject,
    empty: Path,
    known: Mapping[str, Sequence[Mapping[str, str]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("trip")
    ids = {name: [row["id"] for row in of_kind] for name, of_kind in known.items()}
    drawn = {kind: data.draw(rows_of(kind, ids)) for kind in list(KINDS.values())[first : first + TOGETHER]}
    names = [record_id(kind, row) for kind, rows in drawn.items() for row in rows]
    assume(len(set(names)) == len(names))  # no two kinds name a record alike
    sources = {name: list(of_kind) for name, of_kind in known.items()}
    for kind, rows in drawn.items():
        sources[kind.KIND] = [*sources.get(kind.KIND, []), *(dict(row) for row in rows)]
    (folder / "in").mkdir()
    for name, cells in sources.items():
        (folder / "in" / f"{name}.json").write_text(json.dumps(cells))
    with copied(empty, folder / "registry.sqlite") as registry:
        file(registry, folder / "in")
        held = all_cells(registry)
        for kind, rows in drawn.items():
            assert held[kind.KIND].rows(named=True)[-len(rows) :] == [
                dict.fromkeys(columns(kind)) | dict(row) for row in rows
            ]
        for form in WRITERS:
            export(registry, folder / form, form)
            assert file(registry, folder / form).entries == 0, f"{form}: the same facts add nothing"
            with copied(empty, folder / f"{form}.sqlite") as other:
                file(other, folder / form)
                assert_same(all_cells(other), held)


# ── Facts with a history ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", WRITERS)
def test_what_several_sources_made_of_a_record_comes_out_as_one_row(
    registry_url: str, tmp_path: Path, form: str
) -> None:
    with Registry.create(registry_url) as registry:
        first = agreement("a", value_eur_m="10"), agreement("b"), agreement("c", source_url=STATE_TV, source_grade="E")
        file(registry, write_agreements(tmp_path / "1", *first))
        file(
            registry,
            write_agreements(tmp_path / "2", agreement("b", title="Better", source_url=PRESS, source_grade="A")),
        )
        statements = said("a", "value_eur_m", "12", PRESS, "A"), said("a", "note", "=1+1", MINISTRY, "B")
        file(registry, write_statements(tmp_path / "3", *statements))
        held = all_cells(registry)
        export(registry, tmp_path / "out", form)
        assert file(registry, tmp_path / "out").entries == 0
    rows = {row["id"]: row for row in held["agreements"].rows(named=True)}
    assert [rows["a"]["value_eur_m"], rows["a"]["note"], rows["b"]["title"]] == ["12", "=1+1", "Better"]
    assert rows["c"]["source_grade"] == "E"
    with Registry.create(str(tmp_path / "other.sqlite")) as other:
        file(other, tmp_path / "out")
        assert_same(all_cells(other), held)


def test_an_export_of_an_earlier_moment_knows_no_later_entry(registry_url: str, tmp_path: Path) -> None:
    from datetime import datetime

    with Registry.create(registry_url) as registry:
        file(registry, write_agreements(tmp_path / "1", agreement("a")))
        moment = datetime.fromisoformat(registry.head()[2])
        file(registry, write_agreements(tmp_path / "2", agreement("a", title="Corrected"), agreement("b")))
        export(registry, tmp_path / "out", "csv", known_at=moment)
    assert (tmp_path / "out" / "agreements.csv").read_text() == (tmp_path / "1" / "agreements.csv").read_text()


def test_one_kind_can_be_written_alone(bundled: Path, tmp_path: Path) -> None:
    with copied(bundled, tmp_path / "registry.sqlite") as registry:
        assert [path.name for path in export(registry, tmp_path / "out", "csv", kind="scopes")] == ["scopes.csv"]
        with pytest.raises(BadInput, match="no kind of facts"):
            export(registry, tmp_path / "out", "csv", kind="scope")
        with pytest.raises(BadInput, match="no export format"):
            export(registry, tmp_path / "out", "yaml")
        (tmp_path / "file").touch()
        with pytest.raises(BadInput, match="cannot be written"):
            export(registry, tmp_path / "file" / "under", "csv")


def test_an_empty_registry_writes_no_facts(empty: Path, tmp_path: Path) -> None:
    with copied(empty, tmp_path / "registry.sqlite") as registry:
        for form in WRITERS:
            export(registry, tmp_path / form, form)
            assert not list((tmp_path / form).glob("*.csv"))


# ── Spreadsheets ─────────────────────────────────────────────────────────────────────────────────────────────────────

DANGEROUS = ["=1+1", "+1", "-1 a", "@SUM(A1)", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_text_begins_like_a_formula(empty: Path, tmp_path: Path, text: str) -> None:
    with copied(empty, tmp_path / "registry.sqlite") as registry:
        (tmp_path / "agreements.json").write_text(json.dumps([agreement("a", title=text, note=text)]))
        file(registry, tmp_path / "agreements.json")
        export(registry, tmp_path, "csv")
        export(registry, tmp_path, "xlsx")
    with (tmp_path / "agreements.csv").open(newline="") as table:
        [row] = csv.DictReader(table)
    assert (row["title"], row["note"]) == (f"'{text}" if text != "+1" else "+1", f"'{text}" if text != "+1" else "+1")
    sheet = openpyxl.load_workbook(tmp_path / "facts.xlsx")["agreements"]
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)


def test_numbers_of_a_workbook_are_numbers(empty: Path, tmp_path: Path) -> None:
    with copied(empty, tmp_path / "registry.sqlite") as registry:
        file(registry, write_agreements(tmp_path, agreement("a", value_eur_m="12.5")))
        export(registry, tmp_path, "xlsx")
    book = openpyxl.load_workbook(tmp_path / "facts.xlsx")
    assert book.sheetnames == ["about", "agreements"]
    header, row = ([cell.value for cell in cells] for cells in book["agreements"].iter_rows())
    assert row[header.index("value_eur_m")] == 12.5


def test_a_text_too_long_for_a_cell_of_excel_is_refused(empty: Path, tmp_path: Path) -> None:
    with copied(empty, tmp_path / "registry.sqlite") as registry:
        file(registry, write_agreements(tmp_path, agreement("a", note="x" * 32_767)))
        with pytest.raises(BadInput, match="a text of 32767 characters"):
            export(registry, tmp_path, "xlsx")


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_bundled_facts_come_out_byte_for_byte(registry_url: str, tmp_path: Path) -> None:
    with Registry.create(registry_url, seed.fill) as registry:
        export(registry, tmp_path / "out", "csv")
        assert file(registry, FACTS).entries == 0
    bundled = {path.name for path in FACTS.glob("*.csv")}
    assert {path.name for path in (tmp_path / "out").iterdir()} == bundled
    for name in bundled:
        assert (tmp_path / "out" / name).read_bytes() == (FACTS / name).read_bytes(), name


@pytest.mark.parametrize("form", ["json", "parquet", "xlsx"])
def test_the_bundled_facts_come_back_from_every_form(bundled: Path, empty: Path, tmp_path: Path, form: str) -> None:
    with copied(bundled, tmp_path / "registry.sqlite") as registry:
        export(registry, tmp_path / "out", form)
        with copied(empty, tmp_path / "other.sqlite") as other:
            file(other, tmp_path / "out")
            assert_same(all_cells(other), all_cells(registry))


def test_every_registry_of_one_edition_begins_with_the_same_head(bundled: Path, registry_url: str) -> None:
    with Registry.open(str(bundled)) as one, Registry.create(registry_url, seed.fill) as other:
        assert one.head() == other.head()


@pytest.mark.slow
def test_frictionless_finds_the_data_package_valid(bundled: Path, tmp_path: Path) -> None:
    with copied(bundled, tmp_path / "registry.sqlite") as registry:
        export(registry, tmp_path / "package", "datapackage")
    check = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "--json", "datapackage.json"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(check, cwd=tmp_path / "package", capture_output=True, text=True, check=False, env=environment)
    report = json.loads(done.stdout)
    assert report["valid"], [task["errors"][:3] for task in report["tasks"] if task["errors"]]
    assert report["stats"]["tasks"] == len(KINDS)
    assert done.returncode == 0


@pytest.mark.slow
def test_frictionless_finds_what_is_wrong(empty: Path, tmp_path: Path) -> None:
    with copied(empty, tmp_path / "registry.sqlite") as registry:
        file(registry, write_agreements(tmp_path, agreement("a"), agreement("b")))
        export(registry, tmp_path / "package", "datapackage")
    path = tmp_path / "package" / "agreements.csv"
    path.write_text(path.read_text().replace("verified", "sure").replace("\nb,", "\na,"))
    check = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "--json", "datapackage.json"]
    done = subprocess.run(check, cwd=tmp_path / "package", capture_output=True, text=True, check=False)
    kinds = {error["type"] for task in json.loads(done.stdout)["tasks"] for error in task["errors"]}
    assert {"constraint-error", "primary-key"} & kinds or "hash-count" in kinds
