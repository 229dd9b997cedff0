"""What a road map is computed from: counted by hand for two states, and everything that is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from tests.analyses.planning.small_plan import SOURCED, Row
from tests.analyses.planning.small_road import ASKED, TABLES, small_road

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.case import Heard, understand
from phalanx.errors import BadInput
from phalanx.intake.own_tables import read_own
from phalanx.world import World

OWN = {
    "items": "capability_items", "industry": "industry_lines", "requirements": "requirements", "targets": "targets",
    "us_exit_path": "us_exit_paths", "holdings": "holdings", "budgets": "budgets", "joint_buys": "joint_buys",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_road(tmp_path_factory.mktemp("road")) as made:
        yield made


@pytest.fixture(scope="module")
def case(world: World) -> Case:
    return heard(world).case


def heard(world: World, *, tables: Mapping[str, Sequence[Row]] | None = None, **given: str) -> Heard:
    """What is understood, with tables of one's own by the name of their parameter."""
    own = {
        name: read_own(world, OWN[name], [{**SOURCED, **row} for row in rows]) for name, rows in (tables or {}).items()
    }
    asked: dict[str, Any] = {**ASKED, **{name.rstrip("_"): value for name, value in given.items()}, **own}
    return understand(world, RoadMapParameters.model_validate(asked))


def changed(kind: str, at: int, **cells: str) -> list[Row]:
    """The rows of a kind, one of them with other cells."""
    return [{**row, **cells} if place == at else row for place, row in enumerate(TABLES[kind])]


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_needed_in_whole_lots(case: Case) -> None:
    assert [item.code for item in case.items] == ["shells", "tanks"]
    assert case.required.tolist() == [[0, 5, 5, 5, 5], [10, 10, 12, 12, 12]]
    assert case.american.tolist() == [[0, 1, 0, 0, 0], [5, 5, 2, 2, 0]]
    assert case.held.tolist() == [[2, 0], [0, 0]]
    assert case.need.tolist() == [[0, 2, 3, 3, 3], [5, 5, 10, 10, 12]]


def test_an_item_by_lots(case: Case) -> None:
    """Ten shells for 0.4 each; missing for a year they weigh 4 x priority 1 x 3, a tank 10 x 2 x 3."""
    shells, tanks = case.items
    assert (shells.lot, shells.cost, shells.cost_low, shells.cost_high) == (10, 4, 3, 5)
    assert (shells.missing, tanks.missing) == (12, 60)
    assert (shells.common, tanks.common, tanks.lead) == (True, False, 1)


def test_what_takes_longer_than_all_the_years_does_not_come(world: World) -> None:
    slow = changed("capability_items", 0, lead_time_years="9")
    found = heard(world, tables={"items": slow}).case
    assert found.items[1].lead == len(found.years)
    assert found.beyond_money()[1].tolist() == found.need[1].tolist()


def test_states_take_a_multiple_of_their_larger_target_less_what_counts(case: Case) -> None:
    assert case.states == ("DE", "FR")
    assert case.most.tolist() == [[3, 9], [2, 6]]
    assert case.key == pytest.approx([4300 / 7200, 2900 / 7200])


def test_money_and_loans(case: Case) -> None:
    assert case.budget.tolist() == [[40] * 5, [20] * 5]
    assert case.loans.tolist() == [0, 30]
    assert case.loan_years.tolist() == [True, True, True, False, False]
    assert (case.carry, case.fairness, case.unfair, case.european_share) == (0.1, 0.7, 0.1, 0.65)


def test_lines_grow_by_themselves_for_as_long_as_an_expansion_takes(case: Case) -> None:
    lines = {line.code: line for line in case.lines}
    assert lines["de-tanks"].output.tolist() == [2, 3, 3, 3, 3]
    assert (lines["de-tanks"].growth_cost, lines["de-tanks"].growth_years, lines["de-tanks"].most_growth) == (2, 1, 4)
    assert lines["fr-shells"].output.tolist() == [1, 1, 1, 1, 1]
    assert (lines["fr-shells"].growth_cost, lines["fr-shells"].most_growth) == (1, 2)
    assert lines["us-shells"].output.tolist() == [0, 0, 1, 0, 1]
    assert [lines[name].european for name in lines] == [True, True, False]


def test_a_line_that_is_still_to_come_is_not_expanded_before(world: World) -> None:
    """From 2029 on: what is decided in 2026 is there three years later, and half of two lots a year is free."""
    later = heard(world, tables={"industry": changed("industry_lines", 1, from_year="2029")}).case.lines[1]
    assert (later.code, later.growth_years, later.output.tolist()) == ("fr-shells", 3, [0, 0, 0, 1, 1])


def test_what_no_money_can_bring(case: Case) -> None:
    """Nothing comes in 2026; from 2027 on 3 tanks and 4 by expansion are more than is needed. Of the 2 lots of shells of 2027
    one can be made; of the 3 of 2028 a second one, and one from America.
    """
    assert case.beyond_money().tolist() == [[0, 1, 0, 0, 0], [5, 0, 0, 0, 0]]


def test_a_joint_buy_is_of_those_who_take_something(world: World) -> None:
    """Poland has no target, so that Germany leads, who takes most; TRIO takes three, GONE ended before."""
    found = heard(world)
    [buy] = found.case.joint
    assert (buy.code, buy.members, buy.lead, buy.least) == ("jb-tanks", (0, 1), 0, 2)
    assert (buy.saving, buy.opens, buy.closes, buy.coordination, buy.safe) == (0.1, 0, 1, 1, True)
    assert found.groups[0].instruments == ("SAFE",)
    assert set(found.left_out) == {
        "jb-shells cannot order in these years.",
        "Poland is left out of jb-tanks, taking nothing of the item.",
        "GONE is not counted as open to jb-tanks: it ends in 2025.",
        "TRIO is not counted as open to jb-tanks: it takes 3 states that may use it.",
    }


def test_a_loan_takes_a_member_with_an_allocation(world: World) -> None:
    rows = changed("joint_buys", 0, members="DE;PL", lead="DE", instruments="SAFE")
    polish: Row = {**TABLES["targets"][0], "state": "PL"}
    found = heard(world, tables={"joint_buys": rows, "targets": [*TABLES["targets"], polish]})
    assert not found.case.joint[0].safe
    assert "SAFE is not counted as open to jb-tanks: it takes a member with an allocation." in found.left_out


def test_paths_and_preference(world: World) -> None:
    abrupt = heard(world, us_exit="abrupt").case
    assert abrupt.american.tolist() == [[0, 0, 0, 0, 0], [5, 0, 0, 0, 0]]
    assert abrupt.surcharge == 0.0
    assert heard(world, prefer="european").case.surcharge == pytest.approx(0.1)
    own: list[Row] = [{**TABLES["us_exit_paths"][0], "path": "none", "year": "2020", "remaining_pct": "40"}]
    assert heard(world, us_exit="none", tables={"us_exit_path": own}).case.american[1].tolist() == [2] * 5


def test_states_without_money_are_left_out_and_told_of(world: World) -> None:
    """Andorra has a target, and the registry knows neither its GDP nor a budget."""
    other: Row = {**TABLES["targets"][0], "state": "AD"}
    found = heard(world, tables={"targets": [*TABLES["targets"], other]})
    assert found.case.states == ("DE", "FR")
    assert "Andorra has targets and is left out, as no GDP or no budget is known for all the years." in found.left_out


def test_too_few_takers_are_told_of(world: World) -> None:
    """Without the German targets for tanks only 6 can be taken of the 12 that are needed."""
    found = heard(world, tables={"targets": TABLES["targets"][2:]})
    assert "States take at most 6 tanks by their targets; 12 are needed in the worst year." in found.left_out


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ten_times_the_price_is_ten_times_the_price(world: World, case: Case) -> None:
    dear = [
        {**row, **{name: f"{10 * float(row[name]):g}" for name in row if name.startswith("unit_cost")}}
        for row in TABLES["capability_items"]
    ]
    other = heard(world, tables={"items": dear}).case
    assert other.costs == pytest.approx(10 * case.costs)
    assert other.missing == pytest.approx(10 * case.missing)
    assert np.array_equal(other.need, case.need)


def test_rows_in_another_order_are_the_same_case(world: World, case: Case) -> None:
    turned = {name: list(reversed(TABLES[kind])) for name, kind in OWN.items()}
    other = heard(world, tables=turned).case
    assert other.items == case.items
    assert other.joint == case.joint
    for name in ("required", "american", "held", "most", "budget", "key"):
        assert np.array_equal(getattr(other, name), getattr(case, name)), name


# ── Bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────

TARGET, ITEM, BUY = TABLES["targets"][0], TABLES["capability_items"][0], TABLES["joint_buys"][0]


@pytest.mark.parametrize(
    ("tables", "given", "words"),
    [
        ({}, {"from_": "2030", "to": "2028"}, ["--from 2030 is after --to 2028"]),
        ({}, {"us_exit": "none"}, ["The path 'none' begins in 2028, after --from 2026", "begin with --from 2028"]),
        ({"us_exit_path": TABLES["us_exit_paths"][3:5]}, {}, ["has no path 'gradual'", "--us-exit of abrupt"]),
        ({"items": changed("capability_items", 0, unit_cost_low_eur_m="0", unit_cost_eur_m="0")}, {}, ["tanks has a cost of 0"]),
        ({"items": TABLES["capability_items"][:1]}, {}, ["Requirements name shells, which cannot be bought", "items of capability_items (tanks)"]),
        ({"targets": [{**TARGET, "item": "tanx"}]}, {}, ["Targets name tanx, which cannot be bought"]),
        ({"targets": [{**TARGET, "unit": "ships"}]}, {}, ["The NATO target of DE for tanks is in ships", "vehicles, the unit of tanks"]),
        ({"targets": [{**TARGET, "state": "EU"}]}, {}, ["Targets name EU (European Union)"]),
        ({"targets": [{**TARGET, "state": "AD"}]}, {}, ["no state with a target, a GDP and a budget"]),
        ({"holdings": [{**TABLES["holdings"][0], "item": "bows"}]}, {}, ["Holdings name bows"]),
        ({"industry": TABLES["industry_lines"][1:]}, {}, ["tanks is needed, and no line of industry makes it"]),
        ({}, {"floor": "tanx:0.5"}, ["--floor names tanx, not known here", "perhaps take for tanx tanks"]),
        ({}, {"floor": "tanks:0.5;tanks:0.6"}, ["--floor names tanks more than once"]),
        ({"requirements": [{**TABLES["requirements"][0], "from_year": "2031"}]}, {}, ["Nothing is needed in these years"]),
        ({"budgets": [{**TABLES["budgets"][0], "state": "NATO"}]}, {}, ["Budgets name NATO"]),
        ({"joint_buys": [BUY, {**BUY, "id": "again", "from_year": "2027", "to_year": "2030"}]}, {}, ["again and jb-tanks overlap: in both DE, FR and PL buy tanks in 2027"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_refused_says_what_is_allowed(
    world: World, tables: Mapping[str, Sequence[Row]], given: Mapping[str, str], words: Sequence[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        heard(world, tables=tables, **given)
    for each in words:
        assert each in str(refused.value)


def test_groups_that_differ_are_there_to_choose_from(world: World) -> None:
    other: Row = {**BUY, "id": "two", "members": "DE;FR", "lead": "DE"}
    assert len(heard(world, tables={"joint_buys": [BUY, other]}).case.joint) == 2


def test_budgets_below_commitments_are_refused_with_the_numbers(world: World) -> None:
    """Equipment is not named; 2.1 % of a GDP of 4,300,000 and a fifth of it for equipment make 18,060 and are less."""
    rows: list[Row] = [{"state": "DE", "year": "2026", "committed_eur_m": "90000", "illustrative": "no"}]
    with pytest.raises(BadInput, match=r"DE has .* million EUR for equipment in 2026, and has committed 90,000"):
        heard(world, tables={"budgets": rows})


def test_all_problems_are_told_together(world: World) -> None:
    tables: dict[str, Sequence[Row]] = {
        "targets": [{**TARGET, "unit": "ships"}, {**TARGET, "item": "tanx"}],
        "joint_buys": [BUY, {**BUY, "id": "again"}],
        "industry": TABLES["industry_lines"][1:],
    }
    with pytest.raises(BadInput) as refused:
        heard(world, tables=tables, us_exit="none")
    for words in ("is in ships", "name tanx", "overlap", "no line of industry makes it", "begins in 2028"):
        assert words in str(refused.value)
