"""calendar: the cycles of NATO and the EU on one time line, what waits for what, and where one text could serve both."""

from __future__ import annotations

from phalanx.analyses.planning.calendar.asked import CalendarParameters, read
from phalanx.analyses.planning.calendar.drawn import charts
from phalanx.analyses.planning.calendar.tables import tables
from phalanx.analyses.planning.calendar.told import findings, notes
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World


def answer(world: World, parameters: CalendarParameters) -> Answer:
    """Unroll the calendars over the years asked, and hold their dates against each other."""
    calendar = read(world, parameters)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(calendar, world.valid_on),
        tables=tables(calendar),
        charts=charts(calendar, world.valid_on),
        notes=notes(),
    )


QUESTION = Question(
    name="calendar",
    title="What do NATO and the EU plan when, and what waits for what?",
    about=(
        "Puts the planning cycles of NATO and the EU on one time line, those recorded and those that follow from a rhythm, "
        "which are marked. Tells what waits for what with how many months of slack, where one side's result comes too late "
        "for a decision of the other, and in which windows a state could hand one text in to both. With --state, what "
        "concerns that state, and its own dates. --format ics makes it a file that calendar programs read. Whether either "
        "side would take the other's text, it does not know."
    ),
    parameters=CalendarParameters,
    answer=answer,
)
