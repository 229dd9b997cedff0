"""Related records: those that name one another, then those alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phalanx.public import open_registry
from phalanx.world import World
from phalanx.world.related import MOST, related
from phalanx.world.rows import named_rows, row_of


@pytest.fixture(scope="module")
def world(bundled: Path) -> Iterator[World]:
    with open_registry(bundled) as registry:
        yield World.of(registry)


def test_agreements_of_the_same_parties_come_before_those_of_mostly_the_same(world: World) -> None:
    parties = {row["id"]: set(row["parties"]) for row in world.table("agreements").iter_rows(named=True)}
    tried = 0
    for name in list(parties)[::20]:
        alike = [one for one in related(world, "agreements", name) if "parties" in one.why]
        shares = [len(parties[name] & parties[one.record]) / len(parties[name] | parties[one.record]) for one in alike]
        assert shares == sorted(shares, reverse=True)
        assert all(share >= 0.5 for share in shares)
        assert all(
            (share == 1) == one.why.startswith("the same parties") for share, one in zip(shares, alike, strict=True)
        )
        same = sum(others == parties[name] for others in parties.values()) - 1
        assert min(same, MOST) <= len(alike) <= MOST
        tried += bool(alike)
    assert tried > 10


def test_records_that_name_one_another_are_related(world: World) -> None:
    period = world.table("party_periods").drop_nulls("accession").row(0, named=True)
    [to_agreement] = [one for one in related(world, "party_periods", period["id"]) if one.record == period["agreement"]]
    assert to_agreement.why == "named here as agreement"
    assert period["accession"] in [one.record for one in related(world, "agreements", period["agreement"])]
    assert related(world, "agreements", period["accession"])[0].record == period["agreement"]


def test_every_correction_of_a_record_is_related_with_its_reason_and_leads_back(world: World) -> None:
    corrections = world.table("corrections")
    for record in corrections.filter(kind="agreements")["record"].unique().sort()[::25]:
        told = {one.record: one.why for one in related(world, "agreements", record)}
        said = dict(corrections.filter(kind="agreements", record=record).select("id", "why").iter_rows())
        assert said
        assert {name: why for name, why in told.items() if name.startswith("COR-")} == said
        assert related(world, "corrections", next(iter(said)))[0].record == record


def test_nothing_is_related_to_what_is_not_there(world: World) -> None:
    assert related(world, "agreements", "no-such") == ()


def test_rows_are_found_by_their_names(world: World) -> None:
    poland = row_of(world, "states", "states/PL")
    assert poland is not None
    assert (poland["iso2"], poland["name"]) == ("PL", "Poland")
    assert row_of(world, "states", "PL") is None
    assert row_of(world, "scopes", "scopes/all") is not None
    assert named_rows(world, "defence_expenditure")["record_id"].n_unique() == world.table("defence_expenditure").height
