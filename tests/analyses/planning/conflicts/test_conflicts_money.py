"""Euros behind two promises, counted by hand: targets of two frameworks, joint buys on one loan, pledges in a goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analyses.planning.conflict_rows import RULES, item, target

from phalanx.analyses.planning.conflicts.conflict import Conflict
from phalanx.analyses.planning.conflicts.money import Purse, loan_twice, money_twice, pledge_twice, purse_of
from phalanx.analyses.planning.money import Money
from phalanx.analyses.planning.safe_loan import Loan

ITEMS = {"tanks": item(), "ships": item("ships", cost=100)}
LOAN = Loan(60.0, 2030, (2026, 2027), "2026-02", ("safe_allocations/PL", "SAFE"))


def purse(loan: Loan | None = None, y30: float = 0.0, y35: float = 0.0) -> Purse:
    """Money until 2030 and until 2035; a year's defence is EUR 1,000 million and its equipment EUR 200 million."""
    return Purse("PL", {2030: y30, 2035: y35}, 1000.0, 200.0, loan, ("states/PL",))


def short(
    *rows: Mapping[str, Any], own: bool = False, joint: Any = (), y30: float = 0.0, y35: float = 0.0
) -> list[Conflict]:
    return list(money_twice(rows, ITEMS, joint, purse(None, y30, y35), RULES, own=own))


# ── Targets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_enough_for_both_frameworks_alone_is_no_conflict() -> None:
    """Ten tanks for each are EUR 100 million for each."""
    assert not short(target("NATO"), target("EU"), y30=200)


def test_enough_once_and_not_twice_is_money_promised_twice() -> None:
    """EUR 150 million pay for ten tanks, and not for ten and ten: 50 of 200 are missing, a quarter."""
    (conflict,) = short(target("NATO"), target("EU"), y30=150)
    assert (conflict.severity, conflict.amount) == ("high", -50 + 100)
    assert "enough for its targets if what serves two frameworks is counted once (EUR 100 million)" in conflict.what
    assert conflict.way_out == "Count once in both frameworks what serves both, and say so to both."
    (milder,) = short(target("NATO"), target("EU"), y30=180)
    assert (milder.severity, milder.amount) == ("possible", 20)


def test_not_even_enough_once_names_the_joint_buys() -> None:
    """Twelve tanks, the larger target, cost EUR 120 million; 117 are 2.5 % short."""
    buys = [{"id": f"buy-{n}", "item": "tanks", "members": ["DE", "PL"]} for n in range(5)]
    (conflict,) = short(target("NATO"), target("EU", 12), y30=117, joint=buys)
    assert (conflict.severity, conflict.amount) == ("low", 3)
    assert "cost EUR 120 million even where each item is counted once, and there are EUR 117 million" in conflict.what
    assert "buy together (buy-0, buy-1, buy-2 and others)" in conflict.way_out
    assert conflict.evidence == (
        "targets/NATO/tanks/PL",
        "targets/EU/tanks/PL",
        "capability_items/tanks",
        "states/PL",
    )


def test_the_date_at_which_most_is_missing_is_told() -> None:
    """By 2030 20 of 100 are missing; by 2035, with a ship, 60 of 200."""
    rows = target("EU"), target("NATO", 1, 2035, item="ships")
    (conflict,) = short(*rows, y30=80, y35=140)
    assert (conflict.subject, conflict.amount) == ("2035", 60)
    (conflict,) = short(*rows, y30=80, y35=190)
    assert (conflict.subject, conflict.amount) == ("2030", 20)


def test_illustrative_targets_lower_it_and_own_ones_are_no_records() -> None:
    (conflict,) = short(target("EU", illustrative=True), own=True)
    assert (conflict.severity, conflict.illustrative) == ("possible", True)
    assert conflict.evidence == ("capability_items/tanks", "states/PL")


def test_money_that_nobody_knows_is_not_missed() -> None:
    assert not short(target("EU"), y30=float("nan"))


@settings(max_examples=30)
@given(st.floats(0, 300), st.floats(0, 300))
def test_more_money_never_leaves_more_missing(less: float, more: float) -> None:
    less, more = sorted((less, more))
    rows = target("NATO"), target("EU", 12)
    missing = [sum(each.amount or 0 for each in short(*rows, y30=money)) for money in (less, more)]
    once_is_enough = less < 120 <= more
    assert missing[1] <= missing[0] + 1e-6 or once_is_enough  # from there on both promises are counted


def test_the_purse_adds_up_and_the_loan_is_there_from_the_beginning() -> None:
    zero = np.zeros((1, 2))
    money = Money(
        ("PL",), (2026, 2027), zero, zero + 1000, zero + 200, zero, np.array([[40.0, 50.0]]), zero > 0, ("",), (("states/PL",),),
    )  # fmt: skip
    assert purse_of(money, "PL", None).until == {2026: 40, 2027: 90}
    lent = purse_of(money, "PL", LOAN)
    assert lent.until == {2026: 100, 2027: 150}
    assert (lent.defence, lent.equipment, lent.evidence) == (1000, 200, ("states/PL", "safe_allocations/PL", "SAFE"))
    assert purse_of(money, "PL", Loan(60.0, 2025, (), None, ())).until == {2026: 40, 2027: 90}


# ── The loan ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def buy(name: str, code: str, saving: float, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "item": code,
        "members": ["DE", "PL"],
        "instruments": ["SAFE"],
        "saving_pct": saving,
        "illustrative": False,
    } | changes


def lent(*rows: Mapping[str, Any], joint: list[dict[str, Any]]) -> list[Conflict]:
    return list(loan_twice(rows, ITEMS, joint, purse(LOAN), RULES, own=False))


def test_two_joint_buys_on_one_loan() -> None:
    """Six tanks with 10 % saved cost EUR 54 million, a ship with 20 % saved 80: 134 in all, on a loan of 60."""
    rows = target("NATO", 6), target("EU", 4), target("EU", 1, item="ships")
    assert not lent(*rows, joint=[buy("t", "tanks", 10)])
    (conflict,) = lent(*rows, joint=[buy("t", "tanks", 10), buy("s", "ships", 20)])
    assert (conflict.amount, conflict.severity) == (74, "high")
    assert conflict.evidence == (
        "safe_allocations/PL", "SAFE", "t", "s", "targets/NATO/tanks/PL", "targets/EU/ships/PL",
    )  # fmt: skip


def test_what_the_loan_is_not_for_does_not_count() -> None:
    """A buy without SAFE, one of others, a target after the loan, and a second buy of the same item."""
    rows = target("EU", 6), target("EU", 1, 2031, item="ships")
    others = [
        buy("a", "tanks", 10, instruments=None),
        buy("b", "tanks", 10, members=["DE", "FR"]),
        buy("c", "ships", 0),
        buy("d", "tanks", 0),
        buy("e", "tanks", 10),
    ]
    assert not lent(*rows, joint=others)
    assert not list(loan_twice(rows, ITEMS, [buy("d", "tanks", 0)], purse(None), RULES, own=False))


# ── Pledges ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("share", "severity"), [(9.9, "low"), (10, "possible"), (49.9, "possible"), (50, "high")])
def test_a_pledge_is_held_against_a_year_of_spending(share: float, severity: str) -> None:
    """EUR 1,000 million a year: one per cent are 10, five are 50."""
    pledges = [{"state": "PL", "id": "deal", "title": "Deal", "share_eur_m": share, "payers": 2}]
    goal = [{"id": "PC-N16"}]
    (conflict,) = pledge_twice(pledges, {"PL": purse()}, goal, RULES)
    assert (conflict.severity, conflict.amount) == (severity, share)
    assert "its equal part of what 2 states promise" in conflict.what
    assert conflict.evidence == ("deal", "PC-N16", "states/PL")
    assert not list(pledge_twice(pledges, {"PL": purse()}, [], RULES))
