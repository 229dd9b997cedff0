"""What falls away with the United States: by hand in the small world, by laws, and on the bundled facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from math import acos, cos, radians, sin
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.analyses.planning.small_backstop import FURTHER, POSTURE, PROGRAMMES, WEIGHT, small_backstop

from phalanx.analyses.planning.backstop.asked import frontline
from phalanx.analyses.planning.backstop.question import QUESTION
from phalanx.analyses.planning.backstop.weights import PARTS
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.public import open_registry
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_backstop(tmp_path_factory.mktemp("backstop")) as made:
        yield made


@pytest.fixture(scope="module")
def small(world: World) -> Answer:
    return QUESTION.ask(world, {"most": "40"})


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> World:
    with open_registry(str(tmp_path_factory.mktemp("bundled") / "registry.sqlite")) as registry:
        return World.of(registry, date(2026, 11, 27))


@pytest.fixture(scope="module")
def told(bundled: World) -> Answer:
    return QUESTION.ask(bundled)


def row(answer: Answer, table: str, **wanted: object) -> dict[str, Any]:
    """The one row of a table with these values."""
    found = answer.table(table)
    for name, value in wanted.items():
        found = found.filter(pl.col(name) == value)
    assert found.height == 1, (table, wanted, found.height)
    return found.row(0, named=True)


def gap(answer: Answer, state: str, programme: str) -> dict[str, Any]:
    return row(answer, "gaps", state=state, programme_id=programme)


def falls(answer: Answer, state: str, programme: str) -> tuple[Any, Any]:
    found = gap(answer, state, programme)
    return found["falls_low"], found["falls_high"]


# ── Who is on the frontline ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_frontline_borders_on_russia_or_sits_in_the_flank_group(world: World) -> None:
    """Poland borders on Russia; Sweden belongs to the group; Finland does too, but is none of the registry's states here."""
    assert frontline(world) == ("PL", "SE")


def test_the_frontline_of_the_facts(bundled: World) -> None:
    """Six allies border on Russia or Belarus, and of the eight of the group Bulgaria, Romania and Sweden do not.

    Georgia and Ukraine border on Russia as well, but are neither in NATO nor in the Union.
    """
    assert frontline(bundled) == ("BG", "EE", "FI", "LT", "LV", "NO", "PL", "RO", "SE")


def test_before_the_group_was_founded_only_borders_count(tmp_path: Path) -> None:
    later = FURTHER["groupings"].replace("2025-12-16", "2026-12-16")
    with small_backstop(tmp_path, groupings=later) as world:
        assert frontline(world) == ("PL",)


# ── What falls away ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_year_counts_against_what_is_approved_and_what_was_asked_for(small: Answer) -> None:
    """12 in 2025; 4 approved leave a loss of 8, nothing asked for one of 12. The total of 52 is not added."""
    found = gap(small, "PL", "aid")
    assert (found["level_low"], found["level_high"], found["level_year"]) == (12, 12, "2025")
    assert (found["left_low"], found["left_high"]) == (0, 4)
    assert (found["falls_low"], found["falls_high"], found["begins"]) == (8, 12, "2026")
    assert (found["change"], found["illustrative"]) == ("shrinks", False)
    assert row(small, "programmes", programme_id="aid")["aside"] == ["A-5"]


def test_what_two_received_together_is_shared_out_in_equal_parts(small: Answer) -> None:
    """100 become 60: 40 are lost, 20 by each of the two, which is illustrative; the sources' own row has all 40."""
    for state in ("PL", "SE"):
        found = gap(small, state, "shared")
        assert (found["level_high"], found["left_high"], found["falls_low"], found["falls_high"]) == (50, 30, 20, 20)
        assert found["illustrative"]
    assert row(small, "programmes", programme_id="shared")["falls_high"] == 40


def test_two_sources_that_differ_make_an_interval(small: Answer) -> None:
    """1,000 less the 400 that are left are 600; the other source has 700 leave."""
    assert falls(small, "PL", "troops") == (600, 700)
    assert small.finding("troops").value == 700
    assert "Poland (600 to 700)" in small.finding("troops").text


def test_a_sum_over_years_is_a_mean_and_stays_with_europe(small: Answer) -> None:
    """50 in the five years 2018 to 2022 are 10 a year, all of which end; no state has a figure of its own."""
    whole = row(small, "programmes", programme_id="trained")
    assert (whole["level_high"], whole["left_high"], whole["falls_high"], whole["change"]) == (10, 0, 10, "ends")
    found = gap(small, "PL", "trained")
    assert (found["level_high"], found["falls_high"], found["whose"]) == (None, None, ["EUROPE"])
    assert "from 10 (2018/2022) to 0 USD m a year" in small.finding("money_for_europe").text


def test_what_a_row_says_only_in_words_counts_as_before(small: Answer) -> None:
    """From 149 to 99: 50 fewer for NATO, and no figure of a state's own."""
    assert row(small, "programmes", programme_id="fighters")["falls_high"] == 50
    assert falls(small, "PL", "fighters") == (None, None)


def test_a_floor_in_law_says_how_much_may_leave_at_most(small: Answer) -> None:
    """10,000 in Europe, never under 9,000: up to 1,000. Announced are 600 to 700 in Poland and 100 in Germany."""
    whole = small.table("programmes").filter(pl.col("recipients") == ["EUROPE"], pl.col("programme_id") == "troops")
    assert whole.select("falls_low", "falls_high", "change").row(0) == (0, 1000, "may shrink")
    assert small.finding("floor").value == 1000
    assert "700 to 800 are announced to leave" in small.finding("floor").text


def test_what_stays_and_what_is_not_known_is_no_loss(small: Answer) -> None:
    """Poland keeps 7 a year; what Sweden had once, in 2023, may or may not have ended."""
    assert falls(small, "PL", "kept") == (0, 0)
    assert gap(small, "PL", "kept")["change"] == "stays"
    assert falls(small, "SE", "once") == (None, None)
    assert gap(small, "SE", "once")["change"] == "unknown"
    assert "Aid once (Sweden)" in small.finding("unknown").text


def test_only_money_that_states_received_by_name_is_summed(small: Answer) -> None:
    """Poland loses 8 to 12 of its aid and 20 of the shared; Sweden 20; the 10 of Europe and all troops stay out: 48 to 52."""
    poland, sweden = row(small, "states", state="PL"), row(small, "states", state="SE")
    assert (poland["money_low"], poland["money_high"]) == (28, 32)
    assert (sweden["money_low"], sweden["money_high"]) == (20, 20)
    assert (poland["troops_low"], poland["troops_high"]) == (600, 700)
    assert small.finding("money").value == 52
    assert "USD 48 to 52m a year" in small.finding("money").text


def test_gaps_are_what_shrinks_or_ends(small: Answer) -> None:
    """Poland: aid, shared, troops, trained, fighters, posts. Sweden: shared, trained, fighters, posts. What Europe may lose
    of its troops, what stays and what is unknown are none.
    """
    assert small.finding("gaps").value == 10
    assert row(small, "states", state="PL")["programmes"] == 6


def test_a_year_before_nothing_was_planned(world: World) -> None:
    """In 2024 nothing of 2026 counts; Poland's aid of 2021 to 2024 is 10 a year, and what becomes of it is not known."""
    then = World(date(2024, 6, 30), world.known_at, world.journal_head, world.entries)
    answer = QUESTION.ask(then, {"state": "PL"})
    found = gap(answer, "PL", "aid")
    assert (found["level_high"], found["change"]) == (10, "unknown")
    assert "shared" in answer.table("gaps")["programme_id"].to_list()
    assert "fighters" not in answer.table("gaps")["programme_id"].to_list()


@pytest.mark.parametrize("times", [2, 10])
def test_twice_the_money_falls_away_twice(small: Answer, tmp_path: Path, times: int) -> None:
    def larger(line: str) -> str:
        cells = line.split(",")
        return ",".join([*cells[:4], str(times * float(cells[4])) if cells[4] else "", *cells[5:]])

    header, *lines = POSTURE.splitlines()
    with small_backstop(tmp_path, us_posture="\n".join([header, *map(larger, lines)]) + "\n") as world:
        answer = QUESTION.ask(world)
    once = small.finding("money").value
    assert isinstance(once, float)
    assert answer.finding("money").value == times * once
    assert answer.finding("troops").value == small.finding("troops").value


# ── What covers it ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_cover_is_the_sum_of_what_stands(small: Answer) -> None:
    """Poland, exercises: the pact of four (an agreement, 1) and the Weimar Triangle (a small group, 0.5) are 1.5, just enough.

    Maritime: the letter of intent with Sweden (0.5) and the Baltic Sea Group (a region, 0.25) are 0.75, in part. Land:
    nothing. Industry: the treaty with France, 1, in part; that with Germany is only announced.
    """
    exercises = row(small, "cover", state="PL", programme_id="aid", domain="exercises")
    assert (exercises["sum"], exercises["cover"]) == (1.5, "covered")
    assert exercises["agreements"] == ["de-fr-pl-2021-pact"]
    assert exercises["groupings"] == ["weimar"]
    assert exercises["partners"] == ["DE", "FR", "SE"]
    maritime = row(small, "cover", state="PL", programme_id="shared", domain="maritime")
    assert (maritime["sum"], maritime["cover"], maritime["latest"]) == (0.75, "partly", "2022")
    industry = row(small, "cover", state="PL", programme_id="trained", domain="industry")
    assert (industry["sum"], industry["cover"], industry["clause"]) == (1, "partly", "consultation")
    assert (row(small, "cover", state="PL", programme_id="troops", domain="land")["sum"]) == 0


def test_a_gap_is_covered_where_all_its_domains_are(small: Answer) -> None:
    assert {name: gap(small, "PL", name)["cover"] for name in ("aid", "shared", "troops", "fighters")} == {
        "aid": "covered",
        "shared": "partly",
        "troops": "open",
        "fighters": "open",
    }
    assert gap(small, "PL", "shared")["lacking"] == ["maritime"]
    assert "land in Poland" in small.finding("thinnest").text


def test_a_lead_nation_covers_what_the_united_states_led(small: Answer) -> None:
    """Nothing of Poland's is on land, but France leads the command: its weight of 2 is enough."""
    found = row(small, "cover", state="PL", programme_id="posts", domain="land")
    assert (found["sum"], found["cover"], found["leads"], found["partners"]) == (2, "covered", ["FR"], ["FR"])


def test_buying_together_covers_money_but_no_forces(tmp_path: Path) -> None:
    """A purchase of Poland and Germany is on procurement: it covers money for it, and leaves the fighters open."""
    agreements = (
        "id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,source_url,source_grade,confidence\n"
        "buy,A purchase,DE;PL,2024,signed,procurement_contract,contract,state,industry_procurement,procurement,none,"
        "https://example.org/buy,B,verified\n"
    )
    programmes = PROGRAMMES.replace(
        "aid,Aid,money,USD m a year,exercises,", "aid,Aid,money,USD m a year,procurement,", 1
    )
    joining = "id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note\n"
    with small_backstop(tmp_path, agreements=agreements, us_programmes=programmes, party_periods=joining) as world:
        answer = QUESTION.ask(world, {"state": "PL"})
    assert row(answer, "cover", state="PL", programme_id="aid")["sum"] == 1
    assert row(answer, "cover", state="PL", programme_id="fighters")["sum"] == 0


def test_what_ukraine_is_party_to_covers_nobody_elses_gap(tmp_path: Path) -> None:
    """Poland and France agree on land with Ukraine and without: only the one without counts for Poland's troops."""
    row_of = "{0},On land,{1},2024,signed,cooperation_agreement,agreement,state,operational,land,none,https://example.org/l,B,verified\n"
    agreements = (
        "id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,source_url,source_grade,confidence\n"
        + row_of.format("two", "FR;PL")
        + row_of.format("three", "FR;PL;UA")
    )
    joining = "id,agreement,party,entered,left,accession,source_url,source_grade,confidence,note\n"
    with small_backstop(tmp_path, agreements=agreements, party_periods=joining) as world:
        answer = QUESTION.ask(world, {"state": "PL"})
    assert row(answer, "cover", state="PL", programme_id="troops")["agreements"] == ["two"]


# ── Who could fill it ────────────────────────────────────────────────────────────────────────────────────────────────


def candidate(answer: Answer, state: str, programme: str, ally: str) -> dict[str, Any]:
    return row(answer, "candidates", state=state, programme_id=programme, candidate=ally)


def test_the_parts_of_germany_for_polish_aid(small: Answer) -> None:
    """Every part by hand, with points of 30, 10, 10, 20, 20, 10, and 15 and 25 taken off.

    Agreements in exercises: the pact has three other parties, so 1/3, and (1/3) / (1/3 + 1) is a quarter of 30. No units.
    Groupings: Weimar 0.5 and the Baltic Sea Group 0.25 have two others each, 0.375, which is 0.375/1.375 of 10. A common
    border: all 20. Spending of 90bn: 90/100 of 20. Growth from 1.4 to 2.4 is 1 point: half of 10. One dispute of the two
    alone: all 25 taken off.
    """
    found = candidate(small, "PL", "aid", "DE")
    assert found["agreements"] == ["de-fr-pl-2021-pact"]
    assert found["points_agreements"] == 7.5
    assert found["points_units"] == 0
    assert found["points_groupings"] == pytest.approx(10 * 0.375 / 1.375, abs=0.005)
    assert found["points_nearness"] == 20
    assert found["points_spending"] == 18
    assert found["points_growth"] == 5
    assert (found["points_exposed"], found["points_friction"]) == (0, -25)
    assert found["score"] == pytest.approx(7.5 + 2.727 + 20 + 18 + 5 - 25, abs=0.01)


def test_the_parts_of_france_and_sweden(small: Answer) -> None:
    """Paris to Warsaw by another formula (the angle between two vectors); France's spending shrank, which counts as nothing.

    Of three in a dispute each two have half of it. Sweden is on the frontline and so has 15 points less.
    """
    france = candidate(small, "PL", "aid", "FR")
    km = 6371 * acos(
        sin(radians(48.9)) * sin(radians(52.2)) + cos(radians(48.9)) * cos(radians(52.2)) * cos(radians(21 - 2.4))
    )
    assert france["distance_km"] == round(km)
    assert france["points_nearness"] == pytest.approx(20 * 500 / (500 + km), abs=0.005)
    assert (france["points_growth"], france["growth_points"]) == (0, -0.1)
    assert france["points_friction"] == -12.5
    sweden = candidate(small, "PL", "trained", "SE")
    assert sweden["points_exposed"] == -15
    assert sweden["growth_points"] is None
    assert "but on the frontline itself" in sweden["why"]


def test_who_loses_by_the_same_programme_by_name_fills_no_gap_of_it(small: Answer) -> None:
    """Sweden loses of the shared aid: no candidate there, but one for what Europe loses. Germany's lost troops bar it not."""
    assert set(small.table("candidates").filter(pl.col("state") == "PL", pl.col("programme_id") == "shared")["candidate"]) == {
        "DE", "FR",
    }  # fmt: skip
    for programme in ("trained", "troops"):
        found = small.table("candidates").filter(pl.col("state") == "PL", pl.col("programme_id") == programme)
        assert set(found["candidate"]) == {"DE", "FR", "SE"}


def test_parts_sum_to_the_score_and_ranks_follow_it(told: Answer) -> None:
    table = told.table("candidates")
    parts = [f"points_{part}" for part in PARTS]
    assert (table.select(pl.sum_horizontal(parts) - pl.col("score")).to_series().abs() < 0.05).all()
    ranked = table.sort("state", "programme_id", "rank")
    drops = ranked.select(pl.col("score").diff().over("state", "programme_id")).to_series().drop_nulls()
    assert (drops <= 0).all()


def test_a_dispute_settled_helps_nobody_else(small: Answer, tmp_path: Path) -> None:
    """Without the dispute Germany has its 25 points back, and nobody else's score changes."""
    settled = "\n".join(line for line in FURTHER["disputes"].splitlines() if not line.startswith("d-1")) + "\n"
    with small_backstop(tmp_path, disputes=settled) as world:
        answer = QUESTION.ask(world, {"most": "40"})
    for ally, back in (("DE", WEIGHT["part", "friction"]), ("FR", 0), ("SE", 0)):
        before, after = (candidate(each, "PL", "trained", ally)["score"] for each in (small, answer))
        assert after - before == pytest.approx(back, abs=0.011)


def test_most_says_how_many_are_listed(world: World) -> None:
    assert QUESTION.ask(world, {"most": "1"}).table("candidates")["rank"].unique().to_list() == [1]


# ── On the bundled facts ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_facts_tell_what_the_rows_say(told: Answer) -> None:
    """From the rows: 231 less 200 or 0 for three states; 47.3 less 10; 1,700 less 1,000, or 800; 1,600 over five years."""
    assert falls(told, "EE", "US-BSI") == (10.33, 77)
    assert falls(told, "EE", "US-FMF") == (37.3, 37.3)
    assert falls(told, "RO", "US-TROOPS") == (700, 800)
    assert row(told, "programmes", programme_id="US-333")["falls_high"] == 320
    assert told.finding("money").value == pytest.approx(231 + 37.3, abs=0.1)
    assert falls(told, "PL", "US-TROOPS") == (None, None)


def test_known_framework_nations_come_out_first(told: Answer) -> None:
    """Who has a brigade or the closest ties there is known from elsewhere: the ranking should find it without being told."""
    assert dict(told.table("states").select("state", "best_placed").iter_rows()) | {
        "EE": "GB", "LT": "DE", "LV": "DK", "PL": "DE", "NO": "GB",
    } == dict(told.table("states").select("state", "best_placed").iter_rows())  # fmt: skip


def test_charts_and_map(told: Answer) -> None:
    money, cover = told.charts
    assert money.title == "Baltic Security Initiative falls from USD 231m in 2025 to 200m in 2026"
    bars = {(each["year"], each["band"]): each["usd_m"] for each in money.vega_lite["data"]["values"]}
    assert bars[2025, "Baltic Security Initiative"] == 231
    assert bars[2026, "Baltic Security Initiative, planned or in equal parts"] == 200
    # 121 for Latvia in the four years 2022 to 2025; Estonia's own 140.5 of 2023 stands beside it.
    assert bars[2023, "Foreign Military Financing, planned or in equal parts"] == pytest.approx(30.25, abs=0.1)
    assert bars[2023, "Foreign Military Financing"] == 140.5
    assert cover.title.startswith("Nothing covers intelligence in Bulgaria and Latvia")
    (drawn,) = told.maps
    sizes = {
        feature["id"]: feature["properties"]["size"]
        for feature in drawn.geojson["features"]
        if feature["geometry"]["type"] == "Point"
    }
    # Estonia loses most money, Romania most troops: both are as large as can be.
    assert (sizes["EE"], sizes["RO"]) == (1, 1)
    assert sizes["LV"] == pytest.approx(77 / 114.3, abs=0.001)
    lines = [feature for feature in drawn.geojson["features"] if feature["geometry"]["type"] == "LineString"]
    assert len(lines) == 9


def test_one_state_alone_has_the_same_rows(told: Answer, bundled: World) -> None:
    alone = QUESTION.ask(bundled, {"state": "LV"})
    assert alone.table("gaps").equals(told.table("gaps").filter(pl.col("state") == "LV"))
    assert alone.finding("state_LV").text == told.finding("state_LV").text


def test_an_early_day_has_an_answer_that_says_so(bundled: World) -> None:
    then = World(date(1990, 6, 1), bundled.known_at, bundled.journal_head, bundled.entries)
    answer = QUESTION.ask(then)
    assert answer.finding("gaps").value == 0
    assert not answer.charts
    assert json.loads(FORMATS["json"].render(answer, None, None))["findings"]


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "XX"}, "a state's ISO 3166-1 alpha-2 code"),
        ({"state": "US,JP"}, "JP and US are no state of Europe that the registry knows"),
        ({"state": "EE,EE"}, "EE is named twice. Expected: each state once"),
        ({"state": "EE,"}, "remove the empty place"),
        ({"most": "0"}, "from 1 to 40"),
        ({"stat": "EE"}, "did you mean state?"),
    ],
)
def test_what_cannot_be_asked_is_refused(bundled: World, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        QUESTION.ask(bundled, given)


def test_all_that_is_wrong_is_told_together(bundled: World) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(bundled, {"state": "XX", "most": "99"})
    assert "alpha-2" in str(refused.value)
    assert "from 1 to 40" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("us_programmes", "how the rows of us_posture are counted"), ("backstop_weights", "how gaps are judged")],
)
def test_facts_of_an_older_edition_are_refused(tmp_path: Path, kind: str, said: str) -> None:
    header = FURTHER[kind].splitlines()[0] + "\n"
    with small_backstop(tmp_path, **{kind: header}) as world, pytest.raises(BadInput, match=said):
        QUESTION.ask(world)
