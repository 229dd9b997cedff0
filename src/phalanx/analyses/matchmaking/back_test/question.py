"""back-test: would the proposals have found the groups that formed, from what was known before each of them?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from phalanx.analyses.matchmaking.back_test.drawn import charts
from phalanx.analyses.matchmaking.back_test.hidden_groups import Past, real_groups
from phalanx.analyses.matchmaking.back_test.hidden_ranks import judge
from phalanx.analyses.matchmaking.back_test.tables import Trial, tables
from phalanx.analyses.matchmaking.back_test.told import findings, notes
from phalanx.analyses.matchmaking.weights import read_weights, weights_table
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.question import Parameters, Question
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.values import Day, Integer
from phalanx.world import World


class BackTestParameters(Parameters):
    """Which groups are hidden, and how large ones are judged."""

    from_: Annotated[
        str,
        Day(),
        Field(alias="from", description="Hide groups that formed on this date or later; before 2014 little is known."),
    ] = "2014"
    draws: Annotated[
        int,
        Integer(low=100, high=100_000),
        Field(description="How many groups are drawn by lot where there are too many of a size, 100 to 100,000."),
    ] = 5000
    seed: Annotated[int, Integer(low=0), Field(description="Where the lot begins; the same seed draws the same.")] = 1


def answer(world: World, parameters: BackTestParameters) -> Answer:
    """Hide every real group, rank all groups of its size by what was known on the day before, and tell where it stands."""
    since = first_day(parameters.from_)
    if since > world.valid_on:
        raise BadInput(
            f"--from {parameters.from_} is after the day of the registry that is asked, {world.valid_on}",
            f"a date up to {world.valid_on}",
        )
    weights, past = read_weights(world), Past(world)
    states = tuple(world.table("needs")["state"].unique().sort())
    found = real_groups(world, states, since)
    judged = tuple(
        judge(past, weights, states, group, parameters.draws, parameters.seed + place)
        for place, group in enumerate(found.groups)
    )
    trial = Trial(judged, found.left_out, len(states), parameters.draws, parameters.seed)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(trial),
        tables={**tables(trial), "weights": weights_table(weights)},
        charts=charts(trial) if judged else (),
        notes=notes(trial),
    )


QUESTION = Question(
    name="back-test",
    title="Would it have found the groups that formed?",
    about=(
        "Hides each real group – agreements of three states or more on procurement, PESCO projects, capability pools – "
        "and ranks all groups of as many states by what was known on the day before: by the dated parts of the score, by "
        "the whole score of the group's area (which rests on facts without dates as well), and by how many agreements "
        "their states have, beside chance. It reports the place of the real group, or of the first that overlaps it by "
        "70 %, whatever it is. The weights were set by people who knew these groups."
    ),
    parameters=BackTestParameters,
    answer=answer,
)
