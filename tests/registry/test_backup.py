from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from tests.registry.examples import MINISTRY, agreement, file, said, whole, write_agreements, write_statements

from phalanx.errors import BadInput, JournalBroken, RegistryError
from phalanx.registry.backup import restore_backup, write_backup
from phalanx.registry.store import Registry


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """The backup of a registry with a record, a correction, and a hundred entries more."""
    path = tmp_path / "journal.jsonl"
    with Registry.create(str(tmp_path / "original.sqlite")) as registry:
        file(registry, write_agreements(tmp_path, agreement("a", title="“Ж” – 😀")))
        file(
            registry, write_statements(tmp_path, said("a", "note", "x", MINISTRY, "B", passage="p", valid_from="2025"))
        )
        registry.append([whole(f"r{n}") for n in range(100)], who="Ω", why="y")
        assert write_backup(registry, path) == 102
    return path


def entries(registry: Registry) -> list[object]:
    return list(registry.entries())


def test_a_backup_makes_the_same_registry_on_any_store(backup: Path, registry_url: str, tmp_path: Path) -> None:
    with restore_backup(backup, registry_url) as restored, Registry.open(str(tmp_path / "original.sqlite")) as original:
        assert restored.verify() == original.verify()
        assert restored.head() == original.head()
        assert entries(restored) == entries(original)
        write_backup(restored, tmp_path / "again.jsonl")
        restored.append([whole("more")], who="x", why="y")
        assert restored.verify()[0] == 103
    assert (tmp_path / "again.jsonl").read_bytes() == backup.read_bytes()


def test_an_empty_registry_can_be_backed_up(registry_url: str, tmp_path: Path) -> None:
    with Registry.create(registry_url) as registry:
        assert write_backup(registry, tmp_path / "b.jsonl") == 0
    with restore_backup(tmp_path / "b.jsonl", str(tmp_path / "other.sqlite")) as restored:
        assert restored.verify()[0] == 0


def test_nothing_is_written_over(backup: Path, tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "original.sqlite")) as registry:
        with pytest.raises(BadInput, match="exists already"):
            write_backup(registry, backup)
        with pytest.raises(BadInput, match="cannot be written"):
            write_backup(registry, tmp_path / "nowhere" / "b.jsonl")
    with pytest.raises(RegistryError, match="exists already"):
        restore_backup(backup, str(tmp_path / "original.sqlite"))


def test_a_database_with_entries_is_not_restored_over(backup: Path, postgres_database: str) -> None:
    restore_backup(backup, postgres_database).close()
    with pytest.raises(RegistryError, match="holds a registry already"):
        restore_backup(backup, postgres_database)


Change = Callable[[list[bytes]], list[bytes]]


def head(**changes: object) -> Change:
    return lambda lines: [orjson.dumps(orjson.loads(lines[0]) | changes), *lines[1:]]


def altered(line: int, column: int, value: object) -> Change:
    def change(lines: list[bytes]) -> list[bytes]:
        row = orjson.loads(lines[line])
        row[column] = value
        return [*lines[:line], orjson.dumps(row), *lines[line + 1 :]]

    return change


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (lambda lines: lines[:-1], JournalBroken, "entry 102 removed from the end"),
        (lambda lines: [*lines[:50], *lines[51:]], JournalBroken, "entry 50 removed before entry 51"),
        (lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], JournalBroken, "removed|reordered"),
        (lambda lines: [*lines, lines[-1]], JournalBroken, "reordered"),
        (lambda lines: [*lines[:-1], lines[-1][:40]], BadInput, "line 103, is no entry"),
        (lambda lines: [*lines[:7], b"{}", *lines[8:]], BadInput, "line 8, is no entry"),
        (lambda lines: [*lines[:7], b"[1,2]", *lines[8:]], BadInput, "line 8, is no entry"),
        (altered(7, 7, "forged"), JournalBroken, "entry 7 "),
        (altered(7, 12, "0" * 64), JournalBroken, "entry 7 "),
        (altered(7, 12, None), JournalBroken, "entry 7 "),
        (altered(7, 7, ["x"]), JournalBroken, "entry 7 "),
        (altered(7, 0, "7"), BadInput, "line 8, is no entry"),
        (head(seq=101), JournalBroken, "stand after the head"),
        (head(head="0" * 64), JournalBroken, "the head does not name entry 102"),
        (head(at="2999"), JournalBroken, "the head does not name entry 102"),
        (head(seq="many"), BadInput, "line 1"),
        (head(format="other"), BadInput, "is no backup"),
        (head(version=2), BadInput, "a backup of version 2"),
        (lambda lines: lines[1:], BadInput, "is no backup"),
        (lambda lines: [], BadInput, "is no backup"),
        (lambda lines: [b"\xff\xfe"], BadInput, "is no backup"),
    ],
)
def test_a_cut_or_altered_backup_is_refused_and_nothing_is_made(
    backup: Path, tmp_path: Path, change: Change, error: type[Exception], said: str
) -> None:
    path = tmp_path / "changed.jsonl"
    path.write_bytes(b"\n".join(change(backup.read_bytes().splitlines())) + b"\n")
    with pytest.raises(error, match=said):
        restore_backup(path, str(tmp_path / "new" / "registry.sqlite"))
    assert not (tmp_path / "new").exists()


def test_a_backup_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        restore_backup(tmp_path / "nothing.jsonl", str(tmp_path / "registry.sqlite"))
