from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from tests.registry.examples import MINISTRY, agreement, file, said, write_agreements, write_statements

from phalanx.errors import UnknownRecord
from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.store import Registry
from phalanx.vocabulary.dates import stamp
from phalanx.world import World


@pytest.fixture
def registry(registry_url: str, tmp_path: Path) -> Iterator[Registry]:
    """Three agreements of 2001, of June 2010 and of 9 May 2025; the first is said to be worth more since 2020."""
    with Registry.create(registry_url) as opened:
        rows = agreement("a", signed="2001", value_eur_m="10"), agreement("b", signed="2010-06"), agreement("c")
        file(opened, write_agreements(tmp_path, *rows))
        file(opened, write_statements(tmp_path, said("a", "value_eur_m", "20", MINISTRY, "B", valid_from="2020")))
        yield opened


def ids(world: World) -> list[str]:
    return world.table("agreements")["id"].to_list()


def test_a_record_begins_with_its_date(registry: Registry) -> None:
    """A year counts from its first day, a month from its first."""
    begun = {day: ids(World.of(registry, date.fromisoformat(day))) for day in (
        "2000-12-31", "2001-01-01", "2010-05-31", "2010-06-01", "2025-05-08", "2025-05-09",
    )}  # fmt: skip
    assert list(begun.values()) == [[], ["a"], ["a"], ["a", "b"], ["a", "b"], ["a", "b", "c"]]


def test_the_two_clocks_are_asked_apart(registry: Registry, tmp_path: Path) -> None:
    moment = datetime.fromisoformat(registry.head()[2])
    file(registry, write_agreements(tmp_path / "2", agreement("c", title="Corrected"), agreement("d", signed="1999")))

    def seen(valid_on: date, known_at: datetime | None) -> list[tuple[str, str, float | None]]:
        table = World.of(registry, valid_on, known_at).table("agreements")
        return table.select("id", "title", "value_eur_m").rows()

    title = "Treaty on cooperation"
    assert seen(date(2019, 12, 31), moment) == [("a", title, 10.0), ("b", title, None)]
    assert seen(date(2026, 1, 1), moment) == [("a", title, 20.0), ("b", title, None), ("c", title, None)]
    assert seen(date(2000, 1, 1), None) == [("d", title, None)]
    assert seen(date(2026, 1, 1), None)[2:] == [("c", "Corrected", None), ("d", title, None)]
    assert seen(date(2026, 1, 1), moment - timedelta(days=1)) == []


def test_a_world_is_told_by_its_stamp(registry: Registry) -> None:
    world = World.of(registry, date(2020, 2, 29))
    assert world.stamp.valid_on == "2020-02-29"
    assert world.stamp.journal_head == registry.head()[1]
    again = World.of(registry, date(2020, 2, 29), datetime.fromisoformat(world.stamp.known_at))
    assert again.stamp == world.stamp
    assert again.table("agreements").equals(world.table("agreements"))
    assert stamp(again.known_at) == world.stamp.known_at


def test_later_entries_do_not_change_a_world(registry: Registry, tmp_path: Path) -> None:
    world, moment = World.of(registry), datetime.now(UTC)
    file(registry, write_agreements(tmp_path / "2", agreement("a", title="Corrected"), agreement("d")))
    assert ids(world) == ["a", "b", "c"], "its tables are read from what it holds, even when first asked for now"
    assert ids(World.of(registry, known_at=moment)) == ["a", "b", "c"]
    assert ids(World.of(registry)) == ["a", "b", "c", "d"]


def test_a_world_travels(registry: Registry) -> None:
    world = World.of(registry, date(2026, 1, 1))
    world.table("agreements")
    arrived = pickle.loads(pickle.dumps(world))  # noqa: S301  # our own
    assert arrived.stamp == world.stamp
    for kind in KINDS:
        assert arrived.table(kind).equals(world.table(kind))
    assert arrived.records("agreements") == world.records("agreements")


def test_a_world_is_frozen(registry: Registry) -> None:
    world = World.of(registry)
    with pytest.raises(FrozenInstanceError):
        world.valid_on = date(2000, 1, 1)  # type: ignore[misc]
    assert {world: 1}[world] == 1
    assert world != World.of(registry)


def test_an_unknown_kind_is_told(registry: Registry) -> None:
    with pytest.raises(UnknownRecord, match="'agreement'"):
        World.of(registry).table("agreement")


def test_an_empty_registry_is_a_world(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        world = World.of(registry)
    for kind in KINDS:
        assert world.table(kind).height == 0
        assert world.table(kind).columns == list(columns(KINDS[kind]))
        assert world.records(kind) == ()


SHAPES = {"text": pl.String, "set": pl.List(pl.String), "number": pl.Float64, "integer": pl.Int64, "flag": pl.Boolean}


@pytest.fixture(scope="module")
def bundled(bundled_registry: Path) -> World:
    with Registry.open(str(bundled_registry)) as registry:
        return World.of(registry)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_have_the_types_of_the_dictionary(bundled: World, kind: str) -> None:
    expected = {name: SHAPES[column.type.shape] for name, column in columns(KINDS[kind]).items()}
    assert dict(bundled.table(kind).schema) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_records_and_table_say_the_same(bundled: World, kind: str) -> None:
    records = bundled.records(kind)
    assert len(records) == bundled.table(kind).height > 0
    first = bundled.table(kind).row(0, named=True)
    for name, value in first.items():
        assert getattr(records[0], name) == (tuple(value) if isinstance(value, list) else value)


def test_records_are_frozen(bundled: World) -> None:
    record = bundled.records("agreements")[0]
    assert isinstance(record, Agreement)
    with pytest.raises(ValueError, match="frozen"):
        record.title = "x"  # type: ignore[misc]


def test_a_pickled_world_needs_no_registry(bundled: World, tmp_path: Path) -> None:
    path = tmp_path / "world.pickle"
    path.write_bytes(pickle.dumps(bundled))
    code = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')).table('agreements').height)"
    done = subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True, text=True)
    assert int(done.stdout) == bundled.table("agreements").height
