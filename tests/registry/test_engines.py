"""What stands at a registry's place and is none, or cannot be used: each gets a clear word, and nothing is changed."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text
from tests.registry.examples import tamper, whole

from phalanx.errors import BadInput, JournalBroken, RegistryError
from phalanx.registry import engines, migrations, schema
from phalanx.registry.store import Registry


def fill(registry: Registry) -> None:
    registry.append([whole(f"record-{n}") for n in range(200)], who="x", why="y")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A registry file with two hundred entries."""
    made = tmp_path / "registry.sqlite"
    Registry.create(str(made), fill).close()
    return made


def refusal(url: str | Path) -> RegistryError:
    with pytest.raises(RegistryError) as refused:
        Registry.open(str(url))
    assert refused.value.exit_code == 4
    assert refused.value.http_status == 503
    assert refused.value.remedy
    return refused.value


# ── Files that are no registry ───────────────────────────────────────────────────────────────────────────────────────


def make_nothing(path: Path) -> None: ...
def make_empty(path: Path) -> None:
    path.touch()


def make_folder(path: Path) -> None:
    path.mkdir()


def make_text(path: Path) -> None:
    path.write_text("id,title\n" * 100)


def make_short_magic(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def make_unrelated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE bookmarks (url TEXT)")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (make_nothing, "There is no registry"),
        (make_empty, "is empty"),
        (make_folder, "is a folder"),
        (make_text, "is not a registry"),
        (make_short_magic, "is truncated"),
        (make_unrelated, "is a database without a registry"),
        (make_pipe, "is no file"),
    ],
)
def test_what_is_no_registry_is_named_and_left_alone(tmp_path: Path, make: Callable[[Path], None], said: str) -> None:
    path = tmp_path / "place"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    error = refusal(path)
    assert said in error.found
    assert str(path) in error.found
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [left.name for left in tmp_path.iterdir()] == ([] if make is make_nothing else ["place"])


def test_a_truncated_file_is_told(path: Path) -> None:
    whole_file = path.read_bytes()
    for size in (len(whole_file) - 1, len(whole_file) // 2, 4096, 512, 99):
        path.write_bytes(whole_file[:size])
        assert "truncated" in refusal(path).found


def test_pages_that_are_still_in_the_log_are_not_missed(tmp_path: Path) -> None:
    """As a disk leaves it that was full when the log was to be moved into the file: the header first, the pages never."""
    path, log = tmp_path / "registry.sqlite", tmp_path / "registry.sqlite-wal"
    Registry.create(str(path)).close()
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as held, Registry.open(str(path)) as registry:
        held.execute("BEGIN")
        held.execute("SELECT * FROM head").fetchall()  # while somebody reads, the log stays
        registry.append([whole(f"r{n}") for n in range(500)], who="x", why="y")
        logged = log.read_bytes()
        with closing(sqlite3.connect(path)) as one:
            pages = one.execute("PRAGMA page_count").fetchone()[0]
    log.write_bytes(logged)
    path.write_bytes(before[:28] + pages.to_bytes(4, "big") + before[32:])
    with Registry.open(str(path)) as registry:
        assert registry.verify()[0] == 500


def test_a_log_that_goes_while_it_is_looked_at_counts_as_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever closes the registry last takes its log away, in between the question whether it is there and that for its size.
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: self.name.endswith("-wal") or exists(self))
    with Registry.open(str(path)) as registry:
        assert registry.head()[0]


def test_a_damaged_page_is_told_by_verify(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises((JournalBroken, RegistryError)) as told, Registry.open(str(path)) as registry:
        registry.verify()
    assert "damaged" in str(told.value)


def test_text_that_is_no_utf8_is_named_by_verify(path: Path) -> None:
    with Registry.open(str(path)) as registry:
        tamper(registry, "UPDATE journal SET value = CAST(X'FFFE' AS TEXT) WHERE seq = 7")
        with pytest.raises(JournalBroken, match=r"entry 7 \(agreements: record-6,"):
            registry.verify()
        with pytest.raises(RegistryError, match="is damaged"):
            registry.frame()


def test_an_overlong_name_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / ("x" * 300)).found
    with pytest.raises(RegistryError, match="cannot be made"):
        Registry.create(str(tmp_path / ("x" * 300)))


def test_a_place_under_a_file_is_told(path: Path) -> None:
    assert refusal(path / "inside").found
    with pytest.raises(RegistryError, match="cannot be made"):
        Registry.create(str(path / "inside"))


@pytest.mark.parametrize("name", ["a?b=c.sqlite", "100%.sqlite", "ä ö.sqlite", "#1.sqlite", ":memory:"])
def test_names_with_signs_of_addresses_are_names(tmp_path: Path, name: str) -> None:
    Registry.create(str(tmp_path / name), fill).close()
    with Registry.open(f"sqlite:///{tmp_path / name}") as registry:
        assert registry.head()[0] == 200
    assert [left.name for left in tmp_path.iterdir()] == [name]


# ── Files that can only be read ──────────────────────────────────────────────────────────────────────────────────────


def test_a_read_only_file_is_read_and_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be root, to whom every file is open: so the system's answer is put in its mouth.
    monkeypatch.setattr(os, "access", lambda asked, mode: not (mode & os.W_OK and Path(asked) == path))
    with Registry.open(str(path)) as registry:
        assert registry.verify()[0] == 200
        assert registry.frame()[0].height == 200
        with pytest.raises(RegistryError, match="is read-only"):
            registry.append([whole("more")], who="x", why="y")
        assert registry.head()[0] == 200


def test_a_read_only_folder_is_read_and_gets_no_companions(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda asked, mode: not (mode & os.W_OK and Path(asked) == path.parent))
    with Registry.open(str(path)) as registry:
        assert registry.verify()[0] == 200
        assert [left.name for left in path.parent.iterdir()] == ["registry.sqlite"]


WRITE = """
import sys
from phalanx.errors import RegistryError
from phalanx.registry.journal import Statement
from phalanx.registry.store import Registry
with Registry.open(sys.argv[1]) as registry:
    try:
        registry.append([Statement("k", f"r{n}", "f", "v" * 1000, "s", "A") for n in range(3000)], who="x", why="y")
    except RegistryError as error:
        print(error)
    print(registry.verify()[0])
"""


@pytest.mark.slow
def test_a_disk_without_room_keeps_nothing_of_the_import(path: Path) -> None:
    limit = path.stat().st_size + 200_000
    done = subprocess.run(
        [sys.executable, "-c", WRITE, path],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),  # no threads here
        check=True,
        capture_output=True,
        text=True,
    )
    message, count = done.stdout.splitlines()
    assert "disk" in message
    assert count == "200"
    with Registry.open(str(path)) as registry:
        assert registry.verify()[0] == 200


# ── Servers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    error = refusal("postgresql://curator:s3cret@127.0.0.1:1/facts")
    assert "is out of reach" in error.found
    assert "s3cret" not in f"{error} {error.as_json()}"


def test_a_wrong_password_is_told_and_shown_nowhere(postgres_database: str) -> None:
    url = make_url(postgres_database).set(password="s3cret").render_as_string(hide_password=False)
    error = refusal(url)
    assert "is out of reach" in error.found
    assert "password" in error.remedy
    assert "s3cret" not in f"{error} {error.as_json()}"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://curator:s3cret@host:port/facts",
        "postgresql//curator:s3cret@host/facts://",
        "mysql://curator:s3cret@host/facts",
        "nonsense://curator:s3cret@host/x?password=s3cret",
    ],
)
def test_an_address_that_is_none_is_told_without_the_password(url: str) -> None:
    with pytest.raises((BadInput, RegistryError)) as refused:
        Registry.open(url)
    assert "s3cret" not in str(refused.value)


def test_a_password_among_the_parameters_is_not_shown(postgres_database: str) -> None:
    url = make_url(postgres_database)
    asking = url.set(password=None, query={"password": "s3cret"}).render_as_string(hide_password=False)
    assert "s3cret" not in str(refusal(asking))


def test_a_database_without_a_registry_is_told(postgres_database: str) -> None:
    assert "is a database without a registry" in refusal(postgres_database).found


def test_another_programs_tables_are_not_touched(postgres_database: str) -> None:
    engine = create_engine(make_url(postgres_database))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('abc')"))
    engine.dispose()
    assert "is a database without a registry" in refusal(postgres_database).found
    with pytest.raises(RegistryError, match="or other tables"):
        Registry.create(postgres_database)


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_revision_is_that_of_the_newest_migration() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_current_head() == schema.REVISION
    assert sorted(revision.revision for revision in script.walk_revisions()) == sorted(schema.KNOWN_REVISIONS)
    assert schema.KNOWN_REVISIONS[-1] == schema.REVISION


def is_declared(name: str | None, kind: str, parents: object) -> bool:
    """The index of words is each database's own, SQLite's with tables below it; `test_searching` holds it to its use."""
    return kind != "table" or not str(name).startswith("words")


def test_migrating_makes_exactly_the_tables_of_the_code(registry_url: str) -> None:
    Registry.create(registry_url).close()
    engine = engines.connect(registry_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": is_declared}
        assert not compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)
    engine.dispose()
