"""whats-new: what the registry learned, what happened in the world since a day, and on demand what follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from phalanx.analyses.curation import whats_new
from phalanx.analyses.curation.whats_new import WhatsNewParameters, since_of
from phalanx.analyses.planning.road_map.asked import FIRST, LAST
from phalanx.answer import Answer
from phalanx.exercise.whats_new.news import news_of
from phalanx.question import Question
from phalanx.vocabulary.values import Flag, Here, Integer
from phalanx.world import World

LONG = "it asks six other questions twice, which keeps a server busy for half a minute"


class ConsequencesParameters(WhatsNewParameters):
    """From which day on, and whether to tell what follows from the news."""

    consequences: Annotated[
        bool,
        Flag(),
        Here(LONG),
        Field(
            description="Whether to ask the other questions with and without the news, and tell what it changes: hubs, gaps, "
            "constellations, instruments, the road map and corridors. It takes half a minute."
        ),
    ] = False
    plan_to: Annotated[
        int,
        Integer(unit="year", low=FIRST, high=LAST),
        Here(LONG),
        Field(
            alias="plan-to",
            description="The last year of the road map that is solved again; an earlier one is quicker.",
        ),
    ] = LAST


def answer(world: World, parameters: ConsequencesParameters) -> Answer:
    """Tell the news; with `consequences`, ask the other questions of the World without it and with it, and what differs."""
    told = whats_new.answer(world, parameters)
    if not parameters.consequences:
        return told
    # Only who asks for them waits for the libraries of the other questions.
    from phalanx.exercise.whats_new.consequences import consequences_of

    follows = consequences_of(news_of(world, since_of(world, parameters)), parameters.plan_to)
    return replace(
        told,
        findings=(*told.findings, *follows.findings),
        tables={**told.tables, **dict(follows.tables)},
        charts=(*follows.charts, *told.charts),
        notes=(*told.notes, *follows.notes),
    )


QUESTION = Question(
    name=whats_new.NAME,
    title=whats_new.TITLE,
    about=(
        "Tells what the registry learned since a day – new records, new and corrected values with what stood there "
        "before, second sources, withdrawals – by comparing it with itself just before that day; and what happened in "
        "the world from that day to the World's day: agreements signed, announced, joined, left or ended, and the dated "
        "events of other kinds, with what the planning calendars hold for the year ahead. With consequences it asks hubs, "
        "gaps, constellations, eligibility, the road map and movements with and without the news, and tells what differs "
        "and because of which records."
    ),
    parameters=ConsequencesParameters,
    answer=answer,
)
