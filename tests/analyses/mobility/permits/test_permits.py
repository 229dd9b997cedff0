"""permits: hours under each regime and what is saved for the money, held to its arithmetic and its laws."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from phalanx.analyses.mobility.permits.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.question import telling
from phalanx.world import World

NARVIK, METZ = "example-narvik-rovaniemi", "example-metz-brasov"


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, asked)


@pytest.fixture(scope="module")
def two(bundled_world: World) -> Answer:
    return ask(bundled_world, movements=f"{NARVIK};{METZ}")


def test_shorter_permits_are_never_later(two: Answer) -> None:
    table = two.table("movements")
    for movement in (NARVIK, METZ):
        hours = table.filter(pl.col("id") == movement)
        for column in ("low_hours", "hours", "high_hours"):
            in_order = hours[column].to_list()
            assert in_order == sorted(in_order, reverse=True), (movement, column)
        assert (hours["low_hours"] <= hours["hours"]).all()
        assert (hours["hours"] <= hours["high_hours"]).all()


def test_from_narvik_the_last_permit_and_the_way_behind_it_decide(two: Answer) -> None:
    # From three days to six hours the last load comes less than 66 hours earlier, as travel and handling stay; from 45 days
    # to three, nearly all of the 1008 hours are saved.
    hours = dict(two.table("movements").filter(pl.col("id") == NARVIK).select("rules", "hours").iter_rows())
    assert hours["rules of today"] - hours["three days"] == 1080 - 72
    assert 0 < hours["three days"] - hours["six hours"] < 66


def test_what_is_saved_is_the_mean_over_movements_and_its_price_the_quotient(two: Answer) -> None:
    hours = two.table("movements")

    def mean(rules: str, column: str) -> float:
        return float(hours.filter(pl.col("rules") == rules)[column].sum()) / 2

    option = two.table("options").filter(pl.col("id") == "proposal").row(0, named=True)
    assert option["hours"] == mean("rules of today", "hours") - mean("three days", "hours")
    assert option["low_hours"] == max(0, mean("rules of today", "low_hours") - mean("three days", "high_hours"))
    assert option["high_hours"] == mean("rules of today", "high_hours") - mean("three days", "low_hours")
    assert option["per_100_m"] == pytest.approx(100 * option["hours"] / option["cost_eur_m"], abs=0.01)
    assert option["low_per_100_m"] == pytest.approx(100 * option["low_hours"] / option["high_eur_m"], abs=0.01)
    assert option["high_per_100_m"] == pytest.approx(100 * option["high_hours"] / option["low_eur_m"], abs=0.01)


def test_options_stand_by_what_they_save_for_their_money(two: Answer) -> None:
    prices = two.table("options")["per_100_m"].to_list()
    assert prices == sorted(prices, reverse=True)
    assert two.table("options")["id"].n_unique() == two.table("options").height


def test_an_upgrade_by_itself_saves_between_what_it_does_today_and_with_six_hours(two: Answer) -> None:
    upgrades = two.table("options").filter(pl.col("kind_of_option") == "upgrade")
    assert (upgrades["low_hours"] <= upgrades["hours"]).all()
    assert (upgrades["hours"] <= upgrades["high_hours"]).all()
    # Metz to Brasov takes six hours less by the faster line from Arad, and Narvik nothing: three hours a movement.
    arad = upgrades.filter(pl.col("id") == "upgrade-brasov-arad").row(0, named=True)
    assert arad["hours"] == 3


def test_it_stands_beside_what_others_have_told(two: Answer) -> None:
    # Told of is only the way from Metz: six to seven days.
    finding = two.finding("beside_what_is_told")
    assert finding.value == 1
    assert "6 to 7 days told" in finding.text


def test_stopped_half_way_it_says_so(bundled_world: World) -> None:
    with telling(lambda done, of, words: False):
        answer = ask(bundled_world, movements=f"{NARVIK};{METZ}")
    assert answer.finding("stopped").value == 1
    assert any("Stopped" in note for note in answer.notes)


def test_unknown_movements_are_refused(bundled_world: World) -> None:
    with pytest.raises(BadInput, match="no movement example-x"):
        ask(bundled_world, movements="example-x")
