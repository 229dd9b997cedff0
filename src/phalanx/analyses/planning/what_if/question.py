"""what-if: what becomes of a road map when a budget is cut, a state leaves, or the United States do so earlier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phalanx.analyses.planning.optimisation.solving import Desk
from phalanx.analyses.planning.road_map.case import Heard, understand
from phalanx.analyses.planning.road_map.missed import held_fair
from phalanx.analyses.planning.road_map.watched import watched
from phalanx.analyses.planning.what_if import beside
from phalanx.analyses.planning.what_if.asked import WhatIfParameters
from phalanx.analyses.planning.what_if.changed import changed, words
from phalanx.analyses.planning.what_if.compared import Compared, Side
from phalanx.analyses.planning.what_if.drawn import charts
from phalanx.analyses.planning.what_if.tables import tables
from phalanx.analyses.planning.what_if.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: WhatIfParameters) -> Answer:
    """Find the plan, change what is asked, find the next plan from there, and tell what differs.

    Raises:
        BadInput: inputs that cannot be used, changes that change nothing, fairness that does not hold before or after.
    """
    base = understand(world, parameters)
    return QUESTION.answered(
        world,
        parameters,
        **(side_by_side if parameters.beside else before_and_after)(world, parameters, base),
    )


def before_and_after(world: World, parameters: WhatIfParameters, base: Heard) -> Mapping[str, Any]:
    """What one change does."""
    other = changed(world, parameters, base)
    desk = Desk(watched("before the change: "))
    before = Side(base, held_fair(desk.solve(base.case, second_route=False)))
    desk.watch = watched("after the change: ")
    after = Side(other, held_fair(desk.solve_again(other.case), "after the change"))
    compared = Compared(before, after, words(parameters, base.case))
    return {
        "findings": findings(compared, parameters),
        "tables": tables(compared),
        "charts": charts(compared),
        "notes": notes(compared),
    }


def side_by_side(world: World, parameters: WhatIfParameters, base: Heard) -> Mapping[str, Any]:
    """What each of several changes does, all to the same plan."""
    found = beside.scenarios(world, parameters, base)
    return {
        "findings": beside.findings(found),
        "tables": beside.tables(found),
        "charts": beside.charts(found),
        "notes": beside.notes(found),
    }


QUESTION = Question(
    name="what-if",
    title="What becomes of the road map if a budget, a state, a line or the United States change?",
    about=(
        "Two road maps, before and after a change: budgets are cut or raised, states leave, the United States leave "
        "earlier, a line of industry makes more or less, joint buys take more members; several together where that is "
        "meant. The second is found from the first, both with a bound of what no plan can weigh less than, and it is said "
        "where a difference is within what these proofs leave open. It tells what is covered later or never, who buys "
        "more or less of what, which money is free or missing, which joint buys fall away, and which limits bind now. "
        "With --beside, several changes stand side by side, each made in the same plan, and are ranked. "
        "What Europe needs stays the same; the inputs are those of road-map, largely illustrative."
    ),
    parameters=WhatIfParameters,
    answer=answer,
)
