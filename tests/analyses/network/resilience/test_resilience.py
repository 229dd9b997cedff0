"""resilience on the small world, where each loss can be told in words, and on worlds of little or nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.network.told import DAY, STATES, Pact, several, world_of

from phalanx.analyses.network.hypergraph import hypergraph
from phalanx.analyses.network.resilience.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

FEW = {"draws": 20}


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, FEW | given)


def states(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["state"]: row for row in answer.table("states").to_dicts()}


def agreements(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["agreement"]: row for row in answer.table("agreements").to_dicts()}


def test_what_each_state_takes_with_it(weighted_world: World) -> None:
    """See `weighted_world`. The pact of four goes on without any of them; what ends are agreements of two.

    Germany: Aachen (2) and the contract (1/2), 2 1/2 of the others' 3 1/2 + 1 3/4 + 1 3/4. France: Aachen and Nancy,
    the same. Poland: Nancy (1/2) and the letter (1/4). Sweden: the contract and the letter, the same.
    """
    found = states(ask(weighted_world))
    assert {code: row["strength_lost"] for code, row in found.items()} == {"DE": 2.5, "FR": 2.5, "PL": 0.75, "SE": 0.75}
    assert found["DE"]["strength_lost_pct"] == pytest.approx(100 * 2.5 / 7, abs=1e-3)
    assert found["PL"]["strength_lost_pct"] == pytest.approx(100 * 0.75 / 8.75, abs=1e-3)
    for row in found.values():
        assert (row["pairs_lost"], row["cut_off"], row["parts"], row["splits"]) == (3, 0, 1, False)
        assert row["efficiency_loss_pct"] == 0  # all are tied to all
    assert {code: row["assistance_lost"] for code, row in found.items()} == {"DE": 1, "FR": 1, "PL": 0, "SE": 0}
    assert {code: row["consultation_lost"] for code, row in found.items()} == {"DE": 0, "FR": 1, "PL": 1, "SE": 0}
    # Germany: exercises with three; industry and procurement with France; ammunition and procurement with Sweden.
    assert found["DE"]["domains_lost"] == 7
    # Without it Sweden is alone in ammunition and in procurement, France in procurement; in industry France has Poland.
    assert found["DE"]["left_without"] == 3


def test_what_each_agreement_takes_with_it(weighted_world: World) -> None:
    """Germany and Poland, and France and Sweden, have the pact alone; each other pair has one agreement beside it."""
    found = agreements(ask(weighted_world))
    assert next(iter(found)) == "de-fr-pl-2021-pact"
    assert {name: row["pairs_lost"] for name, row in found.items()} == dict.fromkeys(found, 0) | {
        "de-fr-pl-2021-pact": 2
    }
    pact = found["de-fr-pl-2021-pact"]
    assert pact["parties"] == ["DE", "FR", "PL", "SE"]
    # Without it a ring of four is left: four pairs at one step, two at two, of six at one.
    assert pact["efficiency_loss_pct"] == pytest.approx(100 * (6 - 5) / 6, abs=1e-3)
    assert pact["strength_lost"] == 4  # one for each of four
    assert pact["domains_lost"] == 6  # exercises, for each pair
    aachen = found["de-fr-2019-treaty"]
    assert (aachen["strength_lost"], aachen["assistance_lost"], aachen["domains_lost"]) == (4, 1, 2)
    assert aachen["strength_lost_pct"] == pytest.approx(100 * 4 / 10.5, abs=1e-3)
    assert found["fr-pl-2025-treaty"]["consultation_lost"] == 1


def test_findings_name_who_and_what_with_their_agreements(weighted_world: World) -> None:
    answer = ask(weighted_world)
    assert answer.finding("pairs").value == 6
    costliest = answer.finding("costliest_state")
    assert costliest.value == "DE"  # level with France, and first by its code
    assert "2 agreements with one of them alone end" in costliest.text
    assert set(costliest.evidence) == {"de-fr-2019-treaty", "de-fr-pl-2021-pact", "de-se-2024-contract"}
    agreement = answer.finding("costliest_agreement")
    assert (agreement.value, agreement.evidence) == (2, ("de-fr-pl-2021-pact",))
    assert answer.finding("lone_ties").value == pytest.approx(100 * 2 / 6, abs=0.05)
    assert "0 on one of the two alone, 2 on a pact with others" in answer.finding("lone_ties").text
    assert answer.finding("deep_ties").value == 0
    assert (answer.finding("lone_assistance").value, answer.finding("lone_consultation").value) == (1, 1)
    # Exercises for six pairs; industry for two, procurement for two, maritime and ammunition for one each: each but once.
    assert answer.finding("lone_domains").value == 12
    assert answer.finding("uncertain_pairs").value == 0
    assert answer.finding("splitting_states").value == answer.finding("splitting_agreements").value == 0
    rows = answer.table("pairs_lost").select("a", "b", "agreement").rows()
    assert rows == [("DE", "PL", "de-fr-pl-2021-pact"), ("FR", "SE", "de-fr-pl-2021-pact")]
    depth = answer.table("depth").select("agreements", "pairs", "survive_pct").rows()
    assert depth == [(1, 2, pytest.approx(100 * 4 / 6, abs=0.01)), (2, 4, 0)]


def test_the_curve_of_a_network_where_all_are_tied_stays_level(weighted_world: World) -> None:
    answer = ask(weighted_world)
    curve = answer.table("curve")
    assert curve["removed"].to_list() == [0, 1, 2]
    for name in ("efficiency", "efficiency_low", "efficiency_high"):
        assert curve[name].to_list() == [1, 1, 1]
    assert curve["largest_pct"].to_list() == [100, 100, 100]
    assert "seed 1" in answer.finding("wearing").text


def test_the_map_shows_the_ties_that_rest_on_one_agreement_dashed(weighted_world: World) -> None:
    (drawn,) = ask(weighted_world).maps
    assert {feature["id"] for feature in drawn.geojson["features"]} == {"DE-PL", "FR-SE"}
    assert all(feature["properties"]["dashed"] for feature in drawn.geojson["features"])


# ── What if ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_if_a_state_leaves(weighted_world: World) -> None:
    """Without Sweden letter and contract end, and the pact goes on among three; all three stay tied to one another."""
    answer = ask(weighted_world, without="SE")
    assert answer.finding("ended").value == 2
    assert "1 agreement of several goes on among fewer" in answer.finding("ended").text
    assert set(answer.table("ended")["agreement"]) == {"pl-se-2022-letter", "de-se-2024-contract"}
    others = {row["state"]: row for row in answer.table("others").to_dicts()}
    assert (others["DE"]["strength_before"], others["DE"]["strength_after"]) == (3.5, 3)
    assert others["PL"]["loss_pct"] == pytest.approx(100 * 0.25 / 1.75, abs=0.01)
    assert others["FR"]["loss_pct"] == 0
    # 3/4 of 3 1/2 + 3 1/2 + 1 3/4.
    assert answer.finding("strength_lost").value == pytest.approx(100 * 0.75 / 8.75, abs=0.05)
    assert answer.finding("pairs_lost").value == 3
    assert "0 of them among those who stay" in answer.finding("pairs_lost").text
    assert answer.finding("cut_off").value == 0
    assert answer.finding("efficiency_lost").value == 0
    assert {feature["id"] for feature in answer.maps[0].geojson["features"]} == {"DE-SE", "FR-SE", "PL-SE"}


def test_what_if_several_go_together(weighted_world: World) -> None:
    """Without the pact a ring is left, and without Aachen too a path: Germany – Sweden – Poland – France.

    Nearness: three at one step, two at two, one at three, of six at one. The only promise of help goes with Aachen.
    """
    answer = ask(weighted_world, without="de-fr-pl-2021-pact;de-fr-2019-treaty")
    assert answer.finding("ended").value == 2
    assert answer.finding("efficiency_lost").value == pytest.approx(100 * (6 - 3 - 2 / 2 - 1 / 3) / 6, abs=0.01)
    assert answer.finding("assistance_lost").value == 1
    rows = answer.table("pairs_lost").select("a", "b", "clause", "steps_after").rows()
    assert rows == [("DE", "PL", "none", 2), ("FR", "SE", "none", 2), ("DE", "FR", "assistance", 3)]
    together = {row["a"] + row["b"]: row["agreements"] for row in answer.table("pairs_lost").to_dicts()}
    assert set(together["DEFR"]) == {"de-fr-pl-2021-pact", "de-fr-2019-treaty"}
    # One by one, neither unties Germany and France: they have both.
    assert ask(weighted_world, without="de-fr-2019-treaty").finding("pairs_lost").value == 0


def test_what_if_a_state_and_an_agreement_go(weighted_world: World) -> None:
    """Without Sweden and the pact: Aachen and Nancy are left, a path over France; Germany and Poland part by a step."""
    answer = ask(weighted_world, without="SE;de-fr-pl-2021-pact")
    assert answer.parameters["without"] == ["SE", "de-fr-pl-2021-pact"]
    assert "Sweden and “Exercise pact”" in answer.finding("ended").text
    assert "1 of them among those who stay" in answer.finding("pairs_lost").text
    assert answer.finding("efficiency_lost").value == pytest.approx(100 * 0.5 / 3, abs=0.01)


def test_what_if_all_go(weighted_world: World) -> None:
    answer = ask(weighted_world, without="DE;FR;PL;SE")
    assert answer.finding("strength_lost").value == 0
    assert answer.table("others").height == 0
    assert not answer.charts
    alone = ask(weighted_world, without="DE;FR;PL")
    assert alone.finding("cut_off").value == 1
    assert "Sweden is cut off" in alone.finding("cut_off").text


@pytest.mark.parametrize(
    ("without", "reason"),
    [
        ("US", "no party to an agreement of the selection"),
        ("de-pl-2025-declaration", "it ties no two states on 31 December 2025"),
        ("fr-se-2015-research", "it ties no two states"),
        ("de-fr-pl-se-2023-accession", "only records a joining"),
        ("nothing", "has that name"),
        ("US;nothing;SE", "US: no party"),
    ],
)
def test_what_is_no_part_of_the_network_is_refused_with_the_reason(
    weighted_world: World, without: str, reason: str
) -> None:
    with pytest.raises(BadInput) as refused:
        ask(weighted_world, without=without)
    assert reason in refused.value.found
    assert refused.value.expected
    assert refused.value.remedy


def test_a_state_that_left_before_the_day_cannot_leave_again() -> None:
    pacts = [Pact(("DE", "FR"), date(2010, 1, 1)), Pact(("DE", "PL"), date(2010, 1, 1), left={"PL": date(2015, 1, 1)})]
    with pytest.raises(BadInput) as refused:
        ask(world_of(pacts), without="PL")
    assert "no agreement of the selection ties it to another state" in refused.value.found
    assert set(states(ask(world_of(pacts)))) == {"DE", "FR"}


# ── Little and nothing ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", [{"from": "2090"}, {"scope": "weimar-three", "kind": "plurilateral", "from": "2025"}])
def test_a_selection_of_nothing_says_so(weighted_world: World, given: dict[str, str]) -> None:
    answer = ask(weighted_world, **given)
    assert answer.finding("agreements").value == 0
    assert answer.table("states").height == 0
    assert not answer.charts


def test_two_states_alone(weighted_world: World) -> None:
    """Only the contract: whoever leaves cuts the other off; there is nothing to take away one after the other."""
    answer = ask(weighted_world, level="company")
    for row in states(answer).values():
        assert (row["cut_off"], row["parts"], row["splits"], row["strength_lost_pct"]) == (1, 1, False, 100)
    assert answer.finding("cut_off").value == 2
    assert answer.finding("splitting_agreements").value == 1
    assert answer.finding("wearing").value is None
    assert "Germany is cut off" in ask(weighted_world, level="company", without="SE").finding("cut_off").text


def test_parts_that_do_not_hang_together() -> None:
    """Germany with France, and Poland with Sweden: four states in two parts from the first."""
    world = world_of([Pact(("DE", "FR"), date(2010, 1, 1)), Pact(("PL", "SE"), date(2011, 1, 1))])
    answer = ask(world)
    assert {row["parts"] for row in states(answer).values()} == {2}
    assert not any(row["splits"] for row in states(answer).values())
    assert {row["parts"] for row in agreements(answer).values()} == {3}
    assert "they lie in 3 parts then, not in 2" in ask(world, without="pact-0").finding("efficiency_lost").text


@pytest.mark.parametrize(
    "given", [{"draws": 1}, {"draws": 100_000}, {"seed": -1}, {"without": "FR;FR"}, {"without": ";"}]
)
def test_what_cannot_be_asked_is_refused(weighted_world: World, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(weighted_world, **given)


def test_without_weights_the_remedy_is_told(small_world: World) -> None:
    with pytest.raises(BadInput, match="facts update"):
        ask(small_world)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=40)
@given(several, st.permutations(STATES))
def test_other_names_change_nothing_but_names(pacts: list[Pact], names: list[str]) -> None:
    """Whatever is told: each answer is JSON, no number in it is NaN, and losses do not know the states' names."""
    renamed = dict(zip(STATES, names, strict=True)) | {"EU": "EU"}
    others = [
        Pact(
            tuple(renamed[party] for party in pact.parties), pact.signed, pact.ended, pact.status, pact.form, pact.clause,
            pact.domains, pact.confidence, pact.level,
            {renamed[party]: when for party, when in pact.entered.items()},
            {renamed[party]: when for party, when in pact.left.items()},
        )
        for pact in pacts
    ]  # fmt: skip
    one, other = ask(world_of(pacts)), ask(world_of(others))
    told = FORMATS["json"].render(one, None, None)
    json.loads(told, parse_constant=lambda constant: pytest.fail(f"{constant} in the answer"))
    if not one.charts:
        assert one.findings == other.findings
        return
    mine, theirs = states(one), states(other)
    for code, row in mine.items():
        counted = theirs[renamed[code]]
        assert {name: value for name, value in row.items() if name not in ("state", "name")} == pytest.approx(
            {name: value for name, value in counted.items() if name not in ("state", "name")}
        )
    assert one.table("depth").equals(other.table("depth"))


def test_an_isolated_state_changes_nothing() -> None:
    pacts = [Pact(("DE", "FR", "PL"), date(2010, 1, 1)), Pact(("DE", "SE"), date(2012, 1, 1))]
    lonely = [*pacts, Pact(("UA", "EU"), date(2011, 1, 1)), Pact(("UA", "GB"), date(2011, 1, 1), date(2012, 1, 1))]
    one, other = ask(world_of(pacts)), ask(world_of(lonely))
    for name in ("states", "agreements", "depth", "curve"):
        assert one.table(name).equals(other.table(name))


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_bundled_network_beside_networkx_and_igraph(bundled_world: World) -> None:
    """Who splits it, what is left in how many parts, and how much efficiency goes with each state."""
    web = hypergraph(bundled_world, bundled_world.table("agreements"))
    matrix = web.matrix(bundled_world.valid_on)
    tied = np.flatnonzero(matrix.any(1))
    graph = nx.relabel_nodes(
        nx.from_numpy_array(matrix[np.ix_(tied, tied)]), dict(enumerate(web.states[place] for place in tied))
    )
    found = states(QUESTION.ask(bundled_world))
    assert found.keys() == set(graph)
    assert {code for code, row in found.items() if row["splits"]} == set(nx.articulation_points(graph))
    as_igraph = igraph.Graph.from_networkx(graph)
    assert {as_igraph.vs[place]["_nx_name"] for place in as_igraph.articulation_points()} == set(
        nx.articulation_points(graph)
    )
    distances = dict(nx.all_pairs_shortest_path_length(graph))
    for code, row in found.items():
        rest = graph.subgraph(set(graph) - {code})
        pairs = [(one, other) for one in rest for other in rest if one != other]
        before = sum(1 / distances[one][other] for one, other in pairs) / len(pairs)
        assert row["efficiency_loss_pct"] == pytest.approx(
            100 * (before - nx.global_efficiency(rest)) / before, abs=1e-3
        )
        assert row["parts"] == nx.number_connected_components(rest)
        assert row["pairs_lost"] == graph.degree(code)


def test_the_bundled_ranking_is_that_of_leaving_out_one_after_the_other(bundled_world: World) -> None:
    """Strength, by the hypergraph's own `without`, for each state and for the agreements at the top and the bottom."""
    web = hypergraph(bundled_world, bundled_world.table("agreements"))
    day, answer = bundled_world.valid_on, QUESTION.ask(bundled_world)
    strength = web.matrix(day).sum(1)
    for code, row in states(answer).items():
        place = web.states.index(code)
        lost = np.delete(strength - web.without(code).matrix(day).sum(1), place).sum()
        assert row["strength_lost"] == pytest.approx(lost, abs=1e-3)
    rows = answer.table("agreements").to_dicts()
    for row in rows[:10] + rows[-10:]:
        rest = web.without(edges=[row["agreement"]]).matrix(day)
        assert row["strength_lost"] == pytest.approx((strength - rest.sum(1)).sum(), abs=1e-3)
        assert row["pairs_lost"] == ((web.matrix(day) > 0) & (rest == 0)).sum() / 2


@pytest.mark.parametrize("given", [{}, {"without": "FR;PL"}])
def test_asked_again_it_answers_the_same(bundled_world: World, given: dict[str, str]) -> None:
    one, other = (FORMATS["json"].render(QUESTION.ask(bundled_world, given), None, None) for _ in range(2))
    assert one == other


def test_the_day_of_the_world_counts(weighted_world: World) -> None:
    """Told as of 2012, a pact of 2010 stands that ended in 2015."""
    pact = Pact(("DE", "FR"), date(2010, 1, 1), date(2015, 1, 1))
    assert ask(world_of([pact], date(2012, 1, 1))).finding("pairs").value == 1
    assert ask(world_of([pact], DAY)).finding("agreements").value == 0
