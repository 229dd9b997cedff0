"""fuel, counted by hand on four places, and looked at on the bundled facts."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phalanx.analyses.mobility.fuel.asked import FuelParameters, Heard, Measure
from phalanx.analyses.mobility.fuel.found import find, most
from phalanx.analyses.mobility.fuel.question import QUESTION
from phalanx.analyses.mobility.network import Arc, network_from
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.world import World


def ask(world: World, **asked: Any) -> Answer:
    return QUESTION.ask(world, asked)


def by_hand(world: World, to: str = "d") -> Heard:
    """A port a, lines a - b in service and b - c planned and c - d named; trains of 10 and 5 hours go on from b over c to d."""
    nodes = {name: {"name": name.upper(), "kind": "seaport" if name == "a" else "city"} for name in "abcd"}
    lines = tuple(
        {"id": f"l-{one}", "from_id": one, "to_id": other, "stage": stage, "m3_a_day": amount}
        for one, other, stage, amount in (
            ("a", "b", "in_service", 3000),
            ("b", "c", "planned", 2000),
            ("c", "d", "idea", 9000),
        )
    )
    ways = [
        Arc("b", "c", 10, 2, 0, "travel", "rail", "w1"),
        Arc("c", "d", 5, 4, 0, "travel", "rail", "w2"),
        Arc("a", "b", 8, 4, 0, "travel", "rail", "w3"),
    ]
    measures = {
        "brigade": Measure(100, 200, 400),
        "train": Measure(1000, 1000, 1000),
        "truck": Measure(20, 20, 20),
        "depot": Measure(8000, 12000, 16000),
        "military_share": Measure(0.5, 0.5, 0.5),
    }
    return Heard(world, FuelParameters(to=to, brigades=2), network_from(ways), nodes, lines, measures)


def test_the_nearest_end_and_the_trains_by_hand(bundled_world: World) -> None:
    now, planned, named = find(by_hand(bundled_world))
    # From b it is 15 hours to d, from c 5. Two brigades use 400 m3 a day, four tenths of a train; there and back is twice
    # the hours, so that 0.4 x 30 / 24 = 0.5 trains are on the way now, and 0.4 x 10 / 24 = 1/6 from c.
    assert [(each.stage.nearest, each.stage.hours) for each in (now, planned, named)] == [("b", 15), ("c", 5), ("d", 0)]
    assert (now.use, now.trains_a_day, now.trucks_a_day) == (400, 0.4, 20)
    assert now.trains_tied_up == pytest.approx(0.5)
    assert planned.trains_tied_up == pytest.approx(1 / 6)
    assert (named.trains_a_day, named.trucks_a_day, named.trains_tied_up) == (0, 0, 0)


def test_what_arrives_is_the_least_of_what_is_pumped_for_forces_and_what_trains_carry(bundled_world: World) -> None:
    now, planned, named = find(by_hand(bundled_world))
    # At b half of 3000 m3, and two trains of 1000 pass from b to c: 1500. At c half of 2000, and four trains pass: 1000. At d
    # the line over c brings half of 2000.
    assert [each.arrives for each in (now, planned, named)] == [1500, 1000, 1000]
    assert all(each.lasts for each in (now, planned, named))


def test_a_depot_lasts_as_long_as_the_use_lets_it(bundled_world: World) -> None:
    # 12,000 m3 at 400 a day are 30 days; 8,000 at 800 are 10, and 16,000 at 200 are 80.
    now, *_ = find(by_hand(bundled_world))
    assert (now.low_depot_days, now.depot_days, now.high_depot_days) == (10, 30, 80)


ARCS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 20)).filter(lambda arc: arc[0] != arc[1]),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30)
@given(ARCS)
def test_the_most_is_that_of_networkx(arcs: list[tuple[int, int, float]]) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(5))
    for tail, head, capacity in arcs:
        before = graph.get_edge_data(tail, head, {"capacity": 0})["capacity"]
        graph.add_edge(tail, head, capacity=before + capacity)
    assert most(arcs, 0, 4) == nx.maximum_flow_value(graph, 0, 4)


def test_more_lines_are_never_further_away(bundled_world: World) -> None:
    places = ask(bundled_world).table("places").drop_nulls()
    assert (places["planned"] <= places["in_service"]).all()
    assert (places["idea"] <= places["planned"]).all()
    assert places.filter(places["id"] == "lt-kaunas")["idea"].item() == 0


def test_the_extension_brings_kaunas_nearer(bundled_world: World) -> None:
    answer = ask(bundled_world)
    near = [answer.finding(f"hours_from_pipeline_{stage}").value for stage in ("in_service", "planned", "idea")]
    assert near == sorted(near, reverse=True)  # type: ignore[type-var]
    assert near[-1] == 0
    assert [each.name for each in answer.charts] == ["trains", "places"]


def test_twice_the_brigades_need_twice_the_trains(bundled_world: World) -> None:
    one, two = (ask(bundled_world, brigades=many).table().row(0, named=True) for many in ("1", "2"))
    assert two["use_m3_a_day"] == 2 * one["use_m3_a_day"]
    assert two["depot_days"] == pytest.approx(one["depot_days"] / 2, abs=0.1)


def test_an_island_without_railway_is_told_as_such(bundled_world: World) -> None:
    answer = ask(bundled_world, to="cy-limassol")
    (finding,) = answer.findings
    assert finding.value is None
    assert "No train gets" in finding.text
    assert answer.table()["hours"].to_list() == [None] * 3


def test_a_port_on_a_line_has_what_ships_bring(bundled_world: World) -> None:
    answer = ask(bundled_world, to="fr-marseille")
    assert answer.finding("arrives_m3_a_day").value is None
    assert answer.finding("hours_from_pipeline_in_service").value == 0


def test_the_map_dashes_what_is_not_in_service(bundled_world: World) -> None:
    lines = [each for each in ask(bundled_world).maps[0].geojson["features"] if "dashed" in each["properties"]]
    assert {each["properties"]["dashed"] for each in lines if each["properties"]["stage"] == "In service"} == {False}
    assert len(lines) == bundled_world.table("fuel_pipelines").height


def test_wrong_words_are_refused(bundled_world: World) -> None:
    with pytest.raises(BadInput, match="did you mean lt-kaunas"):
        ask(bundled_world, to="lt-kaunsa")
    with pytest.raises(BadInput, match=r"from 0\.1"):
        ask(bundled_world, brigades="0")
