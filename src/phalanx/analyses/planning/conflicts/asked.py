"""Conflicts asked: whose plans are held against each other, which kinds of conflict, and whose tables; or all that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from pydantic import Field

from phalanx.analyses.planning.conflicts.conflict import TITLES, Row, Rules, read_rules
from phalanx.analyses.planning.conflicts.forces import Force, read_forces
from phalanx.analyses.planning.problems import together
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Code, Flag, Own, OwnTable
from phalanx.vocabulary.wording import joined
from phalanx.world import World
from phalanx.world.choosing import States


class ConflictsParameters(Parameters):
    """Whose plans, which conflicts, and which tables in the place of the bundled ones."""

    state: Annotated[
        tuple[str, ...] | None,
        States(),
        Field(description="States by their two-letter codes, such as PL or DE,FR; without any, all that plan."),
    ] = None
    all_: Annotated[
        bool, Flag(), Field(alias="all", description="All states that plan, as without --state; not both.")
    ] = False
    kind: Annotated[
        str | None,
        Code(TITLES),
        Field(description="One kind of conflict alone, such as double_booked. Without it, all."),
    ] = None
    targets: Annotated[
        Own | None,
        OwnTable(kind="targets"),
        Field(description="Your own table of targets, in the place of all bundled."),
    ] = None
    budgets: Annotated[
        Own | None,
        OwnTable(kind="budgets"),
        Field(description="Your own table of budgets, in the place of those of the states it names."),
    ] = None


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the states, their commitments and targets, and what these are held against.

    `institutions` are those of NATO and the EU to which one of the states belongs, `allies` the states that are in NATO.
    `own_targets`: they are no records.
    """

    states: tuple[str, ...]
    chosen: bool
    institutions: frozenset[str]
    allies: frozenset[str]
    kind: str | None
    forces: tuple[Force, ...]
    pools: Mapping[tuple[str, str], int]
    targets: tuple[Row, ...]
    items: Mapping[str, Row]
    joint: tuple[Row, ...]
    budgets: tuple[Row, ...]
    own_targets: bool
    own_budgets: Own | None
    rules: Rules

    @property
    def whom(self) -> str:
        """Whose plans these are, as the beginning of a sentence or a title has it."""
        if not self.chosen:
            return f"{len(self.states)} states"
        return joined([party_name(state) for state in self.states])


def understand(world: World, parameters: ConflictsParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with what could be.
    """
    targets = _rows(world, "targets", parameters.targets)
    items = {row["item"]: row for row in _rows(world, "capability_items", None)}
    if problems := [
        *_state_problems(world, parameters),
        *_target_problems(parameters, items),
        *_budget_problems(parameters),
    ]:
        raise together(problems)
    commitments = _rows(world, "force_commitments", None)
    states = parameters.state or planning(world, targets, commitments)
    members = set(states)
    members_of = _members(world, members)
    return Heard(
        states,
        parameters.state is not None,
        frozenset(name for name, inside in members_of.items() if inside),
        members_of["NATO"],
        parameters.kind,
        tuple(force for force in read_forces(commitments) if force.state in members),
        {
            (row["state"], row["force"]): row["units"]
            for row in _rows(world, "force_pools", None)
            if row["state"] in members
        },
        tuple(row for row in targets if row["state"] in members),
        items,
        _rows(world, "joint_buys", None),
        _budgets(world, parameters.budgets),
        parameters.targets is not None,
        parameters.budgets,
        read_rules(world),
    )


def planning(world: World, targets: tuple[Row, ...], commitments: tuple[Row, ...]) -> tuple[str, ...]:
    """Every state of the registry that has a target or has committed a force, by its code."""
    known = set(world.table("states")["iso2"])
    return tuple(sorted(known & {row["state"] for row in (*targets, *commitments)}))


def _rows(world: World, kind: str, own: Own | None) -> tuple[Row, ...]:
    return own.rows if own else tuple(world.table(kind).iter_rows(named=True))


def _budgets(world: World, own: Own | None) -> tuple[Row, ...]:
    """The budgets of a user's table, and those of the World for states that it leaves out."""
    brought = own.rows if own else ()
    ours = {row["state"] for row in brought}
    return (*brought, *(row for row in _rows(world, "budgets", None) if row["state"] not in ours))


def _members(world: World, states: set[str]) -> Mapping[str, frozenset[str]]:
    """Which of the states were members of NATO and of the EU by the World's year."""
    since = {"NATO": "nato_since", "EU": "eu_since"}
    return {
        name: frozenset(
            row["iso2"]
            for row in world.table("states").iter_rows(named=True)
            if row["iso2"] in states and row[column] is not None and row[column] <= world.valid_on.year
        )
        for name, column in since.items()
    }


def _state_problems(world: World, parameters: ConflictsParameters) -> Iterator[BadInput]:
    """States together with --all, repeated ones, and parties that are no state of the registry, asked for or in a table."""
    known = set(world.table("states")["iso2"])
    codes = ", ".join(sorted(known))
    if parameters.state and parameters.all_:
        yield BadInput("Both --state and --all were given", "one of the two")
    for state, times in Counter(parameters.state or ()).items():
        if times > 1:
            yield BadInput(f"{state} is named {times} times", "each state once")
        if state not in known:
            yield BadInput(f"{state} is no state of the registry", f"one of {codes}")
    for own in filter(None, (parameters.targets, parameters.budgets)):
        for state in sorted({row["state"] for row in own.rows} - known):
            yield BadInput(f"{own.name} names {state}", f"states of the registry ({codes})")


def _target_problems(parameters: ConflictsParameters, items: Mapping[str, Row]) -> Iterator[BadInput]:
    """Own targets of an item that is not known, or in another unit than the item's."""
    own = parameters.targets
    for row in own.rows if own else ():
        where = own.where(row) if own else ""
        if row["item"] not in items:
            near = get_close_matches(row["item"], items, 1)
            yield BadInput(
                f"{where}: {row['item']!r} is no item",
                f"one of the items {', '.join(sorted(items))}",
                f"perhaps write {near[0]}" if near else "correct the item",
            )
        elif row["unit"] != (unit := items[row["item"]]["unit"]):
            yield BadInput(
                f"{where}: {row['state']}'s {row['framework']} target of {row['item']} is in {row['unit']}",
                f"{unit}, the unit of the item",
                "convert the quantity",
            )


def _budget_problems(parameters: ConflictsParameters) -> Iterator[BadInput]:
    """Own budgets that bind more than there is for equipment, where both are named."""
    for row in parameters.budgets.rows if parameters.budgets else ():
        equipment, committed = row["equipment_eur_m"], row["committed_eur_m"]
        if equipment is not None and committed is not None and committed > equipment:
            yield BadInput(
                f"{row['state']} has {equipment:,.10g} million EUR for equipment in {row['year']}, and has committed {committed:,.10g}",
                "no more committed than there is for equipment",
            )
