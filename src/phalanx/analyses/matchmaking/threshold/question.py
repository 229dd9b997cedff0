"""threshold: what becomes of procurement pacts and bundled projects if more states had to take part in each."""

from __future__ import annotations

from phalanx.analyses.matchmaking.threshold.asked import ThresholdParameters, understand
from phalanx.analyses.matchmaking.threshold.drawn import charts
from phalanx.analyses.matchmaking.threshold.published import beside
from phalanx.analyses.matchmaking.threshold.tables import tables
from phalanx.analyses.matchmaking.threshold.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: ThresholdParameters) -> Answer:
    """Turn the dial from the first threshold to the last, and tell who stays, who falls and who could grow with whom."""
    heard = understand(world, parameters)
    published = beside(world, heard)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, published),
        tables=tables(heard, published),
        charts=charts(heard) if heard.frame.height else (),
        notes=notes(heard),
    )


QUESTION = Question(
    name="threshold",
    title="What if more states had to take part?",
    about=(
        "Raises the least number of states and holds every live procurement pact and bundled project against it: which "
        "stay, which fall away, and which could grow by states that are tied with each of theirs on the same matter. "
        "With --instrument only states that count under its rules count here, and all its other rules hold as they are. "
        "Beside it stand the numbers that others published. Whether anybody wants to join, and what a larger group "
        "would buy, it does not say."
    ),
    parameters=ThresholdParameters,
    answer=answer,
)
