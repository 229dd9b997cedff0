"""Single things said of records: a second source for a field, a passage, a later value, a withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.registry.examples import (
    MINISTRY,
    PRESS,
    STATE_TV,
    agreement,
    file,
    said,
    write_agreements,
    write_statements,
)

from phalanx.errors import BadFacts, Problem
from phalanx.intake.statements import FURTHER, NEEDED, is_statements
from phalanx.registry.history import entries_of
from phalanx.registry.provenance import Ledger
from phalanx.registry.store import Registry
from phalanx.world import World

NAME = "fr-pl-2025-treaty"


@pytest.fixture
def registry(registry_url: str, tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(registry_url) as opened:
        file(opened, write_agreements(tmp_path / "first", agreement(value_eur_m="10"), agreement("other")))
        yield opened


def now(registry: Registry, on: date | None = None) -> dict[str, Any]:
    rows = [row for row in World.of(registry, on).table("agreements").iter_rows(named=True) if row["id"] == NAME]
    return rows[0] if rows else {}


def effects(registry: Registry, tmp_path: Path, *rows: dict[str, str]) -> list[tuple[str | None, str]]:
    """File statements, then the same again, which adds nothing."""
    path = write_statements(tmp_path / "said", *rows)
    dry, filed = file(registry, path, dry_run=True), file(registry, path)
    assert dry.changes == filed.changes
    assert file(registry, path).entries == 0
    registry.verify()
    return [(change.field, change.effect) for change in filed.changes]


def problems_of(registry: Registry, tmp_path: Path, *rows: dict[str, str]) -> list[Problem]:
    before = registry.head()
    with pytest.raises(BadFacts) as bad:
        file(registry, write_statements(tmp_path / "said", *rows))
    assert registry.head() == before
    return list(bad.value.problems)


def test_a_file_of_statements_is_known_by_its_header() -> None:
    assert is_statements(NEEDED)
    assert is_statements((*NEEDED, *FURTHER))
    assert not is_statements(NEEDED[1:])
    assert not is_statements((*NEEDED, "other"))


@pytest.mark.parametrize(
    ("grade", "effect", "value"), [("A", "second source", 12.0), ("B", "second source", 12.0), ("C", "not heard", 10.0), ("E", "not heard", 10.0)]
)  # fmt: skip
def test_the_better_grade_speaks(registry: Registry, tmp_path: Path, grade: str, effect: str, value: float) -> None:
    assert effects(registry, tmp_path, said(NAME, "value_eur_m", "12.0", PRESS, grade)) == [("value_eur_m", effect)]
    assert now(registry)["value_eur_m"] == value
    voices = Ledger(entries_of(registry, NAME)).voices()["value_eur_m"]
    assert {claim.value for claim in voices.claims} == {"10", "12"}


@pytest.mark.parametrize("grade", ["A", "D"])
def test_a_field_that_nobody_filled_is_filled(registry: Registry, tmp_path: Path, grade: str) -> None:
    assert effects(registry, tmp_path, said(NAME, "note", "seen", PRESS, grade)) == [("note", "second source")]
    assert now(registry)["note"] == "seen"


def test_grade_e_fills_no_field(registry: Registry, tmp_path: Path) -> None:
    assert effects(registry, tmp_path, said(NAME, "note", "claimed", STATE_TV, "E")) == [("note", "not heard")]
    assert now(registry)["note"] is None


def test_a_passage_is_kept_with_what_it_supports(registry: Registry, tmp_path: Path) -> None:
    passage = "“Signed at Nancy – on 9 May.”"
    assert effects(registry, tmp_path, said(NAME, "signed", "2025-05-09", MINISTRY, "B", passage=passage)) == [
        ("signed", "confirmed")
    ]
    voices = Ledger(entries_of(registry, NAME)).voices()["signed"]
    assert voices.speaks is not None
    assert voices.speaks.passage == passage


def test_a_second_source_may_say_the_same(registry: Registry, tmp_path: Path) -> None:
    assert effects(registry, tmp_path, said(NAME, "value_eur_m", "10", PRESS, "C")) == [("value_eur_m", "confirmed")]
    voices = Ledger(entries_of(registry, NAME)).voices()["value_eur_m"]
    assert [claim.source for claim in voices.claims] == [MINISTRY, PRESS]
    assert not voices.contradictions


def test_a_value_holds_from_its_day(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path / "old", agreement(signed="2001", value_eur_m="10")))
    rows = [
        said(NAME, "value_eur_m", "12", MINISTRY, "B", valid_from="2010-06"),
        said(NAME, "value_eur_m", "15", PRESS, "D", valid_from="2020"),
    ]
    effects(registry, tmp_path, *rows)
    on = {
        day: now(registry, date.fromisoformat(day))["value_eur_m"]
        for day in ("2005-01-01", "2010-05-31", "2010-06-01", "2019-12-31", "2020-01-01")
    }
    assert on == {"2005-01-01": 10.0, "2010-05-31": 10.0, "2010-06-01": 12.0, "2019-12-31": 12.0, "2020-01-01": 15.0}


def test_a_source_takes_back_what_it_said(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_statements(tmp_path / "1", said(NAME, "value_eur_m", "12", PRESS, "A")))
    assert effects(registry, tmp_path, said(NAME, "value_eur_m", "", PRESS, "A")) == [("value_eur_m", "withdrawn")]
    assert now(registry)["value_eur_m"] == 10.0
    assert [entry.value for entry in entries_of(registry, NAME)][1:] == ["12", None], "and both are remembered"


def test_what_a_source_never_said_it_cannot_take_back(registry: Registry, tmp_path: Path) -> None:
    assert effects(registry, tmp_path, said(NAME, "value_eur_m", "", PRESS, "A")) == []
    assert now(registry)["value_eur_m"] == 10.0


def test_a_record_is_withdrawn_and_remembered(registry: Registry, tmp_path: Path) -> None:
    assert effects(registry, tmp_path, said(NAME, "", "", PRESS, "B")) == [(None, "withdrawn")]
    assert now(registry) == {}
    assert len(entries_of(registry, NAME)) == 2
    file(registry, write_agreements(tmp_path / "2", agreement(title="Again")))
    assert now(registry)["title"] == "Again"


def test_a_withdrawn_record_is_no_reference(registry: Registry, tmp_path: Path) -> None:
    effects(registry, tmp_path, said(NAME, "", "", PRESS, "B"))
    period = {
        "id": "pp",
        "agreement": NAME,
        "party": "DE",
        "source_url": PRESS,
        "source_grade": "B",
        "confidence": "partial",
    }
    path = tmp_path / "party_periods.csv"
    path.write_text(",".join(period) + "\n" + ",".join(period.values()) + "\n")
    with pytest.raises(BadFacts, match="which is not there"):
        file(registry, path)


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"record": "nowhere"}, "record", "the id of a record in the registry"),
        ({"record": ""}, "record", "the id of a record in the registry"),
        ({"field": "titel"}, "field", "a field of agreements"),
        ({"field": ""}, "field", "a field of agreements"),
        ({"field": "id"}, "field", "another field"),
        ({"field": "source_url", "value": PRESS}, "field", "another field"),
        ({"field": "title", "value": ""}, "value", "text"),
        ({"field": "signed", "value": "2025-02-30"}, "value", "a date"),
        ({"field": "parties", "value": "FR;QQ"}, "value", "ISO 3166-1"),
        ({"field": "parties", "value": "FR"}, "parties", "two parties or more"),
        ({"field": "ended", "value": "2019"}, "ended", "a date not before signed"),
        ({"field": "signed", "value": "9999"}, "signed", "a date up to today"),
        ({"source_url": ""}, "source_url", "http or https"),
        ({"source_url": "ftp://example.org"}, "source_url", "http or https"),
        ({"source_grade": ""}, "source_grade", "one of A"),
        ({"source_grade": "F"}, "source_grade", "one of A"),
        ({"valid_from": "soon"}, "valid_from", "a date"),
        ({"field": "", "value": "", "source_grade": "E"}, "source_grade", "may speak alone"),
    ],
)
def test_a_bad_statement_is_told(
    registry: Registry, tmp_path: Path, changes: dict[str, str], field: str, expected: str
) -> None:
    good = said("other", "note", "fine", PRESS, "B")
    problem, *_ = problems_of(registry, tmp_path, good, said(NAME, "note", "x", PRESS, "B") | changes)
    assert (problem.file, problem.line, problem.field) == ("statements.csv", 3, field)
    assert expected in problem.expected


def test_a_source_says_one_thing_of_a_field(registry: Registry, tmp_path: Path) -> None:
    rows = said(NAME, "note", "one"), said(NAME, "note", "two"), said(NAME, "note", "from 2025", valid_from="2025")
    [problem] = problems_of(registry, tmp_path, *rows)
    assert (problem.line, problem.field) == (3, "field")
    assert "line 2" in problem.found


def test_references_of_statements_are_held_against_the_records(registry: Registry, tmp_path: Path) -> None:
    period = {
        "id": "pp",
        "agreement": NAME,
        "party": "DE",
        "source_url": PRESS,
        "source_grade": "B",
        "confidence": "partial",
    }
    path = tmp_path / "party_periods.csv"
    path.write_text(",".join(period) + "\n" + ",".join(period.values()) + "\n")
    file(registry, path)
    [problem] = problems_of(registry, tmp_path, said("pp", "accession", "nowhere", PRESS, "A"))
    assert (problem.field, problem.line) == ("accession", 2)
    assert effects(registry, tmp_path, said("pp", "accession", "other", PRESS, "A")) == [("accession", "second source")]
