"""What the record types, taken together, let in: each bad row is told by field, with a way out, and nothing is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.registry.examples import agreement, csv_text, file, whole, write_agreements

from phalanx.errors import BadFacts, Problem
from phalanx.registry import indexing, store
from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.store import Registry

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
HEADER = tuple(columns(Agreement))


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        yield opened


def problems_of(registry: Registry, path: Path) -> tuple[Problem, ...]:
    before = registry.head()
    with pytest.raises(BadFacts) as bad:
        file(registry, path)
    assert registry.head() == before
    return bad.value.problems


@pytest.mark.parametrize(
    ("field", "value", "expected", "remedy"),
    [
        ("parties", "FR;QQ", "ISO 3166-1", "two-letter code"),
        ("parties", "UK;FR", "ISO 3166-1", "did you mean GB"),
        ("parties", "Poland;FR", "ISO 3166-1", "did you mean PL"),
        ("parties", "fr;PL", "ISO 3166-1", "did you mean FR"),
        ("parties", "FR", "two parties or more", "add the others"),
        ("parties", "FR;FR", "each value once", "remove the repeated one"),
        ("parties", "FR;;PL", "one ';' between", "remove the empty place"),
        ("parties", "FR,PL", "ISO 3166-1", "two-letter code"),
        ("signed", "2025-02-30", "a date", "there is no such day"),
        ("signed", "2025-13", "a date", "there is no such day"),
        ("signed", "0000", "a date", "there is no such day"),
        ("signed", "30.09.2025", "a date", "write it as 2025-09-30"),
        ("signed", "2025-9-3", "a date", "write it as 2025-09-30"),
        ("signed", "٢٠٢٥", "a date", "write it as 2025-09-30"),
        ("signed", TOMORROW, "a date up to today", "use status announced"),
        ("signed", "9999", "a date up to today", "use status announced"),
        ("ended", "2019", "a date not before signed", "correct one of the two"),
        ("status", "inforce", "one of in_force", "did you mean in_force"),
        ("form", "In Force!", "one of strategic_partnership", "see the data dictionary"),
        ("domains", "cyber;Cyber", "one of procurement", "did you mean cyber"),
        ("value_eur_m", "1,250", "a number such as", "'.' before the decimals"),
        ("value_eur_m", "-5", "a number from 0", "check the unit"),
        ("value_eur_m", "1e99", "at most 15 digits", "round it"),
        ("value_eur_m", "9" * 5_000, "a number", ""),
        ("value_eur_m", "12345678901234567", "at most 15 digits", "round it"),
        ("value_eur_m", "nan", "a number such as", ""),
        ("value_eur_m", "١٢", "a number such as", ""),
        ("source_url", "", "web address", "fill it"),
        ("source_url", "ftp://example.org/x", "http or https", "a public page"),
        ("source_url", "javascript:alert(1)", "http or https", "a public page"),
        ("source_url", "example.org/x", "http or https", "a public page"),
        ("source_url", "https://", "http or https", "a public page"),
        ("source_url", "https:///x", "http or https", "a public page"),
        ("source_url", "https://localhost/x", "http or https", "a public page"),
        ("source_url", "https://a.example.org:99999/", "http or https", "a public page"),
        ("source_url", "https://user:word@example.org/", "http or https", "a public page"),
        ("source_url", "https://example.org/a b", "without blanks", "address bar"),
        ("source_url", 'https://example.org/"x', "without blanks", "address bar"),
        ("source_url", "https://-x.example.org/", "host name", "address bar"),
        ("source_grade", "", "code", "fill it"),
        ("source_grade", "F", "one of A, B", ""),
        ("id", "two words", "an id of letters", "write it like"),
        ("id", "=cmd", "an id of letters", "write it like"),
        ("id", "x" * 201, "an id of letters", "write it like"),
        ("title", "", "text", "fill it"),
        ("title", "tab\there", "text on one line", "remove line breaks"),
        ("title", "zero\x00", "", ""),
        ("title", "line\u2028separator", "text on one line", "remove line breaks"),
        ("confidence", "sure", "one of verified", ""),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_a_way_out(
    registry: Registry, tmp_path: Path, field: str, value: str, expected: str, remedy: str
) -> None:
    status = {"status": "in_force"} if field == "signed" else {}
    told = problems_of(
        registry, write_agreements(tmp_path, agreement("good"), agreement("bad", **{field: value}, **status))
    )
    assert {problem.line for problem in told} == {3}
    problem = told[0]
    assert problem.field == field or "\x00" in value
    assert expected in problem.expected
    assert remedy in problem.remedy
    assert len(problem.found) < 200, "a long cell is cut"


@pytest.mark.parametrize("status", ["in_force", "signed"])
def test_what_is_to_come_may_only_be_announced(registry: Registry, tmp_path: Path, status: str) -> None:
    path = write_agreements(tmp_path, agreement(signed=TOMORROW, status=status))
    [problem] = problems_of(registry, path)
    assert problem.field == "signed"
    assert status in problem.found
    file(registry, write_agreements(tmp_path, agreement(signed=TOMORROW, status="announced")))


def test_the_end_of_this_year_or_month_is_no_future(registry: Registry, tmp_path: Path) -> None:
    this_month = datetime.now(UTC).date().isoformat()[:7]
    rows = (agreement("a", signed=datetime.now(UTC).strftime("%Y")), agreement("b", signed=this_month))
    assert file(registry, write_agreements(tmp_path, *rows)).entries == 2


@pytest.mark.parametrize("status", ["in_force", "signed"])
def test_what_has_ended_is_not_in_force(registry: Registry, tmp_path: Path, status: str) -> None:
    [problem] = problems_of(registry, write_agreements(tmp_path, agreement(signed="2001", ended="2005", status=status)))
    assert (problem.field, problem.expected) == ("status", "terminated or superseded")


def test_an_id_twice_is_told_with_the_place_of_the_first(registry: Registry, tmp_path: Path) -> None:
    [problem] = problems_of(registry, write_agreements(tmp_path, agreement("a"), agreement("b"), agreement("a")))
    assert (problem.line, problem.field) == (4, "id")
    assert "agreements.csv, line 2" in problem.found


def test_an_id_twice_in_two_files_is_told(registry: Registry, tmp_path: Path) -> None:
    write_agreements(tmp_path / "facts", agreement("a"))
    (tmp_path / "facts" / "more.csv").write_text(csv_text([agreement("b"), agreement("a")], HEADER))
    [problem] = problems_of(registry, tmp_path / "facts")
    assert (problem.file, problem.line) == ("more.csv", 3)
    assert "agreements.csv, line 2" in problem.found


def test_a_key_of_two_columns_twice_is_told(registry: Registry, tmp_path: Path) -> None:
    kind = KINDS["defence_expenditure"]
    path = tmp_path / "defence_expenditure.csv"
    cells = {
        "iso2": "PL",
        "year": "2024",
        "source_url": "https://example.org",
        "source_grade": "A",
        "confidence": "verified",
    }
    path.write_text(csv_text([cells, cells | {"year": "2025"}, cells], tuple(columns(kind))))
    [problem] = problems_of(registry, path)
    assert (problem.line, problem.field) == (4, "iso2 + year")


def test_an_id_that_another_kind_uses_is_told(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path, agreement("shared-name")))
    path = tmp_path / "groupings.csv"
    grouping = {
        "id": "shared-name",
        "name": "A",
        "kind": "minilateral",
        "members": "FR;PL",
        "purpose": "x",
        "domains": "air",
    }
    sourced = grouping | {"source_url": "https://example.org", "source_grade": "A", "confidence": "verified"}
    path.write_text(csv_text([sourced], tuple(columns(KINDS["groupings"]))))
    [problem] = problems_of(registry, path)
    assert "a record of agreements" in problem.found
    assert "no other kind" in problem.expected


# ── References ───────────────────────────────────────────────────────────────────────────────────────────────────────


def periods(tmp_path: Path, agreement_id: str, name: str = "party_periods.csv") -> Path:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    row = {"id": "pp-1", "agreement": agreement_id, "party": "DE", "entered": "2026"}
    sourced = row | {"source_url": "https://example.org", "source_grade": "A", "confidence": "verified"}
    path.write_text(csv_text([sourced], tuple(columns(KINDS["party_periods"]))))
    return path


def test_a_reference_needs_its_record(registry: Registry, tmp_path: Path) -> None:
    [problem] = problems_of(registry, periods(tmp_path, "fr-pl-2025-treaty"))
    assert (problem.line, problem.field) == (2, "agreement")
    assert "'fr-pl-2025-treaty', which is not there" in problem.found
    assert "agreements" in problem.expected
    file(registry, write_agreements(tmp_path, agreement()))
    assert file(registry, periods(tmp_path, "fr-pl-2025-treaty")).entries == 1


def test_a_reference_may_be_to_a_record_that_the_same_run_brings_later(registry: Registry, tmp_path: Path) -> None:
    periods(tmp_path / "facts", "fr-pl-2025-treaty", "a.csv")
    (tmp_path / "facts" / "b.csv").write_text(csv_text([agreement()], HEADER))
    assert file(registry, tmp_path / "facts").entries == 2


def test_a_reference_to_a_record_of_another_kind_is_none(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path, agreement()))
    file(registry, periods(tmp_path, "fr-pl-2025-treaty"))
    [problem] = problems_of(registry, periods(tmp_path, "pp-1"))
    assert problem.field == "agreement"


def test_more_references_are_looked_up_than_a_query_takes_parameters(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert max(store.MOST_ASKED, indexing.MOST_ASKED) <= 32_766  # SQLite's own limit, which some builds of it raise
    monkeypatch.setattr(store, "MOST_ASKED", 100)
    monkeypatch.setattr(indexing, "MOST_ASKED", 100)
    parameters = sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    sa.event.listen(registry._engine, "connect", lambda connection, _: connection.setlimit(parameters, 200))
    count = 350
    registry.append([whole(f"a{n}") for n in range(count)], who="x", why="y")
    sourced = {
        "party": "DE",
        "entered": "2026",
        "source_url": "https://example.org",
        "source_grade": "A",
        "confidence": "verified",
    }
    rows = ({"id": f"pp-{n}", "agreement": f"a{n}"} | sourced for n in range(count))
    path = tmp_path / "party_periods.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS["party_periods"]))))
    assert file(registry, path).entries == count


# ── Columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_required_column_is_asked_for(registry: Registry, tmp_path: Path, kind: type[Agreement]) -> None:
    path = tmp_path / f"{kind.KIND}.csv"
    path.write_text("surplus\nx\n")
    told = problems_of(registry, path)
    assert told[0].field == "surplus"
    assert told[0].remedy.endswith(", ".join(columns(kind)))
    assert [problem.field for problem in told[1:]] == [
        name for name, column in columns(kind).items() if column.required
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_begins_with_a_date_or_a_year(kind: type[Agreement]) -> None:
    if kind.BEGINS:
        assert type(columns(kind)[kind.BEGINS].type).__name__ in {"Day", "Integer"}
    assert all(name in columns(kind) for name in kind.KEY)
    assert all(type(columns(kind)[name].type).__name__ == "Day" for pair in kind.ORDERED for name in pair)
    assert {"source_url", "source_grade", "confidence"} <= set(columns(kind))
