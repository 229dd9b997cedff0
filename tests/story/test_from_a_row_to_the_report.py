"""One story: a new agreement comes in as a row, and is found in every answer, in the report, and in the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import phalanx
from phalanx.registry.seed import edition
from phalanx.registry.store import Registry
from phalanx.surfaces.cli import main

TREATY = """\
id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,summary,source_url,source_grade,confidence
ee-pt-2026-made-up-treaty,Made-up treaty of mutual help,EE;PT,2026-09-01,signed,strategic_partnership,treaty,state,\
comprehensive,exercises;training,assistance,Made up for this test.,https://example.org/treaty,B,verified
"""
RATIFIED = """\
record,field,value,source_url,source_grade,passage,valid_from
ee-pt-2026-made-up-treaty,status,in_force,https://example.org/gazette,A,Enters into force on 1 November 2026.,2026-11-01
"""


def phalanx_command(registry: Path, *arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--registry", str(registry), *map(str, arguments)])
    return int(ended.value.code or 0)


def test_from_a_row_to_the_report(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    registry = tmp_path / "registry.sqlite"
    treaty, ratified = tmp_path / "treaty.csv", tmp_path / "ratified.csv"
    treaty.write_text(TREATY, encoding="utf-8")
    ratified.write_text(RATIFIED, encoding="utf-8")

    # Before: Estonia and Portugal have nothing with two parties, and five such promises stand elsewhere.
    with phalanx.open_registry(str(registry)) as opened:
        count_before = phalanx.ask("growth", opened).finding("agreements").value
        promises_before = phalanx.ask("clauses", opened).finding("assistance").value
        head_before = opened.head()[1]
    assert count_before == 622

    # The row is filed, and the gazette confirms that the treaty is in force.
    assert phalanx_command(registry, "facts", "import", treaty, "--by", "tester", "--why", "a new treaty") == 0
    assert phalanx_command(registry, "facts", "import", ratified, "--by", "tester", "--why", "ratified") == 0

    with phalanx.open_registry(str(registry)) as opened:
        assert phalanx.ask("growth", opened).finding("agreements").value == 623
        assert phalanx.ask("clauses", opened).finding("assistance").value == int(str(promises_before)) + 1
        partners = phalanx.ask("portfolio", opened, state="EE").table("partners")
        assert partners.filter(partners["partner"] == "PT")["bilateral"].item() == 1
        learned = phalanx.ask("whats-new", opened, since=edition()).table("learned")
        assert "ee-pt-2026-made-up-treaty" in learned["record"].to_list()

        # Two clocks: signed in October's world, in force in November's, unknown to those who asked before.
        assert status_on(opened, "2026-10-15") == "signed"
        assert status_on(opened, "2026-11-15") == "in_force"
        assert phalanx.ask("growth", opened, known_at=f"{edition()}T00:00Z").world.journal_head == head_before

    # The page a policy reader opens holds it, with its source.
    page = tmp_path / "report.html"
    assert phalanx_command(registry, "report", "--state", "EE", "-o", page) == 0
    html = page.read_text(encoding="utf-8")
    assert "Made-up treaty of mutual help" in html
    assert "https://example.org/treaty" in html

    # And whoever takes the files along gets the same facts again, in another registry.
    assert phalanx_command(registry, "facts", "export", tmp_path / "out", "--format", "datapackage") == 0
    capfd.readouterr()
    other = tmp_path / "other.sqlite"
    assert phalanx_command(other, "facts", "import", tmp_path / "out", "--by", "tester", "--why", "moved") == 0
    assert "agreements: 1 new" in capfd.readouterr().out
    assert phalanx_command(other, "facts", "show", "ee-pt-2026-made-up-treaty", "--format", "json") == 0
    shown = {row["field"]: row["value"] for row in json.loads(capfd.readouterr().out)}
    assert shown["status"] == "in_force"


def status_on(registry: Registry, day: str) -> str:
    from datetime import date

    world = phalanx.World.of(registry, valid_on=date.fromisoformat(day))
    agreements = world.table("agreements")
    return str(agreements.filter(agreements["id"] == "ee-pt-2026-made-up-treaty")["status"].item())
