"""permits: what quicker permissions save, and what upgrades of the network save, for their money."""

from __future__ import annotations

from phalanx.analyses.mobility.permits.asked import PermitsParameters, understand
from phalanx.analyses.mobility.permits.drawn import charts
from phalanx.analyses.mobility.permits.found import find
from phalanx.analyses.mobility.permits.tables import tables
from phalanx.analyses.mobility.permits.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: PermitsParameters) -> Answer:
    """Count the same movements under every regime and with every upgrade, and hold what is saved against what it costs."""
    heard = understand(world, parameters)
    found = find(heard)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, found),
        tables=tables(heard, found),
        charts=charts(heard, found),
        notes=notes(heard, found),
    )


QUESTION = Question(
    name="permits",
    title="What saves more hours for its money: quicker permissions or better railways?",
    about=(
        "Counts the same public example movements under the rules of today, five working days, three days and six hours, "
        "and with each upgrade of the network by itself, and tells the hours saved per movement for EUR 100 million, with "
        "ranges. Costs of permissions are judgements, as none is public. It holds the result against what has been told of "
        "such movements."
    ),
    parameters=PermitsParameters,
    answer=answer,
)
