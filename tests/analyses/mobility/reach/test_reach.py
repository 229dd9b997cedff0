"""reach, counted by hand on the small ways and held to its laws on the bundled facts."""

from __future__ import annotations

from typing import Any

import pytest

from phalanx.analyses.mobility.reach.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.world import World


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, {name.rstrip("_"): value for name, value in asked.items()})


def test_days_from_alpha_by_hand(ways_world: World) -> None:
    # From fr-a. Beta: loading 6, 150 km at 30 km/h 5, unloading 6: 17 hours, in France as fr-a. Gamma: 6 + 5 + 2 + 3 at the
    # border + 6 = 22 hours if permission is there when the border is reached after 11; else the permit + 5 + 6. Delta: at
    # Gamma off the train and on the road, which is 3 + 3 + 1 + 3: 22 + 3 + 4 + 3 = 32, or the Polish permit + 4 + 3, if
    # that is longer. Epsilon: from Delta on by the broad gauge, on which loads are put there, 6 + 2 + 3 + 6 = 17 hours;
    # with the change of gauge on the way it would be 6 + 1 + 3 + 9 + 6 = 25.
    table = ask(ways_world, from_="fr-a").table()
    rows = {row["id"]: row for row in table.iter_rows(named=True)}
    assert {name: row["emergency"] for name, row in rows.items()} == {
        "fr-b": pytest.approx(17 / 24, abs=0.005),
        "de-c": pytest.approx(22 / 24, abs=0.005),
        "pl-d": pytest.approx(32 / 24, abs=0.005),
        "ua-e": pytest.approx((32 + 17) / 24, abs=0.005),
    }
    assert {name: row["proposal"] for name, row in rows.items()} == {
        "fr-b": pytest.approx(17 / 24, abs=0.005),
        "de-c": pytest.approx((72 + 11) / 24, abs=0.005),
        "pl-d": pytest.approx((72 + 11 + 3 + 4 + 3) / 24, abs=0.005),
        "ua-e": pytest.approx((72 + 11 + 3 + 4 + 3 + 17) / 24, abs=0.005),
    }
    # Today Germany asks for 240 hours, and Poland and Ukraine for 1080: what lies behind one waits for its own.
    assert rows["de-c"]["today"] == pytest.approx((240 + 11) / 24, abs=0.005)
    assert rows["pl-d"]["today"] == pytest.approx((1080 + 7) / 24, abs=0.005)


def test_heavy_loads_do_not_get_beyond_the_road(ways_world: World) -> None:
    answer = ask(ways_world, from_="fr-a", heavy="yes")
    assert answer.finding("out_of_reach").value == 2
    assert answer.table().filter(answer.table()["id"] == "pl-d")["emergency"].to_list() == [None]


def test_with_the_corridor_the_pole_is_as_quick_as_the_corridor(ways_world: World) -> None:
    # The pact of France, Germany and Poland gives 24 hours at its borders.
    table = ask(ways_world, from_="fr-a", corridors="yes").table()
    assert table.filter(table["id"] == "de-c")["today"].item() == pytest.approx((24 + 11) / 24, abs=0.005)


@pytest.fixture(scope="module")
def rotterdam(bundled_world: World) -> Answer:
    return ask(bundled_world)


def test_shorter_permits_are_never_later(rotterdam: Answer) -> None:
    table = rotterdam.table().drop_nulls()
    for sooner, later in (("emergency", "proposal"), ("proposal", "pledge"), ("pledge", "today")):
        assert (table[sooner] <= table[later]).all()
    assert (table["low_today"] <= table["today"]).all()
    assert (table["today"] <= table["high_today"]).all()


def test_the_map_colours_places_by_the_day(rotterdam: Answer) -> None:
    maps = {each.name: each.geojson["features"] for each in rotterdam.maps}
    assert list(maps) == ["days_today", "days_pledge", "days_proposal", "days_emergency"]
    for features in maps.values():
        begins, *others = features
        assert begins["properties"]["title"] == "Rotterdam"
        for feature in others:
            days, band = feature["properties"]["days"], feature["properties"]["role"]
            most = float(band.split()[0]) if band.endswith("less") else 10**6
            assert days <= most
            strength = feature["properties"]["colour"]
            assert strength == "ground" if days > 20 else strength.startswith("ramp-")
    assert len(maps["days_today"]) == 1 + rotterdam.table()["today"].drop_nulls().len()


def test_one_regime_alone(bundled_world: World) -> None:
    answer = ask(bundled_world, from_="pl-warsaw", regime="pledge")
    assert [each.name for each in answer.maps] == ["days_pledge"]
    assert "Warsaw" in answer.charts[0].title


def test_the_count_of_places_is_that_of_the_table(rotterdam: Answer) -> None:
    table = rotterdam.table()
    for regime in ("today", "emergency"):
        value = rotterdam.finding(f"within_10_days_{regime}").value
        assert value == (table[regime] <= 10).sum()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from_": "nl-roterdam"}, "did you mean nl-rotterdam"),
        ({"regime": "soon"}, "today, pledge, proposal, emergency"),
    ],
)
def test_wrong_words_are_refused_with_the_right_ones(bundled_world: World, asked: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as bad:
        ask(bundled_world, **asked)
    assert said in f"{bad.value}"
