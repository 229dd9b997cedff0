"""gaps: the answer on made and bundled facts, on a file in the format of DCAD, and on little or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score
from tests.analyses.network.dcad_made import CUT, dcad_file, signings
from tests.analyses.small_world import FILES, make_registry

from phalanx.analyses.network.gaps.context import Context
from phalanx.analyses.network.gaps.question import QUESTION
from phalanx.analyses.network.gaps.reasons import THEMES
from phalanx.analyses.network.gaps.tie_signs import SIGNS
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.intake.filing import file_facts
from phalanx.question import parameter_names
from phalanx.registry.store import Registry
from phalanx.world import World
from phalanx.world.agreements import Selection, select

KINDS = ("countries", "cow_states", "states", "borders", "groupings", "scopes", "turning_points")
"""The bundled facts beside agreements that a registry of imported ones needs."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry of imported agreements alone, with two alliances in the shape that ATOP's come in."""
    folder = tmp_path_factory.mktemp("imported")
    facts = folder / "facts"
    facts.mkdir()
    for kind in KINDS:
        (facts / f"{kind}.csv").write_text(
            files("phalanx.facts").joinpath(f"{kind}.csv").read_text(encoding="utf-8"), encoding="utf-8"
        )
    (facts / "agreements.csv").write_text(
        FILES["agreements.csv"].splitlines()[0]
        + "\n"
        + "".join(
            f"{name},Defence pact,{parties},{signed},terminated,{ended},unspecified,treaty,state,unspecified,,assistance,,,"
            f"https://example.org/{name},B,,,verified,\n"
            for name, parties, signed, ended in (
                ("atop-1", "BG;HU", "1985", "1991-07-01"),
                ("atop-2", "PL;RO", "1990", "2003"),
                ("atop-3", "AT;CH", "2001", "2009"),
            )
        ),
        encoding="utf-8",
    )
    with Registry.create(f"sqlite:///{folder / 'imported.sqlite'}") as registry:
        file_facts(registry, facts, who="the tests", why="what is not agreements")
        file_facts(registry, dcad_file(folder / "dcad.csv"), who="the tests", why="in the format of DCAD")
        yield registry


@pytest.fixture(scope="module")
def world(imported: Registry) -> World:
    return World.of(imported, date(2015, 1, 1))


@pytest.fixture(scope="module")
def tested(world: World) -> Answer:
    return ask(world, **{"backtest-cut": CUT, "top": 1000})


def ask(world: World, **given: Any) -> Answer:
    return QUESTION.ask(world, given)


def pairs(answer: Answer) -> list[tuple[str, str]]:
    return [(a, b) for a, b in answer.table("gaps").select("a", "b").iter_rows()]


def tied_before(day: date) -> nx.Graph:
    return nx.Graph([(a, b) for a, b, signed in signings() if signed < day])


def ties_of_two(world: World) -> set[tuple[str, str]]:
    """Every two states that have ever signed an agreement of the two alone; the European Union is none."""
    parties = select(world, Selection())["parties"].to_list()
    return {(each[0], each[1]) for each in parties if len(each) == 2 and "EU" not in each}


# ── Back-tests ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_simple_measures_come_out_as_counted_from_the_file(tested: Answer) -> None:
    """From the rows of the file, with NetworkX and scikit-learn alone: pairs, ties, and both measures of two methods."""
    before = tied_before(date(CUT, 1, 1))
    candidates = sorted(tuple(sorted(pair)) for pair in nx.non_edges(before))
    later = {(a, b) for a, b, _ in signings()}
    tied = [pair in later for pair in candidates]
    assert tested.finding("pairs").value == len(candidates)
    assert f"{sum(tied)} of them" in tested.finding("pairs").text
    scores = {
        "adamic_adar": nx.adamic_adar_index(before, candidates),
        "preferential_attachment": nx.preferential_attachment(before, candidates),
    }
    for method, scored in scores.items():
        score = np.round([value for _, _, value in scored], 10)
        assert tested.finding(f"ap_{method}").value == pytest.approx(average_precision_score(tied, score), abs=1e-4)
        assert tested.finding(f"auc_{method}").value == pytest.approx(roc_auc_score(tied, score), abs=1e-4)


def test_the_model_is_judged_by_its_table(tested: Answer) -> None:
    """The table of gaps lists every candidate here: precision and ranking follow from its probabilities and dates."""
    gaps = tested.table("gaps")
    assert gaps.height == tested.finding("pairs").value
    tied = gaps["tied_on"].is_not_null().to_numpy()
    # Rounded to a hundredth of a percent, few probabilities are level.
    chance = gaps["probability_pct"].to_numpy()
    assert tested.finding("ap").value == pytest.approx(average_precision_score(tied, chance), abs=0.01)
    assert tested.finding("auc").value == pytest.approx(roc_auc_score(tied, chance), abs=0.01)
    expected = tested.finding("expected").value
    assert expected == pytest.approx(chance.sum() / 100, abs=0.2)
    first: dict[tuple[str, str], str] = {}
    for a, b, day in sorted(signings(), key=lambda each: each[2]):
        first.setdefault((a, b), day.isoformat())
    for a, b, on in gaps.select("a", "b", "tied_on").iter_rows():
        assert on == first.get((a, b))


def test_findings_of_a_back_test_carry_intervals(tested: Answer) -> None:
    for name in ("ap", "auc", "ap_adamic_adar", "ap_preferential_attachment", "lift", "brier", "slope", "ece"):
        finding = tested.finding(name)
        assert isinstance(finding.value, float)
        assert "95 % interval" in finding.text
        assert finding.evidence
    assert {chart.name for chart in tested.charts} == {"precision", "calibration"}
    assert tested.parameters["backtest-cut"] == CUT


def test_a_forecast_of_then_is_the_same_from_the_facts_of_then(imported: Registry, tested: Answer) -> None:
    """The World of the eve of the cut, whose last agreement is of that day, expects what the back-test expects.

    It holds neither the agreements nor the alliances signed since, nor the ends of those that ended since.
    """
    then = ask(World.of(imported, date(CUT - 1, 12, 31)), top=1000)
    columns = ["a", "b", "probability_pct", "reasons"]
    assert then.table("gaps").select(columns).equals(tested.table("gaps").select(columns))
    assert then.table("gaps").height > 50


def test_the_same_cut_answers_the_same(world: World, tested: Answer) -> None:
    assert ask(world, **{"backtest-cut": CUT, "top": 1000}).to_dict() == tested.to_dict()
    assert ask(world, backtest_cut=CUT, top=1000).to_dict() == tested.to_dict()
    assert ask(world, **{"backtest-cut": str(CUT), "top": "1000"}).to_dict() == tested.to_dict(), "as typed"
    assert parameter_names(QUESTION.parameters)["backtest-cut"] == "backtest_cut"
    other = ask(world, **{"backtest-cut": CUT, "top": 1000, "seed": 2})
    assert other.finding("ap").value == tested.finding("ap").value
    assert other.finding("ap").text != tested.finding("ap").text


@pytest.mark.parametrize("cut", [1850, 1950, 1983, 2011, 2015])
def test_a_cut_that_cannot_be_tested_says_so(world: World, cut: int) -> None:
    """Before the records, within their first years, after their end: an answer that says why, without a number."""
    answer = ask(world, **{"backtest-cut": cut})
    (finding,) = answer.findings
    assert finding.value == 0
    assert "too little" in finding.text or "None of the" in finding.text
    assert not answer.table("backtest").height
    assert not answer.charts
    json.dumps(answer.to_dict(), allow_nan=False)


@pytest.mark.parametrize("cut", [2016, 2200, 1, -5, 99_999, "soon", 1998.5])
def test_a_cut_that_cannot_be_is_refused(world: World, cut: Any) -> None:
    with pytest.raises(BadInput, match=r"cut"):
        ask(world, **{"backtest-cut": cut})


def test_notes_name_the_sources_and_how_the_level_was_chosen(tested: Answer) -> None:
    notes = " ".join(tested.notes)
    assert "161 from" in notes
    assert "(1980 to 2010)" in notes
    assert "no blind result" in notes
    assert "3 promises" in notes


PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "gaps.md"
ROWS = re.findall(
    r"^\| (20\d\d) \| (\d+) \| (\d+) \|(.*)\| (\d+), (\d+) in ([\d.]+) years \|$", PAGE.read_text(), re.MULTILINE
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_page_shows_what_comes_out_on_the_bundled_facts(bundled_world: World, row: tuple[str, ...]) -> None:
    cut, pairs_told, ties_told, measures, expected, came, years = row
    answer = ask(bundled_world, **{"backtest-cut": cut})
    assert answer.finding("pairs").value == int(pairs_told)
    assert f"{ties_told} of them" in answer.finding("pairs").text
    told = [float(number) for number in re.findall(r"\d\.\d+", measures)]
    names = ("ap", "ap_adamic_adar", "ap_preferential_attachment")
    found = [answer.finding(name).value for name in names]
    assert told[:3] == pytest.approx(found, abs=6e-4)
    (low, high) = re.findall(r"interval ([\d.]+) to ([\d.]+)", answer.finding("lift").text)[0]
    assert told[3:6] == pytest.approx([answer.finding("lift").value, float(low), float(high)], abs=6e-3)
    areas = [answer.finding(name.replace("ap", "auc", 1)).value for name in names]
    assert told[6:] == pytest.approx(areas, abs=6e-4)
    assert f"{expected} first ties were expected and {came} came" in answer.finding("expected").text
    assert f"Within {years} years" in answer.finding("expected").text


# ── Forecasts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_where_the_facts_end_the_forecast_begins(world: World) -> None:
    """The last agreement of the file is of 2010; that the World is of 2015 does not mean that nobody signed since."""
    last = max(day for _, _, day in signings())
    start = last + timedelta(days=1)
    assert f"from {start.day} {start:%B %Y}, where the facts end" in ask(world).finding("likeliest").text


def test_gaps_are_pairs_without_a_tie_likeliest_first(bundled_world: World) -> None:
    answer = ask(bundled_world, top=1000)
    gaps = answer.table("gaps")
    tied = ties_of_two(bundled_world)
    states = {state for pair in tied for state in pair}
    assert set(pairs(answer)) == set(combinations(sorted(states), 2)) - tied
    assert answer.finding("candidates").value == gaps.height
    chance = gaps["probability_pct"].to_list()
    assert chance == sorted(chance, reverse=True)
    assert all(0 < each < 100 for each in chance)
    assert answer.finding("likeliest").value == chance[0]
    assert answer.finding("expected").value == pytest.approx(sum(chance) / 100, abs=0.2)


def test_a_longer_horizon_raises_every_chance_and_keeps_the_order(bundled_world: World) -> None:
    short, long = ask(bundled_world, years=1), ask(bundled_world, years=10)
    assert pairs(short) == pairs(long)
    less, more = (answer.table("gaps")["probability_pct"].to_list() for answer in (short, long))
    assert all(one < ten for one, ten in zip(less, more, strict=True))


def test_reasons_are_what_raises_a_pair_most(bundled_world: World) -> None:
    answer = ask(bundled_world, top=30)
    factors = answer.table("reasons")
    assert factors.height == 30 * len(THEMES)
    for rank, told in answer.table("gaps").select("rank", "reasons").iter_rows():
        mine = factors.filter(pl.col("rank") == rank).sort("factor", descending=True)["factor"].to_list()
        said = [float(part.rpartition("× ")[2].rstrip(")")) for part in told.split("; ") if "× " in part]
        assert said == pytest.approx(mine[: len(said)], abs=0.051)
        assert len(said) <= 3
    assert set(sum(THEMES.values(), ())) == set(SIGNS)


def test_reasons_count_partners_as_the_agreements_do(bundled_world: World) -> None:
    graph = nx.Graph(ties_of_two(bundled_world))
    told = 0
    for a, b, reasons in ask(bundled_world, top=100).table("gaps").select("a", "b", "reasons").iter_rows():
        busy, other = sorted((a, b), key=lambda state: (-graph.degree(state), state != a))
        many = f"{busy} has {graph.degree(busy)} partner"
        if many in reasons:
            told += 1
            assert f"{other} {graph.degree(other)} (×" in reasons
        if "in common" in reasons:
            told += 1
            assert f"{len(list(nx.common_neighbors(graph, a, b)))} partner" in reasons
    assert told > 50


def test_context_is_what_the_facts_say_and_no_probability_rests_on(bundled_world: World) -> None:
    context = Context(bundled_world, select(bundled_world, Selection()))
    assert "share a land border" in context.of("FI", "NO")
    assert "both border Russia or Belarus" in context.of("FI", "NO")
    assert "Nordic Defence Cooperation" in context.of("FI", "NO")
    assert "border" not in context.of("ES", "MT")
    assert "PESCO projects of both" in context.of("BE", "DE")
    assert "on the same capability priorities" in context.of("BE", "DE")
    assert context.of("JP", "MT") == ""


def test_context_of_the_small_world_counted_by_hand(tmp_path: Path) -> None:
    """Germany and Sweden have one contract, of companies; both belong to the Baltic Sea Group, and to the pact of four."""
    with make_registry(tmp_path) as registry:
        world = World.of(registry, date(2025, 12, 31))
    context = Context(world, select(world, Selection()))
    assert context.of("DE", "SE") == "both in Baltic Sea Group; together in 1 agreement of three or more"
    assert context.of("FR", "PL") == "both in Weimar Triangle; together in 1 agreement of three or more"
    # A contract of Sweden with France beside that with Germany: both buy together with Sweden.
    assert (
        Context(world, with_contract(world))
        .of("DE", "FR")
        .startswith("both in Weimar Triangle; procurement contracts of both with SE")
    )


def with_contract(world: World) -> pl.DataFrame:
    frame = select(world, Selection())
    research = pl.col("id") == "fr-se-2015-research"
    return frame.with_columns(pl.when(research).then(pl.lit("procurement_contract")).otherwise("form").alias("form"))


def test_one_state_alone(bundled_world: World) -> None:
    every, mine = ask(bundled_world, top=1000), ask(bundled_world, state="EE", top=1000)
    assert pairs(mine) == [pair for pair in pairs(every) if "EE" in pair]
    assert all("EE" in states for states in mine.table("needs")["states"])
    assert mine.finding("frontline_union_alone").value == 1
    assert mine.finding("candidates").value == every.finding("candidates").value
    nobody = ask(bundled_world, state="AR")
    assert nobody.finding("likeliest").value is None
    assert not nobody.table("gaps").height
    assert not nobody.charts


def test_missing_ties_are_dashed_and_ties_are_not(bundled_world: World) -> None:
    answer = ask(bundled_world)
    lines = [each for each in answer.maps[0].geojson["features"] if each["geometry"]["type"] == "LineString"]
    dashed = {each["id"] for each in lines if each["properties"]["dashed"]}
    solid = {each["id"] for each in lines} - dashed
    assert dashed == {f"{a}-{b}" for a, b in pairs(answer)[:15]}
    tied = {"-".join(pair) for pair in ties_of_two(bundled_world)}
    assert solid
    assert solid <= tied
    assert not dashed & tied
    assert all(0 <= each["properties"]["size"] <= 1 for each in lines)


def test_the_bundled_facts_answer_the_same_twice(bundled_world: World) -> None:
    assert ask(bundled_world).to_dict() == ask(bundled_world).to_dict()


# ── Little or nothing ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"from": "2090"}, "No agreement of this selection"),
        ({"kind": "plurilateral"}, "No agreement of this selection"),
        ({"to": "2012"}, "too little to learn from"),
        ({"scope": "weimar-triangle"}, "none is missing"),
    ],
)
def test_a_selection_of_little_says_so(bundled_world: World, given: dict[str, str], why: str) -> None:
    """Nothing signed, pacts of many alone, two years of records, and three states that are all tied to one another."""
    answer = ask(bundled_world, **given)
    assert answer.finding("candidates").value == 0
    assert why in answer.finding("candidates").text
    assert not answer.table("gaps").height
    assert not answer.maps
    json.dumps(answer.to_dict(), allow_nan=False)


@pytest.mark.parametrize("given", [{"top": 0}, {"years": 0}, {"years": 11}, {"seed": -1}, {"state": "Estonia"}])
def test_what_cannot_be_asked_is_refused(bundled_world: World, given: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        ask(bundled_world, **given)


def test_without_countries_the_remedy_is_told(small_world: World) -> None:
    with pytest.raises(BadInput, match="facts update"):
        ask(small_world)
