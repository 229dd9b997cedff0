"""Consequences of news: each question asked with and without it, on the bundled facts, held against the question itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from tests.analyses.small_world import make_registry

from phalanx.analyses import find_question
from phalanx.errors import BadInput
from phalanx.exercise.whats_new.consequences import consequences_of
from phalanx.exercise.whats_new.constellations import opened_constellations
from phalanx.exercise.whats_new.corridors import changed_corridors
from phalanx.exercise.whats_new.drawn import charts
from phalanx.exercise.whats_new.gaps import changed_gaps
from phalanx.exercise.whats_new.hubs import changed_hubs
from phalanx.exercise.whats_new.instruments import instruments
from phalanx.exercise.whats_new.news import News, news_of
from phalanx.exercise.whats_new.road_map import changed_road_map
from phalanx.exercise.whats_new.told import Told
from phalanx.intake.filing import file_facts
from phalanx.public import open_registry
from phalanx.question import telling
from phalanx.registry.seed import edition
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

HEAD = "id,title,parties,signed,status,form,legal_type,level,scope,domains,mutual_defence,source_url,source_grade,confidence\n"
MADE_UP = {
    "partner": "ch-eu-2026-made-up,Made-up security and defence partnership,CH;EU,2026-09-01,in_force,strategic_partnership,"
    "agreement,state,comprehensive,industry,none",
    "first-tie": "ee-pt-2026-made-up,Made-up exercises,EE;PT,2026-09-01,signed,cooperation_agreement,memorandum,state,"
    "operational,exercises,none",
    "intent": "hr-hu-2026-made-up,Made-up letter on military mobility,HR;HU,2026-09-01,signed,statement_of_intent,"
    "letter_of_intent,state,operational,military_mobility,none",
}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], News]:
    """What a made-up agreement is the news of, by its name."""
    bundled = tmp_path_factory.mktemp("bundled") / "registry.sqlite"
    open_registry(str(bundled)).close()

    @cache
    def of(name: str) -> News:
        folder = tmp_path_factory.mktemp(name)
        (folder / "facts").mkdir()
        row = f"{MADE_UP[name]},https://example.org/{name},A,verified\n"
        (folder / "facts" / "agreements.csv").write_text(HEAD + row, encoding="utf-8")
        registry = folder / "registry.sqlite"
        registry.write_bytes(bundled.read_bytes())
        with open_registry(str(registry)) as opened:
            file_facts(opened, folder / "facts", who="the tests", why="made up")
            return news_of(World.of(opened), date.fromisoformat(edition()))

    return of


def numbers(told: Told, table: str) -> pl.DataFrame:
    return told.tables[table].frame


# ── Part by part ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_first_tie_closes_its_gap_and_makes_both_stronger(news: Callable[[str], News]) -> None:
    found = news("first-tie")
    gaps = changed_gaps(found)
    closed = numbers(gaps, "closed_gaps").filter(pl.col("gap") == "first agreement of the two")
    assert closed.select("states", "because").rows() == [(["EE", "PT"], ["ee-pt-2026-made-up"])]
    assert numbers(gaps, "opened_gaps").filter(pl.col("gap") == "first agreement of the two").height == 0

    # A cooperation agreement between two states adds its weight to the strength of both.
    hubs = numbers(changed_hubs(found), "changed_hubs")
    assert sorted(hubs["state"]) == ["EE", "PT"]
    assert (hubs["agreements_after"] - hubs["agreements_before"]).to_list() == [1, 1]
    gains = (hubs["strength_after"] - hubs["strength_before"]).to_list()
    assert gains[0] == pytest.approx(gains[1], abs=1e-4)
    for world, column in ((found.before, "strength_before"), (found.after, "strength_after")):
        direct = find_question("hubs").ask(world).table("states").select("state", "strength")
        assert set(hubs.select("state", column).rows()) <= set(direct.rows())


def test_a_partner_of_the_union_is_let_into_instruments(news: Callable[[str], News]) -> None:
    told = instruments(news("partner"))
    let_in = numbers(told, "instruments").filter(pl.col("what") == "a state is let in")
    assert let_in.height > 0
    assert set(let_in["states"].explode()) == {"CH"}
    assert set(let_in["agreement"]) == {"ch-eu-2026-made-up"}
    assert let_in["changed"].all()
    finding = next(each for each in told.findings if each.name == "instruments_opened")
    assert finding.value == let_in.height
    assert finding.evidence[0] == "ch-eu-2026-made-up"
    # The rules on classes of states say the same by themselves: nobody let Switzerland in before.
    for row in let_in.iter_rows(named=True):
        for world, said in ((news("partner").before, row["before"]), (news("partner").after, row["after"])):
            rules = (
                find_question("eligibility")
                .ask(world, {"states": "CH;DE", "instrument": row["instrument"]})
                .table("rules")
            )
            verdicts = rules.filter(
                (pl.col("rule") == "may_take_part") & pl.col("variant").eq_missing(pl.lit(row["variant"]))
            )["verdict"].to_list()
            assert verdicts == [{"not open": "failed", "not settled": "unsettled", "open": "met"}[said]]


def test_what_is_only_signed_counts_if_it_came_into_force(news: Callable[[str], News]) -> None:
    found = news("intent")
    told = changed_corridors(found)
    borders = numbers(told, "corridor_changes")
    assert set(borders.select("from", "into").rows()) == {("HR", "HU"), ("HU", "HR")}
    assert set(borders["stands"]) == {"if it came into force"}
    assert set(borders["because"].explode()) == {"hr-hu-2026-made-up", "effect-corridor"}
    assert borders["hours_after"].to_list() == [72, 72]
    plain = find_question("movement")
    assert plain.ask(found.before).table("legs").equals(plain.ask(found.after).table("legs"))


def test_what_names_no_item_leaves_the_road_map_as_it_is(news: Callable[[str], News]) -> None:
    told = changed_road_map(news("intent"), 2030)
    assert numbers(told, "road_map_changes").height == 0
    assert "was not solved again" in told.findings[0].text


def test_plans_for_other_items_are_not_held_against_each_other(news: Callable[[str], News]) -> None:
    found = news("intent")
    carriers = (pl.col("kind") == "requirements") & pl.col("record").str.contains("aircraft_carriers")
    without = replace(found.after, entries=found.after.entries.filter(~carriers), _tables={})
    told = changed_road_map(replace(found, before=without), 2030)
    assert told.findings[0].value is None
    assert "is about other items" in told.findings[0].text
    assert numbers(told, "road_map_changes").height == 0


def test_a_plan_that_is_not_fair_is_not_told(news: Callable[[str], News], monkeypatch: pytest.MonkeyPatch) -> None:
    def unfair(*_: object) -> None:
        raise BadInput("Fairness of 0.7 does not hold with the news", "another", "ask with --fairness 0.6")

    monkeypatch.setattr("phalanx.exercise.whats_new.road_map._same", unfair)
    told = changed_road_map(news("intent"), 2030)
    assert told.findings[0].value is None
    assert told.findings[0].text == (
        "Fairness of 0.7 does not hold with the news, so that the road map is not told; ask with --fairness 0.6 of road-map."
    )
    assert numbers(told, "road_map_changes").height == 0


def test_what_touches_no_area_opens_no_constellation(news: Callable[[str], News]) -> None:
    told = opened_constellations(news("first-tie"))
    assert numbers(told, "opened_constellations").height == 0
    assert told.findings[0].value == 0


# ── All of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_news_nothing_is_asked(tmp_path: Path) -> None:
    with make_registry(tmp_path) as registry:
        world = World.of(registry, date(2025, 12, 31))
        answer = find_question("whats-new").ask(world, {"since": "2025-12-30", "consequences": True})
    assert "no question was asked again" in answer.finding("consequences").text
    assert "changed_hubs" not in answer.tables


def test_unasked_it_stays_the_plain_question(tmp_path: Path) -> None:
    with make_registry(tmp_path) as registry:
        world = World.of(registry, date(2025, 12, 31))
        answer = find_question("whats-new").ask(world, {"since": "2025-05-01"})
    assert [finding.name for finding in answer.findings if finding.name.startswith("consequences")] == []
    assert list(answer.tables) == ["learned", "learned_by_kind", "happened", "ahead"]


def test_where_facts_are_missing_a_note_says_so_and_the_rest_is_told(tmp_path: Path) -> None:
    # The small world has no weights, instruments or network; the treaty of May 2025 and the declaration count.
    with make_registry(tmp_path) as registry:
        world = World.of(registry, date(2025, 12, 31))
        answer = find_question("whats-new").ask(world, {"since": "2025-05-01", "consequences": True})
    assert answer.finding("consequences").evidence == ("fr-pl-2025-treaty", "de-pl-2025-declaration")
    assert answer.finding("constellations_opened").value == 0
    untold = [note.split(" cannot be told: ")[0] for note in answer.notes if " cannot be told: the " in note]
    assert untold == [f"Consequences for {name}" for name in ("hubs", "gaps", "instruments", "corridors", "road map")]
    assert FORMATS["json"].render(answer, None, None)


def test_who_stops_gets_a_part_and_is_told_so(news: Callable[[str], News]) -> None:
    with telling(lambda done, of, words: "hubs" in words):
        found = consequences_of(news("first-tie"), 2030)
    assert [name for name, _ in found.tables] == ["changed_hubs"]
    assert "Stopped: this is a part, without gaps, constellations, instruments, corridors and road map." in found.notes


def test_nothing_is_drawn_of_nothing(news: Callable[[str], News]) -> None:
    assert charts(news("intent"), ()) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "2030-01-01"}, "--since 2030-01-01 lies after the World"),
        ({"plan-to": "1990"}, "--plan-to '1990'"),
        ({"consequences": "perhaps"}, "--consequences 'perhaps'"),
        ({"consequence": "yes"}, "did you mean consequences"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, given: dict[str, str], said: str) -> None:
    with make_registry(tmp_path) as registry, pytest.raises(BadInput, match=said):
        find_question("whats-new").ask(World.of(registry, date(2025, 12, 31)), given)
