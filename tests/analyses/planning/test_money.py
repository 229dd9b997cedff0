"""What states have for equipment: by hand from shares of GDP, from budgets, from a user's table, and from nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from tests.analyses.planning.small_plan import ROWS, SOURCED, small_plan

from phalanx.analyses.planning.money import budgets_of
from phalanx.errors import BadInput
from phalanx.intake.own_tables import read_own
from phalanx.vocabulary.values import Own
from phalanx.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_plan(tmp_path_factory.mktemp("plan")) as made:
        yield made


def brought(world: World, *rows: dict[str, object]) -> Own:
    return read_own(world, "budgets", [{**SOURCED, "illustrative": "no", **row} for row in rows])


def test_a_member_below_the_commitment_rises_straight_to_it(world: World) -> None:
    """Sweden: GDP 560 bn, 2.1 % in 2024 and 3.5 % in 2035, so 2.8 % half way; a fifth is equipment, a tenth of that open."""
    money = budgets_of(world, ["SE"], [2024, 2035, 2040])
    assert money.gdp.tolist() == [[560_000] * 3]
    assert money.defence[0] == pytest.approx([11_760, 19_600, 19_600])
    assert money.equipment[0] == pytest.approx([2_352, 3_920, 3_920])
    assert money.available[0] == pytest.approx([235.2, 392, 392])
    assert money.committed[0] == pytest.approx(money.equipment[0] - money.available[0])
    between = budgets_of(world, ["SE"], [2029, 2030]).defence[0].mean()
    assert between == pytest.approx(560_000 * 0.028)
    assert "rising straight to 3.5 % in 2035" in money.told[0]
    assert money.evidence[0][0] == "states/SE"
    assert not money.announced.any()


def test_growth_and_prices_raise_gdp(tmp_path_factory: pytest.TempPathFactory) -> None:
    """10 % of inflation takes GDP of 2024 to prices of 2025; 20 % of growth a year come twice by 2026: 1.1 x 1.44."""
    assumed = [
        {**row, **({"value": value, "low": value, "high": value} if (value := changed.get(row["id"])) else {})}
        for changed in ({"gdp_growth_pct": "20", "price_rise_pct": "10"},)
        for row in ROWS["planning_assumptions"]
    ]
    with small_plan(tmp_path_factory.mktemp("growing"), planning_assumptions=assumed) as world:
        assert budgets_of(world, ["SE"], [2026]).gdp[0, 0] == pytest.approx(560_000 * 1.1 * 1.44)


def test_one_above_the_commitment_keeps_its_share_and_a_budget_stands(world: World) -> None:
    """Poland stays at 4.1 % of 850 bn. Its budget of 2026 has 100 for equipment, 60 of it bound; later years keep both shares."""
    money = budgets_of(world, ["PL"], [2026, 2030])
    assert money.defence[0] == pytest.approx([34_850, 34_850])
    assert money.equipment[0] == pytest.approx([100, 100])
    assert money.available[0] == pytest.approx([40, 40])
    assert money.announced.tolist() == [[True, False]]
    assert "budgets/PL/2026" in money.evidence[0]


def test_a_budget_sets_the_course_even_where_its_year_is_not_asked_about(world: World) -> None:
    both, later = budgets_of(world, ["PL"], [2026, 2030]), budgets_of(world, ["PL"], [2030])
    assert later.available[0, 0] == pytest.approx(both.available[0, 1])


def test_an_own_table_stands_for_the_budgets_of_its_states(world: World) -> None:
    """Sweden names 28,000 of 560,000 for 2026: 5 % from then on. Poland is not in the table and keeps its budget."""
    own = brought(world, {"state": "SE", "year": 2026, "defence_eur_m": 28_000})
    money = budgets_of(world, ["PL", "SE"], [2026, 2035], own)
    assert money.defence[1] == pytest.approx([28_000, 28_000])
    assert money.available[1] == pytest.approx([560, 560])
    assert money.available[0] == pytest.approx([40, 40])
    assert "the table of budgets" in money.told[1]
    assert not any(record.startswith("budgets/") for record in money.evidence[1])


def test_who_is_no_member_keeps_its_share(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On a day before Sweden joined, nothing binds it to more than 2.1 %."""
    with small_plan(tmp_path_factory.mktemp("early")) as world:
        before = World(world.valid_on.replace(year=2023), world.known_at, world.journal_head, world.entries)
        money = budgets_of(before, ["SE"], [2035])
    assert money.defence[0, 0] == pytest.approx(560_000 * 0.021)
    assert "no commitment of NATO" in money.told[0]


def test_of_whom_nothing_is_known_no_money_is_counted(world: World) -> None:
    money = budgets_of(world, ["NO"], [2026, 2027])
    assert np.isnan(money.available).all()
    assert not money.known.any()
    assert money.told == (
        "Norway: neither a budget nor a share of GDP for defence is known, so that no money is counted.",
    )
    assert budgets_of(world, [], [2026]).available.shape == (0, 1)


def test_what_is_overdrawn_is_told_by_state_and_year(world: World) -> None:
    """Sweden's equipment of 2026 is some 471 million EUR a tenth of which is open; 5,000 committed is more than all."""
    own = brought(world, {"state": "SE", "year": 2026, "committed_eur_m": 5_000})
    money = budgets_of(world, ["SE"], [2026, 2027], own)
    [problem] = money.overdrawn()
    assert "SE has" in problem.found
    assert "5,000" in problem.found
    assert money.available[0, 0] == 0


def test_missing_assumptions_are_all_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    left = [row for row in ROWS["planning_assumptions"] if row["id"] not in {"open_share_pct", "gdp_growth_pct"}]
    with (
        small_plan(tmp_path_factory.mktemp("less"), planning_assumptions=left) as world,
        pytest.raises(BadInput, match="gdp_growth_pct, open_share_pct"),
    ):
        budgets_of(world, ["PL"], [2026])
