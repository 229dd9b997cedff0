"""Lifelines beside plain loops over days and agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.network.conftest import simple_weights
from tests.analyses.network.told import DAY, STATES, Pact, days, plain_matrix, several, world_of

from phalanx.analyses.network.evolution.lifelines import Lifelines, turns
from phalanx.analyses.network.evolution.slices import Slices, slices, slices_table
from phalanx.analyses.network.hypergraph import NEVER, hypergraph
from phalanx.world import World


def lives_of(world: World) -> Lifelines:
    return Lifelines.of(hypergraph(world, world.table("agreements"), STATES), world.valid_on)


def tied_on(pacts: Sequence[Pact], day: date) -> set[tuple[str, str]]:
    """The pairs tied on a day, by plain loops."""
    return {pair for pact in pacts if pact.weight(day) > 0 for pair in combinations(sorted(pact.bound(day)), 2)}


@settings(max_examples=30)
@given(several, st.lists(days, min_size=1, max_size=4, unique=True))
def test_tied_pairs_are_those_of_plain_loops(pacts: list[Pact], when: list[date]) -> None:
    found = turns(lives_of(world_of(pacts)), sorted(when))
    for number, day in enumerate(sorted(when)):
        ours = {(STATES[a], STATES[b]) for a, b, tied in zip(found.a, found.b, found.tied[number], strict=True) if tied}
        assert ours == tied_on(pacts, day)


@settings(max_examples=30)
@given(several)
def test_an_agreement_begins_and_ends_with_its_ties(pacts: list[Pact]) -> None:
    """On the days before and of each beginning and end, by plain loops."""
    lives = lives_of(world_of(pacts))
    ever = {number for number, pact in enumerate(pacts) for day in _edges(pact) if day <= DAY and pact.weight(day) > 0}
    assert set(lives.edges.tolist()) == ever
    for edge, begins, ends in zip(lives.edges, lives.edge_begins, lives.edge_ends, strict=True):
        first = date.fromordinal(begins)
        assert pacts[edge].weight(first) > 0
        assert pacts[edge].weight(first - timedelta(days=1)) == 0
        if ends < NEVER:
            assert pacts[edge].weight(date.fromordinal(ends)) == 0
            assert pacts[edge].weight(date.fromordinal(ends) - timedelta(days=1)) > 0


def _edges(pact: Pact) -> list[date]:
    return [pact.signed, *pact.entered.values()]


@settings(max_examples=30)
@given(several)
def test_widening_is_told_by_the_day_before(pacts: list[Pact]) -> None:
    """An agreement widens if, on the day it began to tie, it tied two that nothing had tied on the day before."""
    lives = lives_of(world_of(pacts))
    for edge, begins, wide in zip(lives.edges, lives.edge_begins, lives.widening(), strict=True):
        first = date.fromordinal(begins)
        own = set(combinations(sorted(pacts[edge].bound(first)), 2))
        assert wide == bool(own - tied_on(pacts, first - timedelta(days=1)))


@settings(max_examples=30)
@given(several, st.lists(days, min_size=1, max_size=4, unique=True))
def test_slices_add_up(pacts: list[Pact], when: list[date]) -> None:
    """What stands is what stood, and what began, less what ended; so with pairs. Measures are those of NetworkX."""
    world = world_of(pacts)
    web = hypergraph(world, world.table("agreements"), STATES)
    cut = Slices(tuple(sorted(when)), tuple(map(str, sorted(when))), complete=True)
    rows = slices_table(web, Lifelines.of(web, DAY), cut).to_dicts()
    for before, row in pairwise([None, *rows]):
        assert row is not None
        day = date.fromisoformat(row["day"])
        graph = nx.from_numpy_array(plain_matrix(pacts, STATES, day))
        tied = [state for state, partners in graph.degree() if partners]
        assert row["states"] == len(tied)
        assert row["pairs"] == graph.number_of_edges()
        if not any(pact.entered for pact in pacts):  # else one may tie nobody for a while, and not have ended
            assert row["agreements"] == sum(pact.weight(day) > 0 for pact in pacts)
        assert row["largest"] == max(map(len, nx.connected_components(graph))) * (len(tied) > 0)
        if len(tied) > 1:
            assert row["density"] == pytest.approx(nx.density(graph.subgraph(tied)), abs=1e-4)
            mean = sum(strength for _, strength in graph.degree(weight="weight")) / len(tied)
            assert row["mean_strength"] == pytest.approx(mean, abs=1e-4)
        if row["transitivity"] is not None:
            assert row["transitivity"] == pytest.approx(nx.transitivity(graph), abs=1e-4)
        stood = before or dict.fromkeys(row, 0)
        assert row["agreements"] == stood["agreements"] + row["new"] - row["ended"]
        assert row["pairs"] == stood["pairs"] + row["new_pairs"] - row["lost_pairs"]
        assert row["new"] == row["widening"] + row["deepening"]
        one, other = (tied_on(pacts, date.fromisoformat(each["day"])) for each in (before or row, row))
        if before is None:
            assert row["turnover"] is None
        elif one | other:
            assert row["turnover"] == pytest.approx(len(one ^ other) / len(one | other), abs=1e-4)
            assert row["renewed_pairs"] <= len(one & other)


def test_renewed_is_one_agreement_more_between_two_that_stay_tied() -> None:
    """Germany and France agree in 2010 and 2012, Germany and Poland only in 2012: one renewal, in that year."""
    pacts = [
        Pact(("DE", "FR"), date(2010, 3, 1)),
        Pact(("DE", "FR"), date(2012, 3, 1)),
        Pact(("DE", "PL"), date(2012, 4, 1)),
    ]
    found = turns(lives_of(world_of(pacts)), [date(year, 12, 31) for year in (2010, 2011, 2012, 2013)])
    assert found.renewed.sum(1).tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("begins", "deepens"), [(date(2012, 5, 31), True), (date(2012, 6, 1), True), (date(2012, 6, 2), False)]
)
def test_what_follows_without_a_day_between_deepens(begins: date, deepens: bool) -> None:
    """The first agreement stands to 31 May 2012: on 1 June the two were tied the day before, on 2 June no more."""
    pacts = [Pact(("DE", "FR"), date(2010, 3, 1), date(2012, 6, 1)), Pact(("DE", "FR"), begins)]
    assert lives_of(world_of(pacts)).widening().tolist() == [True, not deepens]


def test_an_age_of_no_weight_ends_a_tie() -> None:
    """Where the facts give nothing to what is ten years old, an agreement of March 2010 ties to March 2020."""
    weights = simple_weights().replace("age,10,0.5", "age,10,0")
    lives = lives_of(world_of([Pact(("DE", "FR"), date(2010, 3, 1))], weights=weights))
    found = turns(lives, [date(2020, 2, 28), date(2020, 3, 2)])
    assert found.tied[:, 0].tolist() == [True, False]


def test_slices_end_with_their_years_and_quarters() -> None:
    years = slices(date(2023, 5, 1), date(2025, 8, 15), "year")
    assert years.names == ("2023", "2024", "2025")
    assert years.days == (date(2023, 12, 31), date(2024, 12, 31), date(2025, 8, 15))
    assert not years.complete
    quarters = slices(date(2024, 11, 30), date(2025, 6, 30), "quarter")
    assert quarters.names == ("2024 Q4", "2025 Q1", "2025 Q2")
    assert quarters.days == (date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30))
    assert quarters.complete
    assert slices(date(2025, 1, 1), date(2025, 1, 1), "year").days == (date(2025, 1, 1),)
