"""burden: who carries how much of the common defence, by several measures and keys, and how far their ranks agree."""

from __future__ import annotations

from phalanx.analyses.planning.burden.agreement import compare
from phalanx.analyses.planning.burden.asked import BurdenParameters, understand
from phalanx.analyses.planning.burden.drawn import charts, maps
from phalanx.analyses.planning.burden.keys import keys
from phalanx.analyses.planning.burden.measures import measured
from phalanx.analyses.planning.burden.shares import Burden
from phalanx.analyses.planning.burden.tables import tables
from phalanx.analyses.planning.burden.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: BurdenParameters) -> Answer:
    """Hold what each state gives against its fair share under every key, rank the states, and compare the ranks."""
    heard = understand(world, parameters)
    burden = Burden(heard, measured(world, heard), keys(world, heard))
    compared = compare(burden)
    drawn, left_out = maps(world, burden)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(burden, compared),
        tables=tables(burden, compared),
        charts=charts(burden, compared),
        maps=drawn,
        notes=(*notes(burden), *left_out),
    )


QUESTION = Question(
    name="burden",
    title="Who carries how much of the common defence, and by which key?",
    about=(
        "What each state gives – in cash (spending, equipment), in capabilities (PESCO, leading roles, SAFE loans) and in "
        "contributions (support to Ukraine, joint units and commands) – as a share of what all give, held against its "
        "fair share under each key: equal, by population, by GDP, by both, rising with GDP per head, and published keys. "
        "It ranks the states by the ratio of the two, says how far any two rankings agree, and who moves most between "
        "keys. States without a figure are named and never count as nothing. Which key is fair it does not say."
    ),
    parameters=BurdenParameters,
    answer=answer,
)
