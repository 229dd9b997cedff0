"""A plan made by hand, and what is told of it: tables, sentences, charts and events.

In lots: with others Germany orders 3 tanks in 2026 and France 2, and 2 more in 2027; by itself Germany 3 tanks in 2027 and 2
in 2029. France orders a lot of shells in 2026, Germany two in 2027, of which one is made in America. The German line is
expanded by 2 tanks a year in 2026. France borrows 10 in 2027. Million EUR:

    jointly    Germany 3 x 9 = 27       France 4 x 9 = 36      (10 less a tenth)
    alone      Germany 5 x 10 + 2 x 4 = 58                     France 4
    both       1 each for coordination, and 2 x 2 for the expansion by GDP, 4 x 4300 / 7200 = 2.389 and 1.611
    in all     Germany 88.389           France 42.611          together 131
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.analyses.planning.road_map.test_road_map_case import heard
from tests.analyses.planning.small_road import YEARS, small_road

from phalanx.analyses.planning.optimisation.plan import Plan, Price, Solved, weigh
from phalanx.analyses.planning.optimisation.prices import UNITS
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.covered import coverage_of
from phalanx.analyses.planning.road_map.drawn import charts
from phalanx.analyses.planning.road_map.limits import dearest, in_order, label, limit, per_million
from phalanx.analyses.planning.road_map.missed import held_fair, kept_part
from phalanx.analyses.planning.road_map.orders import european_share, joint_share, total_cost
from phalanx.analyses.planning.road_map.tables import tables
from phalanx.analyses.planning.road_map.told import findings, notes
from phalanx.analyses.planning.road_map.words import amount, money
from phalanx.answer import EVENT_COLUMNS, Finding
from phalanx.errors import BadInput
from phalanx.registry.records import KINDS, named
from phalanx.world import World

SHELLS, TANKS = 0, 1
DE, FR = 0, 1
GERMAN_TANKS, FRENCH_SHELLS, AMERICAN_SHELLS = 0, 1, 2


def by_hand() -> Plan:
    own = np.zeros((2, 2, 5), dtype=np.int64)
    own[DE, TANKS] = [0, 3, 0, 2, 0]
    own[DE, SHELLS] = [0, 2, 0, 0, 0]
    own[FR, SHELLS] = [1, 0, 0, 0, 0]
    made, grown = np.zeros((3, 5)), np.zeros((3, 5))
    made[GERMAN_TANKS] = [0, 5, 5, 0, 2]
    made[FRENCH_SHELLS] = [0, 1, 1, 0, 0]
    made[AMERICAN_SHELLS] = [0, 0, 1, 0, 0]
    grown[GERMAN_TANKS, 0] = 2
    lent = np.zeros((2, 5))
    lent[FR, 1] = 10
    return Plan(
        own=own,
        joint=np.array([[3, 0, 0, 0, 0], [2, 2, 0, 0, 0]]),
        takes=np.array([1, 1]),
        made=made,
        grown=grown,
        kept=np.zeros((2, 5)),
        lent=lent,
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_road(tmp_path_factory.mktemp("told")) as made:
        yield made


@pytest.fixture(scope="module")
def asked(world: World) -> Heard:
    return heard(world)


@pytest.fixture(scope="module")
def solved(asked: Heard) -> Solved:
    plan = by_hand()
    prices = (
        Price("budget", "FR", 2027, "million EUR", 1.5),
        Price("output", "de-tanks", 2028, "lots a year", 25.0),
        Price("output", "de-tanks", 2029, "lots a year", 5.0),
        Price("uptake", "DE tanks", None, "lots", 0.0),
    )
    return Solved(asked.case, plan, weigh(asked.case, plan), 132.0, float("nan"), prices, 0.5)


@pytest.fixture(scope="module")
def told(asked: Heard, solved: Solved) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings(asked, solved)}


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cost_with_its_range(asked: Heard, solved: Solved) -> None:
    """Least: 7 tanks jointly for 8 less a fifth, 5 for 8, 3 lots for 3, and 6; most: 7 for 12 less a twentieth, 5, 3 lots."""
    low, high = 7 * 6.4 + 5 * 8 + 3 * 3 + 6, 7 * 11.4 + 5 * 12 + 3 * 5 + 6
    assert total_cost(asked, solved.plan) == pytest.approx((131, low, high))


def test_what_the_plan_weighs(told: dict[str, Finding], solved: Solved) -> None:
    """All that is missing no money could bring; Germany pays 88.389, its fair share of 131 is 78.236, and twice that far off
    for the two together, at 0.1: 2.031.
    """
    assert told["objective"].value == pytest.approx(131 + 0.1 * 2 * (88.3889 - 131 * 4300 / 7200), abs=1e-3)
    assert "what is missing EUR 0 million, what it costs EUR 131 million" in told["objective"].text
    assert told["bound"].value == 132
    assert told["gap"].value == pytest.approx(1 - 132 / solved.weighed.total)
    assert told["gap"].text == "The plan is within 0.77 % of the best there can be."


def test_who_covers_what(asked: Heard, solved: Solved) -> None:
    covered = coverage_of(asked.case, solved.plan)
    assert covered.uncovered.tolist() == [[0, 1, 0, 0, 0], [5, 0, 0, 0, 0]]
    assert covered.american.tolist() == [[0, 1, 0, 0, 0], [5, 5, 2, 2, 0]]
    assert covered.european.tolist() == [[0, 3, 5, 5, 5], [0, 5, 10, 10, 12]]
    assert covered.covered_from() == (2, 1)
    assert covered.uncovered_share() == pytest.approx([5 * 10 / 100, 1 * 4 / 120, 0, 0, 0])


def test_what_is_told_of_it(told: dict[str, Finding]) -> None:
    assert told["uncovered_first"].value == 50
    assert told["uncovered_first"].text == "In 2026 50 % of what is needed is uncovered, worth EUR 50 million at list price: most of all 5 tanks."  # fmt: skip
    assert told["uncovered_last"].text == "In 2030 all that is needed is covered."
    assert told["covered_from"].text == "All that is needed is there of tanks from 2027 on; shells from 2028 on."
    assert told["beyond_money"].value == 50
    assert "in 2026, the worst year, EUR 50 million at list price, most of all 5 tanks." in told["beyond_money"].text
    assert told["cost"].value == 131
    assert "in 7 orders" in told["cost"].text
    assert "SAFE loans pay EUR 10 million of it." in told["cost"].text
    assert told["limits"].value == 2.5
    assert told["limits"].text == (
        "What would better the plan most, for its price, and by how much: 1 tank more from Tanks of Kassel in 2028 (EUR 25 "
        "million); EUR 1 million more for France in 2027 (EUR 2 million)."
    )
    assert told["illustrative"].value == pytest.approx(100 * 18 / 18)


def test_shares(asked: Heard, solved: Solved, told: dict[str, Finding]) -> None:
    """Of 12 tanks 7 are bought jointly, of all worth 132; one lot of shells worth 4 comes from America."""
    assert joint_share(asked, solved.plan) == pytest.approx(70 / 132)
    assert european_share(asked.case, solved.plan) == pytest.approx(128 / 132)
    assert "the largest: tanks by Germany and France, led by Germany (EUR 63 million)." in told["joint_share"].text
    ratio = 88.3889 / 131 / (4300 / 7200)
    assert told["burden"].value == pytest.approx(ratio, abs=1e-4)
    assert "Germany pays most, 1.13 times as much, and France least, 0.81 times." in told["burden"].text


def test_who_misses_fairness(asked: Heard, solved: Solved, told: dict[str, Finding]) -> None:
    """France pays 42.611, and its fair share of 131 is 52.764. Seven tenths of that it pays; the whole it misses by 10.153, of
    which its cheapest lot, 4, is left open.
    """
    assert told["fairness"].text == "No state misses fairness."
    strict = replace(asked, case=asked.case.but(fairness=1.0))
    fairness = next(finding for finding in findings(strict, solved) if finding.name == "fairness")
    assert fairness.value == pytest.approx(131 * 2900 / 7200 - 42.6111 - 4, abs=1e-3)
    assert fairness.text == "Fairness is missed by France in cash by EUR 6 million."
    assert "What was found so far misses fairness: France in cash by EUR 6 million." in notes(strict, solved)
    free = replace(asked, case=asked.case.but(fairness=0.0))
    assert "Fairness binds nobody." in [finding.text for finding in findings(free, solved)]


def test_an_unfair_plan_is_refused_with_the_part_that_it_keeps(asked: Heard, solved: Solved) -> None:
    """France pays 42.611 and its cheapest lot is 4: together 0.8833 of its fair share of 52.764."""
    assert held_fair(solved) is solved
    strict = replace(solved, case=solved.case.but(fairness=1.0))
    assert kept_part(strict.case, strict.plan) == pytest.approx((42.6111 + 4) / (131 * 2900 / 7200), abs=1e-4)
    with pytest.raises(BadInput) as refused:
        held_fair(strict)
    assert "Fairness of 1 does not hold: it is missed by France in cash by EUR 6.153 m" in refused.value.found
    assert "--fairness 0.88, which the plan found keeps" in refused.value.remedy
    held_fair(replace(strict, case=strict.case.but(fairness=0.88)))
    held_fair(replace(strict, stopped=True))


def test_tables(asked: Heard, solved: Solved) -> None:
    made = tables(asked, solved)
    rows = made["plan"].frame.to_dicts()
    assert [
        (row["state"], row["item"], row["ordered_year"], row["delivery_year"], row["quantity"]) for row in rows
    ] == [
        ("FR", "shells", 2026, 2027, 10),
        ("DE", "tanks", 2026, 2027, 3),
        ("FR", "tanks", 2026, 2027, 2),
        ("DE", "shells", 2027, 2028, 20),
        ("DE", "tanks", 2027, 2028, 3),
        ("FR", "tanks", 2027, 2028, 2),
        ("DE", "tanks", 2029, 2030, 2),
    ]
    assert (rows[1]["cost_eur_m"], rows[1]["joint_buy"], rows[1]["members"], rows[1]["led_by"]) == (
        27, "jb-tanks", ["DE", "FR"], "DE",
    )  # fmt: skip
    gap = made["gap"].frame.filter(item="shells", year=2027).to_dicts()[0]
    assert (gap["required"], gap["us"], gap["europe"], gap["uncovered"], gap["beyond_money"]) == (50, 10, 30, 10, 10)
    money_of_france = made["money"].frame.filter(state="FR", year=2027).to_dicts()[0]
    assert (money_of_france["budget_eur_m"], money_of_france["safe_eur_m"]) == (20, 10)
    tanks = made["industry"].frame.filter(line="de-tanks")
    assert tanks["output_at_most"].to_list() == [2, 5, 5, 5, 5]
    assert tanks["expansion_eur_m"].sum() == 4
    burden = made["burden"].frame.to_dicts()
    assert [row["state"] for row in burden] == ["DE", "FR"]
    assert burden[0]["contributions_pct"] == pytest.approx(100 * 2 / 3, abs=1e-3)
    assert made["limits"].frame["kind"].to_list() == ["output", "budget", "output", "uptake"]
    for table in made.values():
        assert set(table.labels) <= set(table.frame.columns)
        assert table.frame.height


def test_every_euro_of_the_plan_is_in_the_table_of_money_once(asked: Heard, solved: Solved) -> None:
    made = tables(asked, solved)
    assert made["money"].frame["spent_eur_m"].sum() == pytest.approx(131, abs=0.01)
    assert made["burden"].frame["paid_eur_m"].sum() == pytest.approx(131, abs=0.01)
    orders, expansions = made["plan"].frame["cost_eur_m"], made["industry"].frame["expansion_eur_m"]
    assert sum(orders) + sum(expansions) + 2 == pytest.approx(131)


def test_events_are_those_of_a_calendar_file(asked: Heard, solved: Solved) -> None:
    """Six purchases, each an order and a delivery that waits for it, and one expansion."""
    events = tables(asked, solved)["events"].frame
    assert set(EVENT_COLUMNS) - {"source_url"} <= set(events.columns)
    assert events.height == 13
    assert events["uid"].n_unique() == 13
    rows = {row["uid"]: row for row in events.to_dicts()}
    delivery = rows["road-map-delivery-jb-tanks-tanks-2026"]
    assert delivery["summary"] == "Germany and France: delivery of 5 tanks"
    assert (delivery["start"], delivery["calendars"]) == ("2027", ["DE", "FR"])
    assert delivery["waits_for"] == ["road-map-order-jb-tanks-tanks-2026"]
    assert rows["road-map-expansion-de-tanks-2026"]["summary"] == "Tanks of Kassel: expansion by 2 tanks a year"


def test_evidence_is_there(world: World, told: dict[str, Finding]) -> None:
    names = {
        named(kind, *(str(row[field]) for field in kind.KEY))
        for kind in KINDS.values()
        for row in world.table(kind.KIND).select(kind.KEY).iter_rows(named=True)
    }
    for finding in told.values():
        assert finding.text.endswith(".")
        assert finding.evidence, finding.name
        assert set(finding.evidence) <= names, finding.name


def test_charts_say_the_finding_and_what_is_illustrative(asked: Heard, solved: Solved) -> None:
    drawn = {chart.name: chart for chart in charts(asked, solved)}
    assert list(drawn) == ["coverage", "purchases", "gap", "burden", "limits"]
    assert drawn["coverage"].title == "Nobody covers 50 % of what is needed in 2026; in 2030 all is covered"
    assert drawn["purchases"].title == "The largest purchase: 7 tanks for Germany and France"
    assert drawn["gap"].title == "Tanks are missing longest"
    assert drawn["limits"].title == "What would help most: 1 tank more from Tanks of Kassel in 2028"
    for chart in drawn.values():
        assert "illustrative inputs" in chart.subtitle
        assert json.loads(json.dumps(chart.vega_lite))
    years = [row["year"] for row in drawn["coverage"].vega_lite["data"]["values"]]
    assert years == [*YEARS] * 3  # of what money could bring nothing is missing, and nothing is drawn


def test_notes_begin_with_what_was_left_out(asked: Heard, solved: Solved) -> None:
    said = notes(asked, solved)
    assert said[: len(asked.left_out)] == asked.left_out
    assert all(note.endswith(".") for note in said)


# ── Where there is nothing to tell ───────────────────────────────────────────────────────────────────────────────────


def test_a_plan_that_buys_nothing_has_an_answer_too(asked: Heard) -> None:
    plan = by_hand()
    empty = Plan(
        *(np.zeros_like(getattr(plan, name)) for name in ("own", "joint", "takes", "made", "grown", "kept", "lent"))
    )
    weighed = weigh(asked.case, empty)
    nothing = Solved(asked.case, empty, weighed, weighed.total, weighed.total, (), 0.1, stopped=True)
    told = {finding.name: finding for finding in findings(asked, nothing)}
    assert told["gap"].text == "No plan for the same case is better. The search was stopped after 0 seconds."
    assert told["limits"].text == "No limit holds the plan back."
    assert any(note.startswith("The search was stopped before its end") for note in notes(asked, nothing))
    assert told["joint_share"].value == 0
    assert told["burden"].text == "All pay the same multiple of their fair share."
    assert "Of no item is all there that is needed." in told["covered_from"].text
    assert "Another method proves" in told["bound"].text
    assert tables(asked, nothing)["plan"].frame.height == 0
    assert [chart.name for chart in charts(asked, nothing)] == ["coverage", "gap", "burden"]


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_words(asked: Heard) -> None:
    shells, tanks = asked.case.items
    assert (amount(tanks, 1), amount(tanks, 1200), amount(shells, 3)) == ("1 tank", "1,200 tanks", "30 shells")
    assert (money(812.4), money(3210)) == ("EUR 812 million", "EUR 3.2 billion")


LIMITS = [
    (("budget", "FR", 2027), "EUR 1 million more for France in 2027", "France: budget in 2027"),
    (("ceilings", "FR", None), "EUR 1 million more of SAFE loans for France", "France: SAFE loans"),
    (("output", "de-tanks", 2028), "1 tank more from Tanks of Kassel in 2028", "Tanks of Kassel: output in 2028"),
    (("growth", "fr-shells", None), "10 shells a year more by which Shells of Bourges can be expanded", "Shells of Bourges: expansion"),
    (("uptake", "DE tanks", None), "1 tank more that Germany takes", "Germany: takes tanks"),
]  # fmt: skip


@pytest.mark.parametrize(("price", "words", "bar"), LIMITS, ids=str)
def test_limits_in_words(asked: Heard, price: tuple[str, str, int | None], words: str, bar: str) -> None:
    kind, place, year = price
    one = Price(kind, place, year, UNITS[kind], 1.0)
    assert (limit(asked.case, one), label(asked.case, one)) == (words, bar)


def test_a_line_goes_by_the_first_of_its_makers(asked: Heard) -> None:
    lines = tuple(replace(line, product="Tanks (Kassel, Munich; under licence)") for line in asked.case.lines)
    named = label(asked.case.but(lines=lines), Price("growth", "de-tanks", None, "lots a year", 1.0))
    assert named == "Tanks (Kassel): expansion"


def test_every_limit_with_a_price_has_words() -> None:
    assert {price[0] for price, _, _ in LIMITS} == set(UNITS)


def test_limits_are_compared_by_what_they_cost(asked: Heard, solved: Solved) -> None:
    """A tank for 10 that is worth 25 is 2.5 for each million; of a place and kind the dearest year is told."""
    order = in_order(asked.case, solved.prices)
    assert [per_million(asked.case, each) for each in order] == [2.5, 1.5, 0.5, 0.0]
    assert [(each.place, each.year) for each in dearest(asked.case, solved.prices)] == [
        ("de-tanks", 2028),
        ("FR", 2027),
    ]
