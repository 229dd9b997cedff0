"""Beside sides: one road map and what several changes make of it, each found from the same plan, and how they rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from phalanx.analyses.planning.optimisation.solving import Desk
from phalanx.analyses.planning.problems import together
from phalanx.analyses.planning.road_map.case import Heard
from phalanx.analyses.planning.road_map.missed import held_fair
from phalanx.analyses.planning.road_map.watched import watched
from phalanx.analyses.planning.what_if.asked import LONGEST_NAME, MOST_BESIDE, WhatIfParameters
from phalanx.analyses.planning.what_if.changed import changed, words
from phalanx.analyses.planning.what_if.compared import Compared, Side
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World

MILESTONES = (2030, 2035)
"""The years by which Europe means to be ready, and to have grown the rest; looked at where they are planned for."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A change with a short name, what was asked, and the plan before and after it."""

    name: str
    asked: WhatIfParameters
    compared: Compared

    @property
    def before(self) -> Side:
        """The plan without a change, the same for all."""
        return self.compared.before

    @property
    def after(self) -> Side:
        """The plan with this change."""
        return self.compared.after

    @cached_property
    def by_state(self) -> dict[str, float]:
        """By how much the orders of each state change, in million EUR at list price; states that change nothing are left out."""
        found: dict[str, float] = {}
        for _, state, _, worth in self.compared.shifts:
            found[state] = found.get(state, 0.0) + worth
        return {state: worth for state, worth in found.items() if abs(worth) >= 0.5}

    def surely_worse(self, other: Scenario) -> bool:
        """Whether the best plan with this change weighs more than that with the other, by the proofs of both."""
        return self.after.solved.bound > other.after.solved.weighed.total


def scenarios(world: World, parameters: WhatIfParameters, base: Heard) -> tuple[Scenario, ...]:
    """Every change asked for, each solved from the one plan without a change.

    Raises:
        BadInput: a change that cannot be made, with its name; all of them together.
    """
    asked, cases = _understood(world, parameters, base)
    desk = Desk(watched("before any change: "))
    before = Side(base, held_fair(desk.solve(base.case, second_route=False)))
    found = []
    for (name, each), case in zip(asked, cases, strict=True):
        # A copy starts where the plan without a change stands, so that no change inherits from the one before it.
        beginning = copy(desk)
        beginning.watch = watched(f"{name}: ")
        after = Side(case, held_fair(beginning.solve_again(case.case), f"with {quoted(name)}"))
        found.append(Scenario(name, each, Compared(before, after, words(each, base.case))))
    return tuple(found)


def ranked(found: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """From the change that makes the plan weigh most to the one that makes it weigh least."""
    return tuple(sorted(found, key=lambda each: -each.compared.difference))


def milestones(heard: Heard) -> tuple[int, ...]:
    """The years that are told: 2030 and 2035 where they are planned for, and the last."""
    years = heard.case.years
    return tuple(sorted({*(year for year in MILESTONES if year in years), years[-1]}))


def quoted(name: str) -> str:
    """A change's name within a sentence."""
    return f"“{name}”"


def uncovered_in(side: Side, year: int) -> float:
    """The share of what is needed, at list price, that is uncovered at the end of a year."""
    return float(side.covered.uncovered_share()[side.heard.case.years.index(year)])


# ── What was asked ───────────────────────────────────────────────────────────────────────────────────────────────────


def _understood(
    world: World, parameters: WhatIfParameters, base: Heard
) -> tuple[list[tuple[str, WhatIfParameters]], list[Heard]]:
    """Names, parameters and cases of all changes; or all that is wrong with them."""
    asked = [(name or short(each), each) for name, each in parameters.apart]
    problems, cases = [*_alike([name for name, _ in asked])], []
    for name, each in asked:
        try:
            cases.append(changed(world, each, base))
        except BadInput as error:
            problems.append(BadInput(f"In {quoted(name)}: {error.found}", error.expected, error.remedy))
    if problems:
        raise together(problems)
    return asked, cases


def _alike(names: Sequence[str]) -> Iterator[BadInput]:
    """Names that stand twice, and more changes than a page holds."""
    if len(names) > MOST_BESIDE:
        yield BadInput(f"{len(names)} changes are to stand side by side", f"at most {MOST_BESIDE}", "leave some away")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        yield BadInput(
            f"More than one change is called {joined([quoted(name) for name in twice])}",
            "each change once, under a name of its own",
            "leave one away, or give it another name, such as 'Other: leaves=HU'",
        )


def short(asked: WhatIfParameters) -> str:
    """A change in few letters, as the head of a column: "without Hungary, US 2 years earlier"."""
    said = ", ".join(_short(asked))
    return said if len(said) <= LONGEST_NAME else f"{said[: LONGEST_NAME - 2].rstrip(' ,')} …"


def _short(asked: WhatIfParameters) -> Iterator[str]:
    for state, percent in asked.budgets_by.items():
        yield f"{'all budgets' if state == 'all' else f'budget of {state}'} {'−' if percent < 0 else '+'}{abs(percent):g} %"
    gone = asked.leaves or ()
    if gone:
        yield f"without {party_name(gone[0]) if len(gone) == 1 else ', '.join(gone)}"
    if asked.earlier:
        yield f"US {counted(asked.earlier, 'year')} earlier"
    for line, factor in asked.lines_by.items():
        yield f"{line} × {factor:g}"
    if asked.threshold:
        yield f"joint buys from {asked.threshold}"
