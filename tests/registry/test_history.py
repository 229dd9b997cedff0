from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from tests.registry.examples import PRESS, agreement, file, said, whole, write_agreements, write_statements

from phalanx.errors import UnknownRecord
from phalanx.registry import seed
from phalanx.registry.history import corrections_of, differences, entries_of
from phalanx.registry.store import Registry


@pytest.fixture
def registry(registry_url: str) -> Iterator[Registry]:
    with Registry.create(registry_url) as opened:
        yield opened


def moment(registry: Registry) -> datetime:
    return datetime.fromisoformat(registry.head()[2])


def test_differences_are_told_by_record_and_field(registry: Registry, tmp_path: Path) -> None:
    start = datetime.now(UTC)
    file(registry, write_agreements(tmp_path / "1", agreement("a"), agreement("b"), agreement("same")))
    first = moment(registry)
    file(
        registry, write_agreements(tmp_path / "2", agreement("a", title="New", note="x"), agreement("c", title="Third"))
    )
    file(
        registry,
        write_statements(tmp_path / "3", said("b", "", "", PRESS, "A"), said("a", "title", "Unheard", PRESS, "D")),
    )
    told = [(d.record, d.field, d.before, d.after) for d in differences(registry, first, moment(registry))]
    assert told == [
        ("a", "note", None, "x"),
        ("a", "title", "Treaty on cooperation", "New"),
        ("c", None, None, "Third"),
        ("b", None, "Treaty on cooperation", None),
    ]
    assert all(d.who == "Test" and d.why == "because" for d in differences(registry, first, moment(registry)))
    assert [d.record for d in differences(registry, start, first)] == ["a", "b", "same"]
    assert not list(differences(registry, moment(registry), moment(registry)))


def test_a_change_and_back_is_no_difference(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path / "1", agreement("a")))
    first = moment(registry)
    file(registry, write_agreements(tmp_path / "2", agreement("a", title="New")))
    file(registry, write_agreements(tmp_path / "3", agreement("a")))
    assert not list(differences(registry, first, moment(registry)))


def test_many_records_are_compared_in_batches(registry: Registry) -> None:
    then = datetime.now(UTC) - timedelta(days=1)
    registry.append([whole(f"r{n}") for n in range(1_200)], who="x", why="y")
    assert [d.record for d in differences(registry, then, moment(registry))] == [f"r{n}" for n in range(1_200)]


def test_an_unknown_record_is_told_with_near_names(registry: Registry, tmp_path: Path) -> None:
    file(registry, write_agreements(tmp_path, agreement("fr-pl-2025-treaty")))
    with pytest.raises(UnknownRecord) as unknown:
        entries_of(registry, "fr-pl-2025-traty")
    assert unknown.value.remedy == "did you mean fr-pl-2025-treaty"
    assert (unknown.value.exit_code, unknown.value.http_status) == (2, 404)
    with pytest.raises(UnknownRecord, match="search with"):
        entries_of(registry, "zzz")


def test_corrections_made_before_bundling_are_entries_with_their_reason(tmp_path: Path) -> None:
    """Each row of corrections.csv is an entry; a record is told its own, and most records have none."""
    with Registry.create(str(tmp_path / "bundled.sqlite"), seed.fill) as registry:
        told = [orjson.loads(entry.value or "") for entry in corrections_of(registry, "hu-rs-2025-defence-plan")]
        assert [row["field"] for row in told] == ["status", "ended", "confidence"]
        assert all(row["why"] and row["now"] for row in told)
        assert corrections_of(registry, "fr-pl-2025-nancy-treaty") == ()
        entries = list(registry.entries(kind="corrections"))
        assert {entry.kind for entry in entries} == {"corrections"}
        corrected = {orjson.loads(entry.value or "")["record"] for entry in entries}
        assert sum(len(corrections_of(registry, record)) for record in sorted(corrected)[:10]) >= 10
