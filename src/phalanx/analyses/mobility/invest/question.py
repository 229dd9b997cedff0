"""invest: which upgrades of the network save most hours together under a budget."""

from __future__ import annotations

from phalanx.analyses.mobility.invest.asked import InvestParameters, understand
from phalanx.analyses.mobility.invest.drawn import charts, maps
from phalanx.analyses.mobility.invest.found import find
from phalanx.analyses.mobility.invest.tables import tables
from phalanx.analyses.mobility.invest.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: InvestParameters) -> Answer:
    """Choose upgrades together by branch and bound over exact evaluations, and tell what they save and how surely."""
    heard = understand(world, parameters)
    found = find(heard)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, found),
        tables=tables(heard, found),
        charts=charts(heard, found),
        maps=maps(heard, found),
        notes=notes(heard, found),
    )


QUESTION = Question(
    name="invest",
    title="Which upgrades save most hours together under a budget?",
    about=(
        "Chooses among public projects and generic upgrades the set that saves most hours over public example movements, on "
        "average over days without a hazard and with one. Gains do not add up, so that sets are evaluated on the network, "
        "by branch and bound, with a bound that no set under the budget exceeds. Each upgrade comes with points for civil "
        "use and climate exposure, which do not steer the choice. Costs and effects are illustrative, with ranges."
    ),
    parameters=InvestParameters,
    answer=answer,
)
