"""clusters on webs whose camps one can see, against other libraries, and on selections of little or nothing."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score
from tests.analyses.network.made_worlds import Signed, make_world

from phalanx.analyses.network.clusters.communities import (
    Clustering,
)
from phalanx.analyses.network.clusters.compared import adjusted_rand, letter
from phalanx.analyses.network.clusters.question import QUESTION, ClustersParameters, numbered_through, resamples_of
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

FEW = {"resamples": 50}
SOUTH, NORTH = ("DE", "FR", "PL"), ("FI", "NO", "SE")
CAMPS: list[Signed] = [
    *((f"{one};{other}", signed, "") for camp in (SOUTH, NORTH) for one, other in itertools.combinations(camp, 2)
      for signed in ("2018-05-01", "2020-05-01")),
    ("PL;SE", "2019-05-01", ""),
]  # fmt: skip
"""Two camps of three, every two of a camp with two agreements of weight 1, and one agreement across."""
REGIONS = {"DE": "western_europe", "FR": "western_europe", "PL": "eastern_europe"} | dict.fromkeys(
    NORTH, "northern_europe"
)


def countries_csv(regions: dict[str, str]) -> str:
    lines = [
        f"{code},{code},europe,{region},50,10,https://example.org/regions,A,verified,"
        for code, region in regions.items()
    ]
    return "\n".join(
        ["iso2,name,region,subregion,label_lat,label_lon,source_url,source_grade,confidence,note", *lines, ""]
    )


@pytest.fixture
def camps(tmp_path: Path) -> World:
    return make_world(tmp_path, CAMPS, countries=countries_csv(REGIONS))


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, FEW | given)


def divided(answer: Answer) -> set[frozenset[str]]:
    return {frozenset(members) for members in answer.table("clusters")["members"].to_list()}


def rows(answer: Answer, table: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in answer.table(table).to_dicts()}


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_camps_are_two_clusters(camps: World) -> None:
    """Of 13 agreements of weight 1 – those of 2018 and later are younger than ten years – 12 lie within the camps. Each
    camp has half of all strength, 13 of 26: chance puts a quarter and a quarter of the weight within them.
    """
    answer = ask(camps)
    assert divided(answer) == {frozenset(SOUTH), frozenset(NORTH)}
    assert answer.finding("clusters").value == 2
    assert answer.finding("modularity").value == pytest.approx(12 / 13 - 1 / 2, abs=1e-4)
    assert "92 % of the weight lies within clusters, where chance would put 50 %" in answer.finding("modularity").text
    clusters = rows(answer, "clusters", "cluster")
    assert [clusters[code]["density_pct"] for code in "AB"] == [100.0, 100.0]
    # Each camp has strength 13, of which 12 with itself.
    assert [clusters[code]["weight_pct"] for code in "AB"] == [pytest.approx(100 * 12 / 13, abs=0.05)] * 2
    states = rows(answer, "states", "state")
    assert states["DE"]["inside_pct"] == 100
    assert states["PL"]["inside_pct"] == 80  # four of its five agreements


def test_a_cluster_is_called_after_what_it_is_most_like(camps: World) -> None:
    """The southern camp is the Weimar Triangle; the northern one is M49's Northern Europe, while the Baltic Sea Group of
    Germany, Poland and Sweden shares one of five states with it, and two of four with the southern one.
    """
    answer = ask(camps)
    called = {frozenset(row["members"]): row for row in answer.table("clusters").to_dicts()}
    south, north = called[frozenset(SOUTH)], called[frozenset(NORTH)]
    assert (south["called"], south["grouping_jaccard"]) == ("Weimar Triangle", 1.0)
    assert (north["called"], north["subregion_jaccard"]) == ("Northern Europe", 1.0)
    assert north["grouping_jaccard"] == pytest.approx(1 / 5)
    texts = {answer.finding(f"cluster_{code}").text for code in "AB"}
    assert any("the same as Weimar Triangle: France, Germany and Poland" in text for text in texts)
    groupings = rows(answer, "groupings", "id")
    assert (groupings["weimar"]["jaccard"], groupings["weimar"]["share_pct"]) == (1.0, 100.0)
    # Germany, Poland and Sweden: two of the four states in either are in both.
    assert groupings["baltic-sea"]["cluster"] == south["cluster"]
    assert groupings["baltic-sea"]["jaccard"] == pytest.approx(2 / 4)
    assert groupings["baltic-sea"]["share_pct"] == pytest.approx(100 * 2 / 3, abs=0.05)
    assert answer.finding("groupings").value == 2
    assert set(answer.finding("groupings").evidence) == {"weimar", "baltic-sea"}


def test_geography_is_compared_with_the_clusters(camps: World) -> None:
    """Six pairs within clusters, of which Germany–France and the three northern ones share a subregion: 4 of 6; of all 15
    pairs, 4 do.
    """
    finding = ask(camps).finding("geography")
    codes = sorted(REGIONS)
    expected = adjusted_rand_score([REGIONS[code] for code in codes], [code in SOUTH for code in codes])
    assert finding.value == pytest.approx(expected, abs=1e-4)
    assert "share a subregion in 67 % of cases, any two in 27 %" in finding.text
    assert set(finding.evidence) == {f"countries/{code}" for code in codes}


def test_a_tie_of_one_agreement_is_as_firm_as_the_lot_leaves_it(tmp_path: Path) -> None:
    """Germany and France have one agreement alone: they stay together wherever it is kept. Both Nordic states have three,
    so that one of them is nearly always left.
    """
    signed = [("DE;FR", "2019-01-22", ""), *((("FI;SE"), f"20{year}-03-01", "") for year in (16, 18, 20))]
    world = make_world(tmp_path, signed)
    answer = ask(world, resamples=400, seed=5)
    kept = np.random.default_rng(5).random((400, 4), dtype=np.float32) >= 0.2
    states = rows(answer, "states", "state")
    assert states["DE"]["stability_pct"] == states["FR"]["stability_pct"] == round(100 * kept[:, 0].mean(), 1)
    assert states["SE"]["stability_pct"] == round(100 * kept[:, 1:].any(1).mean(), 1)
    assert states["SE"]["next_pct"] == 0.0
    assert (states["SE"]["cluster"], states["DE"]["cluster"]) == ("A", "B")  # as large, and stronger
    assert divided(answer) == {frozenset({"DE", "FR"}), frozenset({"FI", "SE"})}


def test_the_years_tell_who_changed_cluster(tmp_path: Path) -> None:
    """Poland was tied to the north until 2022 and is tied to the south since 2023. The letters go by the clusters of today."""
    signed = [
        *(
            (f"{one};{other}", "2018-05-01", "")
            for one, other in (("DE", "FR"), ("FI", "NO"), ("FI", "SE"), ("NO", "SE"))
        ),
        ("DE;FR", "2019-05-01", ""),
        *((f"{nordic};PL", "2018-06-01", "2022-06-01") for nordic in NORTH),
        *((f"{other};PL", "2023-06-01", "") for other in ("DE", "FR", "DE", "FR")),
    ]
    answer = ask(make_world(tmp_path, signed), seed=2)
    years = {(row["year"], row["state"]): row["cluster"] for row in answer.table("years").to_dicts()}
    assert sorted({year for year, _ in years}) == [2020, 2021, 2022, 2023, 2024, 2025]
    assert years[2020, "PL"] == years[2020, "SE"] == years[2025, "SE"]
    assert years[2025, "PL"] == years[2025, "DE"] == years[2020, "DE"] != years[2025, "SE"]
    assert (2022, "PL") not in years  # it had no agreement then
    changed = answer.finding("changed")
    assert changed.value == 1
    assert f"from {years[2020, 'SE']} to {years[2025, 'DE']}: Poland" in changed.text
    assert "1 of 6 states" in changed.text


def test_findings_rest_on_the_agreements_among_a_clusters_states(camps: World) -> None:
    answer = ask(camps)
    south = next(row["cluster"] for row in answer.table("clusters").to_dicts() if "DE" in row["members"])
    among = {f"a{number}" for number, (parties, _, _) in enumerate(CAMPS) if set(parties.split(";")) <= set(SOUTH)}
    assert set(answer.finding(f"cluster_{south}").evidence) == among | {"weimar"}


def test_the_map_draws_clusters_and_the_ties_within(camps: World) -> None:
    """The facts know the capitals of four states, and a point inside the others: all six are drawn, and six ties."""
    features = ask(camps).maps[0].geojson["features"]
    points = {feature["id"]: feature for feature in features if feature["geometry"]["type"] == "Point"}
    assert set(points) == {*SOUTH, *NORTH}
    letters = {code: row["cluster"] for code, row in rows(ask(camps), "states", "state").items()}
    assert {code: point["properties"]["cluster"] for code, point in points.items()} == letters
    lines = {feature["id"] for feature in features if feature["geometry"]["type"] == "LineString"}
    assert {frozenset(line.split("-")) for line in lines} == {
        frozenset(pair) for camp in (SOUTH, NORTH) for pair in itertools.combinations(camp, 2)
    }


# ── Little or nothing ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "given", [{"from": "2090"}, {"to": "1950"}, {"scope": "weimar-three", "kind": "plurilateral", "from": "2025"}]
)
def test_a_selection_of_nothing_says_so(weighted_world: World, given: dict[str, str]) -> None:
    answer = ask(weighted_world, **given)
    assert answer.finding("agreements").value == 0
    assert answer.table().height == 0
    assert not answer.charts


def test_two_states_alone(weighted_world: World) -> None:
    """Only the contract between Germany and Sweden: one cluster, as firm as the lot leaves its one agreement."""
    answer = ask(weighted_world, level="company")
    assert divided(answer) == {frozenset({"DE", "SE"})}
    assert answer.finding("modularity").value == 0  # one cluster holds what chance would give it
    assert answer.finding("geography").value is None
    assert 60 < float(answer.finding("cluster_A").value or 0) < 100
    assert json.loads(FORMATS["json"].render(answer, None, None))


def test_states_that_hang_together_too_loosely_belong_to_none(tmp_path: Path) -> None:
    """Where nine in ten agreements are left out, two states of one agreement stay together in a tenth of the resamples."""
    answer = ask(make_world(tmp_path, [("DE;FR", "2019-01-22", "")]), left_out_pct=90)
    assert answer.finding("clusters").value == 0
    assert answer.table("states")["cluster"].to_list() == [None, None]
    assert answer.table("states")["next"].to_list() == [None, None]
    assert not answer.table("clusters").height
    assert all(FORMATS["svg"].render(answer, None, chart.name) for chart in answer.charts)


@pytest.mark.parametrize(
    "given",
    [{"resolution": 0}, {"resolution": 11}, {"resamples": 5}, {"resamples": 10_000}, {"left_out_pct": 0}, {"seed": -1}],
)
def test_what_cannot_be_drawn_is_refused(weighted_world: World, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(weighted_world, **given)


def test_a_large_web_is_drawn_less_often_unless_asked() -> None:
    assert resamples_of(ClustersParameters(), 43) == 400
    assert resamples_of(ClustersParameters(), 200) == 100
    assert resamples_of(ClustersParameters(), 5_000) == 25
    assert resamples_of(ClustersParameters(resamples=77), 5_000) == 77


# ── What it is made of ───────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30))
def test_the_adjusted_rand_index_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs).T
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)


def test_a_cluster_without_heir_has_a_number_of_its_own() -> None:
    def clustering(labels: list[int]) -> Clustering:
        size = len(labels)
        return Clustering(np.arange(size), np.array(labels), np.eye(size), np.ones((size, size)))

    first, second, last = (clustering(labels) for labels in ([0, 0, 1, 1], [1, 1, 0, 0], [0, 0, -1, -1]))
    numbered = numbered_through([first, second, last], 4)
    assert [found.tolist() for found in numbered] == [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, -1, -1]]


def test_letters_go_on_after_z() -> None:
    assert [letter(number) for number in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_known_circles_of_the_bundled_facts_come_to_light(bundled_world: World) -> None:
    answer = QUESTION.ask(bundled_world)
    assert frozenset({"BE", "LU", "NL"}) in divided(answer)
    groupings = rows(answer, "groupings", "id")
    assert groupings["benelux-defence"]["jaccard"] == 1.0
    usual = answer.table("together")["together_pct"].mean()
    assert groupings["nordefco"]["together_pct"] > 90
    kept = set(answer.finding("kept_together").evidence)
    assert {"benelux-defence", "nordefco"} <= kept
    assert kept == {code for code, row in groupings.items() if row["tied"] > 2 and row["together_pct"] >= 90}
    assert usual < 45  # type: ignore[operator]
    together = {frozenset((row["a"], row["b"])): row["together_pct"] for row in answer.table("together").to_dicts()}
    nordic = [together[frozenset(pair)] for pair in itertools.combinations(("DK", "FI", "IS", "NO", "SE"), 2)]
    assert groupings["nordefco"]["together_pct"] == pytest.approx(sum(nordic) / 10, abs=0.06)


def test_a_higher_resolution_gives_smaller_clusters(bundled_world: World) -> None:
    coarse, fine = (ask(bundled_world, resolution=resolution).table("clusters")["states"] for resolution in (0.7, 1.6))
    assert coarse.max() > fine.max()  # type: ignore[operator]
    assert coarse.len() < fine.len()


def test_the_seed_decides_and_the_same_gives_the_same_bytes(bundled_world: World) -> None:
    one, same, other = (FORMATS["json"].render(ask(bundled_world, seed=seed), None, None) for seed in (4, 4, 5))
    assert one == same
    assert one != other
