"""Road map joint buys: which groups can buy together in these years, with whom, and which instruments are open to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from phalanx.analyses.planning.optimisation.case import Floats
from phalanx.analyses.planning.road_map.rows import Row
from phalanx.analyses.planning.safe_loan import SAFE
from phalanx.vocabulary.dates import last_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World

FEWEST = 2
"""Who buys alone buys nothing jointly."""
NUMBERS = {2: "two", 3: "three"}
"""Small numbers as words."""
FAR = 9999
"""The last year of what has no end."""


@dataclass(frozen=True)
class Group:
    """A group that can buy: places of item, members and lead, saving as a share with its range, places of years.

    `instruments` are those that are open to it where at least `least` of the members take part.
    """

    code: str
    item: int
    members: tuple[int, ...]
    lead: int
    least: int
    saving: float
    saving_low: float
    saving_high: float
    opens: int
    closes: int
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class Instrument:
    """An instrument: until which year it can be used, by which states, and how many of them it takes.

    `states` may use it in full, `others` on terms of their own; one of the `lenders` has to be among them, where they are
    named.
    """

    last: int
    states: frozenset[str]
    others: frozenset[str]
    fewest: int
    fewest_members: int
    lenders: frozenset[str] | None

    def against(self, members: Sequence[str], union: frozenset[str], year: int) -> str:
        """Why it is not open to these members from a year on, as the end of a sentence; empty where it is."""
        taking_part = [state for state in members if state in self.states | self.others]
        if self.last < year:
            return f"ends in {self.last}"
        if len(taking_part) < self.fewest:
            return f"takes {counted(self.fewest, 'state')} that may use it"
        if len(union & set(taking_part)) < self.fewest_members:
            return f"takes {counted(self.fewest_members, 'member state')} of the Union"
        if self.lenders is not None and not self.lenders & set(taking_part):
            return "takes a member with an allocation"
        return ""


def instrument_of(world: World, name: str) -> Instrument | None:
    """What the World says of an instrument; None where it does not know it on its day."""
    row = next((row for row in world.table("instruments").iter_rows(named=True) if row["id"] == name), None)
    if row is None:
        return None
    return Instrument(
        last=last_day(row["end"]).year if row["end"] else FAR,
        states=states_of(world, row["eligible_states"]),
        others=states_of(world, row["associated_states"] or ()),
        fewest=row["min_participants"] or 0,
        fewest_members=row["min_member_states"] or 0,
        lenders=frozenset(world.table("safe_allocations")["iso2"]) if name == SAFE else None,
    )


def states_of(world: World, parties: Iterable[str]) -> frozenset[str]:
    """States, with the members of the Union and of NATO in the place of these two."""
    states = world.table("states")
    inside = {
        party: frozenset(states.filter(pl.col(column).is_not_null())["iso2"])
        for party, column in (("EU", "eu_since"), ("NATO", "nato_since"))
    }
    return frozenset().union(*(inside.get(party, frozenset({party})) for party in parties))


def europeans(world: World) -> frozenset[str]:
    """Where what is made counts as European: in the states that may use SAFE in full, by its rule on components."""
    loans = instrument_of(world, SAFE)
    return loans.states if loans else states_of(world, ("EU",))


def groups_of(
    world: World,
    joint: Sequence[Row],
    items: Sequence[Row],
    states: Sequence[str],
    most: Floats,
    years: Sequence[int],
    fewest: int = FEWEST,
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups that can buy, and in words what was left out of them or is not open to them."""
    place = {row["item"]: number for number, row in enumerate(items)}
    asked = sorted({name for row in joint for name in row["instruments"] or ()})
    instruments = {name: instrument_of(world, name) for name in asked}
    union = states_of(world, ("EU",))
    groups: list[Group] = []
    said: dict[str, list[str]] = {}
    for row in joint:
        if row["item"] not in place:
            continue
        item = place[row["item"]]
        members = [state for state in row["members"] if state in states and most[states.index(state), item] > 0]
        first, last = max(row["from_year"], years[0]), min(row["to_year"], years[-1])
        for reason in _left_out(row, members, first, last, fewest):
            said.setdefault(reason, []).append(row["id"])
        if len(members) < fewest or first > last:
            continue
        against = {
            name: instrument.against(members, union, first) if (instrument := instruments[name]) else "is not known"
            for name in row["instruments"] or ()
        }
        for name, reason in against.items():
            if reason:
                said.setdefault(f"{name} is not counted as open to {{}}: it {reason}.", []).append(row["id"])
        # Where the lead takes nothing, the member that takes most does.
        lead = row["lead"] if row["lead"] in members else max(members, key=lambda each: most[states.index(each), item])
        still = tuple(name for name, reason in against.items() if not reason)
        groups.append(
            Group(
                code=row["id"],
                item=item,
                members=tuple(states.index(state) for state in members),
                lead=states.index(lead),
                least=max([fewest, *(found.fewest for name in still if (found := instruments[name]))]),
                saving=row["saving_pct"] / 100,
                saving_low=row["saving_pct_low"] / 100,
                saving_high=row["saving_pct_high"] / 100,
                opens=first - years[0],
                closes=last - years[0],
                instruments=still,
            )
        )
    return tuple(groups), tuple(text.format(joined(names)) for text, names in said.items())


def _left_out(row: Row, members: Sequence[str], first: int, last: int, fewest: int) -> Iterator[str]:
    """What falls away of a joint buy, as sentences with a place for its name."""
    if first > last:
        yield "{} cannot order in these years."
        return
    gone = [party_name(state) for state in row["members"] if state not in members]
    if len(members) < fewest:
        yield f"{{}} is left out, as fewer than {NUMBERS.get(fewest, fewest)} of its members take the item."
    elif gone:
        yield f"{joined(gone)} {'is' if len(gone) == 1 else 'are'} left out of {{}}, taking nothing of the item."
