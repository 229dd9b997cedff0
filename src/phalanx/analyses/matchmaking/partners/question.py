"""partners: whom a state should call first when it wants to buy together with others, and why."""

from __future__ import annotations

from phalanx.analyses.matchmaking.partners.asked import PartnersParameters, understand
from phalanx.analyses.matchmaking.partners.calls import calls
from phalanx.analyses.matchmaking.partners.drawn import charts, maps
from phalanx.analyses.matchmaking.partners.tables import tables
from phalanx.analyses.matchmaking.partners.told import findings, notes, nothing_found
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: PartnersParameters) -> Answer:
    """Hold the best group with each possible partner against the best without it, and tell who adds most."""
    heard = understand(world, parameters)
    found = calls(heard)
    drawn, left_out = maps(world, heard, found) if found.calls else ((), ())
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, found) if found.calls else nothing_found(heard, found),
        tables=tables(heard, found.calls),
        charts=charts(heard, found) if found.calls else (),
        maps=drawn,
        notes=(*notes(heard, found.calls), *left_out),
    )


QUESTION = Question(
    name="partners",
    title="Whom should a state call first to buy together?",
    about=(
        "For every state that needs something of the area, the best of all groups with it and the state that asks, and "
        "what that has beyond the best group without it: who adds most is called first. Each partner comes with what "
        "the two have in common, part by part, the agreements to build on, the disputes between them and the "
        "instruments open to the group. The bundled needs are illustrative: public totals shared out by a rule; "
        "--needs takes your own. Whether a government wants to be called, it does not know."
    ),
    parameters=PartnersParameters,
    answer=answer,
)
