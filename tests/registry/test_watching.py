"""Watching a registry: every entry is seen at once, whoever wrote it, and what is gone is told."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from phalanx.errors import JournalBroken, RegistryError
from phalanx.registry import engines
from phalanx.registry.journal import Statement
from phalanx.registry.store import Registry
from phalanx.registry.watching import Watch


def said(number: int) -> Statement:
    return Statement("scopes", f"scopes/{number}", None, '{"id": "x"}', "https://www.example.org", "B")


@pytest.fixture
def made(registry_url: str) -> str:
    Registry.create(registry_url).close()
    return registry_url


@pytest.fixture
def watch(made: str) -> Iterator[Watch]:
    watching = Watch(made)
    yield watching
    watching.close()


def test_every_entry_is_seen_at_once(watch: Watch, made: str) -> None:
    assert watch.head().seq == 0
    with Registry.open(made) as writer:
        for number in range(1, 30):
            writer.append([said(number)], who="tester", why="test")
            assert watch.head().seq == number
            assert watch.head() == writer.head()
    assert watch.head() == watch.registry().head()


def test_a_file_that_stays_as_it_is_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "registry.sqlite"
    with Registry.create(str(path)) as registry:
        registry.append([said(1)], who="tester", why="test")
    watch = Watch(str(path))
    monkeypatch.setattr("phalanx.registry.watching.COARSE_NS", -(10**15))  # the file counts as old at once
    head = watch.head()
    watch.head()  # opening may have tidied up the log
    monkeypatch.setattr(engines, "connect", lambda url: pytest.fail("opened"))
    assert watch.head() == head
    assert watch.is_cheap


def test_whoever_reads_meanwhile_does_not_have_it_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading makes an empty log beside the file, which goes again."""
    path = tmp_path / "registry.sqlite"
    with Registry.create(str(path)) as registry:
        registry.append([said(1)], who="tester", why="test")
    watch = Watch(str(path))
    monkeypatch.setattr("phalanx.registry.watching.COARSE_NS", -(10**15))
    head, opened = watch.head(), watch.registry()
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("SELECT count(*) FROM journal").fetchone()
        assert path.with_name("registry.sqlite-wal").exists()
        assert watch.registry() is opened
        assert watch.head() == head


@pytest.mark.parametrize("harm", ["unlink", "write_bytes", "truncate"])
def test_what_is_harmed_is_told_and_what_is_mended_is_found(tmp_path: Path, harm: str) -> None:
    path, safe = tmp_path / "registry.sqlite", tmp_path / "safe.sqlite"
    with Registry.create(str(path)) as registry:
        registry.append([said(1)], who="tester", why="test")
    shutil.copy(path, safe)
    watch = Watch(str(path))
    head = watch.head()
    if harm == "unlink":
        path.unlink()
    elif harm == "write_bytes":
        path.write_bytes(b"something else")
    else:
        with path.open("r+b") as file:
            file.truncate(5000)
    for _ in range(2):
        with pytest.raises(RegistryError):
            watch.head()
        with pytest.raises(RegistryError):
            watch.registry()
    assert path.exists() == (harm != "unlink")
    shutil.copy(safe, path)
    assert watch.head() == head
    watch.verify()


def test_an_altered_journal_is_told_once_the_file_changed(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    with Registry.create(str(path)) as registry:
        registry.append([said(1), said(2)], who="tester", why="test")
    watch = Watch(str(path))
    watch.verify()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE journal SET why = 'another' WHERE seq = 1")
    with pytest.raises(JournalBroken):
        watch.verify()
