"""layers counted by hand on small worlds, and on selections of little or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from tests.analyses.network.conftest import simple_weights
from tests.analyses.network.made_worlds import make_world
from tests.analyses.small_world import FILES, make_registry

from phalanx.analyses.network.hypergraph import hypergraph
from phalanx.analyses.network.layers.question import QUESTION, rank_correlation
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.registry.store import Registry
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World
from phalanx.world.agreements import Selection, select

Pair = frozenset[str]
Pairs = set[Pair]
LARGEST = 12
MINILATERAL_KINDS = {"regional", "minilateral", "joint_command", "capability_pool", "centre_of_excellence"}


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, given)


def ties(answer: Answer) -> dict[Pair, dict[str, Any]]:
    return {frozenset((row["a"], row["b"])): row for row in answer.table("ties").to_dicts()}


def rows(answer: Answer, table: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in answer.table(table).to_dicts()}


def pair(text: str) -> Pair:
    return frozenset(text.split("-"))


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_small_world_counted_by_hand(weighted_world: World) -> None:
    """DE-FR, DE-SE, PL-SE and FR-PL have an agreement of their own that stands; all four states are in the Union, in NATO
    by 2024 and in the pact of four. The declaration of DE-PL is only announced, the arrangement of FR-SE ended.
    """
    answer = ask(weighted_world)
    found = ties(answer)
    assert set(found) == {pair("DE-FR"), pair("DE-SE"), pair("PL-SE"), pair("FR-PL")}
    assert answer.finding("pairs").value == 4
    assert all(
        (row["minilateral"], row["eu"], row["nato"], row["alone"]) == (True, True, True, False)
        for row in found.values()
    )
    for name in ("nested", "nested_minilateral", "nested_eu", "nested_nato"):
        assert answer.finding(name).value == 100
    assert answer.finding("alone").value == 0
    # The Weimar Triangle holds DE-FR and FR-PL, the Baltic Sea Group DE-SE and PL-SE: three states each.
    assert {row["smallest"] for row in found.values()} == {3}
    assert answer.finding("half_within").value == 3
    # Pact, one grouping, the Union and NATO.
    assert {row["depth"] for row in found.values()} == {4}
    assert found[pair("DE-FR")]["shared"] == ["Weimar Triangle", "European Union or its forerunner", "NATO"]
    assert found[pair("DE-FR")]["ids"] == ["de-fr-2019-treaty"]
    assert found[pair("PL-SE")]["weight"] == 0.25
    assert {code for code, row in found.items() if row["uncertain"]} == {pair("PL-SE"), pair("FR-PL")}


def test_groupings_of_the_small_world(weighted_world: World) -> None:
    """Weimar: DE-FR and FR-PL of three pairs. Baltic Sea Group: DE-SE and PL-SE of three."""
    answer = ask(weighted_world)
    groupings = rows(answer, "groupings", "id")
    assert set(groupings) == {"weimar", "baltic-sea"}
    for row in groupings.values():
        assert (row["members"], row["pairs"], row["tied"]) == (3, 3, 2)
        assert row["support_pct"] == pytest.approx(66.7)
    assert answer.finding("unsupported").value == 0
    assert answer.finding("full_support").value == 0
    # The first by its id of those that are level.
    assert answer.finding("least_support").evidence == ("baltic-sea",)


def test_layers_of_the_small_world(weighted_world: World) -> None:
    """Six pairs in all: all of them in the pact, in the Union and in NATO, four with an agreement of their own."""
    found = {(row["layer"], row["other"]): row for row in ask(weighted_world).table("layers").to_dicts()}
    assert found["bilateral", "nato"]["pairs"] == 4
    assert found["bilateral", "nato"]["share_pct"] == 100
    assert found["nato", "bilateral"]["share_pct"] == pytest.approx(66.7)
    assert found["nato", "bilateral"]["jaccard"] == pytest.approx(4 / 6, abs=1e-4)
    assert found["eu", "nato"]["jaccard"] == 1
    assert found["eu", "nato"]["correlation"] is None  # all are equally strong in both
    assert found["pesco_project", "eu"]["share_pct"] is None  # there is no project


def test_states_of_the_small_world(weighted_world: World) -> None:
    """Two partners of two and three in each other layer: 11 in all, a concentration of 2² + 3 · 3² over 11²."""
    states = rows(ask(weighted_world), "states", "state")
    expected = 4 / 3 * (1 - (2**2 + 3 * 3**2) / 11**2)
    for row in states.values():
        assert (row["partners"], row["minilateral_partners"], row["eu_partners"], row["nato_partners"]) == (2, 3, 3, 3)
        assert (row["minilateral_pct"], row["eu_pct"], row["nato_pct"], row["alone"]) == (100, 100, 100, 0)
        assert row["participation"] == pytest.approx(expected, abs=1e-4)


def test_what_is_too_large_is_not_minilateral(weighted_world: World) -> None:
    """With three states at most the pact of four does not count: of the six pairs only FR-SE is in no grouping of three."""
    three, two = ask(weighted_world, largest=3), ask(weighted_world, largest=2)
    assert {(row["layer"], row["pairs"]) for row in three.table("layers").to_dicts()} >= {("minilateral", 5)}
    assert three.finding("nested_minilateral").value == 100
    assert two.finding("nested_minilateral").value == 0
    # How small the circles are does not depend on what counts as small.
    assert {row["smallest"] for row in ties(two).values()} == {3}


def test_an_earlier_day_shows_no_later_members(small_registry_weighted: Path) -> None:
    """At the end of 2023 Sweden is not in NATO and the Baltic Sea Group not founded. DE-FR and PL-SE have agreements."""
    answer = ask(world_on(small_registry_weighted, date(2023, 12, 31)))
    found = ties(answer)
    assert set(found) == {pair("DE-FR"), pair("PL-SE")}
    assert found[pair("DE-FR")]["nato"]
    assert not found[pair("PL-SE")]["nato"]
    assert found[pair("PL-SE")]["eu"]
    assert found[pair("PL-SE")]["smallest"] == 4  # the pact, which Sweden joined in March 2023
    assert set(rows(answer, "groupings", "id")) == {"weimar"}
    # A year earlier Sweden was not yet in the pact; the tie of Poland and Sweden lies in the Union alone.
    before = ties(ask(world_on(small_registry_weighted, date(2022, 12, 31))))
    assert before[pair("PL-SE")]["smallest"] is None
    assert (before[pair("PL-SE")]["eu"], before[pair("PL-SE")]["alone"]) == (True, False)


@pytest.fixture
def small_registry_weighted(tmp_path: Path) -> Path:
    make_registry(tmp_path, network_weights=simple_weights()).close()
    return tmp_path / "small.sqlite"


def world_on(path: Path, day: date) -> World:
    with Registry.open(f"sqlite:///{path}") as registry:
        return World.of(registry, day)


GROUPINGS = """\
id,name,kind,founded,members,purpose,domains,source_url,source_grade,confidence
union,The Union,union,1993,DE;FR;PL;SE,Union,exercises,https://example.org/union,A,verified
alliance,The Alliance,alliance,1949,DE;FR;PL;SE,Alliance,exercises,https://example.org/alliance,A,verified
fund,The Fund,eu_framework,2019,DE;FR,Fund,exercises,https://example.org/fund,A,verified
"""


def test_members_of_the_union_and_of_nato_count_from_their_year(tmp_path: Path) -> None:
    """The lists name all four; Poland joined the Union in 2004 and NATO in 1999, Sweden in 1995 and 2024."""
    signed = [("DE;FR", "1990-01-01", ""), ("FR;SE", "1990-01-01", ""), ("DE;PL", "1990-01-01", "")]
    make_world(tmp_path, signed, groupings=GROUPINGS).table("agreements")
    path = tmp_path / "small.sqlite"
    for year, union, alliance in (
        (1994, {"DE-FR"}, {"DE-FR"}),
        (1995, {"DE-FR", "FR-SE"}, {"DE-FR"}),
        (1999, {"DE-FR", "FR-SE"}, {"DE-FR", "DE-PL"}),
        (2004, {"DE-FR", "FR-SE", "DE-PL"}, {"DE-FR", "DE-PL"}),
        (2024, {"DE-FR", "FR-SE", "DE-PL"}, {"DE-FR", "FR-SE", "DE-PL"}),
    ):
        answer = ask(world_on(path, date(year, 1, 1)))
        found = ties(answer)
        assert {code for code, row in found.items() if row["eu"]} == {pair(text) for text in union}, year
        assert {code for code, row in found.items() if row["nato"]} == {pair(text) for text in alliance}, year
        assert ("fund" in rows(answer, "groupings", "id")) == (year >= 2019)
        members = rows(answer, "groupings", "id")["union"]["members"]
        assert members == {1994: 2, 1995: 3, 1999: 3, 2004: 4, 2024: 4}[year]


PROJECTS = """\
id,name,wave,start_year,domain,coordinator,participants,status,summary,source_url,source_grade,confidence,note
bridge,Bridge,1,2018,maritime,DE,DE;JP,active,Builds.,https://example.org/bridge,A,verified,
closed,Closed,1,2018,maritime,DE,DE;JP,closed,Built.,https://example.org/closed,A,verified,
unknown,Unknown,1,2018,maritime,DE,,listed,Builds.,https://example.org/unknown,A,verified,
"""


def test_ties_that_stand_alone_are_listed_with_their_agreements(tmp_path: Path) -> None:
    """Japan is in nothing but a PESCO project with Germany, which nests no tie; DE-FR is in Weimar, Union and NATO."""
    signed = [
        ("DE;FR", "2020-01-01", ""),
        ("DE;JP", "2020-01-01", ""),
        ("FR;JP", "2021-01-01", ""),
        ("DE;JP", "2022-01-01", ""),
    ]
    answer = ask(make_world(tmp_path, signed, pesco_projects=PROJECTS))
    found = ties(answer)
    assert {code for code, row in found.items() if row["alone"]} == {pair("DE-JP"), pair("FR-JP")}
    assert (found[pair("DE-JP")]["pesco_projects"], found[pair("DE-JP")]["shared"]) == (1, ["Bridge"])
    alone = answer.finding("alone")
    assert alone.value == 2
    assert set(alone.evidence) == {"a1", "a2", "a3"}
    assert "2 ties of two stand alone, 2 of them with Japan: France and Germany. If" in alone.text
    assert alone.text.endswith("of any size counted, 2 would.")
    assert answer.finding("nested").value == pytest.approx(33.3)
    # Of four agreements of weight 1, one is between Germany and France.
    assert "by weight 25 %" in answer.finding("nested").text
    assert rows(answer, "states", "state")["JP"]["alone"] == 2
    assert rows(answer, "states", "state")["JP"]["participation"] == 0
    assert next(iter(answer.table("ties")["alone"])) is True  # the ties that stand alone come first


def test_a_grouping_without_agreements_of_two_is_named(tmp_path: Path) -> None:
    """France and Sweden alone have an agreement: neither Weimar nor the Baltic Sea Group holds both."""
    answer = ask(make_world(tmp_path, [("FR;SE", "2020-01-01", "")]))
    assert answer.finding("unsupported").value == 2
    assert set(answer.finding("unsupported").evidence) == {"weimar", "baltic-sea"}
    assert answer.finding("least_support").value == 0


def test_forms_count_each_domain_of_an_agreement(weighted_world: World) -> None:
    """What stands: two treaties (industry, procurement; industry), a memorandum of four, a letter and a contract."""
    found = ask(weighted_world).table("forms").to_dicts()
    counted = {(row["legal_type"], row["domain"]): (row["bilateral"], row["plurilateral"]) for row in found}
    assert counted == {
        ("treaty", "industry"): (2, 0),
        ("treaty", "procurement"): (1, 0),
        ("memorandum", "exercises"): (0, 1),
        ("letter_of_intent", "maritime"): (1, 0),
        ("contract", "ammunition"): (1, 0),
        ("contract", "procurement"): (1, 0),
    }
    assert all(row["agreements"] == row["bilateral"] + row["plurilateral"] for row in found)


def test_a_pact_of_three_is_plurilateral(small_registry_weighted: Path) -> None:
    """At the end of 2022 the pact binds Germany, France and Poland; Sweden joined it in 2023."""
    answer = ask(world_on(small_registry_weighted, date(2022, 12, 31)))
    (pact,) = [row for row in answer.table("forms").to_dicts() if row["domain"] == "exercises"]
    assert (pact["bilateral"], pact["plurilateral"]) == (0, 1)
    found = ties(answer)[pair("DE-FR")]
    assert (found["pacts"], found["smallest"]) == (1, 3)


def test_the_map_draws_the_ties_that_stand_alone(tmp_path: Path) -> None:
    """Poland and Sweden, when neither is in anything: one line between Warsaw and Stockholm."""
    states = (
        FILES["states.csv"].replace("PL,Poland,2004,1999", "PL,Poland,,").replace("SE,Sweden,1995,2024", "SE,Sweden,,")
    )
    groupings = FILES["groupings.csv"].replace("DE;PL;SE", "DE;FR")
    signed = [("PL;SE", "2020-01-01", ""), ("DE;FR", "2020-01-01", "")]
    answer = ask(make_world(tmp_path, signed, states=states, groupings=groupings))
    (feature,) = answer.maps[0].geojson["features"]
    assert feature["geometry"] == {"type": "LineString", "coordinates": [[21.0, 52.2], [18.1, 59.3]]}
    assert feature["properties"]["title"] == "Poland – Sweden"
    assert feature["properties"]["dashed"] is False


# ── Little or nothing, and laws ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "given", [{"from": "2090"}, {"to": "1950"}, {"scope": "weimar-three", "kind": "plurilateral", "from": "2025"}]
)
def test_a_selection_of_nothing_says_so(weighted_world: World, given: dict[str, str]) -> None:
    answer = ask(weighted_world, **given)
    assert answer.finding("agreements").value == 0
    assert answer.table().height == 0
    assert not answer.charts


def test_pacts_alone_leave_nothing_to_nest(weighted_world: World) -> None:
    answer = ask(weighted_world, kind="plurilateral")
    assert answer.finding("pairs").value == 0
    assert "nothing to nest" in answer.finding("pairs").text
    assert not answer.table("ties").height
    assert not {"alone", "nested", "deepest"} & {finding.name for finding in answer.findings}
    assert all(FORMATS["svg"].render(answer, None, chart.name) for chart in answer.charts)
    assert {row["eu_pct"] for row in answer.table("states").to_dicts()} == {None}


def test_two_states_alone(weighted_world: World) -> None:
    """Only the contract of Germany and Sweden: one tie, in the Baltic Sea Group, the Union and NATO."""
    answer = ask(weighted_world, level="company")
    assert set(ties(answer)) == {pair("DE-SE")}
    assert answer.finding("deepest").value == 3
    assert {row["participation"] for row in answer.table("states").to_dicts()} == {1.0}


def test_a_state_without_agreements_changes_nothing(tmp_path: Path) -> None:
    """Norway, in NATO and in no agreement, is no part of the web."""
    signed = [("DE;FR", "2020-01-01", ""), ("PL;SE", "2020-01-01", ""), ("DE;FR;PL", "2021-01-01", "")]
    norway = FILES["states.csv"].splitlines()[1].replace("DE,Germany,1958,1955", "NO,Norway,,1949")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = ask(make_world(tmp_path / "one", signed))
    two = ask(make_world(tmp_path / "two", signed, states=FILES["states.csv"] + norway + "\n"))
    assert [finding.text for finding in one.findings] == [finding.text for finding in two.findings]
    for name in one.tables:
        assert one.table(name).equals(two.table(name)), name


@pytest.mark.parametrize("given", [{"largest": 1}, {"largest": 201}, {"largest": "few"}])
def test_a_size_that_makes_no_sense_is_refused(weighted_world: World, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(weighted_world, **given)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=20))
def test_the_rank_correlation_is_that_of_scipy(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, dtype=np.float64).T
    found = rank_correlation(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(float(spearmanr(one, other).statistic), abs=1e-4)


def test_bundled_strengths_go_with_the_web(bundled_world: World) -> None:
    """The weights of all ties of two add up to those of the web's agreements between two states."""
    web = hypergraph(bundled_world, select(bundled_world, Selection()))
    day = bundled_world.valid_on
    weights = ask(bundled_world).table("ties")["weight"].sum()
    assert weights == pytest.approx(float(web.weigh(day)[web.sizes(day) == 2].sum()), abs=0.01)


def test_a_tie_is_uncertain_where_all_its_records_are(bundled_world: World) -> None:
    doubtful = {
        row["id"]
        for row in bundled_world.table("agreements").to_dicts()
        if row["confidence"] == "partial" or row["source_grade"] in "DE"
    }
    found = ask(bundled_world).table("ties").to_dicts()
    assert [row["uncertain"] for row in found] == [set(row["ids"]) <= doubtful for row in found]
    mixed = [row for row in found if set(row["ids"]) & doubtful and not row["uncertain"]]
    assert mixed


def test_asked_again_it_gives_the_same_bytes(bundled_world: World) -> None:
    one, same = (FORMATS["json"].render(ask(bundled_world), None, None) for _ in range(2))
    assert one == same
