"""reach: how far a first load gets in how many days, under each set of rules for permission."""

from __future__ import annotations

from phalanx.analyses.mobility.reach.asked import ReachParameters, understand
from phalanx.analyses.mobility.reach.drawn import charts, maps
from phalanx.analyses.mobility.reach.tables import tables
from phalanx.analyses.mobility.reach.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: ReachParameters) -> Answer:
    """Follow the first load to every place under every regime, and tell the days."""
    reached = understand(world, parameters)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(reached),
        tables=tables(reached),
        charts=charts(reached),
        maps=maps(reached),
        notes=notes(reached),
    )


QUESTION = Question(
    name="reach",
    title="How far does a first load get in how many days?",
    about=(
        "Follows a first train-load from a place to every other, over rail, road, sea and waterways, with handling and "
        "borders, and with the permission of every state on the way, asked for at the start: the days to each place under "
        "the rules of today, five working days, three days and six hours, on maps by band of days. It says nothing of how "
        "long a whole force takes; movement does."
    ),
    parameters=ReachParameters,
    answer=answer,
)
