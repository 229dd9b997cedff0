"""Conflicts of a small world, counted by hand through the whole question; what is refused; and the bundled facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.analyses.planning.conflict_rows import RULES
from tests.analyses.planning.small_plan import Row, small_plan

from phalanx.analyses.planning.conflicts.conflict import LEVELS, TITLES
from phalanx.analyses.planning.conflicts.question import QUESTION
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.intake.own_tables import read_own
from phalanx.registry.records import KINDS, named
from phalanx.surfaces.presenting import FORMATS
from phalanx.vocabulary.values import Own
from phalanx.world import World

CUTS: list[Row] = [
    {"measure": measure, "possible_from": f"{possible:g}", "high_from": f"{high:g}", "reasoning": "So that one can count."}
    for measure, (possible, high) in RULES.cuts.items()
]  # fmt: skip
FORCES: list[Row] = [
    {"id": name, "state": state, "force": "brigade", "units": "1", "unit": unit, "framework": framework, "host": host, "date_start": "2026"}
    for name, state, unit, framework, host in (
        ("fc-1", "PL", "1st Brigade", "eu_battlegroup", ""),
        ("fc-2", "PL", "1st Brigade", "nato_forward_presence", "LV"),
        ("fc-3", "FR", "", "eu_battlegroup", ""),
        ("fc-4", "FR", "", "nato_forward_presence", "RO"),
        ("fc-5", "SE", "", "jef", ""),
    )
]  # fmt: skip
EVENTS: list[Row] = [
    {"id": "PC-1", "institution": "NATO", "process": "Planning", "event": "Targets", "kind": "decision", "date_start": "2029"},
    {"id": "PC-2", "institution": "EU", "process": "Planning", "event": "Priorities", "kind": "decision", "date_start": "2027", "depends_on": "PC-1"},
]  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    others = {"conflict_rules": CUTS, "force_commitments": FORCES, "planning_cycles": EVENTS}
    with small_plan(tmp_path_factory.mktemp("conflicts"), **others) as made:
        yield made


def kinds(answer: Answer) -> dict[tuple[str, str], list[str]]:
    """The severities of the conflicts of each state and kind."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in answer.table().iter_rows(named=True):
        found.setdefault((row["state"], row["kind"]), []).append(row["severity"])
    return found


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_conflict_of_the_small_plan(world: World) -> None:
    """Poland's one brigade twice, France's perhaps. Targets are illustrative, so that each conflict of theirs is a level milder.

    Air defence 2 and 3 by 2030: a third apart, possible, so low. Tanks 6 by 2035 and 4 by 2030: a third, low; five years,
    high, so possible. Ships of 2028 come in 2031, three years late: possible, so low. Money until 2028 is 3 × 40 + 100 =
    220 for shells of 25 and a ship of 100. By 2030 there are 300, for 150 + 40 + 25 + 100 = 315 counted once: 15 of 315 are
    missing, 4.8 %, low. Until 2035 there are 500 for 335, and 415 if each is paid for alone. And the EU's priorities wait for
    NATO's targets: from the last day of 2027 to the first of 2029 are 367 days, high.
    """
    answer = QUESTION.ask(world, {})
    assert kinds(answer) == {
        ("PL", "double_booked"): ["high"],
        ("FR", "double_booked"): ["possible"],
        ("PL", "different_quantity"): ["low", "low"],
        ("PL", "different_date"): ["possible"],
        ("PL", "late_delivery"): ["low"],
        ("PL", "money_twice"): ["low"],
        ("EU", "out_of_order"): ["high"],
    }
    (money,) = [row for row in answer.table().iter_rows(named=True) if row["kind"] == "money_twice"]
    assert (money["id"], money["amount"], money["unit"]) == ("money_twice/PL/2030", 15, "million EUR")
    assert answer.finding("conflicts").value == 8
    assert "2 high, 2 possible and 4 low" in answer.finding("conflicts").text
    assert answer.finding("double_booked").value == 1
    assert answer.finding("targets").value == 2
    assert answer.finding("most").value == "PL"


def test_counts_by_state_and_kind_add_up(world: World) -> None:
    answer = QUESTION.ask(world, {})
    for name in ("by_state", "by_kind"):
        table = answer.table(name)
        assert table["conflicts"].sum() == answer.table().height
        assert (table["conflicts"] == sum(table[level] for level in LEVELS)).all()
    assert answer.table("by_kind")["kind"].to_list() == list(TITLES)
    assert answer.table("by_state")["state"].to_list() == ["PL", "EU", "FR"]


def test_one_state_or_one_kind(world: World) -> None:
    """Sweden has promised once; of the EU's calendar it is told as a member."""
    assert kinds(QUESTION.ask(world, {"state": "SE"})) == {("EU", "out_of_order"): ["high"]}
    assert kinds(QUESTION.ask(world, {"state": "FR,PL", "kind": "double_booked"})) == {
        ("PL", "double_booked"): ["high"],
        ("FR", "double_booked"): ["possible"],
    }
    alone = QUESTION.ask(world, {"state": "SE", "kind": "double_booked"})
    assert alone.finding("conflicts").value == 0
    assert alone.finding("conflicts").text == "No conflict was found in the plans of Sweden, as far as they are public."
    assert [chart.title for chart in alone.charts] == ["No force of Sweden is promised twice, as far as is public"]
    assert alone.table("forces")["record"].to_list() == ["fc-5"]


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2028, 2, 29), date.max])
def test_it_answers_on_any_day(world: World, day: date) -> None:
    """What has no end is told on every day; the calendar of the EU while France is in it and its events lie ahead."""
    answer = QUESTION.ask(replace(world, valid_on=day, _tables={}), {})
    assert ("PL", "double_booked") in kinds(answer)
    assert (("EU", "out_of_order") in kinds(answer)) == (1958 <= day.year < 2030)


def test_all_is_the_same_as_no_state(world: World) -> None:
    every, none = QUESTION.ask(world, {"all": "yes"}), QUESTION.ask(world, {})
    assert every.table().equals(none.table())


# ── Own tables ───────────────────────────────────────────────────────────────────────────────────────────────────────

SOURCE = {"source_url": "https://example.org/own", "source_grade": "A", "confidence": "verified", "illustrative": "no"}


def own_targets(world: World, *rows: dict[str, str]) -> Own:
    first = {"framework": "NATO", "item": "tanks", "state": "PL", "quantity": "1", "unit": "vehicles", "by_year": "2030"} | SOURCE  # fmt: skip
    return read_own(world, "targets", [first | row for row in rows])


def test_own_targets_stand_in_the_place_of_all_others(world: World) -> None:
    """One tank for NATO and a hundred for the EU: high, as they are not illustrative, and no records."""
    own = own_targets(world, {}, {"framework": "EU", "quantity": "100"})
    answer = QUESTION.ask(world, {"state": "PL", "targets": own, "kind": "different_quantity"})
    (row,) = answer.table().to_dicts()
    assert (row["severity"], row["amount"], row["evidence"]) == ("high", 99, [])
    assert any("table of your own" in note for note in answer.notes)


def test_own_budgets_settle_what_is_short(world: World) -> None:
    rows = [{"state": "PL", "year": str(year), "equipment_eur_m": "900", "committed_eur_m": "0"} | SOURCE for year in (2026, 2027)]  # fmt: skip
    answer = QUESTION.ask(world, {"state": "PL", "budgets": read_own(world, "budgets", rows)})
    assert ("PL", "money_twice") not in kinds(answer)


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_that_is_wrong_is_told_together(world: World) -> None:
    own = own_targets(world, {"item": "zeppelins"}, {"item": "ships"}, {"state": "NO"})
    with pytest.raises(BadInput) as bad:
        QUESTION.ask(world, {"state": "PL,PL,NO", "all": "yes", "targets": own})
    told = str(bad.value)
    for words in (
        "Both --state and --all were given",
        "PL is named 2 times",
        "NO is no state of the registry",
        "rows of targets names NO",
        "'zeppelins'",
        "air_defence, shells, ships, tanks",
        "PL's NATO target of ships is in vehicles",
    ):
        assert words in told, words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "quarrels"}, "one of double_booked, different_quantity"),
        ({"state": "PL,,FR"}, "one ',' or ';' between them"),
        ({"state": "Poland"}, "did you mean PL"),
        ({"targets": "own.csv"}, "a table of targets, read from a file"),
    ],
)
def test_what_no_state_or_kind_can_be(world: World, given: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        QUESTION.ask(world, given)


def test_own_budgets_that_bind_more_than_there_is(world: World) -> None:
    """The table itself refuses it, before the question is asked."""
    rows = [{"state": "PL", "year": "2026", "equipment_eur_m": "5", "committed_eur_m": "6"} | SOURCE]
    with pytest.raises(Exception, match="above equipment_eur_m 5"):
        read_own(world, "budgets", rows)


def test_a_world_without_rules_says_which_are_missing(tmp_path: Path) -> None:
    others: dict[str, list[Row]] = {"conflict_rules": CUTS[1:], "force_commitments": FORCES}
    with (
        small_plan(tmp_path, **others) as made,
        pytest.raises(BadInput, match="overlap_days is missing"),
    ):
        QUESTION.ask(made, {})


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def bundled(bundled_world: World) -> Answer:
    return QUESTION.ask(bundled_world, {})


def test_brigades_that_the_facts_name_twice(bundled: Answer) -> None:
    """The British 4th Brigade for Estonia and the JEF, and Lithuania's Iron Wolf for two divisions."""
    sure = bundled.table().filter(bundled.table()["kind"] == "double_booked").to_dicts()
    assert [row["state"] for row in sure if row["severity"] == "high"] == ["GB", "LT"]
    assert all(row["severity"] != "low" for row in sure)


def test_each_conflict_has_an_id_of_its_own_a_way_out_and_evidence_that_is_there(
    bundled: Answer, bundled_world: World
) -> None:
    table = bundled.table()
    assert table["id"].is_unique().all()
    assert (table["what"].str.ends_with(".") & table["way_out"].str.ends_with(".")).all()
    there = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in bundled_world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    assert set(table["evidence"].explode()) <= there
    assert all(table["evidence"].to_list())


def test_illustrative_targets_are_never_severe(bundled: Answer) -> None:
    marked = bundled.table().filter(bundled.table()["illustrative"])
    assert marked.height
    assert "high" not in set(marked["severity"])


def test_a_state_alone_has_its_part_of_the_whole(bundled: Answer, bundled_world: World) -> None:
    for state in ("PL", "GB", "IE"):
        alone = QUESTION.ask(bundled_world, {"state": state}).table()
        whole = bundled.table().filter(bundled.table()["state"] == state)
        assert set(alone.filter(alone["state"] == state)["id"]) == set(whole["id"])


def test_it_is_drawn_and_told_in_every_format(bundled: Answer) -> None:
    assert [chart.name for chart in bundled.charts] == ["time_line", "kinds", "matrix"]
    (drawn,) = bundled.maps
    assert sum(each["properties"]["conflicts"] for each in drawn.geojson["features"]) <= bundled.table().height
    told = json.loads(FORMATS["json"].render(bundled, None, None))
    assert len(told["tables"]["conflicts"]) == bundled.table().height
