"""Partition asked: for which items states are divided into groups, and which groups are meant, or all that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from phalanx.analyses.matchmaking.asking import state_problems, together
from phalanx.analyses.matchmaking.constellations.asked import LARGEST, MOST_GROUPS, MOST_STATES, Heard
from phalanx.analyses.matchmaking.groups import Limits
from phalanx.analyses.matchmaking.limits_asked import Fewest, Most, OpenTo, OwnNeeds, Without, named_problems
from phalanx.analyses.matchmaking.needs import Needs, read_needs, table_of, unit_problems
from phalanx.analyses.matchmaking.partition.worth import Counting
from phalanx.analyses.matchmaking.prepare import prepare
from phalanx.analyses.matchmaking.rapport import Texts, agreements_told
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.weights import Weights, read_weights
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.values import Flag, Reference
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World
from phalanx.world.areas import within
from phalanx.world.choosing import States


class PartitionParameters(Parameters):
    """For which needs, which groups are meant, and what a group counts."""

    area: Annotated[
        str | None,
        Reference(kinds=("capability_areas",)),
        Field(description="The needs of this capability area and those below it, such as WP-1. Without it, of all."),
    ] = None
    all_: Annotated[
        bool, Flag(), Field(alias="all", description="The needs of all areas, as without --area; not both.")
    ] = False
    needs: OwnNeeds = None
    instrument: OpenTo = None
    min_: Fewest = 2
    max_: Most = None
    must: Annotated[
        tuple[str, ...],
        States(as_written=True),
        Field(description="States that have to be in a group for each item they need."),
    ] = ()
    without: Without = ()
    by: Annotated[
        Counting,
        Field(
            description="What a group counts: its score for each of its states (states), for each by its share of the "
            "need (volume), or once (groups, which makes small groups best)."
        ),
    ] = "states"


@dataclass(frozen=True, eq=False)
class Item:
    """One item that states are divided for: all that its groups are scored with, and who has to be in one."""

    heard: Heard
    must: tuple[int, ...]
    counting: Counting

    @property
    def needs(self) -> Needs:
        """Who needs how much of it."""
        return self.heard.needs

    @property
    def name(self) -> str:
        """The item in words."""
        return label(self.needs.items[0])


def understand(world: World, parameters: PartitionParameters) -> tuple[Item, ...]:
    """The items that were asked about, by area and name.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be.
    """
    book, table = RuleBook.of(world), table_of(world, parameters.needs)
    problems = [*unit_problems(table), *named_problems(world, book, parameters.area, parameters.instrument)]
    if parameters.area is not None and parameters.all_:
        problems.append(BadInput("Both an area and all areas were asked for", "one of --area and --all"))
    for states in (parameters.must, parameters.without):
        problems += state_problems(world, states)
    wanted = _needs(world, table, parameters)
    problems += [*_choice_problems(wanted, parameters), *_size_problems(wanted, parameters)]
    if problems:
        raise together(problems)
    weights, texts = read_weights(world), Texts(world)
    # Several items of one area have the same agreements.
    areas = dict.fromkeys(needs.areas[0] for needs in wanted)
    told = {area: agreements_told(world, texts.of(within(world, area))) for area in areas}
    return tuple(_item(world, book, weights, needs, told[needs.areas[0]], parameters) for needs in wanted)


def _needs(world: World, table: pl.DataFrame, parameters: PartitionParameters) -> list[Needs]:
    """The needs of each item asked about."""
    kept = table.filter(pl.col("quantity") > 0)
    if parameters.area is not None:
        kept = kept.filter(pl.col("area").is_in(sorted(within(world, parameters.area))))
    own = parameters.needs is not None
    items = kept.select("area", "item").unique().sort("area", "item").iter_rows()
    return [read_needs(table, frozenset({area}), item=item, own=own) for area, item in items]


def _item(
    world: World, book: RuleBook, weights: Weights, needs: Needs, told: pl.DataFrame, parameters: PartitionParameters
) -> Item:
    area, limits = needs.areas[0], _limits(needs, parameters)
    # One more than the largest group, so that who is one step short can be told of it too.
    scoring = prepare(
        world, book, weights, needs, area,
        most=limits.most + 1, areas=within(world, area), wanted=parameters.instrument, told=told,
    )  # fmt: skip
    title = dict(world.table("capability_areas").select("id", "name").iter_rows())[area]
    must = tuple(place for place, state in enumerate(needs.states) if state in parameters.must)
    return Item(Heard(scoring, limits, area, title), must, parameters.by)


def _limits(needs: Needs, parameters: PartitionParameters) -> Limits:
    """The groups that are meant of those who need an item; there are none where too few do."""
    free = tuple(place for place, state in enumerate(needs.states) if state not in parameters.without)
    most = parameters.max_ or max(LARGEST, parameters.min_)
    return Limits(parameters.min_, min(most, len(needs.states)), free)


def _choice_problems(wanted: Sequence[Needs], parameters: PartitionParameters) -> Iterator[BadInput]:
    """States that contradict one another, or have to be in a group and need nothing."""
    must, without = set(parameters.must), set(parameters.without)
    here = sorted({state for needs in wanted for state in needs.states})
    if must & without:
        yield BadInput(
            f"{joined(sorted(must & without))} must be in groups and may be in none",
            "no state in both --must and --without",
            "take it from one of the two",
        )
    if missing := sorted(must - set(here)):
        yield BadInput(
            f"{joined(missing)} {'needs' if len(missing) == 1 else 'need'} nothing of {parameters.area or 'any area'}",
            f"--must of states with a need there ({', '.join(here) or 'there is none'})",
        )


def _size_problems(wanted: Sequence[Needs], parameters: PartitionParameters) -> Iterator[BadInput]:
    """Sizes that no group can have, and more groups than can be looked at."""
    where, least, most = parameters.area or "any area", parameters.min_, parameters.max_
    largest = max((len(needs.states) for needs in wanted), default=0)
    if most is not None and least > most:
        yield BadInput(f"--min {least} is more than --max {most}", "a --max not below --min")
    if largest > 1 and max(least, most or 0) > largest:
        yield BadInput(
            f"A group of {max(least, most or 0)} is larger than all {counted(largest, 'state')} that need one item of {where}",
            f"groups of 2 to {largest}",
        )
    if largest > MOST_STATES:
        yield BadInput(f"{largest} states need one item", f"at most {MOST_STATES}", "leave some out of the table")
        return
    if (groups := max((_limits(needs, parameters).count for needs in wanted), default=0)) > MOST_GROUPS:
        yield BadInput(
            f"There are {groups:,} groups for one item",
            f"at most {MOST_GROUPS:,}",
            "lower --max, or leave states out with --without",
        )
