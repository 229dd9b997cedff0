"""Which states should buy together: the small needs by hand, the promises to whoever reads, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.analyses.matchmaking import small_needs as small
from tests.analyses.matchmaking.small_needs import small_needs

from phalanx.analyses.matchmaking.constellations.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.intake.own_tables import read_own
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

Rows = Sequence[Mapping[str, str]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_needs(tmp_path_factory.mktemp("needs")) as made:
        yield made


@pytest.fixture(scope="module")
def answer(world: World) -> Answer:
    return QUESTION.ask(world, {"area": "WP-1"})


def group(answer: Answer, *states: str) -> dict[str, Any]:
    rows = answer.table("constellations").filter(pl.col("group") == list(states))
    return rows.row(0, named=True)


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_three_states_make_four_groups(answer: Answer) -> None:
    """Germany, France and Poland need something of WP-1 or of RM-1 below it: three pairs and the three together."""
    assert answer.finding("groups").value == 4
    found = answer.table("constellations")["group"].to_list()
    assert sorted(map(tuple, found)) == [("DE", "FR"), ("DE", "FR", "PL"), ("DE", "PL"), ("FR", "PL")]
    assert answer.table("constellations")["score"].is_sorted(descending=True)


def test_every_part_of_germany_and_france(answer: Answer) -> None:
    """Ten points each, of what stands here by hand.

    volume      25 of 36 radars and 8 of 8 guns: the mean of 25/36 and 1
    saving      radars: apart 3 + 4 = 7, together the root of 25: 2/7; guns: apart 2 + 2, together the root of 8
    time        radars: 2028 and 2029 of 2026 to 2031: 2/6; guns: 2026 both: 1
    agreements  the treaty of 2019 is on procurement: 0.6; the pact of 2021 with Poland and Sweden is shared by four: 0.3 / 3
    groupings   the triangle of three: 1/2
    funding     TRIO takes three; LOAN is open by France's loan, CLUB by two members: 1.5 of 2.5. PAST is closed
    friction    the dispute of three states: 1/2, at two points
    """
    found = group(answer, "DE", "FR")
    together = 0.6 + 0.3 / 3
    expected = {
        "shared_volume": 10 * (25 / 36 + 1) / 2,
        "saving": 10 * (2 / 7 + 1 - sqrt(8) / 4) / 2,
        "time_fit": 10 * (2 / 6 + 1) / 2,
        "agreements": 10 * together / (together + 1),
        "groupings": 10 * 0.5 / (0.5 + 0.5),
        "joint_purchases": 0.0,
        "common_systems": 0.0,
        "funding": 10 * 1.5 / 2.5,
        "coordination": 0.0,
        "friction": -2 * 0.5,
    }
    assert {part: found[part] for part in expected} == pytest.approx(expected, abs=1e-3)
    assert found["score"] == pytest.approx(sum(expected.values()), abs=1e-3)
    assert (found["lead"], found["open"], found["unsettled"]) == ("FR", ["LOAN", "CLUB"], [])
    assert found["disputes"] == ["d-1"]


def test_three_states_open_what_takes_three(answer: Answer) -> None:
    """With Poland TRIO is open too; three cost half of four points; guns are pooled by two of them."""
    found = group(answer, "DE", "FR", "PL")
    assert found["open"] == ["TRIO", "LOAN", "CLUB"]
    assert (found["funding"], found["coordination"]) == (10.0, -2.0)
    assert found["shared_volume"] == 10.0
    apart = sqrt(9) + sqrt(16) + sqrt(11)
    assert found["saving"] == pytest.approx(10 * (1 - 6 / apart + 1 - sqrt(8) / 4) / 2, abs=1e-3)
    assert found["volume"] == "8 guns; 36 radars"
    assert found["disputes"] == ["d-1"]


def test_what_is_bought_and_saved(answer: Answer) -> None:
    """A price is known of all radars, 10 million each, and of Germany's guns only, so that the group's is not."""
    table = answer.table("purchases").filter(pl.col("group") == ["DE", "FR"])
    radars = table.filter(pl.col("item") == "radars").row(0, named=True)
    guns = table.filter(pl.col("item") == "guns").row(0, named=True)
    assert (radars["quantity"], radars["value_eur_m"], radars["buyers"]) == (25, 250, ["DE", "FR"])
    assert (radars["from_year"], radars["to_year"]) == (2026, 2031)
    assert radars["saving_pct"] == pytest.approx(100 * 2 / 7, abs=0.01)
    assert radars["saving_low_pct"] == 0, "a unit costs the same however many there are"
    assert radars["saving_high_pct"] > radars["saving_pct"]
    assert (guns["quantity"], guns["value_eur_m"]) == (8, None)
    found = group(answer, "DE", "FR")
    assert found["value_eur_m"] is None
    assert found["saving_pct"] == pytest.approx(50 * (2 / 7 + 1 - sqrt(8) / 4), abs=0.01)
    pair = group(answer, "FR", "PL")
    assert (pair["volume"], pair["value_eur_m"]) == ("27 radars", 270)
    assert pair["saving_eur_m"] == pytest.approx(270 * (1 - sqrt(27) / (4 + sqrt(11))), abs=0.1)


def test_who_is_one_step_short(answer: Answer) -> None:
    """To a pair TRIO is closed, and the third state opens it; nobody can join the three."""
    steps = answer.table("near_misses")
    pair = steps.filter(pl.col("group") == ["DE", "FR"]).to_dicts()
    assert [(step["change"], step["states"], step["opens"]) for step in pair] == [
        ("add", ["PL"], "TRIO"),
        ("add", ["PL"], None),
    ]
    assert pair[0]["score"] == pytest.approx(group(answer, "DE", "FR", "PL")["score"], abs=1e-3)
    assert not steps.filter(pl.col("group") == ["DE", "FR", "PL"]).height


def test_it_says_in_words_why(answer: Answer) -> None:
    why = group(answer, "FR", "PL")["why"]
    for words in (
        "France and Poland", "27 radars (75 % of all need)", "EUR 270 million", "LOAN and CLUB are open", "Treaty of Nancy",
        "Add Germany, and TRIO opens", "would be next to join",
    ):  # fmt: skip
        assert words in why


def test_parts_sum_to_the_score(answer: Answer) -> None:
    sums = answer.table("parts").group_by("rank").agg(pl.col("adds").sum()).sort("rank")
    assert sums["adds"].to_list() == pytest.approx(answer.table("constellations")["score"].to_list(), abs=5e-3)


def test_charts_and_map_mark_what_is_illustrative(answer: Answer) -> None:
    parts, sizes = answer.charts
    assert {row["illustrative"] for row in parts.vega_lite["data"]["values"] if row["part"] == "volume"} == {True}
    assert "hatched" in parts.subtitle
    assert "$blue-hatched" in json.dumps(sizes.vega_lite)
    features = answer.maps[0].geojson["features"]
    assert {feature["properties"]["role"] for feature in features} >= {"largest buyer", "member"}
    assert answer.finding("illustrative").value == 100.0


# ── What can be asked ────────────────────────────────────────────────────────────────────────────────────────────────


def test_must_without_and_sizes(world: World) -> None:
    def groups(**given: Any) -> list[list[str]]:
        return QUESTION.ask(world, {"area": "WP-1", **given}).table("constellations")["group"].sort().to_list()

    assert groups(must="PL") == [["DE", "FR", "PL"], ["DE", "PL"], ["FR", "PL"]]
    assert groups(without="PL") == [["DE", "FR"]]
    assert groups(must="DE,PL", max=2) == [["DE", "PL"]]
    assert groups(min=3) == [["DE", "FR", "PL"]]
    assert len(groups(top=2)) == 2


def test_only_groups_to_which_an_instrument_is_open(world: World) -> None:
    answer = QUESTION.ask(world, {"area": "WP-1", "instrument": "TRIO"})
    assert answer.table("constellations")["group"].to_list() == [["DE", "FR", "PL"]]
    assert "TRIO is open to 1 of them" in answer.finding("groups").text


def test_sensitivity_tells_where_another_group_leads(world: World) -> None:
    answer = QUESTION.ask(world, {"area": "WP-1", "sensitivity": "yes"})
    leader = answer.table("constellations")["group"][0].to_list()
    rows = answer.table("sensitivity")
    assert rows.height == 10
    for row in rows.iter_rows(named=True):
        assert row["points"] == float(small.POINTS[row["part"].replace(" ", "_")])
        assert leader not in (row["below"], row["above"])
    assert answer.finding("room").evidence


def test_an_area_without_needs_has_an_answer_that_says_so(world: World) -> None:
    for area, words in {"CDP-1": "No state needs anything", "WP-3": "Only Norway needs something"}.items():
        answer = QUESTION.ask(world, {"area": area})
        assert answer.finding("groups").value == 0
        assert words in answer.finding("groups").text
        assert answer.table("constellations").height == 0
        assert not answer.charts


def test_no_group_to_which_an_instrument_is_open_is_no_error(world: World) -> None:
    answer = QUESTION.ask(world, {"area": "WP-1", "instrument": "BARE"})
    assert "BARE is open to none" in answer.finding("groups").text


# ── A table of one's own ─────────────────────────────────────────────────────────────────────────────────────────────


def own(**change: str) -> dict[str, str]:
    source = {"source_url": "https://example.org/mine", "source_grade": "A", "confidence": "verified"}
    row = {
        "area": "WP-1",
        "item": "radars",
        "state": "DE",
        "quantity": "4",
        "unit": "radars",
        "from_year": "2027",
        "to_year": "2028",
    }
    return {**row, "illustrative": "no", **source, **change}


def asked(world: World, rows: Rows, **given: Any) -> Answer:
    return QUESTION.ask(world, {"area": "WP-1", "needs": read_own(world, "needs", rows), **given})


def test_a_table_of_ones_own_takes_the_place_of_the_bundled_one(world: World) -> None:
    answer = asked(world, [own(), own(state="NO"), own(state="UA", quantity="9")])
    assert answer.table("needs")["state"].to_list() == ["DE", "NO", "UA"]
    assert answer.finding("illustrative").value == 0.0
    assert "of a table of your own" in answer.finding("illustrative").text
    assert not [record for record in answer.finding("group_1").evidence if record.startswith("needs/")]
    assert answer.parameters["needs"].startswith("rows of needs (3 rows, sha256 ")
    assert "hatched" not in answer.charts[0].subtitle


def test_a_need_of_nothing_is_none(world: World) -> None:
    answer = asked(world, [own(), own(state="FR"), own(state="PL", quantity="0")])
    assert answer.table("needs")["state"].to_list() == ["DE", "FR"]


# ── Bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"must": "XX"}, ["'XX' is no state"]),
        ({"must": "DE,DE"}, ["'DE' is named 2 times"]),
        ({"must": "PL", "without": "PL"}, ["PL must be in every group and may be in none"]),
        ({"must": "NO"}, ["NO needs nothing of WP-1", "DE, FR, PL"]),
        ({"min": 4}, ["A group of 4 is larger than all 3 states", "groups of 2 to 3"]),
        ({"max": 9}, ["A group of 9 is larger"]),
        ({"min": 3, "max": 2}, ["--min 3 is more than --max 2"]),
        ({"must": "DE,FR,PL", "max": 2}, ["3 states must be in a group of at most 2"]),
        ({"area": "WP-99"}, ["no capability area 'WP-99'", "WP-1"]),
        ({"instrument": "SAVE"}, ["no instrument 'SAVE'", "LOAN"]),
        ({"instrument": "PAST"}, ["PAST had ended", "TRIO"]),
        ({"min": 1}, ["from 2"]),
        ({"needs": "needs.csv"}, ["for the command line and notebooks"]),
    ],
    ids=str,
)
def test_what_is_refused_says_what_is_allowed(world: World, given: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, {"area": "WP-1", **given})
    for each in words:
        assert each in str(refused.value)


def test_all_problems_are_told_together(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(
            world, {"area": "WP-1", "instrument": "PAST", "must": "XX,PL", "without": "PL", "min": 7, "max": 6}
        )
    for words in (
        "PAST had ended",
        "'XX' is no state",
        "PL must be in every group",
        "--min 7 is more",
        "A group of 7 is larger",
    ):
        assert words in str(refused.value)


def test_an_item_in_two_units_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match="radars of WP-1 is needed in radars and in systems"):
        asked(world, [own(), own(state="FR", unit="systems")])


def test_more_groups_than_anybody_waits_for_are_refused(world: World) -> None:
    states = [own(state=state) for state in world.table("states")["iso2"]]
    others = [
        own(state=state)
        for state in (
            "BE",
            "BG",
            "CZ",
            "DK",
            "EE",
            "ES",
            "FI",
            "GR",
            "HU",
            "IE",
            "IT",
            "LT",
            "LU",
            "LV",
            "PT",
            "RO",
            "SE",
            "SI",
            "SK",
        )
    ]
    with pytest.raises(BadInput, match="groups of 2 to 15 states"):
        asked(world, [*states, *others], max=15)


def test_a_registry_without_weights_says_what_to_do(tmp_path: Path) -> None:
    some = [row for row in small.WEIGHTS if row["dimension"] != "learning"]
    with (
        small_needs(tmp_path, matching_weights=some) as world,
        pytest.raises(BadInput, match="learning low") as refused,
    ):
        QUESTION.ask(world, {"area": "WP-1"})
    assert "phalanx facts update" in str(refused.value)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_doubling_all_volumes_never_reduces_savings(world: World, tmp_path: Path) -> None:
    """Shares of the price stay, and what is saved in EUR doubles with the price."""
    doubled = [
        {**row, "quantity": str(2 * int(row["quantity"])), "value_eur_m": str(2 * int(row["value_eur_m"] or 0) or "")}
        for row in small.NEEDS
    ]
    with small_needs(tmp_path, needs=doubled) as twice:
        before, after = (
            QUESTION.ask(each, {"area": "WP-1"}).table("constellations").sort("group") for each in (world, twice)
        )
    assert after["group"].to_list() == before["group"].to_list()
    for level in ("saving_low", "saving", "saving_high"):
        assert after[f"{level}_pct"].to_list() == pytest.approx(before[f"{level}_pct"].to_list())
        for one, two in zip(before[f"{level}_eur_m"], after[f"{level}_eur_m"], strict=True):
            assert (one is None) == (two is None)
            assert one is None or two == pytest.approx(2 * one, abs=0.2)


def test_the_order_of_the_rows_changes_nothing(world: World, tmp_path: Path, answer: Answer) -> None:
    with small_needs(tmp_path, needs=small.NEEDS[::-1], matching_weights=small.WEIGHTS[::-1]) as turned:
        again = QUESTION.ask(turned, {"area": "WP-1"})
    for name in ("constellations", "purchases", "parts", "near_misses", "needs"):
        assert again.table(name).equals(answer.table(name))


# ── Promises, on the bundled facts ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=["WP-1", "RM-9", "WP-2"])
def bundled_answer(request: pytest.FixtureRequest, bundled_world: World) -> Answer:
    return QUESTION.ask(bundled_world, {"area": request.param, "max": "4", "sensitivity": "yes"})


def test_findings_rest_on_records_that_are_there(bundled_answer: Answer, bundled_world: World) -> None:
    names = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in bundled_world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    for finding in bundled_answer.findings:
        assert finding.text.endswith("."), finding.text
        assert finding.unit
        assert not set(finding.evidence) - names, finding.name
    assert all(note.endswith(".") for note in bundled_answer.notes)


def test_the_contract_reads_back_and_is_the_same_asked_again(bundled_answer: Answer, bundled_world: World) -> None:
    rendered = FORMATS["json"].render(bundled_answer, None, None)
    told = json.loads(rendered, parse_constant=pytest.fail)
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        name: table.frame.height for name, table in bundled_answer.tables.items()
    }
    given = {name: value for name, value in told["parameters"].items() if value not in (None, [])}
    again = QUESTION.ask(bundled_world, given)
    assert FORMATS["json"].render(again, None, None) == rendered
