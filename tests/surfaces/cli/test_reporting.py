"""`phalanx report`: key findings on the screen and one page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.surfaces.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("remembered")


def test_report_writes_one_page_and_says_the_key_findings(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    said = run("report", "-o", page)
    assert said.code == 0
    assert "622 agreements" in said.out
    assert str(page) in said.out
    html = page.read_text(encoding="utf-8")
    assert "<svg" in html
    head = re.search(r"journal head ([0-9a-f]{12})", said.out)
    assert head is not None
    assert head.group(1) in html


def test_a_state_is_portrayed_when_asked(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run("report", "--state", "EE", "-o", page).code == 0
    assert "Estonia" in page.read_text(encoding="utf-8")


def test_an_unknown_state_is_refused_and_no_page_written(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run("report", "--state", "EL", "-o", page).code == 2
    assert not page.exists()


def test_a_report_is_written_in_several_forms_at_once(run: Run, tmp_path: Path) -> None:
    dossier = tmp_path / "two.toml"
    dossier.write_text(
        'title = "Two questions"\n[[question]]\nask = "hubs"\n[[question]]\nask = "calendar"\nto = 2030\n', "utf-8"
    )
    page, book, calendar = (tmp_path / f"two.{ending}" for ending in ("html", "xlsx", "ics"))
    said = run("report", "--dossier", dossier, "-o", page, "-o", book, "-o", calendar)
    assert said.code == 0, said.err
    assert "two.html" in said.out
    assert "Two questions" in page.read_text(encoding="utf-8")
    assert book.read_bytes().startswith(b"PK")
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_what_cannot_be_written_is_told_before_anything_is_asked(run: Run, tmp_path: Path) -> None:
    for output, found in (
        (tmp_path / "plan.pdf", "of no form"),
        (tmp_path / "none" / "plan.html", "There is no folder"),
    ):
        said = run("report", "-o", output)
        assert said.code == 2
        assert found in said.err
    assert "print it from a browser" in run("report", "-o", tmp_path / "plan.pdf").err


def test_a_dossier_says_itself_what_is_asked(run: Run, tmp_path: Path) -> None:
    said = run("report", "--dossier", tmp_path / "any.toml", "--state", "EE")
    assert said.code == 2
    assert "--scope and --state belong to the report on agreements" in said.err


def test_without_events_there_is_no_calendar(run: Run, tmp_path: Path) -> None:
    dossier = tmp_path / "one.toml"
    dossier.write_text('[[question]]\nask = "hubs"\n', "utf-8")
    said = run("report", "--dossier", dossier, "-o", tmp_path / "one.ics")
    assert said.code == 2
    assert "No answer has events" in said.err
    assert not (tmp_path / "one.ics").exists()
