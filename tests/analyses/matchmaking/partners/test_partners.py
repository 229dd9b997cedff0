"""Whom to call first: by hand among three states, by trying every group among many, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from tests.analyses.matchmaking.small_needs import small_needs

from phalanx.analyses.matchmaking.constellations.question import QUESTION as CONSTELLATIONS
from phalanx.analyses.matchmaking.partners.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_needs(tmp_path_factory.mktemp("needs")) as made:
        yield made


@pytest.fixture(scope="module")
def scores(world: World) -> dict[tuple[str, ...], float]:
    """The score of every group of the three states with a need in WP-1, as the other question tells it."""
    table = CONSTELLATIONS.ask(world, {"area": "WP-1"}).table("constellations")
    return {tuple(group): score for group, score in table.select("group", "score").iter_rows()}


@pytest.fixture(scope="module")
def estonia(bundled_world: World) -> Answer:
    return QUESTION.ask(bundled_world, {"state": "EE", "area": "WP-4", "max": 4})


def rows(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["partner"]: row for row in answer.table("partners").to_dicts()}


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_germany_has_two_to_call(world: World, scores: Mapping[tuple[str, ...], float]) -> None:
    """The three together are best; France adds what they have beyond Germany and Poland, Poland beyond Germany and France."""
    three = scores["DE", "FR", "PL"]
    assert three == max(scores.values())
    answer = QUESTION.ask(world, {"state": "DE", "area": "WP-1"})
    assert next(iter(answer.tables)) == "partners"
    found = rows(answer)
    assert found["FR"]["gain"] == pytest.approx(three - scores["DE", "PL"], abs=2e-3)
    assert found["PL"]["gain"] == pytest.approx(three - scores["DE", "FR"], abs=2e-3)
    assert list(found) == sorted(found, key=lambda state: -found[state]["gain"])
    assert answer.finding("call_first").value == "FR"
    assert answer.finding("best_group").value == pytest.approx(three, abs=1e-3)
    assert answer.finding("best_group").text.startswith("The best of 3 groups with Germany")
    assert found["FR"]["pair_score"] == pytest.approx(scores["DE", "FR"], abs=1e-3)


def test_what_opens_and_what_stands_between(world: World) -> None:
    """TRIO takes three states; between Germany and France stands a dispute, and between Germany and Poland none."""
    found = rows(QUESTION.ask(world, {"state": "DE", "area": "WP-1"}))
    assert (found["FR"]["open"], found["FR"]["open_to_pair"]) == (["TRIO", "LOAN", "CLUB"], ["LOAN", "CLUB"])
    assert (found["FR"]["disputes"], found["PL"]["disputes"]) == (["d-1"], [])
    for words in (
        "With France the best group is Germany, France and Poland",
        "more than the best without it, Germany and Poland",
        "Both need guns and radars",
        "2 agreements to which both are party",
        "Treaty of Aachen",
        "Between them stands d-1",
        "though TRIO is not to the two alone",
    ):
        assert words in found["FR"]["why"], words
    assert "Both need radars" in found["PL"]["why"]


def test_who_takes_from_the_best_group_comes_last(world: World, scores: Mapping[tuple[str, ...], float]) -> None:
    """In groups of two Germany can have one of them: what one adds the other takes."""
    answer = QUESTION.ask(world, {"state": "DE", "area": "WP-1", "max": 2})
    gain = scores["DE", "FR"] - scores["DE", "PL"]
    assert gain > 0
    assert {state: row["gain"] for state, row in rows(answer).items()} == pytest.approx(
        {"FR": gain, "PL": -gain}, abs=2e-3
    )
    assert answer.finding("call_last").value == "PL"
    assert "1 of 2 partners looked at is in the best group: France" in answer.finding("adding").text


def test_without_whom_there_is_no_group_is_called_first(world: World) -> None:
    found = rows(QUESTION.ask(world, {"state": "DE", "area": "WP-1", "min": 3}))
    assert [row["gain"] for row in found.values()] == [None, None]
    assert "without it there is no group" in found["FR"]["why"]


def test_who_is_settled_is_in_every_group_and_not_called(world: World) -> None:
    found = rows(QUESTION.ask(world, {"state": "DE", "area": "WP-1", "must": "PL"}))
    assert list(found) == ["FR"]
    assert found["FR"]["group_without"] == ["DE", "PL"]
    assert list(rows(QUESTION.ask(world, {"state": "DE", "area": "WP-1", "without": "PL"}))) == ["FR"]


def test_nobody_to_call_has_an_answer_that_says_so(world: World) -> None:
    for given, words in (
        ({"state": "NO", "area": "WP-3"}, "No group with Norway is within the limits"),
        ({"state": "DE", "must": "FR,PL"}, "is settled already"),
        ({"state": "DE", "instrument": "BARE"}, "BARE is open to none of them"),
    ):
        answer = QUESTION.ask(world, {"area": "WP-1", **given})
        assert answer.finding("partners").value == 0
        assert words in answer.finding("partners").text
        assert answer.table().height == 0
        assert not answer.charts
        assert FORMATS["json"].render(answer, None, None)


# ── By trying every group ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_partner_as_by_the_list_of_all_groups(bundled_world: World) -> None:
    """All 501 groups of the nine states that need maritime patrol aircraft, from the other question, and two maxima of them."""
    table = CONSTELLATIONS.ask(bundled_world, {"area": "WP-7", "top": 1000}).table("constellations")
    scores = {frozenset(group): score for group, score in table.select("group", "score").iter_rows()}
    states = set().union(*scores)
    assert (len(scores), len(states)) == (501, 9)
    for state in sorted(states)[:3]:
        found = rows(QUESTION.ask(bundled_world, {"state": state, "area": "WP-7"}))
        assert set(found) == states - {state}
        gains = [row["gain"] for row in found.values()]
        assert gains == sorted(gains, reverse=True)
        for partner, row in found.items():
            with_it = max(score for group, score in scores.items() if {state, partner} <= group)
            without = max(score for group, score in scores.items() if state in group and partner not in group)
            assert row["gain"] == pytest.approx(with_it - without, abs=2e-3)
            assert scores[frozenset(row["group"])] == pytest.approx(with_it, abs=1e-6)
            assert scores[frozenset(row["group_without"])] == pytest.approx(without, abs=1e-6)
            assert row["pair_score"] == pytest.approx(scores[frozenset({state, partner})], abs=1e-6)


def test_only_groups_to_which_an_instrument_is_open(bundled_world: World) -> None:
    answer = QUESTION.ask(bundled_world, {"state": "EE", "area": "WP-4", "max": 3, "instrument": "SAFE"})
    assert all("SAFE" in row["open"] for row in rows(answer).values())
    assert answer.finding("instruments").evidence


def test_parts_of_the_two_sum_to_their_score(estonia: Answer) -> None:
    sums: dict[str, float] = {}
    for partner, adds in estonia.table("parts").select("partner", "adds").iter_rows():
        sums[partner] = sums.get(partner, 0.0) + adds
    assert sums == pytest.approx({partner: row["pair_score"] for partner, row in rows(estonia).items()}, abs=6e-3)


# ── Promises to whoever reads ────────────────────────────────────────────────────────────────────────────────────────


def test_findings_are_sentences_that_rest_on_records(bundled_world: World, estonia: Answer) -> None:
    known = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in bundled_world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    assert len({finding.name for finding in estonia.findings}) == len(estonia.findings)
    for finding in estonia.findings:
        assert finding.text.endswith(".")
        assert finding.unit
        assert set(finding.evidence) <= known, finding.name
    assert estonia.finding("call_first").evidence
    assert all(note.endswith(".") for note in estonia.notes)
    assert estonia.title.endswith("?")


def test_tables_charts_and_map_can_be_read(estonia: Answer) -> None:
    for table in estonia.tables.values():
        assert set(table.labels) <= set(table.frame.columns)
    for chart in estonia.charts:
        assert "illustrative needs" in chart.subtitle
        assert "-hatched" in json.dumps(chart.vega_lite)
    features = estonia.maps[0].geojson["features"]
    roles = {feature["properties"]["role"] for feature in features}
    assert roles == {"looks for partners", "in the best group", "would come next", "further away"}
    lines = [feature for feature in features if feature["geometry"]["type"] == "LineString"]
    assert {feature["id"].split("-")[0] for feature in lines} == {"EE"}
    for name in ("json", "svg"):
        assert FORMATS[name].render(estonia, None, None)


def test_asked_again_it_answers_the_same(bundled_world: World, estonia: Answer) -> None:
    again = QUESTION.ask(bundled_world, {"state": "EE", "area": "WP-4", "max": 4})
    assert FORMATS["json"].render(again, None, None) == FORMATS["json"].render(estonia, None, None)


# ── Bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ["EE needs nothing of WP-1"]),
        ({"state": "XX"}, ["'XX' is no state"]),
        ({"state": "EU"}, ["'EU' is no state but European Union"]),
        ({"state": "NO"}, ["NO needs nothing of WP-1", "a --state with a need there (DE, FR, PL)"]),
        ({"state": "DE", "area": "WP-99"}, ["no capability area 'WP-99'"]),
        ({"state": "DE", "must": "NO"}, ["NO needs nothing of WP-1"]),
        ({"state": "DE", "must": "DE"}, ["'DE' is named 2 times"]),
        ({"state": "DE", "without": "DE"}, ["DE must be in every group and may be in none"]),
        ({"state": "DE", "must": "PL", "without": "PL"}, ["PL must be in every group and may be in none"]),
        ({"state": "DE", "min": 4}, ["A group of 4 is larger than all 3 states"]),
        ({"state": "DE", "min": 3, "max": 2}, ["--min 3 is more than --max 2"]),
        ({"state": "DE", "must": "FR,PL", "max": 2}, ["3 states must be in a group of at most 2"]),
        ({"state": "DE", "instrument": "PAST"}, ["PAST had ended"]),
    ],
    ids=str,
)
def test_what_is_refused_says_what_is_allowed(world: World, given: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, {"area": "WP-1", **given})
    for each in words:
        assert each in str(refused.value)


def test_all_problems_are_told_together(world: World) -> None:
    given = {
        "state": "XX",
        "area": "WP-1",
        "instrument": "PAST",
        "must": "FR,FR,PL",
        "without": "PL",
        "min": 7,
        "max": 6,
    }
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, given)
    for words in (
        "'XX' is no state",
        "PAST had ended",
        "'FR' is named 2 times",
        "PL must be in every group",
        "--min 7 is more",
        "A group of 7 is larger",
    ):
        assert words in str(refused.value)


def test_combinations_of_the_bundled_states_are_all_looked_at(estonia: Answer) -> None:
    """Groups of up to four of 31 states with Estonia in them: one, two or three of the other thirty."""
    count = sum(len(list(combinations(range(30), others))) for others in (1, 2, 3))
    assert f"The best of {count:,} groups with Estonia" in estonia.finding("best_group").text
