"""movement: how fast a force gets from one place to another, by which ways, and what it waits for."""

from __future__ import annotations

from phalanx.analyses.mobility.flow import plan_of
from phalanx.analyses.mobility.movement.asked import MovementParameters, understand
from phalanx.analyses.mobility.movement.checker import faults
from phalanx.analyses.mobility.movement.drawn import charts, maps
from phalanx.analyses.mobility.movement.tables import tables, tables_of_nothing
from phalanx.analyses.mobility.movement.told import findings, impossible, notes
from phalanx.analyses.mobility.obstacles import obstacles
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: MovementParameters) -> Answer:
    """Plan the movement, let the checker look at the plan, and tell both.

    Raises:
        BadInput: what was asked cannot be understood, or facts are missing.
        RuntimeError: the checker found a fault in the plan other than a missed deadline.
    """
    heard = understand(world, parameters)
    plan = plan_of(heard.network, heard.movement, heard.step)
    why = obstacles(heard) if plan is None else ()
    wrong = [fault for fault in faults(plan) if fault.rule != "deadline"] if plan else []
    if wrong:
        raise RuntimeError(f"The plan cannot be driven: {wrong[0].text}")
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, plan) if plan else impossible(heard, why),
        tables=tables(heard, plan) if plan else tables_of_nothing(heard, why),
        charts=charts(heard, plan) if plan else (),
        maps=maps(heard, plan) if plan else (),
        notes=notes(heard),
    )


QUESTION = Question(
    name="movement",
    title="How fast does a force get there, and what does it wait for?",
    about=(
        "The quickest plan for a movement of train-loads over rail, road, sea and waterways, by a flow over time: which "
        "loads go where and when, by which ways, and where they wait for permission, for room, for a change of gauge or "
        "for a ship. Permission is asked of all states at the start. Capacities and times of handling are illustrative, "
        "with ranges; the map is of cities, and says nothing of the Union's own list of bottlenecks or of its routing."
    ),
    parameters=MovementParameters,
    answer=answer,
)
