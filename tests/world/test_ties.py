"""Ties pair by pair and pact by pact, counted by hand on the small world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.registry.store import Registry
from phalanx.world import World
from phalanx.world.ties import bonds, pacts, standing


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with make_registry(tmp_path) as made:
        yield made


def test_bonds_are_pairs_with_what_stands_between_them(registry: Registry) -> None:
    # Of the six pairs' agreements that of France and Sweden ended in 2020.
    found = bonds(World.of(registry, VALID_ON))
    assert found.select("a", "b", "agreements", "announced", "first", "clause").rows() == [
        ("DE", "FR", 1, 0, "2019-01-22", "assistance"),
        ("DE", "PL", 1, 1, "2025-11", "none"),
        ("DE", "SE", 1, 0, "2024-10-02", "none"),
        ("FR", "PL", 1, 0, "2025-05-09", "consultation"),
        ("PL", "SE", 1, 0, "2022", "none"),
    ]


def test_a_bond_sums_up_all_of_its_agreements(tmp_path: Path) -> None:
    more = (
        "de-fr-2012-letter,Letter,DE;FR,2012,in_force,,statement_of_intent,letter_of_intent,company,operational,"
        "air;industry,consultation,,,https://example.org/l,A,,,verified,\n"
    )
    with make_registry(tmp_path, agreements=FILES["agreements.csv"] + more) as registry:
        found = bonds(World.of(registry, VALID_ON)).row(0, named=True)
    assert found == {
        "a": "DE",
        "b": "FR",
        "agreements": 2,
        "announced": 0,
        "first": "2012",
        "latest": "2019-01-22",
        "begins": date(2012, 1, 1),
        "clause": "assistance",  # the stronger of consultation and assistance, though it comes first in the alphabet
        "forms": ["statement_of_intent", "strategic_partnership"],
        "domains": ["air", "industry", "procurement"],
        "levels": ["company", "state"],
        "ids": ["de-fr-2012-letter", "de-fr-2019-treaty"],
    }


def test_pacts_are_those_of_three_and_more(registry: Registry) -> None:
    def parties(day: date) -> list[tuple[str, list[str]]]:
        return pacts(World.of(registry, day)).select("id", "parties_now").rows()

    # Signed in June 2021; Sweden joined on 15 March 2023, and the row that records it is no pact of its own.
    assert parties(date(2021, 5, 31)) == []
    assert parties(date(2023, 3, 14)) == [("de-fr-pl-2021-pact", ["DE", "FR", "PL"])]
    assert parties(date(2023, 3, 15)) == [("de-fr-pl-2021-pact", ["DE", "FR", "PL", "SE"])]


def test_what_ended_does_not_stand(registry: Registry) -> None:
    # The research of 2015 ended in June 2020, known to the month: it counts until that month is over.
    assert "fr-se-2015-research" in standing(World.of(registry, date(2020, 6, 29)))["id"].to_list()
    assert "fr-se-2015-research" not in standing(World.of(registry, date(2020, 6, 30)))["id"].to_list()
    assert bonds(World.of(registry, date(2014, 12, 31))).rows() == []
