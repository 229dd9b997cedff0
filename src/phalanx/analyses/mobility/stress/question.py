"""stress: how late a movement gets when floods, ice, heat, attacks, strikes and civil demand strike, and what to protect."""

from __future__ import annotations

from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.analyses.mobility.movement.tables import tables_of_nothing
from phalanx.analyses.mobility.movement.told import impossible
from phalanx.analyses.mobility.movement.told import notes as movement_notes
from phalanx.analyses.mobility.obstacles import obstacles
from phalanx.analyses.mobility.stress.asked import StressParameters, understand
from phalanx.analyses.mobility.stress.drawn import charts, maps
from phalanx.analyses.mobility.stress.found import find
from phalanx.analyses.mobility.stress.tables import tables
from phalanx.analyses.mobility.stress.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: StressParameters) -> Answer:
    """Put the movement through scenarios, and tell when it arrives and what would help.

    Raises:
        BadInput: what was asked cannot be understood, facts are missing, there is no such cluster, or it was stopped at once.
    """
    stressed = understand(world, parameters)
    if isinstance(stressed, Heard):
        why = obstacles(stressed)
        return QUESTION.answered(
            world,
            parameters,
            findings=impossible(stressed, why),
            tables=tables_of_nothing(stressed, why),
            notes=movement_notes(stressed),
        )
    found = find(stressed)
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
    name="stress",
    title="How late does a force get when things go wrong, and what should be protected?",
    about=(
        "Puts a movement through thousands of scenarios drawn at random: floods, ice, heat and low water, attacks on "
        "computers, strikes and civil demand at its peak, which strike neighbours together and have seasons. For each it "
        "finds the quickest plan that is left, and tells the distribution of arrival with 95 % intervals, which link or "
        "place of handling would save most if it alone were protected, and how redundant each corridor is. The same seed "
        "gives the same result with any number of workers. How often hazards come and what they leave are judgements with "
        "ranges, and nothing here says what is likely in a war."
    ),
    parameters=StressParameters,
    answer=answer,
)
