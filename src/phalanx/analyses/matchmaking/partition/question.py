"""partition: the best disjoint groups of states for every item they need, with proof, and who would leave them."""

from __future__ import annotations

from phalanx.analyses.matchmaking.partition.asked import PartitionParameters, understand
from phalanx.analyses.matchmaking.partition.division import divide, require_placed
from phalanx.analyses.matchmaking.partition.drawn import charts, maps
from phalanx.analyses.matchmaking.partition.tables import tables
from phalanx.analyses.matchmaking.partition.told import findings, notes, nothing_found
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: PartitionParameters) -> Answer:
    """Divide the states that need each item into the disjoint groups that are worth most together."""
    divisions = tuple(divide(item) for item in understand(world, parameters))
    require_placed(divisions)
    some = any(each.groups for each in divisions)
    drawn, left_out = maps(world, divisions) if some else ((), ())
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(divisions, parameters) if some else nothing_found(divisions, parameters),
        tables=tables(divisions),
        charts=charts(divisions, parameters) if some else (),
        maps=drawn,
        notes=(*notes(divisions, parameters), *left_out),
    )


QUESTION = Question(
    name="partition",
    title="Who should buy with whom, if every state may be in one group an item?",
    about=(
        "Divides the states that need an item into disjoint groups, so that all groups together are worth most: of one "
        "capability area, or of all. A state may be in several groups for different items. The choice is among all "
        "groups within the limits, by set packing with column generation, and bound and gap prove how good it is. It "
        "tells what groups of more than two add, and whether some states would do better by leaving, with the strongest "
        "such group by name and a division that nobody would leave. The bundled needs are illustrative: public totals "
        "shared out by a rule; --needs takes your own."
    ),
    parameters=PartitionParameters,
    answer=answer,
)
