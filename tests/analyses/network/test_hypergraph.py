"""The hypergraph on the small world, where each weight can be told in words, and beside plain loops on drawn worlds."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.network.conftest import simple_weights
from tests.analyses.network.told import DAY, STATES, Pact, days, plain_matrix, several, world_of
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.analyses.network.hypergraph import Hypergraph, hypergraph, pairs_within
from phalanx.errors import BadInput
from phalanx.world import World


def web_of(world: World, states: tuple[str, ...] | None = None) -> Hypergraph:
    return hypergraph(world, world.table("agreements"), states)


def between(web: Hypergraph, one: str, other: str, day: date = VALID_ON) -> float:
    matrix = web.matrix(day)
    assert matrix.tolist() == matrix.T.tolist()
    return float(matrix[web.states.index(one), web.states.index(other)])


# ── The small world ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_small_world_counted_by_hand(weighted_world: World) -> None:
    """See `weighted_world` for the weights. The pact of four, of weight 1, gives each pair a third.

    Beside it Germany and France have their treaty (2), Poland and Sweden the letter (1/4), Germany and Sweden the contract
    (1/2), France and Poland the treaty of Nancy (1/2); Germany and Poland, France and Sweden have the pact alone.
    """
    web = web_of(weighted_world)
    assert web.states == ("DE", "FR", "PL", "SE")
    third = 1 / 3
    expected = {"DE FR": 2, "PL SE": 1 / 4, "DE SE": 1 / 2, "FR PL": 1 / 2, "DE PL": 0, "FR SE": 0}
    for pair, own in expected.items():
        one, other = pair.split()
        assert between(web, one, other) == pytest.approx(own + third), pair
    assert np.diag(web.matrix(VALID_ON)).tolist() == [0, 0, 0, 0]


def test_strength_is_the_sum_of_the_weights_of_a_states_agreements(weighted_world: World) -> None:
    # Germany: treaty 2, pact 1, contract 1/2. It does not matter that the pact binds four.
    web = web_of(weighted_world)
    assert web.matrix(VALID_ON).sum(1) == pytest.approx([3.5, 3.5, 1.75, 1.75])


def test_edges_are_agreements_and_a_joining_is_none(weighted_world: World) -> None:
    web = web_of(weighted_world)
    assert web.edges.height == 7
    assert "de-fr-pl-se-2023-accession" not in web.edges["id"]
    sizes = dict(zip(web.edges["id"], web.sizes(VALID_ON).tolist(), strict=True))
    assert sizes == {
        "fr-se-2015-research": 0,  # ended
        "de-fr-2019-treaty": 2,
        "de-fr-pl-2021-pact": 4,
        "pl-se-2022-letter": 2,
        "de-se-2024-contract": 2,
        "fr-pl-2025-treaty": 2,
        "de-pl-2025-declaration": 2,  # only announced: it binds two and weighs nothing
    }


@pytest.mark.parametrize(("day", "third"), [(date(2023, 3, 14), False), (date(2023, 3, 15), True)])
def test_a_party_belongs_from_the_day_it_entered(weighted_world: World, day: date, third: bool) -> None:
    """Sweden joined the pact on 15 March 2023: from then on three others share its weight, and not two."""
    web = web_of(weighted_world)
    assert between(web, "DE", "PL", day) == pytest.approx(1 / 3 if third else 1 / 2)
    assert between(web, "DE", "SE", day) == pytest.approx(1 / 3 if third else 0)


@pytest.mark.parametrize(("day", "stands"), [(date(2015, 4, 9), False), (date(2015, 4, 10), True), (date(2020, 6, 29), True), (date(2020, 6, 30), False)])  # fmt: skip
def test_an_agreement_that_has_ended_weighs_on_the_days_it_stood(tmp_path: Path, day: date, stands: bool) -> None:
    """The research arrangement was signed on 10 April 2015 and ended in June 2020, so that it is past on the 30th.

    Until then its status of today must not take its weight from its past.
    """
    with make_registry(tmp_path, network_weights=simple_weights()) as registry:
        web = web_of(World.of(registry, VALID_ON))
    assert between(web, "FR", "SE", day) == (1 if stands else 0)


def test_what_is_over_without_a_date_never_stood(tmp_path: Path) -> None:
    rows = FILES["agreements.csv"].replace("FR;SE,2015-04-10,terminated,2020-06", "FR;SE,2015-04-10,terminated,")
    with make_registry(tmp_path, network_weights=simple_weights(), agreements=rows) as registry:
        web = web_of(World.of(registry, VALID_ON))
    assert between(web, "FR", "SE", date(2016, 1, 1)) == 0


def test_age_takes_weight_away_day_by_day(weighted_world: World) -> None:
    """The treaty of 22 January 2019 is ten years old on that day of 2029 or the next, and counts half from then on."""
    web = web_of(weighted_world)
    edge = web.edges["id"].to_list().index("de-fr-2019-treaty")
    assert web.weigh(date(2029, 1, 21))[edge] == 2
    assert web.weigh(date(2029, 1, 23))[edge] == 1


def test_states_can_be_given(weighted_world: World) -> None:
    """With Sweden left out and the United States added, the pact binds three: half of its weight for each pair."""
    web = web_of(weighted_world, ("US", "PL", "FR", "DE"))
    assert web.states == ("US", "PL", "FR", "DE")
    assert between(web, "DE", "PL") == pytest.approx(1 / 2)
    assert web.matrix(VALID_ON)[0].tolist() == [0, 0, 0, 0]


def test_some_edges_alone_make_a_matrix(weighted_world: World) -> None:
    web = web_of(weighted_world)
    treaties = (web.edges["legal_type"] == "treaty").to_numpy()
    found = web.matrix(VALID_ON, treaties)
    assert found.sum() == 2 * (2 + 1 / 2)  # Aachen and Nancy, in both directions
    assert web.matrix(VALID_ON, ~treaties) + found == pytest.approx(web.matrix(VALID_ON))


# ── What leaves ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_state_a_pact_goes_on_among_the_others(weighted_world: World) -> None:
    """Without Sweden the pact binds three and gives each of their pairs a half; letter and contract are gone."""
    web = web_of(weighted_world).without("SE")
    assert web.states == ("DE", "FR", "PL", "SE")
    assert web.matrix(VALID_ON)[3].tolist() == [0, 0, 0, 0]
    assert between(web, "DE", "PL") == pytest.approx(1 / 2)
    assert between(web, "DE", "FR") == pytest.approx(2.5)


def test_without_an_agreement_only_it_is_gone(weighted_world: World) -> None:
    whole = web_of(weighted_world)
    web = whole.without(edges=["de-fr-2019-treaty"])
    lost = whole.matrix(VALID_ON) - web.matrix(VALID_ON)
    assert lost.sum() == pytest.approx(4)  # 2 in both directions
    assert between(web, "DE", "FR") == pytest.approx(1 / 3)


# ── What is odd ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ended", ["2020-01-01", ""])
def test_a_party_that_left_before_it_entered_is_refused_by_the_registry(tmp_path: Path, ended: str) -> None:
    periods = (
        FILES["party_periods.csv"]
        + "pp-odd,de-fr-pl-2021-pact,PL,2024-01-01,2023-01-01,,https://example.org/x,B,verified,\n"
    )
    with pytest.raises(BadInput, match="left"):
        make_registry(tmp_path, party_periods=periods, network_weights=simple_weights())


def test_a_party_that_left_before_the_signature_never_belonged(tmp_path: Path) -> None:
    """Poland is named as having left the pact of June 2021 in 2020: France and Germany, and later Sweden, have it alone."""
    periods = (
        FILES["party_periods.csv"] + "pp-odd,de-fr-pl-2021-pact,PL,,2020-01-01,,https://example.org/x,B,verified,\n"
    )
    with make_registry(tmp_path, party_periods=periods, network_weights=simple_weights()) as registry:
        web = web_of(World.of(registry, VALID_ON))
    assert between(web, "DE", "PL") == 0
    assert between(web, "DE", "FR", date(2022, 1, 1)) == pytest.approx(2 + 1)
    assert between(web, "DE", "FR") == pytest.approx(2 + 1 / 2)


def test_a_party_that_left_before_it_entered_never_belongs_wherever_it_comes_from() -> None:
    pact = Pact(("DE", "FR"), date(2010, 1, 1), entered={"PL": date(2015, 1, 1)}, left={"PL": date(2012, 1, 1)})
    web = web_of(world_of([pact]))
    for year in (2011, 2013, 2016, 2024):
        assert between(web, "DE", "PL", date(year, 6, 1)) == 0
    assert between(web, "DE", "FR", date(2016, 6, 1)) == 1


def test_a_pact_that_only_one_is_left_in_ties_nobody() -> None:
    pact = Pact(("DE", "FR", "PL"), date(2010, 1, 1), left={"FR": date(2012, 1, 1), "PL": date(2013, 1, 1)})
    web = web_of(world_of([pact]))
    assert between(web, "DE", "PL", date(2012, 6, 1)) == 1
    assert web.matrix(date(2013, 6, 1)).sum() == 0
    assert web.weigh(date(2013, 6, 1)).tolist() == [0]


def test_an_agreement_of_one_state_ties_nobody() -> None:
    """With an institution beside it, or quite alone: no tie, and none to itself."""
    alone = [Pact(("DE", "EU"), date(2010, 1, 1)), Pact(("FR",), date(2011, 1, 1))]
    web = web_of(world_of(alone))
    assert web.states == ("DE", "FR")
    assert web.sizes(DAY).tolist() == [1, 1]
    assert web.matrix(DAY).tolist() == [[0, 0], [0, 0]]
    assert web.pairs.edge.size == 0


def test_a_date_of_entry_coarser_than_the_signature_does_not_bind_before_it() -> None:
    """Entered "in 2021" counts from January, the pact from June: nobody is bound by it in March."""
    pact = Pact(("DE", "FR"), date(2021, 6, 1), entered={"DE": date(2021, 1, 1)})
    web = web_of(world_of([pact]))
    assert web.sizes(date(2021, 3, 1)).tolist() == [0]
    assert web.sizes(date(2021, 6, 1)).tolist() == [2]


def test_no_agreement_at_all() -> None:
    web = web_of(world_of([]))
    assert web.states == ()
    assert web.matrix(DAY).shape == (0, 0)
    assert web.without(edges=["nothing"]).weigh(DAY).shape == (0,)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=30)
@given(several, days)
def test_weights_and_strength_are_those_of_plain_loops(pacts: list[Pact], day: date) -> None:
    """Whatever entered, left, ended or was only announced; and a state that is in nothing changes nothing."""
    web = web_of(world_of(pacts), (*STATES, "US"))
    matrix = web.matrix(day)
    assert matrix[:-1, :-1] == pytest.approx(plain_matrix(pacts, STATES, day))
    assert matrix[-1].tolist() == [0] * 7
    assert web.weigh(day) == pytest.approx([pact.weight(day) for pact in pacts])
    assert web.sizes(day).tolist() == [len(pact.bound(day)) if pact.stands(day) else 0 for pact in pacts]
    strength = [sum(pact.weight(day) for pact in pacts if state in pact.bound(day)) for state in STATES]
    assert matrix.sum(1)[:-1] == pytest.approx(strength)


@settings(max_examples=30)
@given(several, days, st.sampled_from(STATES), st.sets(st.integers(0, 7)))
def test_without_is_as_if_it_had_never_been(pacts: list[Pact], day: date, state: str, ended: set[int]) -> None:
    web = web_of(world_of(pacts), STATES).without(state, [f"pact-{number}" for number in ended])
    kept = [
        Pact(
            tuple(party for party in pact.parties if party != state), pact.signed, pact.ended, pact.status, pact.form,
            pact.clause, pact.domains, pact.confidence, pact.level,
            {party: when for party, when in pact.entered.items() if party != state}, pact.left,
        )
        for number, pact in enumerate(pacts)
        if number not in ended
    ]  # fmt: skip
    assert web.matrix(day) == pytest.approx(plain_matrix(kept, STATES, day))


@settings(max_examples=30)
@given(st.sampled_from(list(combinations(STATES, 2))), days)
def test_an_edge_of_two_is_a_pair(parties: tuple[str, str], day: date) -> None:
    pact = Pact(parties, date(2003, 5, 1), clause="assistance")
    matrix = web_of(world_of([pact]), STATES).matrix(day)
    places = [STATES.index(party) for party in parties]
    assert matrix[places[0], places[1]] == pact.weight(day)
    assert matrix.sum() == 2 * pact.weight(day)


@settings(max_examples=30)
@given(several, days, st.permutations(STATES))
def test_other_names_change_nothing(pacts: list[Pact], day: date, names: list[str]) -> None:
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
    order = [STATES.index(renamed[state]) for state in STATES]
    found = web_of(world_of(others), STATES).matrix(day)
    assert found[np.ix_(order, order)] == pytest.approx(web_of(world_of(pacts), STATES).matrix(day))


@settings(max_examples=30)
@given(st.lists(st.integers(0, 4), max_size=30))
def test_pairs_within_are_all_combinations(sizes: list[int]) -> None:
    edge = np.repeat(np.arange(len(sizes)), sizes)
    at, beside = pairs_within(edge)
    places = [[place for place, of in enumerate(edge) if of == number] for number in range(len(sizes))]
    assert list(zip(at.tolist(), beside.tolist(), strict=True)) == [
        pair for inside in places for pair in combinations(inside, 2)
    ]


# ── Weights that are missing ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_without_a_weight_is_refused_with_the_reason(tmp_path: Path) -> None:
    lines = [line for line in simple_weights().splitlines() if not line.startswith("form,statement_of_intent")]
    with (
        make_registry(tmp_path, network_weights="\n".join([*lines, ""])) as registry,
        pytest.raises(BadInput, match="No weight is known for form statement_of_intent"),
    ):
        web_of(World.of(registry, VALID_ON))


def test_without_any_weights_the_remedy_is_told(small_world: World) -> None:
    with pytest.raises(BadInput, match="phalanx facts update"):
        web_of(small_world)
