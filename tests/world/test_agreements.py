from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from tests.registry.drawn import days
from tests.registry.examples import agreement, file, write_agreements

from phalanx.errors import BadInput
from phalanx.registry import seed
from phalanx.registry.store import Registry
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World
from phalanx.world.agreements import Selection, agreements, day_bound, pairs, scope_meant, select
from phalanx.world.turning_points import invasion

SOURCED = {"source_url": "https://example.org", "source_grade": "A", "confidence": "verified"}


def write(path: Path, *rows: dict[str, str]) -> None:
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """FR-PL 2020, DE-FR-PL 2022 (SE joins 2024, PL leaves 2025), DE-FR May 2022 by companies, UA-GB announced for 2030."""
    folder = tmp_path / "facts"
    write_agreements(
        folder,
        agreement("two", signed="2020", status="in_force"),
        agreement("three", parties="DE;FR;PL", signed="2022", status="signed"),
        agreement("firms", parties="DE;FR", signed="2022-05", level="company", status="terminated", ended="2024-06"),
        agreement("gone", parties="DE;PL", signed="2001-02-28", status="superseded"),
        agreement("plan", parties="GB;UA", signed="2030-01-01", status="announced"),
        agreement("limited", parties="GB;UA", signed="2021", status="in_force", ended="2040-12"),
    )
    period = {"agreement": "three", **SOURCED}
    write(
        folder / "party_periods.csv",
        {"id": "p1", "party": "SE", "entered": "2024-03", "left": ""} | period,
        {"id": "p2", "party": "PL", "entered": "", "left": "2025"} | period,
    )
    group = {"name": "G", "kind": "minilateral", "purpose": "x", "domains": "air"} | SOURCED
    write(folder / "groupings.csv", {"id": "weimar", "members": "DE;FR;PL"} | group)
    scope = {
        "title": "S",
        "parties_kind": "all",
        "summary": "x",
        "signed_from": "",
        "signed_to": "",
        "states": "",
    } | SOURCED
    write(
        folder / "scopes.csv",
        {"id": "all", "membership": "any", "groupings": ""} | scope,
        {"id": "inside", "membership": "all", "groupings": "weimar"} | scope,
        {"id": "touching", "membership": "any", "groupings": ""} | scope | {"states": "PL;UA"},
        {"id": "pairs", "membership": "all", "groupings": "weimar"} | scope | {"parties_kind": "bilateral", "signed_from": "2020", "signed_to": "2022-05"},
    )  # fmt: skip
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        file(opened, folder)
        yield opened


def life(registry: Registry, day: str) -> dict[str, str]:
    frame = agreements(World.of(registry, date.fromisoformat(day)))
    return dict(frame.select("id", "life").rows())


def test_the_life_of_an_agreement(registry: Registry) -> None:
    assert life(registry, "2022-12-31") == {
        "two": "in_force", "three": "signed", "firms": "signed", "gone": "ended", "limited": "in_force",
    }  # fmt: skip
    assert life(registry, "2024-06-29")["firms"] == "signed", "an end known to the month counts once the month is past"
    assert life(registry, "2024-06-30")["firms"] == "ended"
    later = life(registry, "2041-01-01")
    assert (later["plan"], later["limited"], later["two"]) == ("announced", "ended", "in_force")


def test_parties_come_and_go(registry: Registry) -> None:
    def parties(day: str) -> list[str]:
        frame = agreements(World.of(registry, date.fromisoformat(day)))
        [found] = frame.filter(pl.col("id") == "three")["parties_now"].to_list()
        return list(found)

    assert parties("2024-02-29") == ["DE", "FR", "PL"]
    assert parties("2024-03-01") == ["DE", "FR", "PL", "SE"]
    assert parties("2025-01-01") == ["DE", "FR", "SE"]


def chosen(registry: Registry, **selection: str) -> list[str]:
    return select(World.of(registry, date(2026, 1, 1)), Selection(**selection))["id"].to_list()  # type: ignore[arg-type]


def test_a_selection_is_by_scope_kind_span_and_level(registry: Registry) -> None:
    everything = ["two", "three", "firms", "gone", "limited"]
    assert chosen(registry) == everything
    assert chosen(registry, kind="plurilateral") == ["three"]
    assert chosen(registry, level="company") == ["firms"]
    assert chosen(registry, first="2022") == ["three", "firms"]
    assert chosen(registry, first="2022-01-02") == ["firms"], "a year counts from its first day"
    assert chosen(registry, last="2021-12") == ["two", "gone", "limited"]
    assert chosen(registry, scope="inside") == ["two", "three", "firms", "gone"]
    assert chosen(registry, scope="weimar") == chosen(registry, scope="inside"), "the id of a grouping is a scope"
    assert chosen(registry, scope="touching") == ["two", "three", "gone", "limited"]
    assert chosen(registry, scope="pairs") == ["two", "firms"]
    assert chosen(registry, scope="pairs", kind="plurilateral") == []


def test_an_unknown_scope_is_told(registry: Registry) -> None:
    with pytest.raises(BadInput, match="no scope 'nato'") as bad:
        scope_meant(World.of(registry), "nato")
    assert "inside" in bad.value.expected


def test_pairs_are_a_row_for_each_party(registry: Registry) -> None:
    frame = pairs(select(World.of(registry, date(2026, 1, 1)), Selection(kind="plurilateral")))
    assert sorted(frame["party"].to_list()) == ["DE", "FR", "SE"]


@given(text=days())
def test_the_bounds_of_a_date_are_those_of_the_vocabulary(text: str) -> None:
    frame = pl.DataFrame({"day": [text, None]}).select(
        day_bound("day").alias("a"), day_bound("day", last=True).alias("b")
    )
    assert frame.rows() == [(first_day(text), last_day(text)), (None, None)]


def test_the_invasion_is_a_fact(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="turning point"):
        invasion(World.of(registry))
    seed.fill(registry)
    point = invasion(World.of(registry))
    assert point.day == date(2022, 2, 24)
    frame = agreements(World.of(registry, date(2026, 1, 1))).filter(pl.col("id").is_in(["two", "three", "firms"]))
    assert frame.filter(point.since)["id"].to_list() == ["firms"]
    assert frame.filter(point.undecided)["id"].to_list() == ["three"]
