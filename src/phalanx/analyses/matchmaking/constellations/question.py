"""constellations: which groups of states should buy together, of all that could, and why."""

from __future__ import annotations

from phalanx.analyses.matchmaking.constellations.asked import ConstellationsParameters, understand
from phalanx.analyses.matchmaking.constellations.drawn import charts, maps
from phalanx.analyses.matchmaking.constellations.tables import tables
from phalanx.analyses.matchmaking.constellations.told import findings, notes, nothing_found
from phalanx.analyses.matchmaking.proposals import proposals
from phalanx.analyses.matchmaking.search import best, room
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: ConstellationsParameters) -> Answer:
    """Score every group within the limits, and tell of the best what they are made of and what they would do."""
    heard = understand(world, parameters)
    ranking = best(heard.scoring, heard.limits, parameters.top)
    proposed = proposals(heard, ranking)
    rooms = room(heard.scoring, heard.limits, ranking) if parameters.sensitivity and proposed else ()
    drawn, left_out = maps(world, heard, proposed)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(world, heard, ranking, proposed, rooms) if proposed else nothing_found(heard, ranking),
        tables=tables(heard, proposed, rooms),
        charts=charts(heard, ranking, proposed) if proposed else (),
        maps=drawn,
        notes=(*notes(heard, proposed), *left_out),
    )


QUESTION = Question(
    name="constellations",
    title="Which states should buy together?",
    about=(
        "Scores every group of states within the limits that needs something of a capability area, so that the list is "
        "provably the best: shared need and volume, fit in time, ties, arms in common, instruments open under the "
        "rules and the saving of a larger order, less what coordination and disputes cost. Each group comes with what "
        "it would buy and save together, which agreements it grows from, and who is one step short. The bundled needs "
        "are illustrative: public totals shared out by a rule; --needs takes your own. Whether a government wants to, "
        "it does not know."
    ),
    parameters=ConstellationsParameters,
    answer=answer,
)
