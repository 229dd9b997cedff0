"""conflicts: where the plans of states clash – forces, targets, money, dates and promises – how badly, and a way out."""

from __future__ import annotations

from collections.abc import Iterator

from phalanx.analyses.planning.conflicts.asked import ConflictsParameters, Heard, understand
from phalanx.analyses.planning.conflicts.commitments import lines_of, no_budget_line, pledges, standing
from phalanx.analyses.planning.conflicts.conflict import Conflict, rank
from phalanx.analyses.planning.conflicts.dates import late_delivery, out_of_order
from phalanx.analyses.planning.conflicts.drawn import charts, maps
from phalanx.analyses.planning.conflicts.forces import double_booked
from phalanx.analyses.planning.conflicts.money import Purse, loan_twice, money_twice, pledge_twice, purse_of
from phalanx.analyses.planning.conflicts.tables import tables
from phalanx.analyses.planning.conflicts.targets import differing
from phalanx.analyses.planning.conflicts.told import findings, notes
from phalanx.analyses.planning.money import budgets_of
from phalanx.analyses.planning.safe_loan import loan_of
from phalanx.answer import Answer
from phalanx.question import Question
from phalanx.world import World
from phalanx.world.areas import areas_of


def answer(world: World, parameters: ConflictsParameters) -> Answer:
    """Hold everything that states have promised against everything else, and tell what cannot be kept at once."""
    heard = understand(world, parameters)
    found = [each for each in conflicts(world, heard) if heard.kind in (None, each.kind)]
    found.sort(key=rank)
    drawn, left_out = maps(world, heard, found)
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(heard, found),
        tables=tables(heard, found, world.valid_on),
        charts=charts(heard, found, world.valid_on),
        maps=drawn,
        notes=(*notes(heard), *left_out),
    )


def conflicts(world: World, heard: Heard) -> Iterator[Conflict]:
    """Every conflict of the states, kind by kind."""
    day, rules, targets, items = world.valid_on, heard.rules, heard.targets, heard.items
    events = tuple(world.table("planning_cycles").iter_rows(named=True))
    yield from double_booked(heard.forces, heard.pools, rules, day)
    yield from differing(targets, items, rules, own=heard.own_targets)
    yield from late_delivery(targets, items, rules, day, own=heard.own_targets)
    of_theirs = [event for event in events if heard.institutions.intersection(event["institution"])]
    yield from out_of_order(of_theirs, rules, day)
    purses = _purses(world, heard)
    for state, purse in purses.items():
        mine = [row for row in targets if row["state"] == state]
        yield from money_twice(mine, items, heard.joint, purse, rules, own=heard.own_targets)
        yield from loan_twice(mine, items, heard.joint, purse, rules, own=heard.own_targets)
    live = standing(world, rules)
    yield from pledge_twice(pledges(live, heard.allies), purses, events, rules)
    areas: dict[str, list[str]] = {}
    for agreement, area in areas_of(world, live).iter_rows():
        areas.setdefault(agreement, []).append(area)
    lines = lines_of(targets, items, heard.budgets, day.year)
    yield from no_budget_line(live, areas, lines, purses, rules)


def _purses(world: World, heard: Heard) -> dict[str, Purse]:
    """The money of every state from the World's year to the last date of a target."""
    last = max((row["by_year"] for row in heard.targets), default=world.valid_on.year)
    years = range(world.valid_on.year, max(last, world.valid_on.year) + 1)
    money = budgets_of(world, heard.states, years, heard.own_budgets)
    return {state: purse_of(money, state, loan_of(world, state, years)) for state in heard.states}


QUESTION = Question(
    name="conflicts",
    title="Where do the plans of states clash, and what is the way out?",
    about=(
        "Holds what states have promised against everything else they have promised: the single set of forces (NATO, EU, Joint "
        "Expeditionary Force, agreements), the same item in two frameworks with another quantity, date, readiness or standard, "
        "money behind two promises, dates in the wrong order, and agreements without a budget line. Each conflict comes with its "
        "severity by a stated rule, the records it rests on and a way out. Which soldiers stand behind a promise is mostly secret, "
        "and the bundled targets are illustrative: both lower the severity. --targets and --budgets take your own tables."
    ),
    parameters=ConflictsParameters,
    answer=answer,
)
