from __future__ import annotations

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.registry.examples import MINISTRY, PRESS, whole

from phalanx.errors import BadInput, RegistryError
from phalanx.registry import engines, schema
from phalanx.registry.journal import Statement
from phalanx.registry.store import Registry

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def values(count: int, who: str) -> list[Statement]:
    return [Statement("agreements", f"{who}-{n}", "note", str(n), MINISTRY, "B") for n in range(count)]


# ── Making and opening ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_appended_is_read_back_in_order(registry_url: str) -> None:
    said = [
        whole("one"),
        Statement("agreements", "one", "note", "“a” – ☂\n\\ ' \"", PRESS, "C", "a passage", "2025-03"),
    ]
    with Registry.create(registry_url) as registry:
        assert registry.append(said, who=" Curator ", why="test") == 2
    with Registry.open(registry_url) as registry:
        entries = list(registry.entries())
    assert [(entry.seq, entry.who, entry.why) for entry in entries] == [(1, "Curator", "test"), (2, "Curator", "test")]
    assert [(e.kind, e.record, e.field, e.value, e.source, e.grade, e.passage, e.valid_from) for e in entries] == [
        (s.kind, s.record, s.field, s.value, s.source, s.grade, s.passage, s.valid_from) for s in said
    ]


def test_entries_can_be_asked_for_by_record_and_moment(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("one"), whole("two")], who="x", why="y", at=LONG_AGO)
        registry.append([whole("three"), whole("one")], who="x", why="y", at=LONG_AGO + timedelta(days=1))
        first = registry.head_at(LONG_AGO)
        assert [entry.seq for entry in registry.entries(records=["one"])] == [1, 4]
        stamp = next(iter(registry.entries())).at
        assert [entry.seq for entry in registry.entries(after=stamp)] == [3, 4]
        assert [entry.seq for entry in registry.entries(until=stamp)] == [1, 2]
        assert sorted(registry.record_ids()) == ["one", "three", "two"]
        assert first[0] == 2
        assert registry.head_at(LONG_AGO - timedelta(days=1))[0] == 0


def test_a_registry_is_made_once(registry_url: str) -> None:
    Registry.create(registry_url, lambda registry: registry.load([], (0, "0" * 64, ""))).close()
    with Registry.open(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y")
    with pytest.raises(RegistryError) as refused:
        Registry.create(registry_url)
    assert "already" in refused.value.found
    with Registry.open(registry_url) as registry:
        assert registry.head()[0] == 1


def test_a_registry_whose_filling_fails_is_not_there(registry_url: str) -> None:
    def fail(registry: Registry) -> None:
        registry.append([whole("one")], who="x", why="y")
        raise BadInput("no")

    with pytest.raises(BadInput):
        Registry.create(registry_url, fail)
    if engines.is_file(registry_url):
        folder = engines.file_path(registry_url).parent
        assert not list(folder.iterdir()), "nothing is left behind"
        with pytest.raises(RegistryError, match="There is no registry"):
            Registry.open(registry_url)


def test_tables_left_empty_by_a_killed_process_are_filled(postgres_database: str) -> None:
    Registry.create(postgres_database).close()
    with Registry.create(postgres_database, lambda registry: registry.load([], (0, "0" * 64, ""))) as registry:
        registry.append([whole("one")], who="x", why="y")
    with pytest.raises(RegistryError, match="holds a registry already"):
        Registry.create(postgres_database)


def test_many_may_make_the_same_file_at_once_and_one_wins_whole(tmp_path: Path) -> None:
    url = str(tmp_path / "registry.sqlite")
    results: list[object] = []

    def make(number: int) -> None:
        def fill(registry: Registry) -> None:
            registry.append([whole(f"{number}-{n}") for n in range(50)], who=str(number), why="y")

        try:
            Registry.create(url, fill).close()
            results.append("made")
        except RegistryError as error:
            results.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "made" in results
    with Registry.open(url) as registry:
        assert registry.verify()[0] == 50
        assert len({entry.who for entry in registry.entries()}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["registry.sqlite"]


def test_the_first_in_place_is_not_replaced_by_a_later_one(tmp_path: Path) -> None:
    url = str(tmp_path / "registry.sqlite")

    def fill_slowly(registry: Registry) -> None:
        Registry.create(url, fifty).close()  # another process, meanwhile
        registry.append([whole("late")], who="x", why="y")

    with pytest.raises(RegistryError, match="Another process has made a registry"):
        Registry.create(url, fill_slowly)
    with Registry.open(url) as opened:
        assert opened.head()[0] == 50


def test_a_new_file_is_whole_without_its_companions(tmp_path: Path) -> None:
    Registry.create(str(tmp_path / "a.sqlite"), fifty).close()
    (tmp_path / "b.sqlite").write_bytes((tmp_path / "a.sqlite").read_bytes())
    with Registry.open(str(tmp_path / "b.sqlite")) as registry:
        assert registry.verify()[0] == 50


def fifty(registry: Registry) -> None:
    registry.append([whole(f"record-{n}") for n in range(50)], who="x", why="y")


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "why"), [("", "y"), ("x", "  "), ("a\x00b", "y"), ("x", "two\nlines"), ("\udc80", "y")]
)
def test_who_and_why_are_said_in_plain_text(tmp_path: Path, who: str, why: str) -> None:
    with Registry.create(str(tmp_path / "r.sqlite")) as registry:
        with pytest.raises(BadInput) as refused:
            registry.append([whole("one")], who=who, why=why)
        assert "An entry needs" in refused.value.found
        assert refused.value.expected
        assert registry.head()[0] == 0


def test_an_append_that_fails_keeps_nothing(registry_url: str) -> None:
    def fail_late(registry: Registry) -> None:
        with registry.writing(who="x", why="y") as writer:
            writer.add([whole(f"record-{n}") for n in range(6_000)])  # more than one batch
            assert len(writer.entries(["record-1", "record-5999"])) == 2
            raise BadInput("no")

    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y")
        with pytest.raises(BadInput):
            fail_late(registry)
        assert registry.head()[0] == 1
        registry.verify()


def test_a_dry_run_sees_its_own_entries_and_writes_none(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y")
        with registry.writing(who="x", why="y", dry_run=True) as writer:
            writer.add([whole("one"), whole("two")])
            assert [entry.seq for entry in writer.entries(["one", "two", "three"])] == [1, 2, 3]
            assert writer.count == 2
        assert registry.head()[0] == 1


def test_more_ids_can_be_asked_for_than_a_query_takes(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y")
        with registry.writing(who="x", why="y") as writer:
            assert len(writer.entries([f"none-{n}" for n in range(70_000)] + ["one"])) == 1


def test_a_clock_set_back_does_not_turn_the_journal_round(registry_url: str) -> None:
    later, earlier = datetime(2030, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y", at=later)
        registry.append([whole("two")], who="x", why="y", at=earlier)
        assert [entry.at for entry in registry.entries()] == ["2030-01-01T00:00:00.000000Z"] * 2
        assert registry.head_at(later)[0] == 2
        registry.verify()


def test_threads_that_write_at_once_take_turns(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        threads = [
            threading.Thread(
                target=registry.append, args=(values(200, f"hand-{n}"),), kwargs={"who": f"{n}", "why": "y"}
            )
            for n in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert registry.verify()[0] == 1_000
        assert_not_interleaved([entry.who for entry in registry.entries()], 200)


def append_many(url: str, who: str) -> None:
    with Registry.open(url) as registry:
        for _ in range(3):
            registry.append(values(100, who), who=who, why="y")


def test_processes_that_write_at_once_take_turns(registry_url: str) -> None:
    Registry.create(registry_url).close()
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=append_many, args=(registry_url, f"hand-{n}")) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Registry.open(registry_url) as registry:
        assert registry.verify()[0] == 900
        assert_not_interleaved([entry.who for entry in registry.entries()], 100)


def assert_not_interleaved(hands: list[str], size: int) -> None:
    assert all(len(set(hands[start : start + size])) == 1 for start in range(0, len(hands), size))


def test_a_second_writer_is_told_that_the_registry_is_locked(
    registry_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Registry.create(registry_url).close()
    monkeypatch.setattr(engines, "WRITE_WAIT_S", 0.2)
    with Registry.open(registry_url) as one, Registry.open(registry_url) as other:
        with one.writing(who="x", why="y") as writer:
            writer.add([whole("one")])
            with pytest.raises(RegistryError, match="locked by another process") as refused:
                other.append([whole("two")], who="x", why="y")
            assert refused.value.exit_code == 4
            assert other.head()[0] == 0, "reading goes on meanwhile"
            with other.writing(who="x", why="y", dry_run=True) as dry:
                dry.add([whole("three")])
        assert other.head()[0] == 1


def test_reading_is_of_one_moment_while_others_write(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y")
        stop = threading.Event()

        def write() -> None:
            with Registry.open(registry_url) as hand:
                number = 0
                while not stop.is_set():
                    number += 1
                    hand.append([whole(f"more-{number}")], who="x", why="y")

        thread = threading.Thread(target=write)
        thread.start()
        try:
            for _ in range(20):
                seq, last = registry.verify()  # an entry that came in between is no fault
                frame, head = registry.frame()
                assert frame.height == head[0] >= seq
                assert last
        finally:
            stop.set()
            thread.join()


def test_what_was_seen_once_stays(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y", at=LONG_AGO)
        before = registry.frame(LONG_AGO)
        registry.append([whole("two")], who="x", why="y")
        after = registry.frame(LONG_AGO)
        assert before[1] == after[1]
        assert before[0].equals(after[0])
        assert registry.frame()[0].height == 2


def test_tables_are_those_the_code_names(registry_url: str) -> None:
    Registry.create(registry_url).close()
    engine = engines.connect(registry_url)
    with engine.connect() as connection:
        assert engines.revision(connection, registry_url) == schema.REVISION
    engine.dispose()


def test_a_registry_of_a_newer_version_is_not_touched(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("one")], who="x", why="y")
    engine = create_engine(registry_url.replace("sqlite:", "sqlite+pysqlite:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(RegistryError, match="version 9999") as refused:
        Registry.open(registry_url)
    assert "update Phalanx" in refused.value.remedy
