"""Rounding: what the steps to whole lots lose, and what a state does that its partners depend on and that cannot pay.

**A partner that cannot pay.** Germany and France need tanks at 8, and may buy them together at 6 where both take part, which
costs each 1. France has 6 in all, so that it could pay a tank and not its part in the coordination as well. Relaxed, it takes a
part of a tank; in whole lots it has to be let go.
"""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from tests.analyses.planning.small_cases import TWO_STATES

from phalanx.analyses.planning.optimisation import rounding
from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.program import program_of
from phalanx.analyses.planning.optimisation.relaxation import Relaxation
from phalanx.analyses.planning.optimisation.rounding import Rounding
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.case import understand
from phalanx.world import World

LOST = 0.01
"""What whole lots lose at most by the bundled facts, as a share of the objective, before anything is mended."""
FRANCE = 1
ASTRAY = 0.05
"""What prices alone lose there."""


@pytest.mark.parametrize("fairness", [0.0, 0.7])
def test_whole_lots_lose_little_where_prices_alone_lead_astray(
    bundled_world: World, fairness: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = understand(bundled_world, RoadMapParameters(fairness=fairness)).case
    assert lost(case) < LOST
    monkeypatch.setattr(rounding, "ASTRAY", inf)
    monkeypatch.setattr(rounding, "LAST", 1)
    assert lost(case) > ASTRAY


def test_a_partner_that_cannot_pay_is_let_go() -> None:
    case = TWO_STATES.but(budget=np.array([[9.0, 9.0, 9.0], [3.0, 3.0, 0.0]]), carry=0.0)
    program = program_of(case)
    guide, search = Relaxation(program), Rounding(program)
    takes, joint = (program.columns.named[name] for name in ("takes", "joint"))
    led = guide.solve("ipm")
    assert 0.5 < led.values[joint[FRANCE]].sum() < 1, "a part of a tank"
    search.bounds[0][takes] = 1.0
    search._decided_seeing(guide, led, [FRANCE])
    assert search.bounds[1][takes[FRANCE]] == 0
    assert not search.undecided[joint[FRANCE]].any()


def lost(case: Case) -> float:
    """What whole lots weigh more than the bound, as a share of it; all of them are whole."""
    program = program_of(case)
    values = last_values(case)
    whole = program.columns.whole()
    assert np.allclose(values[whole], np.rint(values[whole]), atol=1e-4)
    return float(program.columns.weight @ values / Relaxation(program).solve("simplex").bound - 1)


def last_values(case: Case) -> Floats:
    """The values after the last step."""
    program = program_of(case)
    *_, values = Rounding(program).steps(Relaxation(program).solve("ipm"))
    return values
