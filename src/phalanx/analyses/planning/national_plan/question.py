"""national-plan: what NATO and the EU ask of a state as one list, what each euro for it serves, and what stays open."""

from __future__ import annotations

from phalanx.analyses.planning.national_plan.asked import NationalPlanParameters, understand
from phalanx.analyses.planning.national_plan.drawn import charts
from phalanx.analyses.planning.national_plan.found import find
from phalanx.analyses.planning.national_plan.tables import tables
from phalanx.analyses.planning.national_plan.told import findings, notes, nothing_found
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: NationalPlanParameters) -> Answer:
    """Lay both sets of targets side by side, make one list of them, and buy it from the top with the state's money."""
    heard = understand(world, parameters)
    found = find(world, heard)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, found) if found.pieces else nothing_found(heard, found),
        tables=tables(heard, found),
        charts=charts(heard, found) if found.pieces else (),
        notes=notes(heard),
    )


QUESTION = Question(
    name="national-plan",
    title="What must a state reach for NATO and the EU, and what does its money buy?",
    about=(
        "The capability targets of NATO and of the European Union for one state, side by side on one crosswalk of areas, and "
        "one list of what to reach by when: what serves both first, then what goes beyond. The list is bought from the top "
        "with the equipment money that is still open, and a SAFE loan where the state has one: what each euro serves, what is "
        "there when it is due, and what stays open for want of money or of time. The bundled targets are illustrative: public "
        "totals shared out by GDP; --targets, --items, --holdings and --budgets take your own. It is a plain queue and no "
        "optimum, and knows no limits of industry."
    ),
    parameters=NationalPlanParameters,
    answer=answer,
)
