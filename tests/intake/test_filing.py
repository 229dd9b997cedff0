"""Filing twice adds nothing, the better grade speaks, and nothing that was known is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.registry.examples import (
    MINISTRY,
    PRESS,
    STATE_TV,
    agreement,
    csv_text,
    file,
    said,
    write_agreements,
    write_statements,
)

from phalanx.errors import BadFacts, BadInput
from phalanx.intake.filing import file_facts
from phalanx.registry.history import entries_of
from phalanx.registry.provenance import Ledger
from phalanx.registry.records import columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.store import Registry
from phalanx.world import World

NAME = "fr-pl-2025-treaty"
FEW = ("id", "title", "parties", "signed", "status", "form", "legal_type", "scope", "mutual_defence")
FEW_COLUMNS = (*FEW, "source_url", "source_grade", "confidence")


@pytest.fixture
def registry(registry_url: str, tmp_path: Path) -> Iterator[Registry]:
    """One agreement from a ministry (grade B), with a value and a note."""
    with Registry.create(registry_url) as opened:
        file(opened, write_agreements(tmp_path / "first", agreement(value_eur_m="10", note="a doubt")))
        yield opened


def now(registry: Registry, name: str = NAME, on: date | None = None) -> dict[str, Any]:
    rows = [row for row in World.of(registry, on).table("agreements").iter_rows(named=True) if row["id"] == name]
    return rows[0] if rows else {}


def effects(registry: Registry, path: Path) -> list[tuple[str | None, str | None, str | None, str]]:
    """Import, and import again: the second time adds nothing. A dry run before tells the same and writes nothing."""
    before = registry.head()
    dry = file(registry, path, dry_run=True)
    assert registry.head() == before
    filed = file(registry, path)
    assert (dry.changes, dry.effects, dry.entries) == (filed.changes, filed.effects, filed.entries)
    assert registry.head()[0] == before[0] + filed.entries
    again = file(registry, path)
    assert again.entries == 0
    assert {effect for _, effect in again.effects} <= {"unchanged"}
    registry.verify()
    return [(change.field, change.before, change.after, change.effect) for change in filed.changes]


def row(**changes: str) -> dict[str, str]:
    return agreement(**{"value_eur_m": "10", "note": "a doubt"} | changes)


# ── New, corrected, confirmed ────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_record_is_one_entry(registry: Registry, tmp_path: Path) -> None:
    assert effects(registry, write_agreements(tmp_path, agreement("b"))) == [
        (None, None, "Treaty on cooperation", "new")
    ]
    [entry] = entries_of(registry, "b")
    assert (entry.who, entry.why, entry.source, entry.grade) == ("Test", "because", MINISTRY, "B")


def test_a_correction_by_the_same_source_is_an_entry_a_field(registry: Registry, tmp_path: Path) -> None:
    assert effects(registry, write_agreements(tmp_path, row(value_eur_m="12", note=""))) == [
        ("note", "a doubt", None, "corrected"),
        ("value_eur_m", "10", "12", "corrected"),
    ]
    assert (now(registry)["value_eur_m"], now(registry)["note"]) == (12.0, None)
    assert [(entry.field, entry.value) for entry in entries_of(registry, NAME)][1:] == [
        ("note", None),
        ("value_eur_m", "12"),
    ]


def test_the_same_words_in_other_clothes_add_nothing(registry: Registry, tmp_path: Path) -> None:
    path = write_agreements(tmp_path, row(parties=" PL; FR ", value_eur_m="10.00", title=" Treaty on cooperation "))
    assert effects(registry, path) == []


def test_a_correction_taken_back_speaks_again(registry: Registry, tmp_path: Path) -> None:
    effects(registry, write_agreements(tmp_path / "2", row(value_eur_m="12")))
    assert effects(registry, write_agreements(tmp_path / "3", row())) == [("value_eur_m", "12", "10", "corrected")]
    assert len(entries_of(registry, NAME)) == 3


def test_the_earlier_value_is_never_lost(registry: Registry, tmp_path: Path) -> None:
    moment = datetime.now(UTC)
    file(registry, write_agreements(tmp_path, row(title="Another title")))
    assert now(registry)["title"] == "Another title"
    [then] = World.of(registry, known_at=moment).table("agreements").iter_rows(named=True)
    assert then["title"] == "Treaty on cooperation"


def test_a_column_that_a_file_does_not_have_keeps_its_values(registry: Registry, tmp_path: Path) -> None:
    path = write_agreements(tmp_path, {name: agreement()[name] for name in FEW_COLUMNS}, header=FEW_COLUMNS)
    assert effects(registry, path) == []
    path = write_agreements(tmp_path, {name: agreement(title="New")[name] for name in FEW_COLUMNS}, header=FEW_COLUMNS)
    assert effects(registry, path) == [("title", "Treaty on cooperation", "New", "corrected")]
    assert now(registry)["note"] == "a doubt"


def test_few_columns_cannot_contradict_what_is_known(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path / "1", agreement("old", signed="2001", ended="2005", status="terminated")))
    later = {name: agreement("old", signed="2010", status="terminated")[name] for name in FEW_COLUMNS}
    with pytest.raises(BadFacts) as bad:
        file(registry, write_agreements(tmp_path / "2", later, header=FEW_COLUMNS))
    [problem] = bad.value.problems
    assert (problem.line, problem.field) == (2, "ended")


# ── More than one source ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_source_of_the_same_grade_entered_later_speaks(registry: Registry, tmp_path: Path) -> None:
    changes = effects(registry, write_agreements(tmp_path, row(source_url=PRESS, title="Other")))
    assert changes == [
        ("source_url", MINISTRY, PRESS, "second source"),
        ("title", "Treaty on cooperation", "Other", "second source"),
    ]
    assert now(registry)["title"] == "Other"
    assert len(entries_of(registry, NAME)) == 2


def test_a_worse_grade_is_kept_and_not_heard(registry: Registry, tmp_path: Path) -> None:
    changes = effects(registry, write_agreements(tmp_path, row(source_url=PRESS, source_grade="C", title="Other")))
    assert {effect for *_, effect in changes} == {"not heard"}
    assert now(registry)["title"] == "Treaty on cooperation"
    [contradiction] = Ledger(entries_of(registry, NAME)).voices()["title"].contradictions
    assert (contradiction.value, contradiction.source) == ("Other", PRESS)


def test_a_better_source_that_comes_later_speaks(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path / "2", row(source_url=PRESS, source_grade="C", title="Press title")))
    changes = effects(
        registry, write_agreements(tmp_path / "3", row(source_url=PRESS + "&x", source_grade="A", title="Law"))
    )
    assert ("title", "Treaty on cooperation", "Law", "second source") in changes
    assert now(registry)["title"] == "Law"
    effects(registry, write_agreements(tmp_path / "4", row(title="Corrected by the ministry")))
    assert now(registry)["title"] == "Law", "the worse source corrects itself and is still not heard"


def test_a_source_that_comes_round_contradicts_no_more(registry: Registry, tmp_path: Path) -> None:
    other = {"source_url": PRESS, "source_grade": "C"}
    file(registry, write_agreements(tmp_path / "2", row(title="Other", **other)))
    effects(registry, write_agreements(tmp_path / "3", row(**other)))
    assert not Ledger(entries_of(registry, NAME)).voices()["title"].contradictions


def test_a_second_source_vouches_only_for_what_it_says(registry: Registry, tmp_path: Path) -> None:
    cells = agreement(source_url=PRESS, source_grade="A", title="Law")
    path = write_agreements(tmp_path, {name: cells[name] for name in FEW_COLUMNS}, header=FEW_COLUMNS)
    effects(registry, path)
    voices = Ledger(entries_of(registry, NAME)).voices()
    assert [claim.source for claim in voices["note"].claims] == [MINISTRY]
    assert now(registry)["note"] == "a doubt"
    assert now(registry)["title"] == "Law"


def test_an_edited_export_corrects_only_what_was_edited(registry: Registry, tmp_path: Path) -> None:
    from phalanx.registry.writing import export

    file(registry, write_statements(tmp_path / "2", said(NAME, "value_eur_m", "99", PRESS, "A")))
    export(registry, tmp_path / "out", "csv")
    path = tmp_path / "out" / "agreements.csv"
    path.write_text(path.read_text().replace("Treaty on cooperation", "Edited"))
    assert effects(registry, path) == [("title", "Treaty on cooperation", "Edited", "corrected")]


def test_a_source_may_be_graded_anew(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path / "2", row(source_url=PRESS, source_grade="C", title="Other")))
    effects(registry, write_agreements(tmp_path / "3", row(source_grade="D")))
    assert now(registry)["title"] == "Other"
    assert now(registry)["source_url"] == PRESS


# ── Grade E never speaks alone ───────────────────────────────────────────────────────────────────────────────────────


def test_a_record_that_only_grade_e_vouches_for_is_kept_and_not_shown(registry: Registry, tmp_path: Path) -> None:
    path = write_agreements(tmp_path, agreement("rumour", source_url=STATE_TV, source_grade="E"))
    assert [effect for *_, effect in effects(registry, path)] == ["not heard"]
    assert now(registry, "rumour") == {}
    assert len(entries_of(registry, "rumour")) == 1


def test_it_appears_when_a_better_source_confirms_it(registry: Registry, tmp_path: Path) -> None:
    file(
        registry,
        write_agreements(tmp_path / "2", agreement("rumour", note="said E", source_url=STATE_TV, source_grade="E")),
    )
    effects(registry, write_agreements(tmp_path / "3", agreement("rumour", source_grade="D")))
    assert now(registry, "rumour")["source_grade"] == "D"
    assert now(registry, "rumour")["note"] is None, "what only grade E says stays unsaid"


def test_a_record_is_not_made_by_fields_alone(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path / "2", agreement("rumour", source_url=STATE_TV, source_grade="E")))
    effects(registry, write_statements(tmp_path / "3", said("rumour", "note", "x", MINISTRY, "A")))
    assert now(registry, "rumour") == {}


def test_grade_e_changes_nothing_that_better_sources_say(registry: Registry, tmp_path: Path) -> None:
    path = write_agreements(tmp_path, row(source_url=STATE_TV, source_grade="E", title="Propaganda", summary="Lies"))
    assert {effect for *_, effect in effects(registry, path)} == {"not heard"}
    assert (now(registry)["title"], now(registry)["summary"]) == ("Treaty on cooperation", None)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_filed_whole_with_statements_last(registry: Registry, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    write_agreements(folder, agreement("b"))
    write_statements(folder, said("b", "note", "seen"))
    (folder / "statements.csv").rename(folder / "a-statements.csv")
    (folder / "read me.txt").write_text("passed over")
    filed = file(registry, folder, dry_run=True)
    assert filed.entries == 2
    effects(registry, folder)
    assert now(registry, "b")["note"] == "seen"


def test_nothing_of_a_run_with_a_problem_is_kept(registry: Registry, tmp_path: Path) -> None:
    before = registry.head()
    good = [agreement(f"r{n}") for n in range(7_000)]  # more than a batch, so that some was written already
    with pytest.raises(BadFacts) as bad:
        file(registry, write_agreements(tmp_path, *good, agreement("last", parties="FR")))
    assert (bad.value.count, bad.value.problems[0].line) == (1, 7_002)
    assert registry.head() == before
    registry.verify()


@pytest.mark.parametrize("name", ["nothing.csv", "notes.txt", "empty-folder"])
def test_a_path_without_facts_is_told(registry: Registry, tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(BadInput, match=name):
        file(registry, tmp_path / name)


def test_a_file_is_told_by_its_columns_whatever_its_name(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "my list.csv"
    path.write_text(csv_text([agreement("b")], tuple(columns(Agreement))))
    assert file(registry, path).entries == 1
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadFacts, match="the columns of one kind"):
        file(registry, tmp_path / "other.csv")


def test_progress_counts_rows_and_many_changes_are_counted_not_kept(registry: Registry, tmp_path: Path) -> None:
    seen: list[int] = []
    path = write_agreements(tmp_path, *(agreement(f"r{n}") for n in range(1_200)))
    filed = file_facts(registry, path, who="Test", why="because", progress=seen.append)
    assert seen == list(range(1, 1_201))
    assert filed.effects == {("agreements", "new"): 1_200}
    assert len(filed.changes) == 1_000


def test_a_published_format_that_is_none_is_told(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no published format 'cow'"):
        file_facts(registry, write_agreements(tmp_path, agreement("b")), who="x", why="y", published="cow")
