"""Where hidden groups stand: by hand, against full enumeration and other libraries, and that no later fact changes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats
from tests.analyses.matchmaking.small_pacts import pact, small_pacts

from phalanx.analyses.matchmaking.back_test.hidden_groups import Past, RealGroup, overlap, real_groups
from phalanx.analyses.matchmaking.back_test.hidden_ranks import (
    Judged,
    Place,
    judge,
    measured,
    needs_of,
)
from phalanx.analyses.matchmaking.back_test.question import QUESTION
from phalanx.analyses.matchmaking.back_test.tables import RESAMPLES, TOP, Trial
from phalanx.analyses.matchmaking.groups import Limits
from phalanx.analyses.matchmaking.search import best
from phalanx.analyses.matchmaking.weights import read_weights
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

Row = Mapping[str, str]
SIX = ("AT", "DE", "FR", "HR", "NL", "PL")
FIRST, SECOND = "first-group", "second-group"


def tie(name: str, parties: str, signed: str, **more: str) -> Row:
    """An agreement on industry, which ties and is no purchase."""
    return pact(name, parties, signed, form="cooperation_agreement", domains="industry", **more)


def need(state: str, **more: str) -> Row:
    same = {"item": "radars", "area": "WP-1", "unit": "radars", "from_year": "2026", "to_year": "2030"}
    rule = {"illustrative": "yes", "derivation": "By lot."}
    return {"state": state, "quantity": "4", **same, **rule, **more}


NEEDS = [need(state) for state in SIX]
AGREEMENTS = [
    tie("de-fr", "DE;FR", "2020"),
    tie("fr-nl", "FR;NL", "2021-03"),
    tie("de-nl", "DE;NL", "2022-01-01"),
    tie("at-pl", "AT;PL", "2020-07-01"),
    pact(FIRST, "DE;FR;NL", "2024-05-01"),
    pact(SECOND, "AT;HR;PL", "2025-01"),
]


def asked(folder: Path, agreements: Sequence[Row] = AGREEMENTS, **kinds: Sequence[Row]) -> Answer:
    folder.mkdir(exist_ok=True)
    with small_pacts(folder, agreements=agreements, **{"needs": NEEDS, **kinds}) as world:
        return QUESTION.ask(world)


def row(answer: Answer, group: str) -> dict[str, Any]:
    return answer.table("groups").row(by_predicate=pl.col("id") == group, named=True)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return asked(tmp_path_factory.mktemp("hidden"))


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_group_is_the_best_tied_of_twenty(answer: Answer) -> None:
    """Each two of it are tied, and of all others only Austria and Poland; its states have two agreements each."""
    found = row(answer, FIRST)
    assert (found["of"], found["near"], found["compared"]) == (20, 1, 20)
    assert (found["rank"], found["rank_itself"], found["percentile"]) == (1, 1, 100)
    assert (found["popularity_rank"], found["popularity_percentile"]) == (1, 100)
    assert found["chance_rank"] == 21 / 2


def test_the_second_group_is_behind_all_with_two_of_the_first(answer: Answer) -> None:
    """One group has all three of the first, nine have two of them: ten are above.

    Level are the three that have Austria, Poland and one of the first: they count half. Its states have two agreements
    together, and any group with one of the first has more.
    """
    found = row(answer, SECOND)
    assert found["rank"] == found["rank_itself"] == 1 + 10 + 3 / 2
    assert found["percentile"] == pytest.approx(100 * (1 - 11.5 / 19), abs=0.01)
    assert found["low"] == found["percentile"] == found["high"]
    assert (found["popularity_rank"], found["popularity_percentile"]) == (20, 0)


def test_findings_are_the_medians_of_the_two(answer: Answer) -> None:
    second = 100 * (1 - 11.5 / 19)
    assert answer.finding("hidden").value == 2
    assert answer.finding("ties").value == pytest.approx((100 + second) / 2, abs=0.01)
    assert answer.finding("popularity").value == 50
    assert answer.finding("ties_against_popularity").value == pytest.approx(second / 2, abs=0.01)
    # With twenty groups in all, the first twenty hold every one, by whatever order.
    assert answer.finding("first").value == 2
    assert "by chance 2.0 would be expected" in answer.finding("first").text
    assert answer.finding("best").evidence == (FIRST,)
    assert answer.finding("worst").evidence == (SECOND,)


# ── No leak ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LATER = [
    tie("the-same-day", "AT;PL", "2024-05-01"),
    tie("later", "AT;PL", "2026-02"),
    tie("perhaps-before", "AT;PL", "2024"),
    pact("perhaps-before-by-the-month", "AT;HR", "2024-05"),
    tie("an-earlier-stage", "DE;FR;NL", "2019"),
    tie("an-earlier-stage-with-a-fourth", "DE;FR;NL;PL", "2019"),
]
PROJECT = {"wave": "1", "domain": "space", "summary": "Some.", "status": "active"}
DISPUTE = {"parties": "DE;FR", "effect": "Some.", "scope": "All.", "summary": "Long."}
OTHERS = {
    "disputes": [{"id": "d-perhaps", "since": "2024", **DISPUTE}, {"id": "d-later", "since": "2025", **DISPUTE}],
    "party_periods": [{"id": "pp", "agreement": "de-fr", "party": "PL", "entered": "2024"}],
    "pesco_projects": [{"id": "p", "name": "Some", "start_year": "2024", "participants": "AT;HR", **PROJECT}],
}


def known_before(folder: Path, agreements: Sequence[Row], **kinds: Sequence[Row]) -> tuple[list[Any], list[float]]:
    """What is known of each two states, and of each one, before the first group formed."""
    folder.mkdir()
    with small_pacts(folder, agreements=agreements, needs=NEEDS, **kinds) as world:
        group = next(each for each in real_groups(world, SIX, date(2014, 1, 1)).groups if each.id == FIRST)
        measure = measured(Past(world), read_weights(world), SIX, group, None)
    return measure.ties.tolist(), measure.counts.tolist()


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Any], list[float]]:
    return known_before(tmp_path_factory.mktemp("known") / "here", AGREEMENTS)


def test_no_fact_of_the_day_or_later_changes_anything(known: tuple[list[Any], list[float]], tmp_path: Path) -> None:
    """Nor one that may be of it, nor one that may tell of the group at an earlier stage."""
    assert known_before(tmp_path / "more", [*AGREEMENTS, *LATER], **OTHERS) == known


def test_what_follows_might_as_well_not_be_there(
    known: tuple[list[Any], list[float]], answer: Answer, tmp_path: Path
) -> None:
    before = [each for each in AGREEMENTS if each["id"] != SECOND]
    assert known_before(tmp_path / "before", before) == known
    assert row(asked(tmp_path / "asked", before), FIRST) == row(answer, FIRST)


def test_what_is_known_before_the_first_group(known: tuple[list[Any], list[float]]) -> None:
    """Four agreements on industry of two states each: 0.6 of 1 full makes 10 * 0.6 / 1.6 points, over three pairs."""
    ties, counts = np.array(known[0]), dict(zip(SIX, known[1], strict=True))
    assert counts == {"AT": 1, "DE": 2, "FR": 2, "HR": 0, "NL": 2, "PL": 1}
    tied = {(SIX[one], SIX[other]) for one, other in zip(*np.nonzero(np.triu(ties)), strict=True)}
    assert tied == {("AT", "PL"), ("DE", "FR"), ("DE", "NL"), ("FR", "NL")}
    assert ties[np.nonzero(ties)] == pytest.approx(3.75 / 3)


def test_an_earlier_fact_does_change_it(known: tuple[list[Any], list[float]], tmp_path: Path) -> None:
    """So that the tests above could fail: a purchase of 2023 is half of what can be had, a dispute costs two points."""
    with_purchase, counts = known_before(tmp_path / "purchase", [*AGREEMENTS, pact("more", "HR;PL", "2023")])
    assert with_purchase[3][5] == pytest.approx(10 * 1 / 2 / 3)
    assert counts[3] == known[1][3] + 1
    disputes = [{"id": "d", "since": "2023-12", **DISPUTE}]
    with_dispute, _ = known_before(tmp_path / "dispute", AGREEMENTS, disputes=disputes)
    assert with_dispute[1][2] == pytest.approx(known[0][1][2] - 2)


def test_groupings_without_a_date_are_not_there(tmp_path: Path) -> None:
    pool = {"name": "Some", "kind": "minilateral", "purpose": "Some.", "domains": "air"}
    groupings = [
        {"id": "undated", "members": "AT;PL", **pool},
        {"id": "dated", "members": "AT;PL", "founded": "2023", **pool},
        {"id": "perhaps", "members": "AT;PL", "founded": "2024", **pool},
        {"id": "like-it", "members": "DE;FR;NL", "founded": "2011", **pool},
    ]
    with small_pacts(tmp_path, agreements=AGREEMENTS, needs=NEEDS, groupings=groupings) as world:
        group = real_groups(world, SIX, date(2014, 1, 1)).groups[0]
        before = Past(world).before(group)
    assert before.valid_on == date(2024, 4, 30)
    assert before.table("groupings")["id"].to_list() == ["dated"]
    assert before.table("agreements")["id"].to_list() == ["de-fr", "fr-nl", "de-nl", "at-pl"]


# ── Which groups are hidden ──────────────────────────────────────────────────────────────────────────────────────────


def test_which_groups_are_real(tmp_path: Path) -> None:
    """Of seven agreements two are groups, and of the pools one, whose founders an agreement of its month names."""
    agreements = [
        pact("kept", "DE;FR;PL;UA", "2015"),
        pact("goes-on", "DE;FR;PL;UA", "2019"),
        pact("of-two", "DE;PL", "2016"),
        pact("of-four", "AT;DE;FR;HR", "2016"),  # more than half of six
        pact("declared", "AT;HR;NL", "2016", form="political_declaration"),
        pact("of-firms", "AT;HR;NL", "2016", level="company"),
        pact("old", "AT;FR;NL", "2012"),
        tie("founding", "AT;HR;PL", "2017-06-03"),
    ]
    pool = {"name": "Some", "kind": "capability_pool", "purpose": "Some.", "domains": "air"}
    groupings = [
        {"id": "pool", "members": "AT;DE;HR;NL;PL", "founded": "2017-06", **pool},
        {"id": "undated", "members": "AT;DE;HR", **pool},
    ]
    projects = [
        {"id": "project", "name": "Some", "start_year": "2018", "participants": "FR;HR;NL", **PROJECT},
        {"id": "unknown", "name": "Some", "start_year": "2018", **PROJECT},
    ]
    with small_pacts(tmp_path, agreements=agreements, groupings=groupings, pesco_projects=projects) as world:
        found = real_groups(world, SIX, date(2014, 1, 1))
    assert [(each.id, each.members, each.outside, each.day) for each in found.groups] == [
        ("kept", ("DE", "FR", "PL"), ("UA",), date(2015, 1, 1)),
        ("pool", ("AT", "HR", "PL"), (), date(2017, 6, 1)),
        ("project", ("FR", "HR", "NL"), (), date(2018, 1, 1)),
    ]
    assert found.groups[1].founders == "founding"
    assert dict(found.left_out) == {
        "that go on from an earlier one": 1,
        "with more than half of the states of the engine": 1,
        "that formed before 1 January 2014": 1,
        "whose founding has no date": 1,
    }


def test_the_bundled_facts_hold_the_groups_one_would_ask_for(bundled_world: World) -> None:
    states = tuple(bundled_world.table("needs")["state"].unique().sort())
    found = {each.id: each for each in real_groups(bundled_world, states, date(2014, 1, 1)).groups}
    edirpa = [name for name in found if "edirpa" in name]
    assert len(edirpa) == 5
    assert found["de-fr-it-pl-2024-elsa-loi"].members == ("DE", "FR", "IT", "PL")
    assert len(found["essi"].members) == 15  # the founders of October 2022, and not the members of today
    assert found["essi"].founders == "multi-2022-european-sky-shield"
    assert "de-dk-ee-gb-lt-lv-nl-se-ua-2024-drone-coalition" in found
    for one, other in combinations(found.values(), 2):
        assert overlap(one.states, other.states) < 0.7


# ── Against the search and SciPy ──────────────────────────────────────────────────────────────────────────────────────


def test_the_score_ranks_as_the_search_does(tmp_path: Path) -> None:
    """With needs for radars, which the group is about; held against the full list of the search over the same states."""
    word = {"word": "radar", "matter": "radars at sea", "area_id": "WP-1"}
    agreements = [*AGREEMENTS[:-1], pact(SECOND, "AT;HR;PL", "2026-02", title="Radars together")]
    needs = [need(state, quantity=str(3 + 2 * place)) for place, state in enumerate(SIX)]
    with small_pacts(tmp_path, agreements=agreements, needs=needs, capability_words=[word]) as world:
        group = next(each for each in real_groups(world, SIX, date(2014, 1, 1)).groups if each.id == SECOND)
        past, weights = Past(world), read_weights(world)
        judged = judge(past, weights, SIX, group, 100, 1)
        scoring = measured(past, weights, SIX, group, needs_of(world, group)).scoring
    assert group.area == "WP-1"
    assert scoring is not None
    ranking = best(scoring, Limits(3, 3, tuple(range(6))), 20)
    mine = np.flatnonzero((ranking.groups == np.isin(SIX, group.members)).all(axis=1))[0]
    above = (ranking.scores > ranking.scores[mine] + 1e-8).sum()
    level = (np.abs(ranking.scores - ranking.scores[mine]) <= 1e-8).sum() - 1
    assert judged.places["score"].rank == 1 + above + level / 2


def judged_at(percentile: float, rank: float = 1, of: int = 500, near: int = 3) -> Judged:
    place = Place(rank, rank, percentile, percentile, percentile)
    return Judged(
        RealGroup("g", "agreement", "Some", "2024", tuple("ABC")), of, near, of, {"ties": place, "popularity": place}
    )


def test_chance_of_the_first_twenty_is_hypergeometric() -> None:
    trial = Trial((judged_at(10), judged_at(90, near=150, of=736_281, rank=TOP + 1)), {}, 31, 100, 1)
    expected = stats.hypergeom.sf(0, 500, 3, TOP) + stats.hypergeom.sf(0, 736_281, 150, TOP)
    assert trial.first_by_chance("ties") == pytest.approx(expected)
    assert [each.of for each in trial.first("ties")] == [500]
    assert replace(judged_at(10), compared=7).all_compared is False


def test_the_interval_of_a_median_is_that_of_scipy() -> None:
    values = np.random.default_rng(5).random(40) * 100
    trial = Trial((), {}, 31, 100, 7)
    expected = stats.bootstrap(
        (values,), np.median, n_resamples=RESAMPLES, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    assert trial.interval(values) == pytest.approx((expected.low, expected.high), abs=3)


# ── Promises to whoever reads, and what is refused ───────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def bundled_answer(bundled_world: World) -> Answer:
    """The groups since November 2024: some with all groups compared, some drawn by lot."""
    return QUESTION.ask(bundled_world, {"from": "2024-11", "draws": 500})


def test_an_answer_keeps_its_promises(bundled_world: World, bundled_answer: Answer) -> None:
    names = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in bundled_world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    for finding in bundled_answer.findings:
        assert finding.text.endswith("."), finding.text
        assert finding.evidence, finding.name
        assert not set(finding.evidence) - names, finding.name
    assert all(note.endswith(".") for note in bundled_answer.notes)
    for table in bundled_answer.tables.values():
        assert set(table.labels) <= set(table.frame.columns)
    json.loads(FORMATS["json"].render(bundled_answer, None, None))
    groups = bundled_answer.table("groups")
    assert groups["id"].str.contains("edirpa").sum() == 5
    assert groups.filter(pl.col("compared") < pl.col("of")).height > 0
    assert (groups["low"] <= groups["percentile"]).all()
    assert (groups["percentile"] <= groups["high"]).all()
    assert (groups["rank"] <= groups["rank_itself"]).all()


def test_a_world_in_which_no_group_formed(tmp_path: Path) -> None:
    with small_pacts(tmp_path, needs=NEEDS) as nothing:
        answer = QUESTION.ask(nothing)
    assert answer.finding("hidden").value == 0
    assert answer.charts == ()
    assert answer.table("groups").height == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"from": "2027"}, "--from 2027 is after the day of the registry that is asked, 2026-11-21"),
        ({"from": "soon"}, "--from"),
        ({"draws": 3}, "--draws"),
        ({"seed": -1}, "--seed"),
    ],
)
def test_what_cannot_be_used_is_refused(bundled_world: World, given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(bundled_world, given)
    assert told in str(refused.value)
