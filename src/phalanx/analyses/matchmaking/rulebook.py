"""The rule book: the participation rules of a World, the ways of taking part they make up, and who is what on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.masks import NO_LIMIT, Flags, Minimums, Requirement
from phalanx.errors import BadInput
from phalanx.registry.records import named
from phalanx.registry.records.participation_rules import ParticipationRule
from phalanx.registry.records.safe_allocations import SafeAllocation
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_kind, party_names
from phalanx.world import World

States = frozenset[str]
UKRAINE: States = frozenset({"UA"})


@dataclass(frozen=True, slots=True)
class Way:
    """A way of taking part in an instrument, with the rules of this way and those of every way, by type of rule."""

    instrument: str
    variant: str | None
    title: str
    legal_basis: str
    named: States
    associated: States
    rules: Mapping[str, tuple[ParticipationRule, ...]]

    @property
    def name(self) -> str:
        """The way as a reader calls it: "SAFE, common procurement"."""
        return f"{self.instrument}, {label(self.variant)}" if self.variant else self.instrument

    @property
    def spoken(self) -> str:
        """The same within a sentence: "SAFE (common procurement)"."""
        return f"{self.instrument} ({label(self.variant)})" if self.variant else self.instrument


@dataclass(frozen=True, slots=True)
class Pool:
    """The states that rules are about: `sure` by those that are settled; `perhaps` holds them and the others."""

    sure: States
    perhaps: States
    rules: tuple[ParticipationRule, ...] = ()

    def __or__(self, other: Pool) -> Pool:
        return Pool(self.sure | other.sure, self.perhaps | other.perhaps, self.rules + other.rules)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is what under a way of taking part on a day.

    `borrowers` are among the `members`, these among the `participants`, and these among the `admitted`.
    """

    participants: Pool
    members: Pool
    admitted: Pool
    borrowers: Pool
    by_consent: Pool


@dataclass(frozen=True, slots=True)
class Loan:
    """The SAFE ceiling of a state in million EUR, and when the Council approved its plan, if that is known."""

    record: str
    ceiling_eur_m: float
    approved_on: str | None


@dataclass(frozen=True)
class RuleBook:
    """Every way of taking part, and what decides which class a state is in on a day.

    `partners` are the security and defence partnerships with the Union: first day and record. `reported` is the day on
    which what the facts report of the present still holds.
    """

    ways: tuple[Way, ...]
    eu_since: Mapping[str, int]
    nato_since: Mapping[str, int]
    eea_efta: States
    candidates: States
    partners: Mapping[str, tuple[date, str]]
    loans: Mapping[str, Loan]
    parent_of: Mapping[str, str | None]
    reported: date

    @classmethod
    def of(cls, world: World, rules: Sequence[ParticipationRule] | None = None) -> RuleBook:
        """Read the rule book of a World, whose participation rules may have been read already.

        Raises:
            BadInput: the World holds no instrument yet.
        """
        states = world.table("states")
        loans = world.table("safe_allocations").iter_rows(named=True)
        return cls(
            ways=tuple(_ways(world, read_rules(world) if rules is None else rules)),
            eu_since=dict(states.select("iso2", "eu_since").drop_nulls().iter_rows()),
            nato_since=dict(states.select("iso2", "nato_since").drop_nulls().iter_rows()),
            eea_efta=frozenset(states.filter("eea_efta")["iso2"]),
            candidates=frozenset(states.filter(pl.col("eu_candidate") != "no")["iso2"]),
            partners=_partners(world),
            loans={
                row["iso2"]: Loan(named(SafeAllocation, row["iso2"]), row["tentative_eur_m"], row["approved_on"])
                for row in loans
            },
            parent_of=dict(world.table("capability_areas").select("id", "parent_id").iter_rows()),
            reported=max(world.valid_on, world.known_at.date()),
        )

    @property
    def instruments(self) -> tuple[str, ...]:
        """Every instrument, in the order of the facts."""
        return tuple(dict.fromkeys(way.instrument for way in self.ways))

    def in_class(self, name: str, way: Way, day: date) -> States:
        """The states of a class under a way of taking part on a day. A year of accession counts from its first day."""
        members = self._since(self.eu_since, day)
        classes: Mapping[str, Callable[[], States]] = {
            "member": lambda: members,
            "associated": lambda: way.associated,
            "partner_with_agreement": lambda: way.associated,
            "named": lambda: way.named,
            "eea_efta": lambda: self.eea_efta,
            "ukraine": lambda: UKRAINE,
            "candidate": lambda: self.candidates - members,
            "security_partner": lambda: frozenset(state for state, (since, _) in self.partners.items() if since <= day),
            "ally": lambda: self._since(self.nato_since, day),
            "third_country": lambda: every_state() - members,
        }
        return classes[name]()

    @staticmethod
    def _since(years: Mapping[str, int], day: date) -> States:
        return frozenset(state for state, year in years.items() if date(year, 1, 1) <= day)

    def standing(self, way: Way, day: date) -> Standing:
        """Who is what under a way of taking part on a day."""
        members = self._pool(way, "who_counts_as_member", day)
        participants = self._pool(way, "who_counts", day) | members
        lending = frozenset(self.loans)
        return Standing(
            participants=participants,
            members=members,
            admitted=participants | self._pool(way, "may_join", day),
            borrowers=Pool(members.sure & lending, members.perhaps & lending, members.rules),
            by_consent=self._pool(way, "unanimity", day),
        )

    def _pool(self, way: Way, rule: str, day: date) -> Pool:
        rules = way.rules.get(rule, ())
        meant = [(each.settled, self.in_class(each.value or "", way, day)) for each in rules]
        sure = frozenset[str]().union(*(states for settled, states in meant if settled))
        return Pool(sure, sure.union(*(states for _, states in meant)), rules)

    def minimums(self, way: Way, day: date, states: Sequence[str], share: float | None = None) -> Minimums:
        """What a way asks of groups of these states on a day, for judging many groups at once.

        Rules on dates and areas are the same for every group and are left to `rules.judge_circumstances`; a `share` of
        component cost from outside above the cap is a requirement that only an agreement of a member can lift.
        """
        everybody = frozenset(states)
        asked = [
            *_asked_of_the_group(way, self.standing(way, day), everybody),
            *_asked_of_the_share(way, share, everybody),
        ]

        def flags(chosen: States) -> Flags:
            return np.array([state in chosen for state in states], dtype=bool)

        return Minimums(
            tuple(states),
            tuple(
                Requirement(each.rule, each.least, each.most, flags(each.sure), flags(each.perhaps), each.settled)
                for each in asked
            ),
        )

    def line_of(self, area: str) -> tuple[str, ...]:
        """An area and those above it, each once."""
        line = [area]
        while (above := self.parent_of.get(line[-1])) and above not in line:
            line.append(above)
        return tuple(line)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """At least and at most so many of some states, as `Requirement` has it, by their codes."""

    rule: str
    sure: States
    perhaps: States
    least: int = 0
    most: int = NO_LIMIT
    settled: bool = True


def _asked_of_the_group(way: Way, stands: Standing, everybody: States) -> Iterator[_Wanted]:
    """What the rules on who takes part ask: nobody from outside, so many of each kind, nobody by others' consent."""
    admitted = stands.admitted
    outside = everybody - admitted.perhaps, everybody - admitted.sure
    yield _Wanted("may_take_part", *outside, most=0, settled=bool(admitted.rules))
    pools = {
        "minimum_participants": stands.participants,
        "minimum_member_states": stands.members,
        "needs_loan": stands.borrowers,
    }
    for rule, pool in pools.items():
        for each in way.rules.get(rule, ()):
            yield _Wanted(rule, pool.sure, pool.perhaps, least=int(each.value or 0), settled=each.settled)
    if "minimum_participants" not in way.rules:
        yield _Wanted("minimum_participants", everybody, everybody, settled=False)
    for each in way.rules.get("maximum_participants", ()):
        yield _Wanted(each.rule, everybody, everybody, most=int(each.value or 0), settled=each.settled)
    if stands.by_consent.rules:
        yield _Wanted("unanimity", frozenset(), stands.by_consent.perhaps, most=0)


def _asked_of_the_share(way: Way, share: float | None, everybody: States) -> Iterator[_Wanted]:
    """What a share from outside asks: nothing up to the cap; above it somebody whose agreement may lift the cap."""
    for cap in way.rules.get("maximum_outside_component_pct", ()):
        if not share:
            continue
        if not cap.settled or cap.value is None:
            yield _Wanted(cap.rule, everybody, everybody, settled=False)
        elif share > float(cap.value):
            able = frozenset(state for lift in lifts(way, share) for state in lift.states or ())
            yield _Wanted(cap.rule, frozenset(), able, least=1)


def lifts(way: Way, share: float) -> Iterator[ParticipationRule]:
    """The rules that lift the cap on components to this share or above."""
    for rule in way.rules.get("lifted_component_cap", ()):
        if rule.value is not None and share <= float(rule.value):
            yield rule


@cache
def every_state() -> States:
    """Every state and territory there is a code for."""
    return frozenset(code for code in party_names() if party_kind(code) == "state_or_territory")


def read_rules(world: World) -> tuple[ParticipationRule, ...]:
    """The participation rules of a World."""
    return cast(tuple[ParticipationRule, ...], world.records("participation_rules"))


def _ways(world: World, known: Sequence[ParticipationRule]) -> Iterator[Way]:
    """The ways of taking part, instruments in the order of the facts; an instrument without rules is one way."""
    instruments = world.table("instruments")
    if not instruments.height:
        raise BadInput(
            f"The World of {world.valid_on} holds no instrument",
            "a day on which one had begun",
            "choose a later --valid-on, or enter instruments and their participation_rules",
        )
    rules: dict[str, list[ParticipationRule]] = {}
    for rule in known:
        rules.setdefault(rule.instrument, []).append(rule)
    for row in instruments.iter_rows(named=True):
        own = rules.get(row["id"], [])
        variants: list[str | None] = list(dict.fromkeys(rule.variant for rule in own if rule.variant))
        for variant in variants or [None]:
            by_type: dict[str, tuple[ParticipationRule, ...]] = {}
            for rule in own:
                if rule.variant in (None, variant):
                    by_type[rule.rule] = (*by_type.get(rule.rule, ()), rule)
            yield Way(
                row["id"],
                variant,
                row["name"],
                row["legal_basis"],
                frozenset(row["eligible_states"]) & every_state(),
                frozenset(row["associated_states"] or ()),
                by_type,
            )


def _partners(world: World) -> Mapping[str, tuple[date, str]]:
    """The strategic partnerships the Union has with one state each: since when, and the agreement's id."""
    agreements = world.table("agreements").filter(
        pl.col("form") == "strategic_partnership",
        pl.col("status").is_in(["signed", "in_force"]),
        pl.col("parties").list.contains("EU"),
        pl.col("parties").list.len() == 2,
    )
    found: dict[str, tuple[date, str]] = {}
    for row in agreements.sort("signed", "id").iter_rows(named=True):
        state = next(party for party in row["parties"] if party != "EU")
        found.setdefault(state, (first_day(row["signed"]), row["id"]))
    return found
