"""What-if changed: the case of a road map with what is changed in it, as if its tables had said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from phalanx.analyses.planning.measured import ALL, repeated
from phalanx.analyses.planning.money import Money
from phalanx.analyses.planning.optimisation.case import Case
from phalanx.analyses.planning.problems import together, unknown
from phalanx.analyses.planning.road_map.case import Heard, case_of, money_of
from phalanx.analyses.planning.road_map.joint import FEWEST
from phalanx.analyses.planning.road_map.rows import Rows
from phalanx.analyses.planning.what_if.asked import WhatIfParameters
from phalanx.errors import BadInput
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World


def changed(world: World, parameters: WhatIfParameters, base: Heard) -> Heard:
    """What is asked with the change in it.

    Fair shares stay what they were, unless what states have changes: a budget, or who takes part. So does what Europe needs.

    Raises:
        BadInput: nothing is changed, or something that is not in the road map; all of it together.
    """
    if problems := [*wrong(parameters, base)]:
        raise together(problems)
    rows = _rows(parameters, base.rows)
    money = _money(parameters, money_of(world, parameters, rows))
    key = None if parameters.budget or parameters.leaves else base.case.key
    return case_of(world, parameters, rows, money, parameters.threshold or FEWEST, key)


def words(parameters: WhatIfParameters, case: Case) -> str:
    """What is changed, as a clause: "Hungary leaves and the United States leave 2 years earlier"."""
    return joined([*_words(parameters, case)])


# ── What cannot be changed ───────────────────────────────────────────────────────────────────────────────────────────


def wrong(parameters: WhatIfParameters, base: Heard) -> Iterator[BadInput]:
    """States and lines that are not in the road map, and changes that would change nothing."""
    states, lines = base.case.states, [line.code for line in base.case.lines]
    budgets = [name for name in parameters.budgets_by if name != ALL]
    yield from unknown("--budget", budgets, states, "states with targets and a budget")
    yield from unknown("--leaves", parameters.leaves or (), states, "states with targets and a budget")
    yield from unknown("--line", [*parameters.lines_by], lines, "lines of what is needed in these years")
    for option, given in (("--budget", parameters.budget), ("--line", parameters.line)):
        for name in repeated(given):
            yield BadInput(f"{option} names {name} more than once", "each name once", "leave one of them away")
    if set(states) <= set(parameters.leaves or ()):
        yield BadInput("All states leave", "one at least that stays", "leave one of them away")
    if both := sorted(set(parameters.budgets_by) & set(parameters.leaves or ())):
        yield BadInput(
            f"{joined(both)} would leave, and has another budget", "one of the two", "leave one of them away"
        )
    if parameters.earlier and all(row["remaining_pct"] == 100 for row in base.rows.paths):
        yield BadInput(
            f"By the path {base.us_exit!r} the United States stay, so that they cannot leave earlier",
            "--us-exit gradual or abrupt",
            "choose another path, or leave --us-earlier away",
        )


# ── The tables with the change ───────────────────────────────────────────────────────────────────────────────────────


def _rows(parameters: WhatIfParameters, rows: Rows) -> Rows:
    """Tables without the states that leave, with the United States earlier, and lines that make more or less."""
    gone, factors, earlier = set(parameters.leaves or ()), parameters.lines_by, parameters.earlier
    return replace(
        rows,
        targets=tuple(row for row in rows.targets if row["state"] not in gone),
        holdings=tuple(row for row in rows.holdings if row["state"] not in gone),
        joint=tuple({**row, "members": [state for state in row["members"] if state not in gone]} for row in rows.joint),
        paths=tuple({**row, "year": row["year"] - earlier} for row in rows.paths),
        lines=tuple(
            {**row, **{name: row[name] * factors.get(row["id"], 1.0) for name in ("yearly_output", "most_output")}}
            for row in rows.lines
        ),
    )


def _money(parameters: WhatIfParameters, money: Money) -> Money:
    """Money with other budgets; what is said of one state goes before what is said of all."""
    by = parameters.budgets_by
    factors = np.array([1 + by.get(state, by.get(ALL, 0.0)) / 100 for state in money.states])
    return replace(money, available=money.available * factors[:, None])


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(parameters: WhatIfParameters, case: Case) -> Iterator[str]:
    yield from _budgets(parameters.budgets_by)
    if gone := parameters.leaves:
        yield f"{joined([party_name(state) for state in gone])} {'leaves' if len(gone) == 1 else 'leave'}"
    if parameters.earlier:
        yield f"the United States leave {counted(parameters.earlier, 'year')} earlier"
    products = {line.code: line.product for line in case.lines}
    for line, factor in parameters.lines_by.items():
        yield f"the output of {products[line]} is {factor:g} times as large"
    if parameters.threshold:
        yield f"joint buys take {parameters.threshold} members at least"


def _budgets(by: Mapping[str, float]) -> Iterator[str]:
    for state, percent in sorted(by.items(), key=lambda each: each[0] != ALL):
        whose = f"the budget of {party_name(state)} is"
        if state == ALL:
            whose = "every budget is" if len(by) == 1 else "every other budget is"
        yield f"{whose} {abs(percent):g} % {'smaller' if percent < 0 else 'larger'}"
