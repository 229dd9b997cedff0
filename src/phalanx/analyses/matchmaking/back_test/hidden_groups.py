"""Hidden groups: the real groups that formed, and the World as it was known before each, with nothing in it that tells of it.

A real group is an agreement of three states or more on procurement, a PESCO project or a capability pool. What overlaps an
earlier one by OVERLAP or more is the same group going on, and is left out: a group is forecast once, when it is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl

from phalanx.analyses.matchmaking.rapport import Texts
from phalanx.analyses.matchmaking.rulebook import read_rules
from phalanx.analyses.matchmaking.subject import main_areas
from phalanx.registry.records import KINDS
from phalanx.registry.records.participation_rules import ParticipationRule
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.parties import party_kind
from phalanx.world import World, begun_by
from phalanx.world.agreements import agreements
from phalanx.world.ties import accessions

OVERLAP = 0.7
"""From which share of common states, of all that either has, two groups count as the same."""
FEWEST = 3
BUYING_FORMS = ("procurement_contract", "cooperation_agreement", "statement_of_intent")
"""The forms by which a group undertakes to buy; declarations and partnerships at large do not make one."""
READ = (
    "agreements", "groupings", "disputes", "party_periods", "capability_areas", "capability_words", "area_words", "needs",
    "states", "safe_allocations", "instruments", "participation_rules",
)  # fmt: skip
"""The kinds that a score is made of: of each group's World they are taken from one reading, as there are many Worlds."""


@dataclass(frozen=True, slots=True)
class RealGroup:
    """A group that formed: its states among those of the engine, and the others; `day` is the first its founding can mean."""

    id: str
    kind: str
    title: str
    founded: str
    members: tuple[str, ...]
    outside: tuple[str, ...] = ()
    area: str | None = None
    founders: str | None = None
    """The agreement that tells who founded a pool, where its own row has the members of today."""

    @property
    def day(self) -> date:
        """The first day its founding can mean."""
        return first_day(self.founded)

    @property
    def states(self) -> frozenset[str]:
        """All its states."""
        return frozenset(self.members + self.outside)


@dataclass(frozen=True, slots=True)
class Found:
    """The groups to hide, oldest first, and how many others there are, by the reason why they are none to hide."""

    groups: tuple[RealGroup, ...]
    left_out: Mapping[str, int]


def real_groups(world: World, states: Sequence[str], since: date) -> Found:
    """The groups that formed since a day, of three of these states or more and at most half of them, each once."""
    left_out: Counter[str] = Counter()
    kept: list[RealGroup] = []
    found = [*_agreed(world), *_projects(world), *_pools(world, left_out)]
    for each in sorted(found, key=lambda group: (group.day, group.id)):
        group = replace(
            each,
            members=tuple(sorted(state for state in each.members if state in states)),
            outside=tuple(sorted(state for state in each.members if state not in states)),
        )
        if len(group.members) < FEWEST:
            left_out[f"with fewer than {FEWEST} states of the engine"] += 1
        elif len(group.members) > len(states) // 2:
            left_out["with more than half of the states of the engine"] += 1
        elif any(overlap(group.states, earlier.states) >= OVERLAP for earlier in kept):
            left_out["that go on from an earlier one"] += 1
        else:
            kept.append(group)
    new = [group for group in kept if group.day >= since]
    if len(new) < len(kept):
        left_out[f"that formed before {since:%-d %B %Y}"] = len(kept) - len(new)
    areas = _areas(world)
    return Found(tuple(replace(group, area=areas.get(group.id)) for group in new), left_out)


def overlap(one: Collection[object], other: Collection[object]) -> float:
    """The states that both have as a share of those that either has (Jaccard's index)."""
    either = len({*one, *other})
    return len({*one} & {*other}) / either if either else 0.0


def _agreed(world: World) -> Iterator[RealGroup]:
    """Agreements of states on procurement among three or more, by the parties at signature."""
    frame = agreements(world).filter(
        (pl.col("level") == "state")
        & pl.col("form").is_in(BUYING_FORMS)
        & pl.col("domains").list.contains("procurement").fill_null(value=False)
        & ~pl.col("id").is_in(accessions(world))
    )
    for row in frame.iter_rows(named=True):
        parties = _only_states(row["parties"])
        if len(parties) >= FEWEST:
            yield RealGroup(row["id"], "agreement", row["title"], row["signed"], parties)


def _projects(world: World) -> Iterator[RealGroup]:
    """PESCO projects whose participants are known; of their founding only the year is."""
    for row in world.table("pesco_projects").drop_nulls("participants").iter_rows(named=True):
        states = _only_states(row["participants"])
        yield RealGroup(row["id"], "pesco_project", row["name"], str(row["start_year"]), states)


def _pools(world: World, left_out: Counter[str]) -> Iterator[RealGroup]:
    """Capability pools, with the parties of the agreement that founded each where there is one, else the members of today.

    Such an agreement may be of the same day, month or year, and more than half of its parties are members.
    """
    signed = list(world.table("agreements").select("id", "signed", "parties").iter_rows())
    for row in world.table("groupings").filter(pl.col("kind") == "capability_pool").iter_rows(named=True):
        if row["founded"] is None:
            left_out["whose founding has no date"] += 1
            continue
        first, last = first_day(row["founded"]), last_day(row["founded"])
        founding = [
            (len({*parties} & {*row["members"]}), name, parties)
            for name, day, parties in signed
            if first_day(day) <= last
            and last_day(day) >= first
            and 2 * len({*parties} & {*row["members"]}) > len(parties)
        ]
        common, name, parties = max(founding, default=(0, "", []))
        group = RealGroup(row["id"], "capability_pool", row["name"], row["founded"], _only_states(row["members"]))
        yield replace(group, members=_only_states(parties), founders=name) if common > 1 else group


def _only_states(parties: Collection[str]) -> tuple[str, ...]:
    return tuple(party for party in parties if party_kind(party) == "state_or_territory")


def _areas(world: World) -> Mapping[str, str]:
    """The area that each agreement, project and pool is mostly about."""
    nothing = pl.lit(None, dtype=pl.List(pl.String)).alias("domains")
    columns = ("id", "title", "summary", "domains")
    return main_areas(
        world,
        pl.concat(
            [
                world.table("agreements").select(columns),
                world.table("pesco_projects").select("id", pl.col("name").alias("title"), "summary", nothing),
                world.table("groupings").select(
                    "id", pl.col("name").alias("title"), pl.col("purpose").alias("summary"), "domains"
                ),
            ]
        ),
    )


@dataclass(frozen=True, eq=False)
class Past:
    """What a World holds with dates, for taking away what was not known before a day."""

    world: World = field(repr=False)

    def before(self, group: RealGroup) -> World:
        """The World of the day before a group was founded, in which nothing tells of it.

        Taken away is every agreement, grouping and dispute whose date is missing or can be the day or later ("2022" can
        be its last day), every joining of which the same is true, and every agreement and grouping, of whatever date,
        whose states overlap the group by OVERLAP or more, as it may be the group at an earlier stage.
        """
        day, states = group.day, group.states
        gone = {
            "agreements": [row["id"] for row in self._agreements if _tells(row, day, states)],
            "groupings": [row["id"] for row in self._groupings if _tells(row, day, states)],
            "disputes": [row["id"] for row in self._disputes if not _surely_before(row, day)],
            "party_periods": [row["id"] for row in self._periods if _perhaps_before(row, day)],
        }
        keep = pl.lit(value=True)
        for kind, names in gone.items():
            keep &= ~((pl.col("kind") == kind) & pl.col("record").is_in(names))
        world, eve = self.world, day - timedelta(days=1)
        return World(eve, world.known_at, world.journal_head, world.entries.filter(keep), self._tables(eve, gone))

    def _tables(self, day: date, gone: Mapping[str, Sequence[str]]) -> dict[str, pl.DataFrame]:
        """The tables of READ on a day, from those of the World: the same rows without those taken away or begun later."""
        found = {}
        for kind in self._alike_every_day:
            frame, begins = self.world.table(kind), KINDS[kind].BEGINS
            if kind in gone:
                frame = frame.filter(~pl.col("id").is_in(gone[kind]))
            found[kind] = frame.filter(begun_by(begins, day)) if begins else frame
        return found

    @cached_property
    def _alike_every_day(self) -> tuple[str, ...]:
        """The kinds of READ of which no value holds from some day on only, so that a record says the same on every day."""
        changing = set(self.world.entries.filter(pl.col("valid_from").is_not_null())["kind"])
        return tuple(kind for kind in READ if kind not in changing)

    @cached_property
    def texts(self) -> Texts | None:
        """What the texts of all agreements tell; None where texts are not alike every day."""
        read = {"agreements", "area_words", "capability_words"}
        return Texts(self.world) if read <= {*self._alike_every_day} else None

    @cached_property
    def rules(self) -> tuple[ParticipationRule, ...] | None:
        """The participation rules; None where they are not the same every day."""
        if "participation_rules" not in self._alike_every_day or KINDS["participation_rules"].BEGINS:
            return None
        return read_rules(self.world)

    @cached_property
    def _agreements(self) -> list[dict[str, Any]]:
        """With the parties at signature and those of today."""
        return [
            {"id": name, "last": last_day(day), "states": (_only_states(parties), _only_states(now))}
            for name, day, parties, now in agreements(self.world)
            .select("id", "signed", "parties", "parties_now")
            .iter_rows()
        ]

    @cached_property
    def _groupings(self) -> list[dict[str, Any]]:
        return [
            {"id": name, "last": day and last_day(day), "states": (_only_states(members),)}
            for name, day, members in self.world.table("groupings").select("id", "founded", "members").iter_rows()
        ]

    @cached_property
    def _disputes(self) -> list[dict[str, Any]]:
        disputes = self.world.table("disputes").select("id", "since")
        return [{"id": name, "last": last_day(day)} for name, day in disputes.iter_rows()]

    @cached_property
    def _periods(self) -> list[dict[str, Any]]:
        return self.world.table("party_periods").select("id", "entered", "left").to_dicts()


def _tells(row: Mapping[str, Any], day: date, states: frozenset[str]) -> bool:
    """Whether it may be of the day or later, or its states are nearly these."""
    return not _surely_before(row, day) or any(overlap(some, states) >= OVERLAP for some in row["states"])


def _surely_before(row: Mapping[str, Any], day: date) -> bool:
    """Whether the last day its date can mean is before the day; what has no date may be of any."""
    return row["last"] is not None and row["last"] < day


def _perhaps_before(row: Mapping[str, Any], day: date) -> bool:
    """Whether somebody joined or left at a time of which it is not known whether it was before the day."""
    return any(text is not None and first_day(text) < day <= last_day(text) for text in (row["entered"], row["left"]))
