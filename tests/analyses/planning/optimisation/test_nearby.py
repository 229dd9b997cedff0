"""Plans of changed cases among orders near the last ones: whole, within all limits, and better than what was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from bench.planning_case import earlier_exit, reference, smaller_budget

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.mending import ROUNDING, fair, polished, rounded_down, without_lonely
from phalanx.analyses.planning.optimisation.nearby import nearby
from phalanx.analyses.planning.optimisation.program import Program, program_of
from phalanx.analyses.planning.optimisation.relaxation import Relaxation, Relaxed, safe_bound

BEFORE = reference(8, 10, 8, 8)


@pytest.fixture(scope="module")
def last() -> tuple[Floats, Relaxed]:
    """A plan of the case before it changed, rounded down in no time, and its relaxation."""
    program = program_of(BEFORE)
    relaxed = Relaxation(program).solve("ipm")
    values = rounded_down(program, relaxed.values)
    assert values is not None
    return values, relaxed


def after(case: Case, last: tuple[Floats, Relaxed]) -> tuple[Program, Floats, Relaxed]:
    """The program of a changed case, with the last values and what the last prices prove of it."""
    program, (values, relaxed) = program_of(case), last
    return program, values, replace(relaxed, bound=safe_bound(program, relaxed.prices))


@pytest.mark.parametrize("change", [earlier_exit, smaller_budget])
def test_it_keeps_every_limit_in_whole_lots_and_hides_no_missed_fairness(
    change: Callable[[Case], Case], last: tuple[Floats, Relaxed]
) -> None:
    program, values, relaxed = after(change(BEFORE), last)
    found = nearby(program, values, relaxed)
    assert found is not None
    whole = program.columns.whole()
    assert np.array_equal(found[whole], np.rint(found[whole]))
    plan = program.plan(found)
    missed = plan.amiss(program.case)
    assert check(program.case, plan, missed) == ()
    assert (found[program.columns.named["amiss"]] >= missed - ROUNDING).all()
    assert program.columns.weight @ found >= relaxed.bound


@pytest.mark.parametrize("change", [earlier_exit, smaller_budget])
def test_where_fairness_binds_nobody_it_is_kept(change: Callable[[Case], Case], last: tuple[Floats, Relaxed]) -> None:
    program, values, relaxed = after(change(BEFORE).but(fairness=0.0), last)
    found = nearby(program, values, relaxed)
    assert found is not None
    assert fair(program, found)


def test_it_is_better_than_the_last_orders_where_much_has_changed(last: tuple[Floats, Relaxed]) -> None:
    program, values, relaxed = after(earlier_exit(BEFORE), last)
    found, kept = nearby(program, values, relaxed), polished(program, without_lonely(program, values))
    assert found is not None
    assert kept is not None
    gaps = [1 - relaxed.bound / float(program.columns.weight @ each) for each in (found, kept)]
    assert gaps[0] < 0.75 * gaps[1], gaps


def test_nothing_is_found_where_what_has_to_be_covered_was_never_ordered(last: tuple[Floats, Relaxed]) -> None:
    nothing_yet = np.zeros_like(last[0])
    floor = np.where(BEFORE.reachable() > 0, 0.5, 0.0)
    program, _, relaxed = after(BEFORE.but(floor=floor), last)
    bare = replace(relaxed, values=nothing_yet)
    assert nearby(program, nothing_yet, bare) is None


def test_without_a_place_where_simplex_begins_nothing_is_looked_for(last: tuple[Floats, Relaxed]) -> None:
    program, values, relaxed = after(earlier_exit(BEFORE), last)
    assert nearby(program, values, replace(relaxed, basis=None)) is None
