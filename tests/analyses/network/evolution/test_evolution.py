"""evolution on the small world, year by year in words, and on worlds told to have a break, little or nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.network.told import STATES, Pact, several, world_of

from phalanx.analyses.network.evolution.pace import months_later
from phalanx.analyses.network.evolution.question import QUESTION
from phalanx.analyses.network.hypergraph import hypergraph
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, {"late_months": 0} | given)


def column(answer: Answer, name: str) -> list[Any]:
    return answer.table("years")[name].to_list()


def test_the_small_world_year_by_year(weighted_world: World) -> None:
    """From 2015 to 2025; the declaration is only announced, the joining no agreement of its own.

    2015 France and Sweden have the research arrangement; 2019 Germany and France their treaty; in June 2020 the
    arrangement ends, and Sweden is tied to nobody. 2021 brings the pact of three, 2022 the letter of Poland and Sweden;
    2023 Sweden joins the pact, so that all six pairs are tied; the contract of 2024 and the treaty of 2025 deepen.
    """
    answer = ask(weighted_world)
    assert column(answer, "slice") == [str(year) for year in range(2015, 2026)]
    assert column(answer, "states") == [2, 2, 2, 2, 3, 2, 3, 4, 4, 4, 4]
    assert column(answer, "agreements") == [1, 1, 1, 1, 2, 1, 2, 3, 3, 4, 5]
    assert column(answer, "new") == [1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1]
    assert column(answer, "ended") == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert column(answer, "widening") == [1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0]
    assert column(answer, "pairs") == [1, 1, 1, 1, 2, 1, 3, 4, 6, 6, 6]
    assert column(answer, "new_pairs") == [1, 0, 0, 0, 1, 0, 2, 1, 2, 0, 0]
    assert column(answer, "lost_pairs") == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    # 2021 the pact renews Germany and France; 2023 Sweden's joining renews Poland and Sweden, who have the letter.
    assert column(answer, "renewed_pairs") == [0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1]
    # 2020 one of two ties goes, 2021 two of three come, 2022 one of four, 2023 two of six.
    assert column(answer, "turnover") == [None, 0, 0, 0, 0.5, 0.5, 0.6667, 0.25, 0.3333, 0, 0]
    assert column(answer, "complete") == [True] * 11


def test_the_form_of_the_small_world(weighted_world: World) -> None:
    """2019 is a path over France: two of three pairs, no triangle, a star. 2021 is a triangle, 2022 one with a tail.

    In 2022 the tail hangs on Poland: three triangle corners closed of five triples, and Poland has three partners of
    three, the others two, two and one: (0 + 1 + 1 + 2) of 3 x 2.
    """
    years = {row["slice"]: row for row in ask(weighted_world).table("years").to_dicts()}
    assert (years["2015"]["density"], years["2015"]["transitivity"], years["2015"]["centralisation"]) == (1, None, None)
    assert (years["2019"]["density"], years["2019"]["transitivity"], years["2019"]["centralisation"]) == (0.6667, 0, 1)
    assert (years["2021"]["density"], years["2021"]["transitivity"], years["2021"]["centralisation"]) == (1, 1, 0)
    assert (years["2022"]["density"], years["2022"]["transitivity"]) == (0.6667, 0.6)
    assert years["2022"]["centralisation"] == pytest.approx(4 / 6, abs=1e-4)
    # Strengths of 2025 are 3 1/2, 3 1/2, 1 3/4 and 1 3/4 (see `weighted_world`): a third each and a sixth each.
    assert years["2025"]["mean_strength"] == 2.625
    assert years["2025"]["hhi"] == pytest.approx(2 / 9 + 2 / 36, abs=1e-4)
    # Eight of the sixteen ordered pairs differ by 1 3/4: 14, over twice four times 10 1/2.
    assert years["2025"]["gini"] == pytest.approx(14 / 84, abs=1e-4)


def test_who_arrives_when_and_by_what(weighted_world: World) -> None:
    rows = ask(weighted_world).table("arrivals").select("state", "first_tie", "agreement", "with").rows()
    assert rows == [
        ("FR", "2015-04-10", "fr-se-2015-research", ["SE"]),
        ("SE", "2015-04-10", "fr-se-2015-research", ["FR"]),
        ("DE", "2019-01-22", "de-fr-2019-treaty", ["FR"]),
        ("PL", "2021-06-01", "de-fr-pl-2021-pact", ["DE", "FR"]),
    ]
    arrival = ask(weighted_world).finding("latest_arrival")
    assert (arrival.value, arrival.evidence) == ("PL", ("de-fr-pl-2021-pact",))
    assert ask(weighted_world).finding("recent_arrivals").value == 1  # since the end of 2020: Poland


def test_findings_of_the_small_world(weighted_world: World) -> None:
    answer = ask(weighted_world)
    assert answer.finding("states").value == 4
    assert "2 states in 1 pair" in answer.finding("states").text
    assert answer.finding("standing").text == "5 agreements stand: 6 began since 2015, 1 ended."
    # Contract and treaty of Nancy deepened, of six.
    assert answer.finding("deepening").value == pytest.approx(100 * 2 / 6, abs=0.05)
    assert answer.finding("turnover").value == 0
    assert answer.finding("breaks").value == 0
    assert answer.finding("density").value == 100
    # A straight line through the logarithms, by numpy.
    states, pairs = (np.log(column(answer, name)) for name in ("states", "pairs"))
    assert answer.finding("densification").value == pytest.approx(np.polyfit(states, pairs, 1)[0], abs=0.006)


def test_the_pace_around_the_invasion(weighted_world: World) -> None:
    """24 months before 24 February 2022: the pact, and 54 of 365 days of the letter dated to 2022; after it, the rest."""
    row = ask(weighted_world).table("turning_points").row(0, named=True)
    assert row["turning_point"] == "invasion-2022"
    assert row["before"] == pytest.approx(1 + 54 / 365, abs=0.05)
    assert row["after"] == pytest.approx(311 / 365, abs=0.05)
    assert row["ratio"] == pytest.approx((311 / 365 / 730) / ((1 + 54 / 365) / 731), abs=1e-3)
    assert row["low"] < row["ratio"] < row["high"]
    assert row["change"] == "none clear"
    wider = ask(weighted_world, window_months=36).table("turning_points").row(0, named=True)
    assert wider["before"] == pytest.approx(1 + 54 / 365, abs=0.05)  # Aachen, of January 2019, is a month too old
    assert wider["after"] == pytest.approx(311 / 365 + 1, abs=0.05)  # the contract of October 2024


def test_quarters_cut_finer_and_end_alike(weighted_world: World) -> None:
    years, quarters = ask(weighted_world), ask(weighted_world, step="quarter")
    assert column(quarters, "slice")[:2] == ["2015 Q2", "2015 Q3"]
    assert len(column(quarters, "slice")) == 43
    assert column(quarters, "pairs")[-1] == column(years, "pairs")[-1]
    assert sum(column(quarters, "new")) == sum(column(years, "new")) == 6
    ended = dict(zip(column(quarters, "slice"), column(quarters, "ended"), strict=True))
    assert ended["2020 Q2"] == 1


def breaking_world(day: date = date(2025, 12, 31)) -> World:
    """One agreement every three months from 2018 to February 2022, five a month from March 2022 to the end of 2025."""
    slow = [Pact(("DE", "FR"), months_later(date(2018, 1, 15), month)) for month in range(0, 50, 3)]
    fast = [
        Pact((STATES[(month + each) % 5], "UA"), months_later(date(2022, 3, 3 + 5 * each), month))
        for month in range(46)
        for each in range(5)
    ]
    return world_of([*slow, *fast], day)


def test_a_break_is_found_with_the_turning_point_within() -> None:
    """The pace breaks in March 2022, and the interval reaches back to February, when the turning point lies."""
    answer = ask(breaking_world())
    assert answer.finding("breaks").value == 1
    (row,) = answer.table("breaks").filter(of="agreements").to_dicts()
    assert row["month"] == "2022-03"
    assert row["from"] <= "2022-03" <= row["until"]
    assert row["rate_before"] == pytest.approx(17 / 50, abs=0.01)
    assert row["rate_after"] == pytest.approx(5, abs=0.02)
    found = answer.finding("break_1")
    assert found.value == "2022-03"
    if row["turning_points"]:
        assert "Russia's full-scale invasion of Ukraine lies within" in found.text
        assert "invasion-2022" in found.evidence
    assert any("no proof" in assumed for assumed in found.assumptions)
    points = answer.finding("turning_points")
    assert points.value == 1
    assert "invasion-2022" in points.evidence


def test_the_latest_months_are_shown_and_not_judged() -> None:
    """The last entry of a told World is 400 days after its day: 24 months before that leave out the last eleven."""
    whole, cut = ask(breaking_world()), ask(breaking_world(), late_months=24)
    assert whole.finding("late").value == 0
    # From 5 February 2025 on: four in that month (8th, 13th, 18th and 23rd), five in each of the ten months after it.
    assert cut.finding("late").value == 4 + 5 * 10
    assert column(whole, "new") == column(cut, "new")
    assert "January 2025" in cut.finding("breaks").text


@pytest.mark.parametrize(
    "given", [{"from": "2090"}, {"to": "1950"}, {"scope": "weimar-three", "kind": "plurilateral", "from": "2025"}]
)
def test_a_selection_of_nothing_says_so(weighted_world: World, given: dict[str, str]) -> None:
    answer = ask(weighted_world, **given)
    assert answer.finding("agreements").value == 0
    assert answer.table("years").height == 0
    assert not answer.charts


def test_two_states_alone(weighted_world: World) -> None:
    """Only the contract of October 2024: two slices, one tie, which is all there could be."""
    answer = ask(weighted_world, level="company")
    assert column(answer, "pairs") == [1, 1]
    assert column(answer, "density") == [1, 1]
    assert answer.finding("densification").value is None
    assert answer.finding("transitivity").value is None
    assert answer.finding("centralisation").value is None
    json.loads(FORMATS["json"].render(answer, None, None))


def test_what_has_all_ended_is_told_to_its_end() -> None:
    """An agreement of 2010 that ended in 2012: the network of today ties nobody, and has no density."""
    answer = ask(world_of([Pact(("DE", "FR"), date(2010, 1, 1), date(2012, 6, 1))], date(2014, 12, 31)))
    assert column(answer, "pairs") == [1, 1, 0, 0, 0]
    assert column(answer, "density") == [1, 1, None, None, None]
    assert column(answer, "turnover") == [None, 0, 1, None, None]
    assert answer.finding("states").value == 0
    assert not answer.maps


@pytest.mark.parametrize(
    "given", [{"step": "month"}, {"window_months": 2}, {"window_months": "long"}, {"late_months": -1}]
)
def test_what_cannot_be_cut_or_counted_is_refused(weighted_world: World, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(weighted_world, **given)


def test_without_weights_the_remedy_is_told(small_world: World) -> None:
    with pytest.raises(BadInput, match="facts update"):
        ask(small_world)


@settings(max_examples=40)
@given(several, st.permutations(STATES))
def test_other_names_change_nothing_but_names(pacts: list[Pact], names: list[str]) -> None:
    """Whatever is told: each answer is JSON, no number in it is NaN, and the slices do not know the states' names."""
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
    assert [finding.name for finding in one.findings] == [finding.name for finding in other.findings]
    assert one.table("years").equals(other.table("years"))
    for name in ("breaks", "turning_points") if one.charts else ():
        assert one.table(name).equals(other.table(name))


def test_the_bundled_network_of_today_is_that_of_networkx(bundled_world: World) -> None:
    answer = QUESTION.ask(bundled_world)
    last = answer.table("years").row(-1, named=True)
    web = hypergraph(bundled_world, bundled_world.table("agreements"))
    graph = nx.from_numpy_array(web.matrix(bundled_world.valid_on))
    graph = graph.subgraph([state for state in graph if graph.degree(state)])
    assert last["states"] == len(graph)
    assert last["pairs"] == graph.number_of_edges()
    assert last["density"] == pytest.approx(nx.density(graph), abs=1e-4)
    assert last["transitivity"] == pytest.approx(nx.transitivity(graph), abs=1e-4)
    partners = [degree for _, degree in graph.degree()]
    star = (len(graph) - 1) * (len(graph) - 2)
    assert last["centralisation"] == pytest.approx(sum(max(partners) - one for one in partners) / star, abs=1e-4)


def test_the_bundled_pace_broke_around_the_invasion(bundled_world: World) -> None:
    """What the facts of this edition show: a break whose interval holds February 2022, and a faster pace after it."""
    answer = QUESTION.ask(bundled_world)
    within = {name for names in answer.table("breaks")["turning_points"].to_list() for name in names}
    assert "invasion-2022" in within
    points = {row["turning_point"]: row for row in answer.table("turning_points").to_dicts()}
    assert points["invasion-2022"]["low"] > 1
    assert FORMATS["json"].render(answer, None, None) == FORMATS["json"].render(QUESTION.ask(bundled_world), None, None)


def test_more_years_than_anybody_means_are_refused(weighted_world: World) -> None:
    later = World(date(9999, 12, 31), weighted_world.known_at, weighted_world.journal_head, weighted_world.entries)
    with pytest.raises(BadInput, match="earlier --valid-on"):
        ask(later)
