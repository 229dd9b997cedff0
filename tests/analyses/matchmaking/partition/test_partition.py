"""Who should buy with whom: the small needs by hand, the bundled ones held against SCIP, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import sqrt
from typing import Any

import altair as alt
import numpy as np
import polars as pl
import pytest
from tests.analyses.matchmaking import dividing
from tests.analyses.matchmaking.small_needs import small_needs

from phalanx.analyses.matchmaking.partition.asked import Item, PartitionParameters, understand
from phalanx.analyses.matchmaking.partition.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.intake.own_tables import read_own
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

STATES = ("DE", "FR", "PL", "NL", "NO", "AT")
"""Those of the small rules that the tables of needs below have."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_needs(tmp_path_factory.mktemp("needs")) as made:
        yield made


@pytest.fixture(scope="module")
def answer(world: World) -> Answer:
    return QUESTION.ask(world, {})


@pytest.fixture(scope="module")
def everything(bundled_world: World) -> Answer:
    """All bundled needs, in groups of up to three, so that it takes a second."""
    return QUESTION.ask(bundled_world, {"max": 3})


def groups(answer: Answer) -> dict[str, list[tuple[str, ...]]]:
    """The groups by item, each as its states by code."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for item, group in answer.table("partition").select("item", "group").iter_rows():
        found.setdefault(item, []).append(tuple(group))
    return found


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_small_needs_make_two_groups(answer: Answer) -> None:
    """Guns are needed by Germany and France, and radars by Poland too; rounds by Norway, who has nobody beside it.

    Ten points each, of what stands here by hand; see `test_constellations` for the parts of Germany and France.
    guns     volume 1, saving 1 - root 8 / 4, time 1, ties 0.7 / 1.7, grouping 1/2, funding 1.5 / 2.5; 2 * 1/2 off: twice
    radars   volume 1, saving 1 - 6 / (3 + 4 + root 11), time (1/3 + 2/3 + 2/3) / 3, funding 1; two off for three states
             and 2 * 1/2 for the dispute; ties and groupings as the table has them: three times
    """
    assert groups(answer) == {"guns": [("DE", "FR")], "radars": [("DE", "FR", "PL")]}
    rows = {row["item"]: row for row in answer.table("partition").to_dicts()}
    guns = 10 * (1 + 1 - sqrt(8) / 4 + 1 + 0.7 / 1.7 + 0.5 + 1.5 / 2.5) - 1
    assert rows["guns"]["score"] == pytest.approx(guns, abs=1e-3)
    assert rows["guns"]["worth"] == pytest.approx(2 * guns, abs=1e-5)
    ties = rows["radars"]["agreements"] + rows["radars"]["groupings"]
    radars = 10 * (1 + 1 - 6 / (7 + sqrt(11)) + 5 / 9 + 1) - 3 + ties
    assert rows["radars"]["score"] == pytest.approx(radars, abs=2e-3)
    assert answer.finding("objective").value == pytest.approx(2 * guns + 3 * radars, abs=1e-2)
    assert answer.finding("bound").value == answer.finding("objective").value
    assert answer.finding("gap").value == 0.0
    assert answer.finding("groups").value == 2
    assert "leave 1 need of 6 without a group" in answer.finding("groups").text


def test_a_state_is_in_one_group_an_item_and_in_several_for_several(answer: Answer) -> None:
    members = answer.table("members")
    assert members.group_by("item", "state").len()["len"].to_list() == [1] * 6
    assert members.filter(pl.col("state") == "DE")["rank"].to_list() == [1, 1]
    assert members.filter(pl.col("state") == "NO").select("rank", "group", "has").row(0) == (None, None, 0.0)


def test_what_larger_groups_add_to_pairs(world: World, answer: Answer) -> None:
    """The best pairs are asked for by themselves, and their worth is what the answer holds its own against."""
    pairs = QUESTION.ask(world, {"max": 2}).finding("objective").value
    best = answer.finding("objective").value
    assert isinstance(pairs, float)
    assert isinstance(best, float)
    assert answer.finding("beyond_pairs").value == pytest.approx(100 * (best / pairs - 1), abs=0.01)
    assert "beyond_pairs" not in {finding.name for finding in QUESTION.ask(world, {"min": 3}).findings}


def test_what_is_saved(answer: Answer) -> None:
    """Radars save 1 - 6 / (7 + root 11) of EUR 360 million, guns 1 - root 8 / 4, rounds nothing: the mean of three."""
    radars, guns = 1 - 6 / (7 + sqrt(11)), 1 - sqrt(8) / 4
    saving = answer.finding("saving")
    assert saving.value == pytest.approx(100 * (radars + guns) / 3, abs=0.01)
    assert f"EUR 360 million whose prices are known that is EUR {360 * radars:,.0f} million" in saving.text


def test_counted_once_two_would_leave_the_three(world: World) -> None:
    """If a group counts its score once and shares it, France and Poland have half of theirs, and of the three a third.

    That is 16.1 each instead of 12.0. Nobody would leave these two, and Germany has nobody else.
    """
    answer = QUESTION.ask(world, {"area": "WP-1", "by": "groups"})
    scores = {tuple(group): score for group, score in alone(world, "radars").items()}
    three, two = scores["DE", "FR", "PL"], scores["FR", "PL"]
    leaving = answer.table("leaving").row(0, named=True)
    assert (leaving["item"], leaving["group"]) == ("radars", ["FR", "PL"])
    assert leaving["has"] == pytest.approx(two / 2, abs=2e-3)
    assert leaving["had"] == pytest.approx(three / 3, abs=2e-3)
    assert "France and Poland for radars" in answer.finding("blocking").text
    stable = answer.table("stable").filter(pl.col("item") == "radars")
    assert stable["group"].to_list() == [["FR", "PL"]]
    assert stable["worth"].to_list() == pytest.approx([two], abs=2e-3)


def alone(world: World, item: str) -> dict[tuple[str, ...], float]:
    """The score of every group that buys this item alone, by the definitions."""
    return next(scored(each) for each in understand(world, PartitionParameters()) if each.name == item)


def scored(item: Item, most: int = 8) -> dict[tuple[str, ...], float]:
    scoring, states = item.heard.scoring, item.needs.states
    found: dict[tuple[str, ...], float] = {}
    for size in range(2, min(most, len(states)) + 1):
        chosen = list(combinations(range(len(states)), size))
        flags = np.zeros((len(chosen), len(states)), dtype=bool)
        for row, group in enumerate(chosen):
            flags[row, list(group)] = True
        scores = scoring.points @ scoring.parts_of(flags)
        found |= {tuple(states[place] for place in group): float(s) for group, s in zip(chosen, scores, strict=True)}
    return found


# ── Proven ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("area", "most"), [("WP-7", 8), ("RM-9", 4), ("WP-1", 3)])
def test_scip_finds_the_same_of_the_bundled_needs(bundled_world: World, area: str, most: int) -> None:
    """Every group as a column, scored by the definitions."""
    answer = QUESTION.ask(bundled_world, {"area": area, "max": most})
    expected = 0.0
    for item in understand(bundled_world, PartitionParameters.model_validate({"area": area})):
        place = {state: number for number, state in enumerate(item.needs.states)}
        values = {tuple(place[s] for s in group): len(group) * s for group, s in scored(item, most).items()}
        expected += dividing.by_scip(values, len(place))
    assert answer.finding("objective").value == pytest.approx(expected, abs=1e-4)
    assert answer.finding("gap").value == 0.0


def test_all_bundled_needs_are_divided_within_a_hundredth(everything: Answer) -> None:
    gap = everything.finding("gap").value
    assert isinstance(gap, float)
    assert gap <= 0.01
    items = everything.table("items")
    assert items.height == 13
    assert items["objective"].sum() == pytest.approx(everything.finding("objective").value, abs=1e-4)
    assert (items["bound"] >= items["objective"]).all()
    assert (items["stable"] <= items["bound"] + 1e-6).all()
    assert (items["pairs"] <= items["bound"] + 1e-6).all()


def test_groups_of_an_item_are_disjoint_and_sum_to_the_objective(everything: Answer) -> None:
    table = everything.table("partition")
    for item, found in groups(everything).items():
        states = [state for group in found for state in group]
        assert len(states) == len(set(states)), item
    assert table["worth"].sum() == pytest.approx(everything.finding("objective").value, abs=1e-4)
    assert (table["score"] * table["size"]).to_list() == pytest.approx(table["worth"].to_list(), abs=5e-3)
    placed = everything.table("members").filter(pl.col("rank").is_not_null())
    assert placed.height == table["size"].sum()


def test_an_area_is_divided_as_it_is_among_all(bundled_world: World, everything: Answer) -> None:
    alone = groups(QUESTION.ask(bundled_world, {"area": "WP-4", "max": 3}))
    assert set(alone) == {"armed reconnaissance drones", "loitering munitions"}
    assert {item: groups(everything)[item] for item in alone} == alone


def test_the_group_that_would_leave_gives_every_member_more(bundled_world: World, everything: Answer) -> None:
    """Held against what each has by the table of members, and against its score by the definitions."""
    has = {(row["item"], row["state"]): row["has"] for row in everything.table("members").to_dicts()}
    leaving = everything.table("leaving")
    assert leaving.height
    assert leaving.height == everything.finding("blocking").value
    scores = {
        each.name: each for each in understand(bundled_world, PartitionParameters.model_validate({"area": "WP-7"}))
    }
    for row in leaving.to_dicts():
        before = [has[row["item"], state] for state in row["group"]]
        assert min(row["has"] - each for each in before) == pytest.approx(row["gain"], abs=2e-3)
        assert row["gain"] > 0
        if row["item"] in scores:
            assert row["has"] == pytest.approx(scored(scores[row["item"]], 3)[tuple(row["group"])], abs=1e-3)


# ── What can be asked ────────────────────────────────────────────────────────────────────────────────────────────────


def test_must_without_and_sizes(world: World) -> None:
    assert groups(QUESTION.ask(world, {"without": "PL"})) == {"guns": [("DE", "FR")], "radars": [("DE", "FR")]}
    assert groups(QUESTION.ask(world, {"min": 3})) == {"radars": [("DE", "FR", "PL")]}
    best_pair = max(
        (group for group in alone(world, "radars") if len(group) == 2), key=alone(world, "radars").__getitem__
    )
    assert groups(QUESTION.ask(world, {"max": 2}))["radars"] == [best_pair]
    left = ({"DE", "FR", "PL"} - set(best_pair)).pop()
    placed = groups(QUESTION.ask(world, {"area": "WP-1", "max": 2, "must": left, "all": "no"}))
    assert all(any(left in group for group in found) for item, found in placed.items() if item == "radars")


def test_what_must_does_not_bind_is_told(world: World, answer: Answer) -> None:
    asked = QUESTION.ask(world, {"area": "WP-1", "must": "DE"})
    told = [note for note in asked.notes if "bind the best division only" in note]
    assert len(told) == 1
    assert not any("bind the best division only" in note for note in answer.notes)


def test_without_an_area_all_are_meant(world: World, answer: Answer) -> None:
    assert groups(QUESTION.ask(world, {"all": "yes"})) == groups(answer)


def test_only_groups_to_which_an_instrument_is_open(world: World) -> None:
    """TRIO takes three states, so that the two that need guns are left over."""
    answer = QUESTION.ask(world, {"instrument": "TRIO"})
    assert groups(answer) == {"radars": [("DE", "FR", "PL")]}
    assert answer.table("items").filter(pl.col("item") == "radars")["allowed"].to_list() == [1]


def test_nobody_to_divide_has_an_answer_that_says_so(world: World) -> None:
    for given, words in (
        ({"area": "CDP-1"}, "No state needs anything of CDP-1"),
        ({"area": "WP-3"}, "needed by enough states"),
        ({"instrument": "BARE"}, "None of 5 groups is worth forming, as BARE is open to none"),
    ):
        answer = QUESTION.ask(world, given)
        assert answer.finding("groups").value == 0
        assert words in answer.finding("groups").text
        assert answer.table("partition").height == 0
        assert not answer.charts
        assert FORMATS["json"].render(answer, None, None)


def own(state: str, quantity: float, item: str = "radars") -> dict[str, str]:
    source = {"source_url": "https://example.org/mine", "source_grade": "A", "confidence": "verified"}
    years = {"from_year": "2027", "to_year": "2028", "illustrative": "no"}
    return {
        "area": "WP-1",
        "item": item,
        "state": state,
        "quantity": f"{quantity:g}",
        "unit": "radars",
        **years,
        **source,
    }


def asked(world: World, rows: Sequence[Mapping[str, str]], **given: Any) -> Answer:
    return QUESTION.ask(world, {"needs": read_own(world, "needs", rows), **given})


def test_doubling_all_volumes_never_reduces_savings(world: World) -> None:
    """Shares of the price stay as they are, and so do the groups."""
    needs = {"DE": 8, "FR": 6, "PL": 3, "NL": 2, "NO": 2, "AT": 1}
    once = asked(world, [own(state, number) for state, number in needs.items()])
    twice = asked(world, [own(state, 2 * number) for state, number in needs.items()])
    assert groups(once) == groups(twice)
    before, after = once.finding("saving").value, twice.finding("saving").value
    assert isinstance(before, float)
    assert isinstance(after, float)
    assert after >= before > 0


def test_a_table_of_ones_own_is_marked_as_such(world: World) -> None:
    answer = asked(world, [own(state, 2) for state in STATES])
    assert answer.finding("illustrative").value == 0.0
    assert "of a table of your own" in answer.finding("illustrative").text
    assert "hatched" not in json.dumps([chart.vega_lite for chart in answer.charts])
    assert not [record for finding in answer.findings for record in finding.evidence if record.startswith("needs/")]
    assert "illustrative" not in " ".join(answer.notes)


def test_by_volume_large_needs_count_more(world: World) -> None:
    """Everybody's worth is the score of its group times its share, so that all add up to the mean score times the states."""
    needs = {"DE": 20, "FR": 10, "PL": 5, "NL": 3, "NO": 1, "AT": 1}
    answer = asked(world, [own(state, number) for state, number in needs.items()], by="volume", max=3)
    shares = {state: number / 40 for state, number in needs.items()}
    worth = sum(
        6 * score * sum(shares[state] for state in group)
        for group, score in answer.table("partition").select("group", "score").iter_rows()
    )
    assert answer.finding("objective").value == pytest.approx(worth, abs=0.01)


# ── Promises to whoever reads ────────────────────────────────────────────────────────────────────────────────────────


def test_findings_are_sentences_that_rest_on_records(bundled_world: World, everything: Answer) -> None:
    known = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in bundled_world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    assert len({finding.name for finding in everything.findings}) == len(everything.findings)
    for finding in everything.findings:
        assert finding.text.endswith(".")
        assert finding.unit
        assert set(finding.evidence) <= known, finding.name
    assert all(note.endswith(".") for note in everything.notes)
    assert everything.finding("gap").unit == "share"


def test_tables_charts_and_map_can_be_read(everything: Answer, answer: Answer) -> None:
    for each in (everything, answer):
        for table in each.tables.values():
            assert set(table.labels) <= set(table.frame.columns)
        assert all(chart.title for chart in each.charts)
        assert each.maps[0].geojson["features"]
        assert FORMATS["json"].render(each, None, None)
    assert FORMATS["svg"].render(answer, None, None)


def test_charts_mark_what_is_illustrative(everything: Answer, world: World) -> None:
    assert all("illustrative needs" in chart.subtitle for chart in everything.charts)
    one = QUESTION.ask(world, {"area": "RM-1"})
    assert [chart.name for chart in one.charts] == ["groups", "compared"]
    assert "$blue-hatched" in json.dumps(one.charts[0].vega_lite)
    assert {feature["properties"]["illustrative"] for feature in everything.maps[0].geojson["features"]} == {True}


def test_charts_are_vega_lite(everything: Answer, world: World) -> None:
    for chart in (*everything.charts, *QUESTION.ask(world, {"area": "RM-1"}).charts):
        drawn = alt.Chart.from_dict(json.loads(json.dumps(painted(chart.vega_lite))))  # refuses what is no Vega-Lite
        assert drawn.to_dict()


def painted(node: Any) -> Any:
    """The specification with a colour in the place of every name of one."""
    if isinstance(node, Mapping):
        return {key: painted(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [painted(value) for value in node]
    return "#123456" if isinstance(node, str) and node.startswith("$") else node


def test_asked_again_it_answers_the_same(bundled_world: World) -> None:
    once, again = (QUESTION.ask(bundled_world, {"area": "WP-7"}) for _ in range(2))
    assert FORMATS["json"].render(again, None, None) == FORMATS["json"].render(once, None, None)


def test_an_item_in_two_units_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="radars of WP-1 is needed in radars and in systems"):
        asked(world, [own("DE", 4), {**own("FR", 4), "unit": "systems"}])
