"""crossing: what there is, and what is planned, to move forces between two states."""

from __future__ import annotations

from phalanx.analyses.mobility.crossing.asked import CrossingParameters, understand
from phalanx.analyses.mobility.crossing.drawn import charts, maps
from phalanx.analyses.mobility.crossing.tables import tables
from phalanx.analyses.mobility.crossing.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: CrossingParameters) -> Answer:
    """Gather agreements, corridors, links, upgrades and permissions of one border, by land or sea."""
    found = understand(world, parameters)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(found),
        tables=tables(found),
        charts=charts(found),
        maps=maps(found),
        notes=notes(found),
    )


QUESTION = Question(
    name="crossing",
    title="What is there, and what is planned, to move forces between two states?",
    about=(
        "Gathers what the facts hold of one crossing: the agreements of the two states on moving forces, the corridors that "
        "name both, the links that join them by rail, road and sea, the upgrades at the border and on either side with their "
        "costs, and how long permission to cross takes under each set of rules. Costs and some permissions are illustrative. "
        "How long a force needs, it does not say; movement does."
    ),
    parameters=CrossingParameters,
    answer=answer,
)
