"""A table of one's own on the command line: a template to fill in, an option that takes it, its problems; and switches."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.surfaces.cli.conftest import Run

from phalanx.analyses import CATALOGUE

SOURCE = {"source_url": "https://example.org/plan", "source_grade": "A", "confidence": "verified"}
ROW = {
    "area": "WP-1", "item": "radars", "quantity": "4", "unit": "radars", "from_year": "2027", "to_year": "2029",
    "illustrative": "no", **SOURCE,
}  # fmt: skip


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The question on groups of states, as every surface finds it."""
    assert isinstance(CATALOGUE, dict)
    monkeypatch.setitem(CATALOGUE, "constellations", "phalanx.analyses.matchmaking.constellations.question")


def fill(template: Path, *rows: dict[str, str]) -> Path:
    """Rows under the header of a template."""
    header = next(csv.reader(template.read_text(encoding="utf-8").splitlines()))
    with template.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerows(rows)
    return template


def test_a_template_is_filled_in_checked_and_asked_about(run: Run, tmp_path: Path, known: None) -> None:
    ran = run("facts", "export", "--template", "needs", tmp_path / "mine")
    assert ran.code == 0
    assert "needs.csv to fill in" in ran.out
    mine = fill(tmp_path / "mine" / "needs.csv", *(ROW | {"state": state} for state in ("FR", "PL", "SE")))
    assert "3 rows checked: all hold." in run("facts", "check", mine).out
    told = json.loads(run("ask", "constellations", "--needs", mine, "--max", "2", "--format", "json").out)
    assert [row["group"] for row in told["tables"]["constellations"]].count(["FR", "PL"]) == 1
    assert told["parameters"]["needs"].startswith("needs.csv (3 rows, sha256 ")
    assert {row["state"] for row in told["tables"]["needs"]} == {"FR", "PL", "SE"}


def test_a_template_needs_no_folder_and_takes_no_place(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("facts", "export", "--template", "cables").code == 0
    assert (tmp_path / "cables.csv").is_file()
    refused = run("facts", "export", "--template", "cables")
    assert refused.code == 2
    assert "would be overwritten" in refused.err
    assert "No folder was named" in run("facts", "export").err


def test_all_problems_of_the_table_with_their_lines(run: Run, tmp_path: Path, known: None) -> None:
    run("facts", "export", "--template", "needs", tmp_path)
    wrong = [
        ROW | {"state": "FR", "quantity": "-4"},
        ROW | {"state": "PL", "to_year": "2020"},
        ROW | {"state": "SE", "unit": "dozens"},
    ]
    refused = run("ask", "constellations", "--needs", fill(tmp_path / "needs.csv", *wrong))
    assert refused.code == 2
    for line, field in ((2, "quantity"), (3, "to_year"), (4, "unit")):
        assert f"needs.csv, line {line}, {field}: " in refused.err
    missing = run("ask", "constellations", "--needs", tmp_path / "nowhere.csv")
    assert missing.code == 2
    assert "There is no file" in missing.err


def test_help_says_that_it_takes_a_file(run: Run, known: None) -> None:
    assert "--needs FILE" in " ".join(run("ask", "constellations", "--help").out.split())


def test_yes_or_no_is_a_switch(run: Run, known: None) -> None:
    asked = ("ask", "constellations", "--area", "RM-9", "--max", "3", "--format", "json")
    assert "sensitivity" in json.loads(run(*asked, "--sensitivity").out)["tables"]
    assert "sensitivity" not in json.loads(run(*asked, "--no-sensitivity").out)["tables"]
    assert "sensitivity" not in json.loads(run(*asked).out)["tables"]
