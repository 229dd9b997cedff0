"""hubs on the small world, where every number can be told in words, and on selections of little or nothing."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from phalanx.analyses.network.hubs.question import QUESTION, HubsParameters
from phalanx.analyses.network.hypergraph import hypergraph
from phalanx.answer import EDGES, Answer
from phalanx.errors import BadInput
from phalanx.world import World
from phalanx.world.agreements import select

FEW = {"draws": 100}


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, FEW | given)


def states(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["state"]: row for row in answer.table("states").to_dicts()}


def test_the_small_world_counted_by_hand(weighted_world: World) -> None:
    """See `weighted_world` for what stands and what it weighs.

    Germany: treaty 2, pact 1, contract 1/2, in all 3 1/2. France: treaty 2, pact 1, treaty of Nancy 1/2, also 3 1/2.
    Sweden: pact 1, letter 1/4, contract 1/2, in all 1 3/4; Poland: pact 1, letter 1/4, treaty 1/2, the same.
    """
    found = states(ask(weighted_world))
    assert {code: row["strength"] for code, row in found.items()} == {"DE": 3.5, "FR": 3.5, "PL": 1.75, "SE": 1.75}
    assert {code: row["agreements"] for code, row in found.items()} == dict.fromkeys(found, 3)
    assert {code: row["partners"] for code, row in found.items()} == dict.fromkeys(found, 3)
    # Of the two alone: DE–FR, DE–SE, PL–SE and FR–PL stand, a ring of four; each has two partners, and lies half
    # between the two that it has, as the other way round is as short.
    assert {code: row["partners_of_two"] for code, row in found.items()} == dict.fromkeys(found, 2)
    assert {code: row["betweenness"] for code, row in found.items()} == dict.fromkeys(found, 0.5)
    # Germany's ties: 2 1/3 with France, 1/3 with Poland, 5/6 with Sweden; 3 1/2 squared over the sum of their squares.
    squares = (7 / 3) ** 2 + (1 / 3) ** 2 + (5 / 6) ** 2
    assert found["DE"]["effective_partners"] == pytest.approx(3.5**2 / squares, abs=1e-4)


def test_findings_name_the_leaders_with_their_agreements(weighted_world: World) -> None:
    answer = ask(weighted_world)
    # Level with France; the first by its code leads.
    strongest = answer.finding("strongest")
    assert strongest.value == "DE"
    assert set(strongest.evidence) == {"de-fr-2019-treaty", "de-fr-pl-2021-pact", "de-se-2024-contract"}
    # Uncertain: the letter (partial, and grade D) and the treaty of Nancy (partial): 1/4 + 1/2 of 2 + 1 + 1/4 + 1/2 + 1/2.
    uncertain = answer.finding("uncertain")
    assert uncertain.value == pytest.approx(100 * 0.75 / 4.25, abs=0.05)
    assert set(uncertain.evidence) == {"pl-se-2022-letter", "fr-pl-2025-treaty"}
    assert any("table of weights" in assumed for assumed in strongest.assumptions)
    weights = {(row["dimension"], row["code"]): row["weight"] for row in answer.table("weights").to_dicts()}
    assert weights["form", "statement of intent"] == 0.5
    assert weights["clause", "assistance"] == 2
    assert weights["age", "from 10 years"] == 0.5


def test_edges_are_what_the_strengths_are_made_of(weighted_world: World) -> None:
    """Five agreements stand; the pact, of weight 1 and of four states by now, gives each pair of them a third."""
    answer = ask(weighted_world)
    edges = {row["agreement"]: row for row in answer.table(EDGES).to_dicts()}
    assert len(edges) == 5
    pact = edges["de-fr-pl-2021-pact"]
    assert (pact["kind"], pact["agreement_weight"], pact["weight"]) == ("plurilateral", 1, round(1 / 3, 6))
    sums = dict.fromkeys(states(answer), 0.0)
    for row in edges.values():
        for state in row["states"]:
            sums[state] += row["weight"] * (row["size"] - 1)
    assert sums == pytest.approx({code: row["strength"] for code, row in states(answer).items()}, abs=1e-4)


def test_the_years_follow_what_stood(weighted_world: World) -> None:
    """At the end of 2015 only the research arrangement of France and Sweden stood, of weight 1: it ended in 2020."""
    years = ask(weighted_world).table("years")
    then = {row["state"]: row for row in years.to_dicts() if row["year"] == 2015}
    assert {code: (row["strength"], row["place"]) for code, row in then.items()} == {"FR": (1.0, 1), "SE": (1.0, 1)}
    of_2021 = {row["state"]: row["strength"] for row in years.to_dicts() if row["year"] == 2021}
    # The treaty of 2019 and the pact, still of three: Sweden joined it in 2023.
    assert of_2021 == {"DE": 3.0, "FR": 3.0, "PL": 1.0}
    assert years["year"].max() == 2025


def test_chance_says_how_it_was_drawn_and_the_seed_decides(weighted_world: World) -> None:
    one, same = ask(weighted_world, seed=3), ask(weighted_world, seed=3)
    assert one.to_dict() == same.to_dict()
    assert "seed 3" in one.finding("surprising").assumptions[0]
    # The only year with two agreements that stand is none: nothing can be exchanged, and nothing is beyond chance.
    assert one.finding("surprising").value == 0
    assert one.table("chance")["z"].null_count() == one.table("chance").height


def test_bundled_measures_are_those_of_networkx(bundled_world: World) -> None:
    web = hypergraph(bundled_world, select(bundled_world, HubsParameters().selection()))
    day = bundled_world.valid_on
    whole = nx.from_numpy_array(web.matrix(day))
    ranks = nx.pagerank(whole, tol=1e-12, max_iter=2_000)
    between = nx.betweenness_centrality(nx.from_numpy_array(web.matrix(day, web.sizes(day) == 2)), normalized=False)
    found = states(ask(bundled_world))
    assert len(found) == len(web.states)
    for place, code in enumerate(web.states):
        assert found[code]["pagerank"] == pytest.approx(100 * ranks[place], abs=1e-3)
        assert found[code]["betweenness"] == pytest.approx(between[place], abs=1e-3)
        assert found[code]["partners"] == whole.degree(place)


def test_a_hub_of_the_bundled_facts_stands_out_from_chance(bundled_world: World) -> None:
    """Ukraine has more partners of two than its many agreements alone explain; every interval holds its mean."""
    chance = {
        row["state"]: row
        for row in ask(bundled_world, draws=1000).table("chance").to_dicts()
        if row["measure"] == "partners_of_two"
    }
    assert chance["UA"]["value"] > chance["UA"]["high"]
    assert chance["UA"]["z"] > 2
    assert all(row["low"] <= row["expected"] <= row["high"] for row in chance.values())


@pytest.mark.parametrize(
    "given", [{"from": "2090"}, {"to": "1950"}, {"scope": "weimar-three", "kind": "plurilateral", "from": "2025"}]
)
def test_a_selection_of_nothing_says_so(weighted_world: World, given: dict[str, str]) -> None:
    answer = ask(weighted_world, **given)
    assert answer.finding("agreements").value == 0
    assert "No agreement" in answer.finding("agreements").text
    assert answer.table("states").height == 0
    assert not answer.charts


def test_two_states_alone(weighted_world: World) -> None:
    """Only the contract of 2024 between Germany and Sweden: one tie, all strength with the two, nobody in between."""
    answer = ask(weighted_world, level="company")
    assert {code: row["partners"] for code, row in states(answer).items()} == {"DE": 1, "SE": 1}
    assert answer.finding("most_betweenness").value == 0
    assert answer.finding("concentration").value == 100


@pytest.mark.parametrize("given", [{"draws": 0}, {"draws": 1_000_000}, {"draws": "many"}, {"seed": -1}])
def test_a_lot_that_cannot_be_drawn_is_refused(weighted_world: World, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(weighted_world, **given)


def test_without_weights_the_remedy_is_told(small_world: World) -> None:
    with pytest.raises(BadInput, match="facts update"):
        ask(small_world)
