"""National plan asked: whose targets, money and holdings are meant, in which years, or all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field

from phalanx.analyses.planning.money import Money, budgets_of
from phalanx.analyses.planning.problems import together
from phalanx.analyses.planning.safe_loan import Loan, loan_of
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Flag, Integer, Own, OwnTable, Party
from phalanx.world import World

Row = Mapping[str, Any]
FIRST, LAST = 2026, 2035
Year = Integer(unit="year", low=2026, high=2060)


class NationalPlanParameters(Parameters):
    """Whose plan, for which years, and which tables in the place of the bundled ones."""

    state: Annotated[str, Party(), Field(description="The state, by its two-letter code, such as PL.")]
    from_: Annotated[int, Year, Field(alias="from", description="The first year in which something is ordered.")] = (
        FIRST
    )
    to: Annotated[int, Year, Field(description="The last year of the plan.")] = LAST
    safe: Annotated[
        bool, Flag(), Field(description="Whether the state's SAFE loan ceiling counts as money while it is open.")
    ] = True
    targets: Annotated[
        Own | None,
        OwnTable(kind="targets"),
        Field(description="Your own table of targets, in the place of all bundled."),
    ] = None
    items: Annotated[
        Own | None,
        OwnTable(kind="capability_items"),
        Field(description="Your own costs and lead times, beside the bundled ones or in the place of those they name."),
    ] = None
    holdings: Annotated[
        Own | None,
        OwnTable(kind="holdings"),
        Field(description="Your own table of what is held, in the place of all bundled."),
    ] = None
    budgets: Annotated[
        Own | None,
        OwnTable(kind="budgets"),
        Field(description="Your own table of budgets, in the place of those of the states it names."),
    ] = None


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the state's rows of each kind, its money by year, and its loan.

    `later` are bundled targets due only after the last year. `own` names the kinds of which a user's table is used,
    `own_items` the items whose costs are the user's.
    """

    state: str
    years: tuple[int, ...]
    targets: tuple[Row, ...]
    later: tuple[Row, ...]
    items: Mapping[str, Row]
    holdings: tuple[Row, ...]
    money: Money
    loan: Loan | None
    safe: bool
    own: frozenset[str]
    own_items: frozenset[str]


def understand(world: World, parameters: NationalPlanParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with what could be.
    """
    state = parameters.state
    given = {
        "targets": parameters.targets,
        "capability_items": parameters.items,
        "holdings": parameters.holdings,
        "budgets": parameters.budgets,
    }
    targets, holdings = (_rows(world, kind, given[kind]) for kind in ("targets", "holdings"))
    items = {row["item"]: row for row in (*_rows(world, "capability_items", None), *_own(parameters.items))}
    years = tuple(range(parameters.from_, parameters.to + 1))
    money = budgets_of(world, (state,), years, parameters.budgets)
    problems = [
        *_state_problems(world, parameters, targets),
        *_year_problems(parameters),
        *_item_problems(parameters, targets, holdings, items),
        *(money.overdrawn() if years and parameters.budgets else ()),
    ]
    if problems:
        raise together(problems)
    mine = [row for row in targets if row["state"] == state]
    return Heard(
        state,
        years,
        tuple(row for row in mine if row["by_year"] <= parameters.to),
        tuple(row for row in mine if row["by_year"] > parameters.to),
        items,
        tuple(row for row in holdings if row["state"] == state),
        money,
        loan_of(world, state, years),
        parameters.safe,
        frozenset(kind for kind, own in given.items() if own is not None),
        frozenset(row["item"] for row in _own(parameters.items)),
    )


def _rows(world: World, kind: str, own: Own | None) -> tuple[Row, ...]:
    return own.rows if own else tuple(world.table(kind).iter_rows(named=True))


def _own(own: Own | None) -> tuple[Row, ...]:
    return own.rows if own else ()


def _state_problems(world: World, parameters: NationalPlanParameters, targets: tuple[Row, ...]) -> Iterator[BadInput]:
    """A party that is no state of the World, in the question or in a table, or one that its own table leaves out."""
    states = set(world.table("states")["iso2"])
    if parameters.state not in states:
        yield BadInput(f"{parameters.state} is no state of the registry", f"one of {', '.join(sorted(states))}")
    for own in filter(None, (parameters.targets, parameters.holdings, parameters.budgets)):
        for state in sorted({row["state"] for row in own.rows} - states):
            yield BadInput(f"{own.name} names {state}", f"states of the registry ({', '.join(sorted(states))})")
    named = {row["state"] for row in targets}
    if parameters.targets and parameters.state in states - named:
        yield BadInput(
            f"{parameters.targets.name} has no target of {parameters.state}",
            f"a --state with targets there ({', '.join(sorted(named))})",
        )


def _year_problems(parameters: NationalPlanParameters) -> Iterator[BadInput]:
    """A plan that runs backwards, and own targets outside its years."""
    first, last = parameters.from_, parameters.to
    if first > last:
        yield BadInput(f"The plan runs from {first} to {last}", "a --to not before --from")
    for row in _own(parameters.targets):
        if not first <= row["by_year"] <= last:
            yield BadInput(
                f"{_at(parameters.targets, row)}{row['state']}'s {row['framework']} target of {row['item']} is due by "
                f"{row['by_year']}",
                f"years from {first} to {last}",
                "correct by_year, or choose other --from and --to",
            )


def _at(own: Own | None, row: Row) -> str:
    """Where a row stands in a user's table; nothing where it is bundled."""
    return f"{own.where(row)}: " if own else ""


def _item_problems(
    parameters: NationalPlanParameters, targets: tuple[Row, ...], holdings: tuple[Row, ...], items: Mapping[str, Row]
) -> Iterator[BadInput]:
    """Targets and holdings of what has no row of costs, targets in another unit, and items that cost nothing."""
    for own, rows in ((parameters.targets, targets), (parameters.holdings, holdings)):
        for item, row in {row["item"]: row for row in reversed(rows) if row["item"] not in items}.items():
            near = get_close_matches(item, items, 1)
            yield BadInput(
                f"{_at(own, row)}neither cost nor lead time of {item!r} is known",
                f"one of {', '.join(sorted(items))}",
                f"perhaps write {near[0]}, or bring a row for it with --items"
                if near
                else "correct the item, or bring a row for it with --items",
            )
    for row in targets:
        if row["item"] in items and row["unit"] != (unit := items[row["item"]]["unit"]):
            yield BadInput(
                f"{_at(parameters.targets, row)}{row['state']}'s {row['framework']} target of {row['item']} is in {row['unit']}",
                f"{unit}, the unit of the item",
                "convert the quantity",
            )
    for row in _own(parameters.items):
        if not row["unit_cost_low_eur_m"] > 0:
            yield BadInput(
                f"{row['item']} costs {row['unit_cost_low_eur_m']:g} million EUR at least", "a cost above nothing"
            )
