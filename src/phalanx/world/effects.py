"""Effects: what new agreements open by their domain, as long as nobody has looked them through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_kind
from phalanx.world import World
from phalanx.world.agreements import agreements, day_bound
from phalanx.world.ties import accessions

MADE = ("signed", "in_force")
"""The life of an agreement that opens something; one that is merely announced, or has ended, does not."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A new agreement and a rule of `agreement_effects` that it falls under.

    `states` are its parties of today that are states, two at least; `year` is that of its signature.
    """

    agreement: str
    title: str
    states: tuple[str, ...]
    year: int
    in_force: bool
    rule: Mapping[str, Any] = field(repr=False)

    @property
    def records(self) -> tuple[str, str]:
        """What it rests on."""
        return self.agreement, str(self.rule["id"])


def effects(world: World, effect: str) -> tuple[Effect, ...]:
    """What new agreements of states open on the day of the World by the rules of one effect, in the order of the facts."""
    rules = world.table("agreement_effects").filter(pl.col("effect") == effect).to_dicts()
    if not any(_touched(world, rule) for rule in rules):
        return ()  # most Worlds hold none, and to find that out must cost those nothing who count permits a hundred times
    made = agreements(world).filter(
        pl.col("life").is_in(MADE), pl.col("level") == "state", ~pl.col("id").is_in(accessions(world))
    )
    found = []
    for row in made.iter_rows(named=True):
        states = tuple(sorted(party for party in row["parties_now"] if party_kind(party) == "state_or_territory"))
        for rule in rules:
            if (
                rule["domain"] in (row["domains"] or ())
                and len(states) > 1
                and row["first_day"] >= first_day(rule["signed_from"])
            ):
                in_force = row["life"] == "in_force"
                found.append(Effect(row["id"], row["title"], states, row["year"], in_force, rule))
    return tuple(found)


def _touched(world: World, rule: Mapping[str, Any]) -> bool:
    """Whether any agreement has the domain and the day of a rule."""
    of_domain = pl.col("domains").list.contains(rule["domain"]).fill_null(value=False)
    new = day_bound("signed") >= first_day(rule["signed_from"])
    return world.table("agreements").filter(of_domain & new).height > 0
