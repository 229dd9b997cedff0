"""invest: the best of all sets on small choices, its laws, and what it tells of money, civil use and climate."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import polars as pl
import pytest

from phalanx.analyses.mobility.flow import quickest
from phalanx.analyses.mobility.invest.asked import InvestParameters, understand
from phalanx.analyses.mobility.invest.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.question import telling
from phalanx.world import World

NARVIK, ALEXANDROUPOLI = "example-narvik-rovaniemi", "example-alexandroupoli-bucharest"
NARVIKS = ("upgrade-narvik-ramps", "upgrade-rovaniemi-yard", "upgrade-tornio-gauge", "upgrade-rail-nordica")


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, asked)


@pytest.fixture(scope="module")
def calm(bundled_world: World) -> Answer:
    return ask(bundled_world, movements=NARVIK, calm="yes", budget="100")


@pytest.mark.parametrize("budget", [30, 60, 100, 1560, 5000])
def test_no_set_of_what_helps_narvik_saves_more(bundled_world: World, budget: int) -> None:
    # Sixteen sets of the four upgrades between Narvik and Rovaniemi, each planned by itself.
    heard = understand(bundled_world, InvestParameters(movements=(NARVIK,), calm=True))
    (example,), (permits,) = heard.examples, heard.permits
    ids = [upgrade.id for upgrade in heard.ground.upgrades]
    places = [ids.index(name) for name in NARVIKS]
    hours = {
        chosen: quickest(heard.ground.with_(heard.ground.release(permits), chosen), example.movement, heard.rules.step)
        for count in range(5)
        for chosen in combinations(places, count)
        if sum(heard.costs[place] for place in chosen) <= budget
    }
    answer = ask(bundled_world, movements=NARVIK, calm="yes", budget=str(budget))
    assert answer.finding("hours_saved").value == hours[()] - min(hours.values())


def test_the_best_set_pays_what_it_says(calm: Answer) -> None:
    chosen = calm.table().filter(pl.col("chosen"))
    assert chosen["cost_eur_m"].sum() <= 100
    assert set(calm.finding("hours_saved").evidence) == set(chosen["id"])
    assert calm.finding("bound").value == calm.finding("hours_saved").value
    # Without hazards there is one case: before less after is what is saved.
    (case,) = calm.table("cases").iter_rows(named=True)
    assert (case["hazard"], case["days_pct"]) == ("none", 100)
    assert case["before"] - case["after"] == case["saved"] == calm.finding("hours_saved").value


def test_what_cannot_be_left_out_adds_something(calm: Answer) -> None:
    assert (calm.table().filter(pl.col("chosen"))["adds"] > 0).all()


def test_more_money_never_saves_less(bundled_world: World) -> None:
    answer = ask(bundled_world, movements=f"{NARVIK};{ALEXANDROUPOLI}", hazards="example-rail-flood", budget="2000")
    curve = answer.table("budgets")
    assert curve["hours"].to_list() == sorted(curve["hours"])
    assert (curve["spent_eur_m"] <= curve["budget_eur_m"]).all()
    assert (curve["hours"] <= curve["bound"]).all()


def test_a_hazard_counts_on_its_days_and_the_rest_is_calm(bundled_world: World) -> None:
    # Floods take three quarters of the trains in the north on 7 of 365 days.
    answer = ask(bundled_world, movements=NARVIK, hazards="example-rail-flood", budget="5000")
    cases = answer.table("cases")
    assert cases["days_pct"].to_list() == [round(100 * 358 / 365, 2), round(100 * 7 / 365, 2)]
    saved = [row["saved"] * days / 365 for row, days in zip(cases.iter_rows(named=True), (358, 7), strict=True)]
    assert answer.finding("hours_saved").value == pytest.approx(sum(saved), abs=0.01)
    assert cases["before"][1] > cases["before"][0]


def test_civil_use_and_climate_are_told_by_the_money(calm: Answer) -> None:
    chosen = calm.table().filter(pl.col("chosen"))
    useful = float(chosen.filter(pl.col("civil_use") >= 3)["cost_eur_m"].sum()) / float(chosen["cost_eur_m"].sum())
    assert calm.finding("civil_use_pct").value == round(100 * useful, 1)
    assert calm.finding("climate_exposed").value == chosen.filter(pl.col("climate_exposure") >= 3).height


def test_dearer_costs_buy_no_more(bundled_world: World, calm: Answer) -> None:
    saved = [
        ask(bundled_world, movements=NARVIK, calm="yes", budget="100", costs=costs).finding("hours_saved").value
        for costs in ("low", "high")
    ]
    assert saved[0] >= calm.finding("hours_saved").value >= saved[1]  # type: ignore[operator]


def test_without_money_nothing_is_bought(bundled_world: World) -> None:
    answer = ask(bundled_world, movements=NARVIK, calm="yes", budget="0")
    assert answer.finding("hours_saved").value == 0
    assert not answer.table()["chosen"].any()
    assert not answer.table("budgets").height


def test_stopped_half_way_it_tells_the_bound_so_far(bundled_world: World) -> None:
    with telling(lambda done, of, words: False):
        answer = ask(bundled_world, movements=NARVIK, calm="yes", budget="100")
    assert answer.finding("hours_saved").value == 0
    assert any("Stopped" in note for note in answer.notes)


def test_the_map_shows_links_and_places_of_all_upgrades(calm: Answer) -> None:
    features = calm.maps[0].geojson["features"]
    assert {each["geometry"]["type"] for each in features} == {"LineString", "Point"}
    chosen = {each["properties"]["title"] for each in features if each["properties"]["role"] == "chosen"}
    assert chosen == set(calm.table().filter(pl.col("chosen"))["upgrade"])


def test_all_that_is_wrong_is_told_together(bundled_world: World) -> None:
    with pytest.raises(BadInput) as bad:
        ask(bundled_world, movements="example-x", hazards="example-y", calm="no")
    assert "no movement example-x" in str(bad.value)
    assert "no hazard example-y" in str(bad.value)
    with pytest.raises(BadInput, match="--calm leaves out"):
        ask(bundled_world, hazards="example-rail-heat", calm="yes")
    with pytest.raises(BadInput, match="from 0 to"):
        ask(bundled_world, budget="-1")
