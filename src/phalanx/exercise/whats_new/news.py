"""News: the World as it is, and as it would be without what was learned or signed since a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property

import polars as pl

from phalanx.registry.records import KINDS
from phalanx.vocabulary.dates import stamp
from phalanx.world import World
from phalanx.world.agreements import agreements
from phalanx.world.ties import accessions

SOURCES = ("source_url", "source_title", "source_date", "note")
"""Fields that say where a fact is from; no answer counts with them."""


@dataclass(frozen=True, eq=False)
class News:
    """Two Worlds of the same day: `before` lacks what the registry learned since `since`, and agreements signed since then.

    What the registry began with is in both. `changed` are the kinds whose rows differ in more than where they are from.
    """

    since: date
    before: World
    after: World
    changed: frozenset[str]

    @cached_property
    def agreements(self) -> pl.DataFrame:
        """The agreements that came or whose row changed, as `agreements` gives them; mere joinings are left out."""
        now = agreements(self.after).filter(~pl.col("id").is_in(accessions(self.after)))
        then = {row["id"]: row for row in _counted(self.before.table("agreements")).iter_rows(named=True)}
        rows = _counted(self.after.table("agreements")).iter_rows(named=True)
        news = [row["id"] for row in rows if row != then.get(row["id"])]
        return now.filter(pl.col("id").is_in(news)).sort("first_day", "id")

    @cached_property
    def gone(self) -> pl.DataFrame:
        """The agreements that were there before and are not any more."""
        return agreements(self.before).filter(~pl.col("id").is_in(self.after.table("agreements")["id"].implode()))

    @cached_property
    def parties(self) -> Mapping[str, frozenset[str]]:
        """The parties of today of each agreement that came, changed or went."""
        both = pl.concat([self.agreements.select("id", "parties_now"), self.gone.select("id", "parties_now")])
        return {name: frozenset(parties) for name, parties in both.iter_rows()}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each of these agreements."""
        return dict(pl.concat([self.agreements.select("id", "title"), self.gone.select("id", "title")]).iter_rows())

    def of(self, states: Sequence[str], least: int = 1) -> list[str]:
        """The new agreements with so many of these states at least among their parties."""
        return [name for name, parties in self.parties.items() if len(parties & set(states)) >= least]


def news_of(world: World, since: date) -> News:
    """What came since a day, that day included. Where nothing counts differently, both Worlds are the same."""
    at, moment = pl.col("at"), stamp(datetime.combine(since, time.min, UTC))
    known = (at < moment) | (at == at.min())
    signed = agreements(world).filter(pl.col("first_day") >= since)["id"].implode()
    held = world.entries.filter(known & ~pl.col("record").is_in(signed))
    if held.height == world.entries.height:
        return News(since, world, world, frozenset())
    touched = set(world.entries["kind"].unique()) & set(KINDS)
    before = replace(world, entries=held, _tables={})
    changed = frozenset(
        kind
        for kind in touched
        if _entries_differ(world.entries, held, kind) and not _same(before.table(kind), world.table(kind))
    )
    return News(since, before if changed else world, world, changed)


def _entries_differ(one: pl.DataFrame, other: pl.DataFrame, kind: str) -> bool:
    of_kind = pl.col("kind") == kind
    return one.filter(of_kind).height != other.filter(of_kind).height


def _same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    return _counted(one).equals(_counted(other))


def _counted(frame: pl.DataFrame) -> pl.DataFrame:
    """A table without the columns that say where its facts are from."""
    return frame.drop(name for name in SOURCES if name in frame.columns)
