"""Agreements of a World as questions count them: a scope, a kind, a span of time, a level; and their life on a day.

A date to the month or the year counts from its first day, everywhere: "2022" is taken to be before 24 February 2022.
Answers say how many agreements that concerns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from phalanx.errors import BadInput
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World

KindOfParties = Literal["bilateral", "plurilateral", "all"]
Level = Literal["state", "company", "all"]


@dataclass(frozen=True)
class Selection:
    """Which agreements a question is about. `first` and `last` are partial dates, both included."""

    scope: str = "all"
    kind: KindOfParties = "all"
    first: str | None = None
    last: str | None = None
    level: Level = "all"


@dataclass(frozen=True)
class ScopeMeant:
    """A scope as it applies: who belongs to it (None: everybody) and whether all or any of the parties must."""

    title: str
    parties: frozenset[str] | None
    every_party: bool
    kind: KindOfParties
    first: str | None
    last: str | None


def agreements(world: World) -> pl.DataFrame:
    """Every agreement with what counting needs.

    Beside the fields of the dictionary: `first_day`, `last_day` (dates the signature can mean), `year`, `kind`
    (bilateral, plurilateral), `parties_now` (with those who joined, without those who left by `valid_on`), and `life`
    on `valid_on`: announced, signed, in_force or ended.
    """
    frame = world.table("agreements").with_columns(
        day_bound("signed").alias("first_day"),
        day_bound("signed", last=True).alias("last_day"),
        pl.col("signed").str.slice(0, 4).cast(pl.Int32).alias("year"),
        pl.when(pl.col("parties").list.len() == 2)
        .then(pl.lit("bilateral"))
        .otherwise(pl.lit("plurilateral"))
        .alias("kind"),
        _life(world.valid_on).alias("life"),
    )
    return frame.with_columns(_parties_now(frame, world))


def select(world: World, chosen: Selection) -> pl.DataFrame:
    """The agreements a selection means, as `agreements` gives them.

    Raises:
        BadInput: there is no such scope or grouping, or the span is empty.
    """
    if chosen.first and chosen.last and first_day(chosen.first) > last_day(chosen.last):
        raise BadInput(
            f"From {chosen.first} to {chosen.last} is no span", "an end not before the beginning", "swap them"
        )
    meant = scope_meant(world, chosen.scope)
    frame = agreements(world)
    if meant.parties is not None:
        inside = pl.col("parties").list.eval(pl.element().is_in(sorted(meant.parties)))
        frame = frame.filter(inside.list.all() if meant.every_party else inside.list.any())
    for kind in (meant.kind, chosen.kind):
        if kind != "all":
            frame = frame.filter(pl.col("kind") == kind)
    if chosen.level != "all":
        frame = frame.filter(pl.col("level") == chosen.level)
    for first in (meant.first, chosen.first):
        if first is not None:
            frame = frame.filter(pl.col("first_day") >= first_day(first))
    for last in (meant.last, chosen.last):
        if last is not None:
            frame = frame.filter(pl.col("first_day") <= last_day(last))
    return frame


def scope_meant(world: World, name: str) -> ScopeMeant:
    """What a scope means in this World; the id of a grouping means: every party is a member of it."""
    members = {row["id"]: row["members"] for row in world.table("groupings").iter_rows(named=True)}
    scopes = {row["id"]: row for row in world.table("scopes").iter_rows(named=True)}
    if name in scopes:
        scope = scopes[name]
        # A grouping not yet founded has no members; a scope of nobody is not one of everybody.
        joined = (members.get(group, ()) for group in scope["groupings"] or ())
        parties = frozenset(scope["states"] or ()).union(*joined)
        return ScopeMeant(
            scope["title"],
            parties if scope["states"] or scope["groupings"] else None,
            scope["membership"] == "all",
            scope["parties_kind"],
            scope["signed_from"],
            scope["signed_to"],
        )
    if name in members:
        return ScopeMeant(f"Among the members of {name}", frozenset(members[name]), True, "all", None, None)
    raise BadInput(
        f"There is no scope {name!r}",
        f"one of {', '.join(scopes)}, or the id of a grouping",
        "see 'phalanx facts list scopes' and 'phalanx facts list groupings'",
    )


def pairs(frame: pl.DataFrame, parties: str = "parties_now") -> pl.DataFrame:
    """A row for each agreement and party: the agreement's columns with `party` beside them."""
    return frame.with_columns(pl.col(parties).alias("party")).explode("party")


def day_bound(column: str, *, last: bool = False) -> pl.Expr:
    """The first (or last) day that a column of partial dates can mean, as dates; null stays null."""
    text = pl.col(column)
    length = text.str.len_chars()
    year_end, month_start = ("-12-31", "-01") if last else ("-01-01", "-01")
    month = (text + month_start).str.to_date("%Y-%m-%d", strict=False)
    return (
        pl.when(length == 4)
        .then((text + year_end).str.to_date("%Y-%m-%d", strict=False))
        .when(length == 7)
        .then(month.dt.month_end() if last else month)
        .otherwise(text.str.to_date("%Y-%m-%d", strict=False))
    )


def _life(day: date) -> pl.Expr:
    """Where an agreement stands on a day; an end known only to the month or year counts once it is past."""
    gone = pl.col("status").is_in(["terminated", "superseded"])
    return (
        pl.when((day_bound("ended", last=True) <= day).fill_null(gone))
        .then(pl.lit("ended"))
        .when(pl.col("status") == "announced")
        .then(pl.lit("announced"))
        .when(pl.col("status") == "in_force")
        .then(pl.lit("in_force"))
        .otherwise(pl.lit("signed"))
    )


def _parties_now(frame: pl.DataFrame, world: World) -> pl.Series:
    """The parties on the World's day: the ones listed, those who entered by then, without those who left by then."""
    day = world.valid_on
    changes: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for row in world.table("party_periods").iter_rows(named=True):
        changes.setdefault(row["agreement"], []).append((row["party"], row["entered"], row["left"]))
    changed = frame.select("id", "parties").filter(pl.col("id").is_in(list(changes)))
    now = pl.DataFrame(
        {
            "id": changed["id"],
            "now": [sorted(_applied(parties, changes[name], day)) for name, parties in changed.iter_rows()],
        },
        schema={"id": pl.String, "now": pl.List(pl.String)},
    )
    joined = frame.select("id", "parties").join(now, on="id", how="left", maintain_order="left")
    return joined.select(pl.coalesce("now", "parties").alias("parties_now")).to_series()


def _applied(parties: Iterable[str], changes: Iterable[tuple[str, str | None, str | None]], day: date) -> set[str]:
    now = set(parties)
    for party, entered, left in changes:
        if entered is not None:
            (now.add if first_day(entered) <= day else now.discard)(party)
        if left is not None and first_day(left) <= day:
            now.discard(party)
    return now
