from __future__ import annotations

from datetime import date

import orjson

from phalanx.registry.journal import Entry
from phalanx.registry.provenance import Ledger

ONE, TWO, THREE = "https://one.example.org", "https://two.example.org", "https://three.example.org"


def entry(
    seq: int, field: str | None, value: str | None, source: str, grade: str, valid_from: str | None = None
) -> Entry:
    return Entry(
        seq, f"2026-01-{seq:02d}", "x", "y", "kind", "record", field, value, source, grade, None, valid_from, ""
    )


def whole(seq: int, source: str, grade: str, **cells: str) -> Entry:
    return entry(seq, None, orjson.dumps(cells).decode(), source, grade)


def test_voices_are_ordered_by_day_grade_and_entry() -> None:
    entries = [
        whole(1, ONE, "B", a="one"),
        whole(2, TWO, "A", a="two"),
        whole(3, THREE, "A", a="three"),
        entry(4, "a", "later", ONE, "D", "2020"),
        entry(5, "a", "loud", "https://state.example.org", "E", "2025"),
    ]
    ledger = Ledger(entries)
    assert [claim.value for claim in ledger.voices()["a"].claims] == ["later", "three", "two", "one", "loud"]
    assert ledger.cells(date(2019, 12, 31)) == {"a": "three"}
    assert ledger.cells(date(2020, 1, 1)) == {"a": "later"}


def test_contradictions_are_of_the_same_time() -> None:
    voices = Ledger([whole(1, ONE, "A", a="x"), whole(2, TWO, "B", a="y"), entry(3, "a", "z", TWO, "A", "2020")]).voices
    assert [claim.value for claim in voices(date(2019, 1, 1))["a"].contradictions] == ["y"]
    assert voices()["a"].contradictions == ()


def test_a_withdrawn_record_starts_anew() -> None:
    entries = [whole(1, ONE, "A", a="x"), entry(2, None, None, ONE, "A")]
    assert not Ledger(entries).known
    assert Ledger([*entries, whole(3, TWO, "C", b="y")]).cells() == {"b": "y"}


def test_only_grade_e_is_known_and_does_not_exist() -> None:
    ledger = Ledger([whole(1, ONE, "E", a="x")])
    assert (ledger.known, ledger.exists, ledger.cells(), ledger.silent_cells()) == (True, False, {}, {"a": "x"})


def test_a_new_grade_holds_for_all_a_source_has_said() -> None:
    ledger = Ledger([whole(1, ONE, "A", a="x"), entry(2, "source_grade", "E", ONE, "E")])
    assert not ledger.exists
    assert ledger.cells() == {}
