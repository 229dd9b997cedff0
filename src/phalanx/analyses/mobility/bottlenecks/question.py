"""bottlenecks: which limits decide how fast a movement is, and what lifting each would bring."""

from __future__ import annotations

from phalanx.analyses.mobility.bottlenecks.limits import limits_of
from phalanx.analyses.mobility.bottlenecks.told import charts, findings, notes, tables
from phalanx.analyses.mobility.flow import plan_of
from phalanx.analyses.mobility.measures import number
from phalanx.analyses.mobility.movement.asked import MovementParameters, understand
from phalanx.analyses.mobility.movement.tables import tables_of_nothing
from phalanx.analyses.mobility.movement.told import impossible
from phalanx.analyses.mobility.obstacles import obstacles
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: MovementParameters) -> Answer:
    """Plan the movement, find what holds it back, and plan it again with each limit lifted.

    Raises:
        BadInput: what was asked cannot be understood, or facts are missing.
    """
    heard = understand(world, parameters)
    times = number(world, "lifted")
    plan = plan_of(heard.network, heard.movement, heard.step)
    found = limits_of(plan, times) if plan else None
    why = obstacles(heard) if plan is None else ()
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, plan, found, times) if plan and found else impossible(heard, why),
        tables=tables(heard, plan, found, times) if plan and found else tables_of_nothing(heard, why),
        charts=charts(heard, plan, found, times) if plan and found else (),
        notes=notes(heard, times),
    )


QUESTION = Question(
    name="bottlenecks",
    title="What holds a movement back, and what would lifting it bring?",
    about=(
        "The links, places and permits that decide when the last load of a movement arrives: a least cut of the network "
        "over time says where it is too narrow, and each limit is lifted in turn and the movement planned again. A link "
        "or place is lifted by doubling what it carries, a permit by giving it at once. What lifting costs it does not "
        "say, and the Union's own list of bottlenecks is not public and not implied."
    ),
    parameters=MovementParameters,
    answer=answer,
)
