"""growth, counted by hand in the small world and by pandas on the bundled facts."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pandas as pd
import pytest

from phalanx.analyses.agreements.growth import QUESTION
from phalanx.errors import BadInput
from phalanx.registry.store import Registry
from phalanx.world import World


def test_counts_the_small_world(small_world: World) -> None:
    answer = QUESTION.ask(small_world)
    assert answer.finding("agreements").value == 8
    # Since 24 February 2022: the accession of 2023, the contract of 2024, treaty and declaration of 2025.
    assert answer.finding("since_invasion").value == 4
    assert answer.finding("share_since_invasion").value == 50.0
    # The letter of "2022" may be of before or after that day: it counts as before, and the answer says so.
    assert answer.finding("since_invasion").assumptions == ("1 dated too coarsely to tell count as before.",)
    # All but the arrangement that ended and the declaration that is only announced.
    assert answer.finding("standing").value == 6
    assert answer.finding("busiest_year").value == 2025
    assert answer.finding("company_level").evidence == ("de-se-2024-contract",)


def test_tells_each_year_what_stood_at_its_end(small_world: World) -> None:
    years = QUESTION.ask(small_world).table("by_year")
    assert years["year"].to_list() == list(range(2015, 2026))
    assert years["agreements"].to_list() == [1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 2]
    assert years["cumulative"].to_list() == [1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8]
    # The arrangement of 2015 falls out at the end of 2020; the announced declaration of 2025 never comes in.
    assert years["in_force"].to_list() == [1, 1, 1, 1, 2, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("parameters", "agreements"),
    [
        ({"kind": "bilateral"}, 6),  # one for each of the six pairs of countries
        ({"kind": "plurilateral"}, 2),  # the pact of three and the accession to it
        ({"level": "company"}, 1),
        ({"level": "state"}, 7),
        ({"scope": "weimar"}, 4),  # without Sweden: both treaties, the pact, the declaration
        ({"from": "2022"}, 5),  # the letter of "2022" counts from its first day
        ({"from": "2022-02"}, 4),
        ({"to": "2021"}, 3),
        ({"to": "2021-05"}, 2),  # the pact counts from 1 June 2021
        ({"scope": "brief"}, 4),  # two of the four, 2019 to September 2025: treaty, letter, contract, treaty
        ({"from": "2030"}, 0),
    ],
)
def test_counts_what_was_chosen(small_world: World, parameters: dict[str, str], agreements: int) -> None:
    answer = QUESTION.ask(small_world, parameters)
    assert answer.finding("agreements").value == agreements
    assert answer.table("by_year")["agreements"].sum() == agreements
    assert all(answer.table(name)["agreements"].sum() == agreements for name in answer.tables)


def test_an_earlier_world_holds_less(small_registry: Registry) -> None:
    answer = QUESTION.ask(World.of(small_registry, date(2019, 12, 31)))
    # The arrangement of 2015 and the treaty of 2019; neither had ended by then.
    assert answer.finding("agreements").value == 2
    assert answer.finding("standing").value == 2


def test_nothing_chosen_is_an_answer(small_world: World) -> None:
    answer = QUESTION.ask(small_world, {"from": "2030"})
    assert answer.finding("share_since_invasion").value is None
    assert answer.charts == ()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"scope": "atlantis"}, "There is no scope 'atlantis'"),
        ({"from": "yesterday"}, "--from 'yesterday': expected a date"),
        ({"kind": "trilateral"}, "--kind 'trilateral'"),
        ({"form": "treaty"}, "growth has no parameter 'form'"),
    ],
)
def test_refuses_what_it_cannot_use(small_world: World, parameters: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(small_world, parameters)
    assert said.split(";", maxsplit=1)[0].split(" (", maxsplit=1)[0] in str(refused.value)


def test_agrees_with_pandas_on_the_bundled_facts(bundled_world: World) -> None:
    with files("phalanx.facts").joinpath("agreements.csv").open(encoding="utf-8") as table:
        raw = pd.read_csv(table, dtype=str)
    raw = raw[raw["source_grade"] != "E"]
    first_day = raw["signed"].map(lambda signed: signed + "0000-01-01"[len(signed) :])
    answer = QUESTION.ask(bundled_world)
    assert answer.finding("agreements").value == len(raw)
    assert answer.finding("since_invasion").value == int((first_day >= "2022-02-24").sum())
    for column in ("form", "scope", "legal_type", "level"):
        counted = dict(answer.table(f"by_{column}").select(column, "agreements").iter_rows())
        assert counted == raw[column].value_counts().to_dict()
    by_year = raw["signed"].str[:4].astype(int).value_counts().to_dict()
    years = answer.table("by_year")
    assert {year: count for year, count in years.select("year", "agreements").iter_rows() if count} == by_year
    assert years["in_force"][-1] == answer.finding("standing").value
