"""fuel: how near the pipelines of the Alliance come, how long fuel lasts, and what extensions change."""

from __future__ import annotations

from phalanx.analyses.mobility.fuel.asked import FuelParameters, understand
from phalanx.analyses.mobility.fuel.drawn import charts, maps
from phalanx.analyses.mobility.fuel.found import find
from phalanx.analyses.mobility.fuel.tables import tables
from phalanx.analyses.mobility.fuel.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: FuelParameters) -> Answer:
    """Find the nearest place on a line at each stage of the system, and what has to go on from there."""
    heard = understand(world, parameters)
    supplies = find(heard)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, supplies),
        tables=tables(heard, supplies),
        charts=charts(heard, supplies),
        maps=maps(heard),
        notes=notes(heard),
    )


QUESTION = Question(
    name="fuel",
    title="How near do fuel pipelines come, and what would extensions change?",
    about=(
        "Takes the public ends of the pipeline system in service, of its planned extension and of later options, and tells "
        "how far fuel still has to go by train to where brigades use it, how many trains that takes, how long a depot "
        "lasts and how much can arrive a day. Only cities are known; capacities and use are illustrative, with ranges."
    ),
    parameters=FuelParameters,
    answer=answer,
)
