"""Limits that cannot be kept together are named, all of them and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.analyses.planning.small_cases import TWO_STATES, cases

from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.optimisation.conflicting import (
    Limit,
    contradiction,
    floors_of,
    means_of,
    of_items,
    smallest_conflict,
    without,
)
from phalanx.analyses.planning.optimisation.program import program_of
from phalanx.analyses.planning.optimisation.relaxation import Contradicting, Relaxation

BATTERY = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
"""A floor of the one battery that is needed, in 2028."""
TANKS = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
"""A floor of the two tanks that are needed, in 2028."""
BATTERY_ASKED = "1 lots of batteries that have to be covered by 2028"
TANKS_ASKED = "2 lots of tanks that have to be covered by 2028"
BATTERIES = TWO_STATES.lines[1]

CONFLICTS: dict[str, tuple[Case, set[str]]] = {
    "nothing asked": (TWO_STATES, set()),
    "kept": (TWO_STATES.but(floor=BATTERY + TANKS), set()),
    # A battery costs 6 in one year; 0.5 and half of 0.5 kept do not pay a whole one, and either state could with more.
    "budgets": (
        TWO_STATES.but(floor=BATTERY, budget=np.full((2, 3), 0.5)),
        {BATTERY_ASKED, "EUR 1.5 m of DE's budget from 2026 to 2028", "EUR 1.5 m of FR's budget from 2026 to 2028"},
    ),
    # Only France takes a battery, and Germany's money is nothing to it.
    "the budget of the one who takes it": (
        TWO_STATES.but(floor=BATTERY, budget=np.full((2, 3), 0.5), most=np.array([[2.0, 0.0], [2.0, 1.0]])),
        {BATTERY_ASKED, "EUR 1.5 m of FR's budget from 2026 to 2028"},
    ),
    "uptake": (
        TWO_STATES.but(floor=TANKS, most=np.array([[1.0, 1.0], [0.0, 1.0]])),
        {TANKS_ASKED, "1 lots of tanks that states take"},
    ),
    "nobody takes it": (
        TWO_STATES.but(floor=BATTERY, most=np.array([[2.0, 0.0], [2.0, 0.0]])),
        {BATTERY_ASKED, "0 lots of batteries that states take"},
    ),
    # The line makes one tank until 2028, and for the second it has to grow for 100, of which Germany pays 66.7 and has 24. That
    # France cannot pay its 33.3 either is true as well, and not needed: one of the two says enough.
    "output": (
        TWO_STATES.but(
            floor=TANKS, lines=(replace(TWO_STATES.lines[0], output=np.array([0.0, 0.0, 1.0]), growth_cost=100.0), BATTERIES)
        ),
        {
            TANKS_ASKED,
            "EUR 24 m of DE's budget from 2026 to 2028",
            "1 lots of tanks that lines deliver by 2028 without expansion",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "named"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_conflict_is_named_exactly(case: Case, named: set[str]) -> None:
    found = smallest_conflict(case)
    assert set(found) == named
    assert len(found) == len(named)


@settings(max_examples=10)
@given(cases(floors=True))
def test_without_any_of_the_named_all_others_can_be_kept(case: Case) -> None:
    named = smallest_conflict(case)
    assert smallest_conflict(case) == named, "it is always the same set"
    assert bool(named) != can_be_kept(case, ())
    limits = (*floors_of(case), *means_of(case))
    conflict = [limit for limit in limits if limit.words in named]
    others = [limit for limit in limits if limit not in conflict]
    for limit in conflict:
        assert can_be_kept(case, [*others, limit])
    assert bool(named) != can_be_kept(case, others)


def can_be_kept(case: Case, left_out: Sequence[Limit]) -> bool:
    """Whether all limits but these can be kept together in parts of lots."""
    try:
        Relaxation(program_of(without(case, left_out))).solve("simplex")
    except Contradicting:
        return False
    return True


@settings(max_examples=10)
@given(cases(floors=True))
def test_with_nothing_left_out_a_case_is_what_it_was(case: Case) -> None:
    one, other = program_of(case), program_of(without(case, ()))
    assert (one.matrix != other.matrix).nnz == 0
    for name in ("lower", "upper", "weight"):
        assert np.allclose(getattr(one.columns, name), getattr(other.columns, name))


def test_whoever_gave_the_case_is_told() -> None:
    told = contradiction(CONFLICTS["uptake"][0])
    assert told.found == (
        "No plan keeps all limits: 2 lots of tanks that have to be covered by 2028; 1 lots of tanks that states take"
    )
    assert told.expected.startswith("limits that can be kept together")
    assert told.remedy.startswith("loosen one of those named")


def test_of_some_items_only_theirs_is_left() -> None:
    """Batteries alone: their line, their row of everything, and no joint buy of tanks."""
    case = of_items(TWO_STATES, np.array([1]))
    assert [item.code for item in case.items] == ["batteries"]
    assert [(line.code, line.item) for line in case.lines] == [("us-batteries", 0)]
    assert case.joint == ()
    assert case.required.tolist() == [[1.0, 1.0, 1.0]]
    assert case.most.tolist() == [[1.0], [1.0]]
