"""`phalanx facts`: looking, importing, exporting, checking, as a person types it."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from tests.surfaces.cli.conftest import Run

from phalanx.registry import seed
from phalanx.registry.records import KINDS

HEADER = (
    "id,title,parties,signed,status,form,legal_type,scope,domains,mutual_defence,source_url,source_grade,confidence\n"
)
ROW = (
    "fr-pl-2026-made-up,Made-up agreement,FR;PL,2026-03-01,signed,cooperation_agreement,agreement,operational,"
    "exercises,none,https://example.org/made-up,B,verified\n"
)
NANCY = "fr-pl-2025-nancy-treaty"
STATEMENTS = "record,field,value,source_url,source_grade,passage\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_list_names_every_kind_with_its_number(run: Run) -> None:
    rows = json.loads(run("facts", "list", "--format", "json").out)
    assert {row["kind"] for row in rows} == set(KINDS)
    assert next(row["records"] for row in rows if row["kind"] == "agreements") == 622


def test_list_searches_filters_and_limits(run: Run) -> None:
    found = run("facts", "list", "agreements", "--search", "treaty nancy", "--format", "csv")
    assert [row["id"] for row in csv.DictReader(found.out.splitlines())] == [NANCY]
    german = json.loads(
        run("facts", "list", "agreements", "--where", "parties=DE", "--where", "level=company", "--limit", 0,
            "--format", "json").out
    )  # fmt: skip
    assert german
    assert all("DE" in row["parties"].split(";") and row["level"] == "company" for row in german)
    assert "622 records, 5 shown" in run("facts", "list", "agreements", "--limit", 5).out


def test_list_refuses_what_it_does_not_know(run: Run) -> None:
    assert run("facts", "list", "agreement").code == 2
    refused = run("facts", "list", "agreements", "--where", "colour=red")
    assert refused.code == 2
    assert "legal_type" in refused.err


def test_show_tells_source_grade_and_since_when_for_each_field(run: Run) -> None:
    rows = json.loads(run("facts", "show", NANCY, "--format", "json").out)
    signed = next(row for row in rows if row["field"] == "signed")
    assert signed["value"] == "2025-05-09"
    assert signed["grade"] == "B"
    assert signed["source"].startswith("https://")
    assert signed["since"].startswith("20")
    assert signed["contradicted_by"] == []


def test_show_names_a_source_that_contradicts(run: Run, tmp_path: Path) -> None:
    said = write(
        tmp_path / "said.csv", f'{STATEMENTS}{NANCY},signed,2025-05-08,https://example.org/p,C,"on Thursday"\n'
    )
    assert run("facts", "import", said, "--by", "tester", "--why", "second source").code == 0
    rows = json.loads(run("facts", "show", NANCY, "--format", "json").out)
    signed = next(row for row in rows if row["field"] == "signed")
    assert signed["value"] == "2025-05-09"  # B outweighs C
    assert [claim["value"] for claim in signed["contradicted_by"]] == ["2025-05-08"]
    assert "contradicted: 2025-05-08" in run("facts", "show", NANCY).out


def test_show_says_that_grade_e_is_not_held(run: Run) -> None:
    silent = run("facts", "show", "DSP-007")
    assert silent.code == 0
    assert "Not held" in silent.out
    assert all(row["value"] is None for row in json.loads(run("facts", "show", "DSP-007", "--format", "json").out))


def test_show_helps_with_a_wrong_id(run: Run) -> None:
    refused = run("facts", "show", "nancy-treaty")
    assert refused.code == 2
    assert NANCY in refused.err


def test_import_twice_adds_once_and_history_keeps_both_values(run: Run, tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.csv", HEADER + ROW)
    first = run("facts", "import", mine, "--by", "tester", "--why", "trial")
    assert "new: fr-pl-2026-made-up" in first.out
    assert "1 entry added" in first.out
    assert "0 entries added" in run("facts", "import", mine, "--by", "tester", "--why", "trial").out
    corrected = write(tmp_path / "mine.csv", HEADER + ROW.replace("2026-03-01", "2026-03-02"))
    changed = run("facts", "import", corrected, "--by", "tester", "--why", "wrong day")
    assert "corrected: fr-pl-2026-made-up, signed: 2026-03-01 → 2026-03-02" in changed.out
    past = json.loads(run("facts", "history", "fr-pl-2026-made-up", "--format", "json").out)
    assert [entry["why"] for entry in past] == ["trial", "wrong day"]
    assert "2026-03-01" in past[0]["value"]
    assert past[1]["value"] == "2026-03-02"


def test_history_tells_what_was_corrected_before_it_was_bundled(run: Run) -> None:
    told = run("facts", "history", "ee-lt-lv-pl-2025-eastern-shield-letter").out
    assert "before it was bundled, COR-069 in entry" in told
    assert "a joint letter asking the Union for money announces no later agreement" in told
    assert "legal_type: letter_of_intent → declaration" in told
    assert "before it was bundled" not in run("facts", "history", "fr-pl-2025-nancy-treaty").out


def test_a_dry_run_shows_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.csv", HEADER + ROW)
    before = run("facts", "verify").out
    dry = run("facts", "import", mine, "--by", "tester", "--why", "trial", "--dry-run")
    assert "new: fr-pl-2026-made-up" in dry.out
    assert "would be added" in dry.out
    assert run("facts", "verify").out == before


def test_import_tells_all_problems_with_file_line_and_field(run: Run, tmp_path: Path) -> None:
    wrong = ROW.replace("FR;PL", "FR;UK").replace("2026-03-01", "2026-02-30").replace("https:", "ftp:")
    mine = write(tmp_path / "mine.csv", HEADER + wrong)
    refused = run("facts", "import", mine, "--by", "tester", "--why", "trial")
    assert refused.code == 2
    for part in (
        "3 problems; nothing was written",
        "mine.csv, line 2, parties",
        "did you mean GB",
        "signed",
        "source_url",
    ):
        assert part.casefold() in refused.err.casefold()
    told = run("--json", "facts", "import", mine, "--by", "tester", "--why", "trial")
    assert [problem["line"] for problem in json.loads(told.err)["problems"]] == [2, 2, 2]


def test_import_needs_who_and_why(run: Run, tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.csv", HEADER + ROW)
    assert run("facts", "import", mine, "--by", "tester").code == 2
    assert run("facts", "import", mine, "--by", " ", "--why", "x").code == 2


def test_diff_tells_what_changed_between_two_moments(run: Run, tmp_path: Path) -> None:
    said = write(tmp_path / "said.csv", f"{STATEMENTS}{NANCY},status,in_force,https://example.org/official,A,\n")
    run("facts", "import", said, "--by", "tester", "--why", "ratified")
    rows = json.loads(run("facts", "diff", "2000", "now", "--format", "json").out)
    assert any(row["record"] == NANCY and row["field"] is None for row in rows)
    since = run("facts", "diff", f"{seed.edition()}T00:00:01", "now")
    assert f"{NANCY} (agreements)" in since.out
    assert "status: signed → in_force" in since.out
    assert run("facts", "diff", "now", "2000").code == 2


def test_verify_names_an_altered_entry_and_ends_with_3(run: Run, registry: Path) -> None:
    assert run("facts", "verify").code == 0
    with sqlite3.connect(registry) as tampering:
        tampering.execute("UPDATE journal SET value = '{}' WHERE seq = 514")
    tampering.close()
    broken = run("facts", "verify")
    assert broken.code == 3
    assert "entry 514" in broken.err


def test_verify_knows_a_cited_head(run: Run) -> None:
    head = run("facts", "verify").out.split()[-1]
    assert run("facts", "verify", "--head", head).code == 0
    assert run("facts", "verify", "--head", "0123456789abcdef").code == 3


def test_export_writes_the_bundled_files_again(run: Run, tmp_path: Path) -> None:
    assert run("facts", "export", tmp_path / "out").code == 0
    written = {path.stem for path in (tmp_path / "out").glob("*.csv")}
    assert written == set(KINDS)
    assert run("facts", "export", tmp_path / "out", "--format", "docx").code == 2


def test_backup_and_restore_make_the_same_registry(run: Run, tmp_path: Path) -> None:
    assert run("facts", "backup", tmp_path / "journal.backup").code == 0
    again = tmp_path / "again.sqlite"
    assert run("facts", "restore", tmp_path / "journal.backup", on=again).code == 0
    assert run("facts", "verify", on=again).out == run("facts", "verify").out
    assert run("facts", "restore", tmp_path / "journal.backup", on=again).code == 4


def test_check_holds_for_the_bundled_facts(run: Run) -> None:
    assert run("facts", "check").code == 0


def test_an_older_edition_is_named_and_brought_up_to_date(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A registry begun days before the present edition, without the last corrections of one record.
    older = tmp_path / "older.sqlite"
    with monkeypatch.context() as earlier:
        earlier.setattr(seed, "edition", lambda: "2026-11-18")
        assert run("facts", "verify", on=older).err == ""
    said = write(tmp_path / "old.csv", f"{STATEMENTS}{NANCY},title,Old title,{source_of(run, NANCY)},B,\n")
    run("facts", "import", said, "--by", seed.SEEDED_BY, "--why", f"{seed.REASON}2026-11-18", on=older)
    assert "2026-11-18" in run("facts", "verify", on=older).err
    changed = run("facts", "update", on=older)
    assert f"corrected: {NANCY}, title: Old title → Treaty of Nancy" in changed.out
    assert run("facts", "verify", on=older).err == ""


def source_of(run: Run, record: str) -> str:
    return str(json.loads(run("facts", "show", record, "--format", "json").out)[0]["source"])
