"""Mending: what a search that was ended leaves is a plan, whatever joint buys fall away in it."""

from __future__ import annotations

import numpy as np
import pytest
from bench.planning_case import reference

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.mending import rounded_down, without_lonely
from phalanx.analyses.planning.optimisation.part import EXACTLY
from phalanx.analyses.planning.optimisation.program import Program, program_of
from phalanx.analyses.planning.optimisation.relaxation import Relaxation


@pytest.mark.parametrize("seed", range(4))
def test_parts_of_lots_become_whole_ones_that_keep_all_limits(seed: int) -> None:
    """Under half of these seeds and more, joint buys fall away whose orders nobody can pay alone."""
    program = program_of(reference(8, 10, 8, 8, seed))
    relaxed = Relaxation(program).solve("ipm")
    found = rounded_down(program, relaxed.values)
    assert found is not None
    plan = program.plan(found)
    assert check(program.case, plan, plan.amiss(program.case)) == ()
    assert (ordered(program, found) <= ordered(program, relaxed.values) + EXACTLY).all()
    assert ordered(program, found).sum() > ordered(program, relaxed.values).sum() / 2


def test_orders_of_joint_buys_that_fall_away_are_placed_alone_or_not_at_all() -> None:
    program = program_of(reference(8, 10, 8, 8))
    case, named = program.case, program.columns.named
    values = np.zeros(program.columns.count)
    values[named["joint"][0, 0]] = 2.0
    assert case.joint[0].least > 1
    alone, dropped = without_lonely(program, values), without_lonely(program, values, alone=False)
    assert alone[named["own"]].sum() == 2.0
    assert not alone[named["joint"]].any()
    assert not dropped[named["own"]].any()
    assert not dropped[named["joint"]].any()


def ordered(program: Program, values: Floats) -> Floats:
    """Lots by state and item, ordered alone and jointly."""
    case: Case = program.case
    lots = values[program.columns.named["own"]].sum(axis=2)
    np.add.at(lots, (case.members.states, case.members.items), values[program.columns.named["joint"]].sum(axis=1))
    return np.asarray(lots)
