"""The search index is what the journal makes it: through upgrades, restores, other programs and damage."""

from __future__ import annotations

import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path

import orjson
import psycopg
import pytest
from sqlalchemy import make_url
from tests.registry.examples import (
    MINISTRY,
    PRESS,
    agreement,
    file,
    said,
    tamper,
    whole,
    write_agreements,
    write_statements,
)

from phalanx.errors import JournalBroken, RegistryError
from phalanx.registry import engines, schema
from phalanx.registry.backup import restore_backup, write_backup
from phalanx.registry.journal import COLUMNS, Statement, enter
from phalanx.registry.searching import find_records, search
from phalanx.registry.store import Registry

DAYS = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]


def titled(name: str, title: str) -> Statement:
    return Statement("agreements", name, None, f'{{"id":"{name}","title":"{title}"}}', MINISTRY, "B")


def noted(name: str, note: str) -> Statement:
    return Statement("agreements", name, "note", note, PRESS, "C")


def make_older(url: str) -> None:
    """A registry as the version before search left it: some records, half of which changed twice."""
    with Registry.create(url) as registry:
        registry.append([titled(f"r{n}", f"number{n} old") for n in range(60)], who="x", why="y", at=DAYS[0])
        registry.append([noted(f"r{n}", "middle") for n in range(30)], who="x", why="y", at=DAYS[1])
        registry.append([titled(f"r{n}", f"number{n} new") for n in range(30)], who="x", why="y", at=DAYS[2])
        tamper(registry, "DROP TABLE words", "DROP TABLE texts", "UPDATE alembic_version SET version_num = '0001'")


def assert_indexed(registry: Registry) -> None:
    """What `make_older` made is found, at each of its moments."""
    changed = {f"r{n}" for n in range(30)}
    assert find_records(registry, "new") == changed
    assert find_records(registry, "old") == {f"r{n}" for n in range(30, 60)}
    assert find_records(registry, "new middle") == changed, "words of two entries"
    assert find_records(registry, "old", known_at=DAYS[1]) == {f"r{n}" for n in range(60)}
    assert find_records(registry, "old middle", known_at=DAYS[1]) == changed
    assert not find_records(registry, "middle", known_at=DAYS[0])
    assert find_records(registry, "number29") == {"r29"}
    assert registry.verify()[0] == 120


# ── Older registries ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_older_registry_is_indexed_when_it_is_opened(registry_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("phalanx.registry.indexing.BATCH", 7)  # records change within a batch and across several
    make_older(registry_url)
    with Registry.open(registry_url) as registry:
        assert_indexed(registry)
        registry.append([titled("later", "later")], who="x", why="y")
        assert find_records(registry, "later") == {"later"}


def open_and_look(url: str, results: multiprocessing.Queue[object]) -> None:
    with Registry.open(url) as registry:
        results.put(len(find_records(registry, "new")))


def test_of_several_that_open_an_older_registry_at_once_all_find(registry_url: str) -> None:
    make_older(registry_url)
    spawn = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[object] = spawn.Queue()
    processes = [spawn.Process(target=open_and_look, args=(registry_url, results)) for _ in range(3)]
    for process in processes:
        process.start()
    found = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert found == [30] * 3
    assert [process.exitcode for process in processes] == [0] * 3
    with Registry.open(registry_url) as registry:
        assert_indexed(registry)


def test_an_older_file_that_cannot_be_written_is_read_and_says_how_it_becomes_searchable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "registry.sqlite"
    make_older(str(path))
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda asked, mode: not (mode & os.W_OK and Path(asked) == path))
        with Registry.open(str(path)) as registry:
            assert_only_readable(registry)
    with Registry.open(str(path)) as registry:
        assert_indexed(registry)


def test_an_older_registry_on_a_server_that_only_reads_is_read(postgres_database: str) -> None:
    make_older(postgres_database)
    address = make_url(postgres_database)
    change = f"ALTER DATABASE {address.database} {{}} default_transaction_read_only {{}}".format
    with psycopg.connect(address.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        connection.execute(change("SET", "= on").encode())
    with Registry.open(postgres_database) as registry:
        assert_only_readable(registry)


def assert_only_readable(registry: Registry) -> None:
    assert registry.verify()[0] == 120
    with pytest.raises(RegistryError, match="can only be read, and is not indexed") as refused:
        search(registry, "new")
    assert "0002" in refused.value.expected
    assert "open it once" in refused.value.remedy


def test_an_altered_older_registry_is_opened_so_that_verify_can_name_the_entry(registry_url: str) -> None:
    make_older(registry_url)
    engine = engines.connect(registry_url)
    broken = ["'forged'", "'[1]'", "'{\"title\":7}'"]
    if engines.is_file(registry_url):
        broken.append("CAST(X'FFFE' AS TEXT)")
    with engine.connect().execution_options(phalanx_writes=True) as connection, connection.begin():
        for seq, value in enumerate(broken, 41):
            connection.exec_driver_sql(f"UPDATE journal SET value = {value} WHERE seq = {seq}")
    engine.dispose()
    with Registry.open(registry_url) as registry:
        with pytest.raises(JournalBroken) as told:
            registry.verify()
        assert [fault[:9] for fault in told.value.faults] == [f"entry {41 + n} " for n in range(len(broken))]
        assert find_records(registry, "number59") == {"r59"}


# ── Other ways in ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_restored_registry_is_searched_as_the_first_one(registry_url: str, tmp_path: Path) -> None:
    with Registry.create(str(tmp_path / "first.sqlite")) as first:
        for day, title in zip(DAYS, ("alpha one", "beta two", "gamma three"), strict=True):
            first.append([titled("a", title), titled(title.split()[1], title)], who="x", why="y", at=day)
        write_backup(first, tmp_path / "b.jsonl")
        with restore_backup(tmp_path / "b.jsonl", registry_url) as second:
            for query in ("alpha", "beta", "gamma", "a", "one"):
                assert find_records(second, query) == find_records(first, query)
                for day in DAYS:
                    assert find_records(second, query, known_at=day) == find_records(first, query, known_at=day)
            assert find_records(second, "beta", known_at=DAYS[1]) == {"a", "two"}
            assert find_records(second, "beta") == {"two"}
            assert second.verify()[0] == 6


def enter_without_index(registry: Registry, *statements: Statement) -> None:
    """What a program of the version before does that was started before the registry was brought up."""
    seq, last, at = registry.head()
    rows = list(enter(statements, (seq, last), at=at, who="x", why="y"))
    names = ", ".join(f":{name}" for name in COLUMNS)
    for row in rows:
        tamper(registry, f"INSERT INTO journal VALUES ({names})", **dict(zip(COLUMNS, row, strict=True)))
    tamper(registry, "UPDATE head SET seq = :seq, hash = :hash", seq=rows[-1][0], hash=rows[-1][-1])


def test_what_another_program_entered_without_the_index_is_found(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([titled("a", "first")], who="x", why="y", at=DAYS[0])
        enter_without_index(registry, titled("b", "second"), titled("a", "third"))
        with pytest.raises(
            RegistryError, match=r"The journal holds, but the search index .* 2 records without"
        ) as told:
            registry.verify()
        assert "next import or search" in told.value.remedy
        assert find_records(registry, "second") == {"b"}, "a search brings the index up"
        enter_without_index(registry, titled("c", "fourth"))
        registry.append([titled("d", "fifth")], who="x", why="y")
        assert find_records(registry, "fourth") == {"c"}, "an append does, too"
        assert not find_records(registry, "first")
        assert registry.verify()[0] == 5


def test_an_index_of_a_longer_journal_is_made_anew(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([titled("a", "first")], who="x", why="y")
        head = registry.head()
        registry.append([titled("a", "second"), titled("b", "third")], who="x", why="y")
        reset = "DELETE FROM journal WHERE seq > 1", "UPDATE head SET seq = 1, hash = :hash, at = :at"
        tamper(registry, *reset, hash=head[1], at=head[2])
        assert find_records(registry, "first") == {"a"}
        assert not find_records(registry, "third")
        registry.append([titled("c", "fourth")], who="x", why="y")
        assert find_records(registry, "fourth") == {"c"}
        assert registry.verify()[0] == 2


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("DELETE FROM texts WHERE seq = 2", "1 record without their present text"),
        ("UPDATE texts SET until = NULL", "1 record with a text that no longer holds"),
        ("DELETE FROM words{} WHERE {} = 2", "1 record whose words are gone"),
    ],
)
def test_verify_tells_of_an_index_that_does_not_fit(registry_url: str, change: str, what: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([titled("a", "first"), titled("b", "second"), titled("a", "third")], who="x", why="y")
        registry.append([titled("a", "fourth")], who="x", why="y")
        registry.verify()
        table = ("_docsize", "id") if engines.is_file(registry_url) else ("", "seq")
        tamper(registry, change.format(*table))
        with pytest.raises(RegistryError) as told:
            registry.verify()
        assert what in told.value.found
        assert "facts restore" in told.value.remedy
        assert registry.head()[0] == 4, "the journal itself goes on"


def test_a_dry_run_and_an_append_that_fails_leave_the_index_alone(registry_url: str) -> None:
    def fail(registry: Registry) -> None:
        with registry.writing(who="x", why="y") as writer:
            writer.add([titled(f"n{n}", "never") for n in range(6_000)])
            raise RuntimeError

    with Registry.create(registry_url) as registry:
        registry.append([titled("a", "first")], who="x", why="y")
        with registry.writing(who="x", why="y", dry_run=True) as writer:
            writer.add([titled("a", "second")])
        with pytest.raises(RuntimeError):
            fail(registry)
        assert find_records(registry, "first") == {"a"}
        assert not find_records(registry, "second")
        assert not find_records(registry, "never")
        assert registry.verify()[0] == 1


def test_an_empty_registry_is_searched_and_nothing_found(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        assert search(registry, "anything") == ()
        registry.verify()


def test_a_registry_made_of_many_batches_is_indexed_like_one_made_of_one(
    registry_url: str, bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Registry.open(str(bundled)) as one:
        write_backup(one, tmp_path / "b.jsonl")
        monkeypatch.setattr("phalanx.registry.store.BATCH", 97)
        with restore_backup(tmp_path / "b.jsonl", registry_url) as other:
            for query in ("France Poland", '"air defence"', "boll", "202*", "L0001"):
                assert find_records(other, query) == find_records(one, query)
                assert find_records(one, query)


# ── What becomes of a record ─────────────────────────────────────────────────────────────────────────────────────────


def test_only_values_that_speak_are_found(registry_url: str, tmp_path: Path) -> None:
    with Registry.create(registry_url) as registry:
        file(registry, write_agreements(tmp_path / "1", agreement("a", note="cautious"), agreement("b")))
        before = datetime.now(UTC)
        file(registry, write_agreements(tmp_path / "2", agreement("a", note="bold")))
        assert find_records(registry, "cautious") == set(), "its source said so no longer"
        assert find_records(registry, "bold") == {"a"}
        assert find_records(registry, "cautious", known_at=before) == {"a"}
        file(registry, write_statements(tmp_path / "3", said("a", "note", "weaker", PRESS, "C")))
        assert not find_records(registry, "weaker"), "the better grade speaks"
        file(registry, write_statements(tmp_path / "4", said("b", "summary", "rumour", PRESS, "E")))
        assert not find_records(registry, "rumour"), "grade E never speaks"
        file(registry, write_statements(tmp_path / "5", said("a", "summary", "future", valid_from="2199-01-01")))
        file(registry, write_statements(tmp_path / "6", said("a", "summary", "past")))
        assert find_records(registry, "future") == find_records(registry, "past") == {"a"}, "each on its days"
        file(registry, write_statements(tmp_path / "7", said("a", "", "", MINISTRY, "B")))
        assert find_records(registry, "treaty") == {"b"}, "withdrawn"
        assert find_records(registry, "treaty", known_at=before) == {"a", "b"}
        registry.verify()


def test_a_record_that_only_grade_e_vouches_for_is_not_found(registry_url: str, tmp_path: Path) -> None:
    with Registry.create(registry_url) as registry:
        file(registry, write_agreements(tmp_path, agreement("a", source_grade="E"), agreement("b")))
        assert find_records(registry, "treaty") == {"b"}


def test_very_long_values_do_not_keep_an_import_out(registry_url: str, tmp_path: Path) -> None:
    long = {"title": "word " * 30_000, "note": "𝕏𐌰" * 200_000, "summary": " ".join(f"{n}é" for n in range(40_000))}
    said_of_it = agreement("a", **{name: value.strip() for name, value in long.items()})
    with Registry.create(registry_url) as registry:
        statement = Statement("agreements", "a", None, orjson.dumps(said_of_it).decode(), MINISTRY, "B")
        registry.append([statement, whole("b")], who="x", why="y")
        assert find_records(registry, "word france") == {"a"}
        assert len(search(registry, "word")[0].snippet) < 200


def test_the_version_is_the_one_that_has_the_index() -> None:
    assert schema.REVISION == "0002"
