"""`phalanx report`: key findings on the screen and one page."""

from __future__ import annotations

import re
from pathlib import Path

from tests.surfaces.cli.conftest import Run


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
