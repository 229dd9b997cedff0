"""road-map: who buys what, with whom, led by whom and in which year, so that Europe covers what it needs, with proof."""

from __future__ import annotations

from phalanx.analyses.planning.optimisation.solving import solve
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.case import understand
from phalanx.analyses.planning.road_map.drawn import charts
from phalanx.analyses.planning.road_map.missed import held_fair
from phalanx.analyses.planning.road_map.tables import tables
from phalanx.analyses.planning.road_map.told import findings, notes
from phalanx.analyses.planning.road_map.watched import watched
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: RoadMapParameters) -> Answer:
    """Find the plan that weighs least, and tell what it covers, what it costs and what holds it back.

    Whoever asked is told how far the search is, and may stop it; then the best plan so far is told.

    Raises:
        BadInput: inputs that cannot be used, limits that contradict each other, fairness that cannot hold.
    """
    heard = understand(world, parameters)
    solved = held_fair(solve(heard.case, watched()))
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, solved),
        tables=tables(heard, solved),
        charts=charts(heard, solved),
        notes=notes(heard, solved),
    )


QUESTION = Question(
    name="road-map",
    title="Who should buy what, with whom and when, to cover what Europe needs?",
    about=(
        "One plan for all states with targets, in whole units and by year: lead times, lines of industry that grow by "
        "themselves or for money, yearly budgets of which a part may be kept, SAFE loans, joint buys that are open under "
        "the rules, and what each state should bear. It weighs what is missing by priority, then what it costs, then "
        "what is unfair, and proves how near to the best it is. It tells what is uncovered when, what no money can bring "
        "in time, and what one more of each limit would be worth. The bundled inputs are largely illustrative; each can "
        "be replaced by your own table. It does not know what governments intend, or what other orders bind industry."
    ),
    parameters=RoadMapParameters,
    answer=answer,
)
