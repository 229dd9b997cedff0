"""What a state must reach for two masters: by hand for Poland, lot by lot beside the closed form, its laws, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.planning.small_plan import ROWS, RULE, SOURCED, Row, small_plan

from phalanx.analyses.planning.national_plan.listed import Aim, Goal, Item, Piece, pieces_of
from phalanx.analyses.planning.national_plan.question import QUESTION
from phalanx.analyses.planning.national_plan.queued import queue_up
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.intake.own_tables import read_own
from phalanx.surfaces.presenting import FORMATS
from phalanx.vocabulary.values import Own
from phalanx.world import World

YEARS = range(2026, 2036)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_plan(tmp_path_factory.mktemp("plan")) as made:
        yield made


@pytest.fixture(scope="module")
def alone(world: World) -> Answer:
    """Poland with its budget alone."""
    return QUESTION.ask(world, {"state": "PL", "safe": "no"})


@pytest.fixture(scope="module")
def lent(world: World) -> Answer:
    """Poland with 100 million EUR of SAFE until 2030."""
    return QUESTION.ask(world, {"state": "PL"})


def own(world: World, kind: str, *rows: Row) -> Own:
    return read_own(world, kind, [{**SOURCED, **row} for row in rows])


def target(framework: str, item: str, quantity: int, unit: str, by: int, state: str = "PL") -> Row:
    return {
        "framework": framework, "item": item, "state": state, "quantity": str(quantity), "unit": unit, "by_year": str(by), **RULE,
    }  # fmt: skip


def ordered(answer: Answer) -> list[tuple[Any, ...]]:
    return answer.table("plan").select("year", "item", "serves", "quantity").rows()


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_sets_of_targets_side_by_side(alone: Answer) -> None:
    """Of 6 and 4 tanks 4 serve both and 2 NATO alone; of 2 and 3 systems 2 serve both and 1 the EU alone."""
    assert next(iter(alone.tables)) == "targets"
    rows = {row["item"]: row for row in alone.table("targets").to_dicts()}
    parts = {item: (row["both"], row["nato_only"], row["eu_only"]) for item, row in rows.items()}
    assert parts == {"air_defence": (2, 0, 1), "shells": (0, 0, 25), "ships": (0, 1, 0), "tanks": (4, 2, 0)}
    assert (rows["tanks"]["nato_by_year"], rows["tanks"]["eu_by_year"]) == (2035, 2030)
    assert (rows["shells"]["nato_quantity"], rows["shells"]["nato_by_year"]) == (None, None)
    assert (rows["air_defence"]["white_paper"], rows["air_defence"]["nato_areas"]) == (["WP-1"], ["NATO-1"])
    assert (rows["tanks"]["white_paper"], rows["tanks"]["roadmap"], rows["tanks"]["cdp"]) == ([], ["RM-8"], ["CDP-01"])


def test_one_list_with_two_milestones(alone: Answer) -> None:
    """What serves both comes first, by the earlier date; then by date, priority and cost, as `small_plan` lists it."""
    table = alone.table("list").select("item", "serves", "quantity", "by_year", "latest_year", "cost_eur_m")
    assert table.rows() == [
        ("air_defence", "both", 2, 2030, 2027, 100),
        ("tanks", "both", 4, 2030, 2028, 40),
        ("shells", "EU only", 25, 2028, 2027, 30),
        ("ships", "NATO only", 1, 2028, 2023, 100),
        ("air_defence", "EU only", 1, 2030, 2027, 50),
        ("tanks", "NATO only", 2, 2035, 2033, 20),
    ]
    assert alone.finding("cost").value == 340


def test_the_list_is_bought_from_the_top(alone: Answer) -> None:
    """With 40 more each year: 80 by 2027 pay for the first system, 120 by 2028 for the second and two tanks, and so on.

    The ship ends at 270, and waits for the 280 of 2032; nothing below it comes before.
    """
    assert ordered(alone) == [
        (2027, "air_defence", "both", 1),
        (2028, "air_defence", "both", 1),
        (2028, "tanks", "both", 2),
        (2029, "tanks", "both", 2),
        (2029, "shells", "EU only", 20),
        (2030, "shells", "EU only", 10),
        (2032, "ships", "NATO only", 1),
        (2033, "air_defence", "EU only", 1),
        (2034, "tanks", "NATO only", 2),
    ]
    money = {row["year"]: row for row in alone.table("money").to_dicts()}
    assert [money[year]["spent_eur_m"] for year in YEARS] == [0, 50, 70, 40, 10, 0, 100, 50, 20, 0]
    assert [money[year]["left_eur_m"] for year in YEARS] == [40, 30, 0, 0, 30, 70, 10, 0, 20, 60]


def test_what_each_euro_serves(alone: Answer) -> None:
    """Of 340: 100 for systems and 40 for tanks serve both, 100 for the ship and 20 for tanks NATO, 30 and 50 the EU."""
    assert alone.finding("serves_both").value == pytest.approx(100 * 140 / 340, abs=0.05)
    assert "41 cents" in alone.finding("serves_both").text
    assert "35 NATO's alone and 24 the EU's alone" in alone.finding("serves_both").text


def test_what_is_not_there_when_it_is_due(alone: Answer) -> None:
    """There in time: one system ordered in 2027, and two tanks of 2028. The rest, 50 + 20 + 25 + 100 + 50 + 20 = 265 of 335, is not."""
    rows = (
        alone.table("uncovered").select("item", "in_time", "late", "not_ordered", "missing_eur_m", "for_want_of").rows()
    )
    assert rows == [
        ("air_defence", 1, 1, 0, 50, "money"),
        ("tanks", 2, 2, 0, 20, "money"),
        ("shells", 0, 25, 0, 25, "money"),
        ("ships", 0, 1, 0, 100, "time"),
        ("air_defence", 0, 1, 0, 50, "money"),
        ("tanks", 0, 2, 0, 20, "money"),
    ]
    assert alone.finding("uncovered").value == 265
    assert alone.finding("covered").value == pytest.approx(100 * 70 / 335, abs=0.05)
    assert alone.finding("beyond_time").value == 100
    assert alone.finding("first_short").value == 2027
    assert alone.finding("closing").value == 0


def test_each_framework_by_its_own_dates(alone: Answer) -> None:
    """NATO by 2035 has its four tanks of 2028 and 2029 and no more, one system by 2030, no ship: 90 of 260. The EU: one
    system and two tanks of 2030, no shells of 2028: 70 of 215.
    """
    assert alone.finding("met_nato").value == pytest.approx(100 * 90 / 260, abs=0.05)
    assert alone.finding("met_eu").value == pytest.approx(100 * 70 / 215, abs=0.05)


def test_costs_carry_their_range(alone: Answer) -> None:
    """Low: 2x40 + 4x8 + 30 + 90 + 40 + 2x8 = 288; high: 120 + 48 + 30 + 110 + 60 + 24 = 392."""
    table = alone.table("list")
    assert (table["cost_low_eur_m"].sum(), table["cost_high_eur_m"].sum()) == (288, 392)
    assert "EUR 340 m (288 to 392)" in alone.finding("cost").text
    coverage = alone.table("coverage")
    assert (coverage["there_low_pct"] <= coverage["there_pct"]).all()
    assert (coverage["there_pct"] <= coverage["there_high_pct"]).all()


def test_a_loan_comes_first_and_ends(lent: Answer) -> None:
    """140 in 2026 pay for systems, by the loan, and tanks; 300 by 2030 for the ship; the last 50 and 20 wait for 2031."""
    table = lent.table("plan")
    assert ordered(lent) == [
        (2026, "air_defence", "both", 2),
        (2026, "tanks", "both", 4),
        (2027, "shells", "EU only", 30),
        (2030, "ships", "NATO only", 1),
        (2031, "air_defence", "EU only", 1),
        (2031, "tanks", "NATO only", 2),
    ]
    assert table["source"].to_list() == ["SAFE", *["budget"] * 5]
    assert table["safe_eur_m"].to_list() == [100, 0, 0, 0, 0, 0]
    assert lent.finding("safe_loan").value == 100
    assert lent.finding("uncovered").value == 150
    assert "Without it 79 %" in lent.finding("safe_loan").text
    sources = dict(lent.table("sources").select("instrument", "amount_eur_m").iter_rows())
    assert sources == {"SAFE": 100, "GRANT": None, "ALLIES": None}


def test_what_is_held_counts_only_where_it_says_so(world: World, alone: Answer) -> None:
    """Five tanks that count leave one of six, beyond the four of both; 200 that do not count leave all."""
    held = own(world, "holdings", {"item": "tanks", "state": "PL", "quantity": "5", "as_of": "2026", "counted": "yes"})
    answer = QUESTION.ask(world, {"state": "PL", "holdings": held})
    tanks = pl.col("item") == "tanks"
    assert answer.table("list").filter(tanks).select("serves", "quantity").rows() == [("NATO only", 1)]
    assert alone.table("list").filter(tanks)["quantity"].sum() == 6
    assert answer.finding("held").evidence == ()


def test_a_plan_that_ends_earlier_leaves_later_targets_out(world: World) -> None:
    answer = QUESTION.ask(world, {"state": "PL", "to": "2030"})
    assert answer.finding("later").evidence == ("targets/NATO/tanks/PL",)
    assert answer.table("list")["by_year"].max() == 2030
    tanks = answer.table("targets").filter(pl.col("item") == "tanks")
    assert tanks.select("nato_quantity", "both", "eu_only").row(0) == (None, 0, 4)


def test_who_has_no_targets_is_told_so(world: World) -> None:
    answer = QUESTION.ask(world, {"state": "SE"})
    assert answer.finding("targets").value == 0
    assert "No targets of Sweden are known" in answer.finding("targets").text
    assert answer.charts == ()
    assert all(FORMATS[name].render(answer, None, None) for name in ("text", "json", "html"))


def test_without_a_budget_or_gdp_nothing_is_invented(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A state of which no share of GDP is known has no money, and its plan says so."""
    states = [
        {
            "iso2": "PL", "name": "Poland", "pesco": "yes", "schengen": "yes", "eea_efta": "no", "eu_candidate": "no",
            "jef": "no", "arctic_council": "no", "pop_m": "36", "gdp_eur_bn_2024": "850", "neutral": "no",
            "capital": "Warsaw", "capital_lat": "52", "capital_lon": "21",
        }
    ]  # fmt: skip
    with small_plan(tmp_path_factory.mktemp("poor"), states=states, budgets=[], safe_allocations=[]) as world:
        answer = QUESTION.ask(world, {"state": "PL"})
    assert answer.finding("available").value is None
    assert "neither a budget nor a share" in answer.finding("available").text
    assert answer.finding("covered").value == 0
    assert answer.finding("closing").value == 335
    assert "has no money" in answer.finding("serves_both").text
    assert any("no money is counted" in note for note in answer.notes)


# ── Own tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_own_targets_items_and_budgets(world: World) -> None:
    """Two boats of 30 by 2029, from 60 in 2026: both ordered then; no record of the registry is named for them."""
    boats = {
        "item": "boats",
        "name": "boats",
        "area": "RM-8",
        "unit": "boats",
        "lot": "1",
        "common": "no",
        "illustrative": "no",
    }
    costs = {
        "unit_cost_low_eur_m": "30",
        "unit_cost_eur_m": "30",
        "unit_cost_high_eur_m": "30",
        "lead_time_years": "3",
        "priority": "1",
    }
    money = {"state": "PL", "year": "2026", "equipment_eur_m": "60", "committed_eur_m": "0", "illustrative": "no"}
    answer = QUESTION.ask(
        world,
        {
            "state": "PL",
            "safe": "no",
            "targets": own(world, "targets", {**target("NATO", "boats", 2, "boats", 2029), "illustrative": "no"}),
            "items": own(world, "capability_items", {**boats, **costs}),
            "budgets": own(world, "budgets", money),
        },
    )
    assert ordered(answer) == [(2026, "boats", "NATO only", 2)]
    assert answer.finding("covered").value == 100
    assert answer.finding("illustrative").value == 0
    assert answer.finding("one_framework").value == "NATO"
    assert not any(
        record.startswith(("targets/", "capability_items/", "budgets/"))
        for each in answer.findings
        for record in each.evidence
    )
    assert "sha256" in answer.parameters["targets"]


def test_all_that_is_wrong_is_told_together(world: World) -> None:
    targets = own(
        world,
        "targets",
        target("NATO", "tanks", 6, "pieces", 2035),
        target("EU", "tanks", 6, "vehicles", 2041),
        target("EU", "balloons", 6, "systems", 2030),
        target("EU", "ships", 1, "ships", 2030, "NO"),
    )
    budgets = own(world, "budgets", {"state": "PL", "year": "2027", "committed_eur_m": "999999", "illustrative": "no"})
    free = {**ROWS["capability_items"][0], "unit_cost_low_eur_m": "0"}
    with pytest.raises(BadInput) as told:
        QUESTION.ask(
            world,
            {"state": "PL", "targets": targets, "budgets": budgets, "items": own(world, "capability_items", free)},
        )
    for words in (
        "NATO target of tanks is in pieces",
        "vehicles, the unit of the item",
        "EU target of tanks is due by 2041",
        "years from 2026 to 2035",
        "'balloons'",
        "air_defence, shells, ships, tanks",
        "names NO",
        "in 2027, and has committed 999,999",
        "air_defence costs 0 million EUR",
    ):
        assert words in str(told.value), words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"state": "NATO"}, "NATO is no state of the registry. Expected: one of DE, FR, PL, SE"),
        ({"state": "PL", "from": "2030", "to": "2028"}, "The plan runs from 2030 to 2028"),
        ({"state": "PL", "from": "2020"}, "--from '2020'"),
        ({"state": "PL", "safe": "perhaps"}, "expected yes or no"),
        ({"state": "PL", "targets": "mine.csv"}, "own tables are for the command line"),
        ({}, "needs --state"),
    ],
)
def test_wrong_words_are_refused(world: World, given: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput) as told:
        QUESTION.ask(world, given)
    assert words in str(told.value)


def test_a_table_without_the_state_is_refused(world: World) -> None:
    with pytest.raises(BadInput, match=r"has no target of SE.*there \(PL\)"):
        QUESTION.ask(world, {"state": "SE", "targets": own(world, "targets", target("EU", "ships", 1, "ships", 2030))})


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_euro_is_counted_once(lent: Answer) -> None:
    plan, money = lent.table("plan"), lent.table("money")
    ordered_for, by_loan, by_budget = (sum(plan[f"{name}eur_m"]) for name in ("cost_", "safe_", "budget_"))
    assert by_loan + by_budget == pytest.approx(ordered_for)
    available, drawn, spent = (sum(money[f"{name}_eur_m"]) for name in ("available", "safe", "spent"))
    assert (drawn, spent) == pytest.approx((by_loan, ordered_for))
    assert available + drawn - spent == pytest.approx(money["left_eur_m"][-1])
    rows = lent.table("uncovered")
    assert (rows["in_time"] + rows["late"] + rows["not_ordered"]).to_list() == rows["asked"].to_list()


def test_other_names_change_nothing(tmp_path_factory: pytest.TempPathFactory, alone: Answer) -> None:
    """Items named so that they sort the other way round are bought in the same order."""
    other = {"air_defence": "z", "tanks": "y", "shells": "x", "ships": "w"}

    def renamed(kind: str) -> list[dict[str, str]]:
        return [{**row, "item": other[row["item"]]} for row in ROWS[kind]]

    kinds = {kind: renamed(kind) for kind in ("capability_items", "targets", "holdings")}
    with small_plan(tmp_path_factory.mktemp("renamed"), **kinds) as world:
        answer = QUESTION.ask(world, {"state": "PL", "safe": "no"})
    assert ordered(answer) == [(year, other[item], serves, number) for year, item, serves, number in ordered(alone)]


money_by_year = st.lists(st.integers(0, 60), min_size=6, max_size=6).map(lambda each: np.array(each, dtype=np.float64))


@st.composite
def lists(draw: st.DrawFn) -> tuple[Piece, ...]:
    """Up to five lines, one of each item."""
    pieces = []
    for number in range(draw(st.integers(1, 5))):
        cost, lots, lot = draw(st.integers(1, 40)), draw(st.integers(1, 4)), draw(st.sampled_from([1, 10]))
        item = Item(
            f"i{number}", "things", "WP-1", "pieces", lot, (cost / 2, cost, cost * 2.0), draw(st.integers(0, 4)), 1
        )
        pieces.append(Piece(item, "both", lots * lot, 0.0, lots, draw(st.integers(2026, 2033)), illustrative=True))
    return tuple(pieces)


@settings(max_examples=30)
@given(lists(), money_by_year, st.integers(0, 80), st.integers(0, 6))
def test_lot_by_lot_it_comes_to_the_same(pieces: tuple[Piece, ...], money: Any, ceiling: int, open_: int) -> None:
    """A purse and a loan, and each lot bought when the two can pay for it, the loan first: as a person would do it."""
    queue = queue_up(pieces, range(2026, 2032), money, ceiling, open_)
    waiting = [(number, piece.item.costs[1]) for number, piece in enumerate(pieces) for _ in range(piece.lots)]
    purse, loan, bought = 0.0, float(ceiling), np.zeros(len(pieces))
    for year in range(6):
        purse += money[year]
        loan = loan if year < open_ else 0.0
        while waiting and waiting[0][1] <= purse + loan:
            number, cost = waiting.pop(0)
            bought[number] += 1
            drawn = min(loan, cost)
            loan, purse = loan - drawn, purse - (cost - drawn)
        assert queue.lots[:, year].tolist() == bought.tolist()
        assert queue.budget[year] + queue.drawn()[year] - queue.spent[year] == pytest.approx(purse)


@settings(max_examples=30)
@given(lists(), money_by_year, money_by_year, st.integers(0, 80), st.integers(0, 80), st.integers(0, 6))
def test_more_money_never_leaves_more_uncovered(
    pieces: tuple[Piece, ...], money: Any, more: Any, ceiling: int, higher: int, open_: int
) -> None:
    less = queue_up(pieces, range(2026, 2032), money, ceiling, open_)
    much = queue_up(pieces, range(2026, 2032), money + more, ceiling + higher, open_)
    assert (much.lots >= less.lots).all()
    assert (much.in_time() >= less.in_time()).all()


@settings(max_examples=30)
@given(lists(), money_by_year, st.integers(0, 80), st.sampled_from([2.0, 4.0, 0.5]))
def test_another_currency_scales_costs_alone(pieces: tuple[Piece, ...], money: Any, ceiling: int, rate: float) -> None:
    def exchanged(item: Item) -> Item:
        low, central, high = (rate * cost for cost in item.costs)
        return replace(item, costs=(low, central, high))

    here = queue_up(pieces, range(2026, 2032), money, ceiling, 3)
    there = queue_up(
        [replace(each, item=exchanged(each.item)) for each in pieces],
        range(2026, 2032),
        rate * money,
        rate * ceiling,
        3,
    )
    assert here.lots.tolist() == there.lots.tolist()
    assert there.spent == pytest.approx(rate * here.spent)


@settings(max_examples=30)
@given(st.integers(0, 90), st.integers(0, 90), st.integers(0, 120), st.sampled_from([1, 10]))
def test_the_two_lines_of_an_item_make_up_the_larger_target(nato: int, eu: int, held: int, lot: int) -> None:
    """With what is held, no unit is counted twice and none is left out; whole lots overshoot by less than one."""
    item = Item("i", "things", "WP-1", "pieces", lot, (1, 1, 1), 1, 1)
    both, more = pieces_of(Aim(item, Goal(nato, 2035, illustrative=True), Goal(eu, 2030, illustrative=True), held))
    asked = max(0, max(nato, eu) - held)
    assert both.quantity + more.quantity == asked
    assert both.quantity == max(0, min(nato, eu) - held)
    assert 0 <= (both.lots + more.lots) * lot - asked < lot
    assert (both.by, more.by) == (2030, 2035 if nato >= eu else 2030)


# ── Bundled ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", ["PL", "AT", "CH"])
def test_bundled_states_have_an_answer_in_every_format(bundled_world: World, state: str) -> None:
    answer = QUESTION.ask(bundled_world, {"state": state})
    assert all(finding.text.endswith(".") for finding in answer.findings)
    for name in ("json", "text"):
        assert FORMATS[name].render(answer, None, None)
