"""Stacks: many days and layers at once, beside one matrix after the other and beside plain loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.network.told import DAY, STATES, Pact, days, plain_matrix, several, world_of
from tests.analyses.small_world import VALID_ON

from phalanx.analyses.network.hubs.stacks import CELL, DOMAIN, FORM, NO_DOMAIN, WHOLE, layers_of, stack
from phalanx.analyses.network.hypergraph import Hypergraph, hypergraph
from phalanx.world import World


def web_of(world: World, states: Sequence[str] | None = None) -> Hypergraph:
    return hypergraph(world, world.table("agreements"), states)


def test_the_layers_of_the_small_world(weighted_world: World) -> None:
    """Seven agreements besides the joining: four forms and a fifth that is only announced, six domains and none."""
    layers = layers_of(web_of(weighted_world), (WHOLE, FORM, DOMAIN))
    assert [code for family, code in layers.names if family == WHOLE] == [""]
    assert {code for family, code in layers.names if family == FORM} == {
        "cooperation_agreement", "strategic_partnership", "statement_of_intent", "procurement_contract", "political_declaration",
    }  # fmt: skip
    assert {code for family, code in layers.names if family == DOMAIN} == {
        "research", "industry", "procurement", "exercises", "maritime", "ammunition", NO_DOMAIN,
    }  # fmt: skip
    cells = layers_of(web_of(weighted_world), (CELL,))
    assert ("form in domain", "strategic_partnership in industry") in cells.names
    assert ("form in domain", f"political_declaration in {NO_DOMAIN}") in cells.names


def test_an_agreement_of_two_domains_is_in_both_with_its_whole_weight(weighted_world: World) -> None:
    """Industry holds Aachen (2) and Nancy (1/2), procurement Aachen and the contract (1/2)."""
    web = web_of(weighted_world)
    layers = layers_of(web, (DOMAIN,))
    found = stack(web, [VALID_ON], layers)
    codes = [code for _, code in found.layers]
    strength = dict(zip(codes, found.strength[0].tolist(), strict=True))
    assert web.states == ("DE", "FR", "PL", "SE")
    assert strength["industry"] == [2, 2.5, 0.5, 0]
    assert strength["procurement"] == [2.5, 2, 0, 0.5]
    assert strength["exercises"] == [1, 1, 1, 1]
    assert strength[NO_DOMAIN] == [0, 0, 0, 0]  # the declaration is only announced
    agreements = dict(zip(codes, found.agreements[0].tolist(), strict=True))
    assert agreements["procurement"] == [2, 1, 0, 1]


def test_days_follow_one_another(weighted_world: World) -> None:
    """In 2016 France and Sweden have the research arrangement; at the end of 2021 the treaty and the pact of three stand."""
    web = web_of(weighted_world)
    found = stack(web, [date(2016, 1, 1), date(2021, 12, 31), VALID_ON], layers_of(web, (WHOLE,)))
    assert found.strength[:, 0].tolist() == [[0, 1, 0, 1], [3, 3, 1, 0], [3.5, 3.5, 1.75, 1.75]]
    assert found.agreements[:, 0].tolist() == [[0, 1, 0, 1], [2, 2, 1, 0], [3, 3, 3, 3]]
    assert found.days == (date(2016, 1, 1), date(2021, 12, 31), VALID_ON)


def test_layers_know_where_a_family_stands(weighted_world: World) -> None:
    layers = layers_of(web_of(weighted_world))
    for family in (WHOLE, FORM, DOMAIN, CELL):
        places = layers.places(family)
        assert places
        assert {layers.names[place][0] for place in places} == {family}
    assert layers.places("nothing") == []


def test_nothing_to_stack() -> None:
    web = web_of(world_of([]), STATES)
    layers = layers_of(web)
    assert layers.names == ()
    found = stack(web, [DAY], layers)
    assert found.weights.shape == (1, 0, 6, 6)
    assert stack(web_of(world_of([Pact(("DE", "FR"), DAY)])), [], layers_of(web)).weights.shape[0] == 0


def test_an_agreement_of_one_state_is_in_its_layers_and_ties_nobody() -> None:
    web = web_of(world_of([Pact(("DE",), date(2010, 1, 1), domains=("cyber",))]))
    found = stack(web, [DAY], layers_of(web))
    assert not found.weights.any()
    assert not found.strength.any()
    assert not found.agreements.any()


CHOOSES: dict[str, Callable[[Pact, str], bool]] = {
    WHOLE: lambda pact, code: True,
    FORM: lambda pact, code: pact.form == code,
    DOMAIN: lambda pact, code: code in (pact.domains or (NO_DOMAIN,)),
    CELL: lambda pact, code: code in [f"{pact.form} in {domain}" for domain in (pact.domains or (NO_DOMAIN,))],
}
"""Which agreements a layer holds, in plain words."""


@settings(max_examples=30)
@given(several, st.lists(days, min_size=1, max_size=3))
def test_every_layer_is_the_network_of_its_agreements(pacts: list[Pact], when: list[date]) -> None:
    """Beside plain loops over the agreements that the layer's name chooses, on every day, in every layer."""
    web = web_of(world_of(pacts), STATES)
    layers = layers_of(web)
    found = stack(web, when, layers)
    assert len({*layers.names}) == len(layers.names)
    for place, (family, code) in enumerate(layers.names):
        inside = [pact for pact in pacts if CHOOSES[family](pact, code)]
        assert inside, (family, code)
        for number, day in enumerate(when):
            assert found.weights[number, place] == pytest.approx(plain_matrix(inside, STATES, day))
            mine = [[pact for pact in inside if state in pact.bound(day) and pact.weight(day)] for state in STATES]
            assert found.agreements[number, place].tolist() == [len(each) for each in mine]
            assert found.strength[number, place] == pytest.approx(
                [sum(pact.weight(day) for pact in each) for each in mine]
            )


@settings(max_examples=30)
@given(several, days)
def test_strength_is_the_sum_of_a_states_ties(pacts: list[Pact], day: date) -> None:
    web = web_of(world_of(pacts), STATES)
    found = stack(web, [day], layers_of(web))
    assert found.weights.sum(-1) == pytest.approx(found.strength)
    assert np.array_equal(found.weights, found.weights.swapaxes(-1, -2))
