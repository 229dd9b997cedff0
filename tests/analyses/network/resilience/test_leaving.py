"""What others lose when one leaves: the batches beside NetworkX and beside plain loops that take each out by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from tests.analyses.network.told import DAY, STATES, Pact, days, several, world_of

from phalanx.analyses.network.hypergraph import hypergraph
from phalanx.analyses.network.resilience import leaving
from phalanx.analyses.network.resilience.leaving import CLAUSES, Standing, agreement_losses, state_losses
from phalanx.analyses.network.resilience.parting import Gone, after_parting
from phalanx.analyses.network.whole import parts, reached, steps_between
from phalanx.world import World


def standing_of(world: World, day: date) -> Standing:
    return Standing.of(hypergraph(world, world.table("agreements")), day)


# ── The same by plain loops ──────────────────────────────────────────────────────────────────────────────────────────


class Plain:
    """What stands on a day as mappings and sets: agreements by number, with the states that belong to them."""

    def __init__(self, pacts: Sequence[Pact], day: date, without: Sequence[str | int] = ()) -> None:
        self.pacts, self.day = pacts, day
        bound = {
            number: [state for state in pact.bound(day) if state not in without]
            for number, pact in enumerate(pacts)
            if pact.weight(day) > 0 and number not in without
        }
        self.bound = {number: states for number, states in bound.items() if len(states) > 1}

    @property
    def graph(self) -> nx.Graph:
        return nx.Graph([pair for states in self.bound.values() for pair in combinations(sorted(states), 2)])

    def strength(self, state: str) -> float:
        return sum(self.pacts[number].weight(self.day) for number, states in self.bound.items() if state in states)

    def pairs(self, clause: str | None = None) -> set[tuple[str, str]]:
        return {
            pair
            for number, states in self.bound.items()
            if clause in (None, self.pacts[number].clause)
            for pair in combinations(sorted(states), 2)
        }

    def domains(self) -> set[tuple[str, str, str]]:
        return {
            (*pair, domain)
            for number, states in self.bound.items()
            for domain in self.pacts[number].domains
            for pair in combinations(sorted(states), 2)
        }


def lost(before: Plain, after: Plain, leaver: str | None = None) -> dict[str, float]:
    """What is lost from one to the other; among the others where a state leaves."""
    others = [state for state in before.graph if state != leaver]
    whole, rest = before.graph, after.graph
    rest.add_nodes_from(others)
    efficiency = [
        sum(1 / d[one][other] for one in others for other in others if one != other and other in d[one])
        for d in (dict(nx.all_pairs_shortest_path_length(graph)) for graph in (whole, rest))
    ]
    return {
        "strength_lost": sum(before.strength(state) - after.strength(state) for state in others),
        "pairs_lost": len(before.pairs() - after.pairs()),
        "cut_off": sum(whole.degree(state) > 0 and not rest.degree(state) for state in others),
        "parts": nx.number_connected_components(rest.subgraph(others)),
        "efficiency_loss_pct": 100 * (efficiency[0] - efficiency[1]) / efficiency[0] if efficiency[0] else 0,
        "assistance_lost": len(before.pairs("assistance") - after.pairs("assistance")),
        "consultation_lost": len(before.pairs("consultation") - after.pairs("consultation")),
        "domains_lost": len(before.domains() - after.domains()),
    }


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=30)
@given(several, days)
def test_every_state_and_agreement_in_turn_beside_plain_loops(pacts: list[Pact], day: date) -> None:
    """The batches count from one pass; the loops take out each state and each agreement and count all again."""
    now, before = standing_of(world_of(pacts), day), Plain(pacts, day)
    steps = steps_between(now.tied)
    assert now.states == tuple(sorted(before.graph))
    assert now.ids == tuple(f"pact-{number}" for number in before.bound)
    for row in state_losses(now, steps).to_dicts():
        expected = lost(before, Plain(pacts, day, [row["state"]]), row["state"])
        assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-9)
        partners = {domain: _partners(before, row["state"], domain) for domain in ("cyber", "maritime", "land")}
        alone = [
            other
            for domain, mine in partners.items()
            for other in mine
            if _partners(before, other, domain) == {row["state"]}
        ]
        assert row["left_without"] == len(alone)
    for row in agreement_losses(now, steps).to_dicts():
        expected = lost(before, Plain(pacts, day, [int(row["agreement"].removeprefix("pact-"))]))
        assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-9)


def _partners(world: Plain, state: str, domain: str) -> set[str]:
    return {
        other
        for number, states in world.bound.items()
        if state in states and domain in world.pacts[number].domains
        for other in states
        if other != state
    }


@settings(max_examples=30)
@given(several, days)
def test_what_splits_is_an_articulation_point(pacts: list[Pact], day: date) -> None:
    """States by NetworkX's articulation points; agreements of two that split are its bridges that rest on one agreement."""
    now = standing_of(world_of(pacts), day)
    steps, graph = steps_between(now.tied), nx.from_numpy_array(now.tied)
    whole = parts(reached(steps))
    splitting = [
        state for state, left in zip(now.states, state_losses(now, steps)["parts"], strict=True) if left > whole
    ]
    assert splitting == sorted(now.states[place] for place in nx.articulation_points(graph))
    agreements = agreement_losses(now, steps)
    ours = {
        name
        for name, size, left in zip(now.ids, now.size, agreements["parts"], strict=True)
        if size == 2 and left > whole
    }
    bridges = {tuple(sorted(tie)) for tie in nx.bridges(graph)}
    lone = {
        now.ids[edge]
        for edge, a, b, sole in zip(now.pair_edge, now.a, now.b, now.sole, strict=True)
        if sole and (a, b) in bridges and now.size[edge] == 2
    }
    assert ours == lone


@settings(max_examples=30)
@given(several, days)
def test_one_by_itself_is_the_what_if_of_one(pacts: list[Pact], day: date) -> None:
    """The ranking's numbers are those of the what-if, which builds the network without it anew."""
    world = world_of(pacts)
    web = hypergraph(world, world.table("agreements"))
    now = Standing.of(web, day)
    steps = steps_between(now.tied)
    rows = [*state_losses(now, steps).to_dicts(), *agreement_losses(now, steps).to_dicts()]
    for place, row in enumerate(rows):
        chosen = np.arange(len(rows)) == place
        gone = Gone(chosen[: len(now.states)], chosen[len(now.states) :])
        parted = after_parting(web, now, gone)
        assert parted.pairs.height == row["pairs_lost"]
        assert parted.parts[1] == row["parts"]
        assert {f"{clause}_lost": parted.clauses[clause] for clause in CLAUSES} == {
            f"{clause}_lost": row[f"{clause}_lost"] for clause in CLAUSES
        }
        assert parted.domains == row["domains_lost"]
        assert (parted.others["partners_after"] == 0).sum() == row["cut_off"]
        before, after = parted.efficiency
        assert (100 * (before - after) / before if before else 0) == pytest.approx(row["efficiency_loss_pct"], abs=1e-9)


def test_the_cut_into_batches_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path of six states, a ring and a pact: every end touches others."""
    ring = [Pact(pair, date(2010, 1, 1)) for pair in zip(STATES, (*STATES[1:], STATES[0]), strict=True)]
    now = standing_of(world_of([*ring, Pact(("DE", "FR", "GB"), date(2011, 1, 1))]), DAY)
    steps = steps_between(now.tied)
    whole = state_losses(now, steps), agreement_losses(now, steps)
    monkeypatch.setattr(leaving, "CELLS_AT_ONCE", 13)
    assert state_losses(now, steps).equals(whole[0])
    assert agreement_losses(now, steps).equals(whole[1])


def test_a_path_of_three_counted_by_hand() -> None:
    """Germany – France – Poland, an agreement of weight 1 each, the first with a promise of help (2).

    Efficiency: two ties at 1, one pair at 1/2; without France the others have no way: all of it is lost among them, both
    are cut off, and two parts are left. Without the first agreement Germany is cut off, 2 x 2 in strength is lost, and of
    2 1/2 in nearness one is left.
    """
    now = standing_of(
        world_of([Pact(("DE", "FR"), date(2020, 1, 1), clause="assistance"), Pact(("FR", "PL"), date(2020, 1, 1))]), DAY
    )
    steps = steps_between(now.tied)
    france = state_losses(now, steps).row(1, named=True)
    assert france["state"] == "FR"
    assert france["strength_lost"] == 3
    assert (france["pairs_lost"], france["cut_off"], france["parts"]) == (2, 2, 2)
    assert france["efficiency_loss_pct"] == 100
    assert france["assistance_lost"] == 1
    germany = state_losses(now, steps).row(0, named=True)
    assert (germany["cut_off"], germany["parts"], germany["efficiency_loss_pct"]) == (0, 1, 0)
    first = agreement_losses(now, steps).row(0, named=True)
    assert (first["strength_lost"], first["cut_off"], first["parts"]) == (4, 1, 2)
    assert first["efficiency_loss_pct"] == pytest.approx(100 * 1.5 / 2.5)
