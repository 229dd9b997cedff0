"""backstop: what the United States withdraws from the frontline, what agreements cover of it, and who could fill the rest."""

from __future__ import annotations

from phalanx.analyses.planning.backstop.asked import BackstopParameters, understand
from phalanx.analyses.planning.backstop.drawn import charts, maps
from phalanx.analyses.planning.backstop.gaps import find_gaps
from phalanx.analyses.planning.backstop.programmes import read_ledger
from phalanx.analyses.planning.backstop.tables import tables
from phalanx.analyses.planning.backstop.told import findings, notes
from phalanx.analyses.planning.backstop.weights import read_weights
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: BackstopParameters) -> Answer:
    """Hold what shrinks against what stands, state by state and programme by programme."""
    heard = understand(world, parameters)
    weights, ledger = read_weights(world), read_ledger(world)
    gaps = find_gaps(world, heard, weights, ledger)
    drawn, left_out = maps(world, heard, gaps)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, ledger, gaps),
        tables=tables(heard, ledger, gaps, weights),
        charts=charts(heard, ledger, gaps),
        maps=drawn,
        notes=(*notes(heard, gaps), *left_out),
    )


QUESTION = Question(
    name="backstop",
    title="What falls away with the United States, and who can fill it?",
    about=(
        "Takes every US programme and presence in Europe that shrinks or ends – train-and-equip money, the Baltic Security "
        "Initiative, troops, forces offered to NATO, posts – and tells for each frontline state what there was, what is left, "
        "what falls away and from when, as an interval where sources differ. Holds it against the agreements, groupings and lead "
        "nations that stand in the same domains, and ranks the allies that could fill the gap by named parts. What Europe or "
        "NATO received as a whole is not shared out. Whether anybody is willing, it does not know."
    ),
    parameters=BackstopParameters,
    answer=answer,
)
