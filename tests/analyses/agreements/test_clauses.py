"""clauses, counted by hand in the small world, with rows added for what that one lacks, and from the raw file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.agreements.clauses import QUESTION
from phalanx.errors import BadInput
from phalanx.world import World

FURTHER = """\
de-pl-2010-guarantee,Guarantee,DE;PL,2010-01-01,terminated,2012,strategic_partnership,treaty,state,comprehensive,,assistance,,,https://example.org/1,B,,,verified,
pl-se-2025-guarantee,Guarantee to come,PL;SE,2025-12-01,announced,,strategic_partnership,treaty,state,comprehensive,,assistance,,,https://example.org/2,B,,,verified,
de-fr-jp-2024-compact,Compact,DE;FR;JP,2024-07-11,signed,,political_declaration,declaration,state,comprehensive,,consultation,,,https://example.org/3,B,,,verified,
"""


@pytest.fixture
def wider_world(tmp_path: Path) -> World:
    """The small world with a clause that ended, one that is announced, and one of three, Japan among them."""
    with make_registry(tmp_path, agreements=FILES["agreements.csv"] + FURTHER) as registry:
        return World.of(registry, VALID_ON)


def test_lists_the_clauses(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    assert next(iter(answer.tables)) == "clauses"
    table = answer.table()
    assert table.columns[:4] == ["agreement", "parties", "signed", "kind"]
    assert table.select("agreement", "kind", "status", "legal_type").rows() == [
        ("de-fr-2019-treaty", "assistance", "in_force", "treaty"),
        ("fr-pl-2025-treaty", "consultation", "signed", "treaty"),
    ]


def test_counts_what_stands(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    assert answer.finding("assistance").value == 1  # Germany and France, 2019
    assert answer.finding("consultation").value == 1  # France and Poland, 2025
    assert answer.finding("states_with_assistance").value == 2  # Germany and France
    assert answer.finding("most_assistance").value == 1
    assert "France and Germany (1 each)" in answer.finding("most_assistance").text
    assert answer.finding("in_treaty_form").value == 2
    assert answer.finding("since_invasion").evidence == ("invasion-2022", "fr-pl-2025-treaty")
    assert answer.table("states").rows() == [("FR", "France", 1, 1), ("DE", "Germany", 1, 0), ("PL", "Poland", 0, 1)]


def test_what_ended_or_is_announced_is_listed_but_binds_nobody(wider_world: World) -> None:
    answer = QUESTION.ask(wider_world)
    status = dict(answer.table().select("agreement", "status").iter_rows())
    assert status["de-pl-2010-guarantee"] == "terminated"
    assert status["pl-se-2025-guarantee"] == "announced"
    assert answer.finding("assistance").value == 1
    assert sorted(answer.finding("not_standing").evidence) == ["de-pl-2010-guarantee", "pl-se-2025-guarantee"]
    assert "SE" not in answer.table("states")["state"]


def test_pairs_tell_pacts_from_agreements_of_the_two(wider_world: World) -> None:
    pairs = QUESTION.ask(wider_world).table("pairs").to_dicts()
    told = {
        (row["party_a"], row["party_b"]): (row["strongest"], row["bilateral"], row["plurilateral"]) for row in pairs
    }
    assert told == {
        ("DE", "FR"): ("assistance", 1, 1),  # the treaty of the two, and the compact
        ("FR", "PL"): ("consultation", 1, 0),
        ("DE", "JP"): ("consultation", 0, 1),
        ("FR", "JP"): ("consultation", 0, 1),
    }
    assert [(row["party_a"], row["party_b"]) for row in pairs][:2] == [("DE", "FR"), ("FR", "PL")]


def test_draws_lines_for_two_and_one_feature_for_several(wider_world: World) -> None:
    answer = QUESTION.ask(wider_world)
    features = {feature["id"]: feature for feature in answer.maps[0].geojson["features"]}
    assert features.keys() == {"de-fr-2019-treaty", "fr-pl-2025-treaty", "de-fr-jp-2024-compact"}
    line: dict[str, Any] = features["de-fr-2019-treaty"]
    assert line["geometry"] == {"type": "LineString", "coordinates": [[13.4, 52.5], [2.4, 48.9]]}  # Berlin, Paris
    assert line["properties"]["kind"] == "assistance"
    assert "group" not in line["properties"]
    pact = features["de-fr-jp-2024-compact"]
    assert pact["geometry"]["type"] == "MultiPoint"
    assert pact["properties"]["group"] == "Compact"
    assert any("The map leaves out Japan" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("parameters", "agreements"),
    [
        ({"clause": "assistance"}, ["de-fr-2019-treaty"]),
        ({"clause": "consultation"}, ["fr-pl-2025-treaty"]),
        ({"from": "2020"}, ["fr-pl-2025-treaty"]),
        ({"to": "2020"}, ["de-fr-2019-treaty"]),
        ({"scope": "weimar"}, ["de-fr-2019-treaty", "fr-pl-2025-treaty"]),
        ({"scope": "baltic-sea"}, []),
        ({"kind": "plurilateral"}, []),
        ({"level": "company"}, []),
    ],
)
def test_looks_where_it_is_told(small_world: World, parameters: dict[str, str], agreements: list[str]) -> None:
    answer = QUESTION.ask(small_world, parameters)
    assert answer.table()["agreement"].to_list() == agreements
    assert bool(answer.charts) == bool(answer.maps) == bool(agreements)


def test_says_that_alliances_are_not_rows(small_world: World) -> None:
    assert any("Article 5" in note and "Article 42(7)" in note for note in QUESTION.ask(small_world).notes)


def test_refuses_an_unknown_clause(small_world: World) -> None:
    with pytest.raises(BadInput, match="--clause 'article-5'"):
        QUESTION.ask(small_world, {"clause": "article-5"})


def test_agrees_with_pandas_on_the_bundled_facts(bundled_world: World) -> None:
    with files("phalanx.facts").joinpath("agreements.csv").open(encoding="utf-8") as table:
        raw = pd.read_csv(table, dtype=str)
    raw = raw[(raw["source_grade"] != "E") & (raw["mutual_defence"] != "none")]
    answer = QUESTION.ask(bundled_world)
    assert sorted(answer.table()["agreement"]) == sorted(raw["id"])
    standing = raw[raw["status"].isin(["signed", "in_force"])]
    for kind in ("assistance", "consultation"):
        assert answer.finding(kind).value == int((standing["mutual_defence"] == kind).sum())
    each = standing.assign(party=standing["parties"].str.split(";")).explode("party")
    by_party = each[each["mutual_defence"] == "assistance"]["party"].value_counts()
    assert answer.finding("states_with_assistance").value == len(by_party)
    assert answer.finding("most_assistance").value == int(by_party.max())
    counted = answer.table("states").filter(pl.col("assistance") > 0)
    assert dict(counted.select("state", "assistance").iter_rows()) == by_party.to_dict()
