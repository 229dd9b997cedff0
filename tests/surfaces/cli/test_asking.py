"""`phalanx ask` and `phalanx questions`: commands that come from the catalogue."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from tests.surfaces.cli.conftest import Run

from phalanx.analyses import CATALOGUE, find_question
from phalanx.question import parameter_names
from phalanx.surfaces.documentation.catalogue import EXAMPLES


def test_questions_lists_the_catalogue(run: Run) -> None:
    rows = json.loads(run("questions", "--format", "json").out)
    assert [row["question"] for row in rows] == list(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_help_names_every_parameter(run: Run, name: str) -> None:
    told = run("ask", name, "--help")
    assert told.code == 0
    for parameter in parameter_names(find_question(name).parameters):
        assert f"--{parameter}" in told.out


def test_json_is_the_contract(run: Run) -> None:
    answer = json.loads(run("ask", "growth", "--scope", "brief", "--format", "json").out)
    assert set(answer) >= {"question", "title", "parameters", "world", "findings", "tables", "charts", "maps", "notes"}
    assert answer["parameters"]["scope"] == "brief"
    counted = {finding["name"]: finding["value"] for finding in answer["findings"]}
    assert counted["agreements"] == sum(row["agreements"] for row in answer["tables"]["by_year"])
    assert len(answer["world"]["journal_head"]) == 64


def test_the_suffix_chooses_the_format(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "years.parquet"
    assert run("ask", "growth", "--table", "by_form", "-o", path).code == 0
    assert pl.read_parquet(path)["agreements"].sum() == 622
    picture = tmp_path / "growth.svg"
    assert run("ask", "growth", "-o", picture).code == 0
    assert picture.read_text().startswith("<svg")


def test_events_become_a_calendar_file_or_go_into_a_pipe(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "calendar.ics"
    assert run("ask", "calendar", "-o", path).code == 0
    stamp = b"DTSTAMP:"
    piped = run("ask", "calendar", "--format", "ics").out.encode().splitlines()
    written = path.read_bytes().splitlines()
    assert [line for line in piped if not line.startswith(stamp)] == [
        line for line in written if not line.startswith(stamp)
    ]
    refused = run("ask", "growth", "--format", "ics")
    assert (refused.code, refused.out) == (2, "")
    assert "no events for a calendar file" in refused.err


def test_csv_on_the_output_is_only_csv(run: Run) -> None:
    said = run("ask", "growth", "--format", "csv")
    assert pl.read_csv(io.StringIO(said.out))["agreements"].sum() == 622
    assert said.err == ""


def test_valid_on_looks_back(run: Run) -> None:
    early = json.loads(run("ask", "growth", "--valid-on", "2023-06-30", "--format", "json").out)
    assert early["world"]["valid_on"] == "2023-06-30"
    assert max(row["year"] for row in early["tables"]["by_year"]) == 2023


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", "grwth"), "did you mean growth"),
        (("ask", "growth", "--scope", "nowhere"), "brief"),
        (("ask", "growth", "--from", "2014-13"), "YYYY"),
        (("ask", "growth", "--kind", "trilateral"), "plurilateral"),
        (("ask", "growth", "--valid-on", "yesterday"), "YYYY-MM-DD"),
        (("ask", "growth", "--known-at", "32"), "ISO"),
        (("ask", "growth", "--format", "docx"), "xlsx"),
        (("ask", "growth", "--format", "csv", "--table", "nowhere"), "by_year"),
        (("ask", "portfolio"), "--state"),
        (("ask", "portfolio", "--state", "UK"), "did you mean GB"),
        (("ask", "growth", "--colour", "red"), "--colour"),
        (("ask", "growth", "-o", "/nowhere/at/all.csv"), "cannot be written"),
    ],
)
def test_bad_input_is_told_in_a_line_and_ends_with_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    refused = run(*arguments)
    assert refused.code == 2
    assert words in refused.err
    assert "Traceback" not in refused.err


def test_errors_are_json_when_asked(run: Run) -> None:
    refused = json.loads(run("--json", "ask", "growth", "--scope", "nowhere").err)
    assert refused["exit_code"] == 2
    assert refused["remedy"]


def test_debug_shows_where_it_went_wrong(registry: Path) -> None:
    from phalanx.errors import BadInput
    from phalanx.surfaces.cli import main

    with pytest.raises(BadInput):
        main(["--registry", str(registry), "--debug", "ask", "growth", "--scope", "nowhere"])


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", CATALOGUE)
@pytest.mark.parametrize("form", ["text", "json", "csv", "xlsx", "html", "svg", "png", "parquet"])
def test_every_question_comes_out_in_every_format(run: Run, tmp_path: Path, name: str, form: str) -> None:
    given = [word for told in EXAMPLES.get(name, {}).items() for word in (f"--{told[0]}", told[1])]
    path = tmp_path / "answer"
    assert run("ask", name, *given, "--format", form, "-o", path).err == ""
    assert path.stat().st_size > 100
