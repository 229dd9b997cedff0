"""Happening: what the facts say happened in the world in a span of days, and what lies ahead.

A date to the month or the year counts from its first day, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from phalanx.registry.records import KINDS, columns
from phalanx.vocabulary.values import Day, Party, Several
from phalanx.world import World
from phalanx.world.agreements import day_bound

HAPPENED = {
    "date": pl.String,
    "what": pl.String,
    "record": pl.String,
    "kind": pl.String,
    "title": pl.String,
    "parties": pl.List(pl.String),
    "form": pl.String,
}
"""The columns of what happened; `date` is as exact as the source supports."""
DATED = {"planning_cycles": "date_start", "turning_points": "date"} | {
    name: kind.BEGINS
    for name, kind in KINDS.items()
    if kind.BEGINS and name != "agreements" and kind.KEY == ("id",) and isinstance(columns(kind)[kind.BEGINS].type, Day)
}
"""The date of an event in each kind whose records are events, or begin on a day.

Statistics of a year are neither. Nor are facts without an id of their own: a border begins with the states it divides.
"""
BEGUN = {"date": "happened", "date_start": "was due", "founded": "was founded"}
"""What the date of a record says, by the name of its field; any other says that something began."""
AHEAD = timedelta(days=365)


def happened_since(world: World, since: date) -> pl.DataFrame:
    """A row an event from that day to the World's, latest first.

    Agreements signed, announced, joined, left and ended, and what began or was due in the other kinds.
    """
    in_span = pl.col("day").is_between(since, world.valid_on)
    dated = (*_agreements(world), *_changes(world), *_others(world))
    found = pl.concat(events.filter(in_span).select("day", *HAPPENED) for events in dated)
    return found.sort(["day", "record"], descending=[True, False], maintain_order=True).drop("day")


def undecided_since(world: World, since: date) -> int:
    """How many agreements are dated too coarsely to tell whether they were signed since that day."""
    signed = world.table("agreements")
    return signed.filter((day_bound("signed") < since) & (day_bound("signed", last=True) >= since)).height


def ahead_of(world: World) -> pl.DataFrame:
    """A row an event of the planning calendars in the year after the World's day, the next one first."""
    return (
        world.table("planning_cycles")
        .with_columns(day_bound("date_start").alias("day"))
        .filter(pl.col("day").is_between(world.valid_on, _ahead(world.valid_on), closed="right"))
        .sort("day", "id")
        .select(
            pl.col("date_start").alias("date"), "event", "institution", "process", "kind", pl.col("id").alias("record")
        )
    )


def _ahead(day: date) -> date:
    """The last day that lies within reach; the calendar itself ends with the year 9999."""
    return day + AHEAD if day <= date.max - AHEAD else date.max


def _agreements(world: World) -> Iterator[pl.DataFrame]:
    named = world.table("agreements").with_columns(
        pl.col("id").alias("record"), pl.lit("agreements").alias("kind"), pl.col("signed").alias("date")
    )
    announced = pl.col("status") == "announced"
    yield named.with_columns(
        day_bound("date").alias("day"),
        pl.when(announced).then(pl.lit("announced")).otherwise(pl.lit("signed")).alias("what"),
    )
    gone = named.filter(pl.col("status").is_in(["terminated", "superseded"])).with_columns(
        pl.col("ended").alias("date")
    )
    yield gone.with_columns(day_bound("date").alias("day"), pl.col("status").alias("what"))


def _changes(world: World) -> Iterator[pl.DataFrame]:
    """Parties that joined or left an agreement."""
    agreements = world.table("agreements").select(pl.col("id").alias("agreement"), "title", "form")
    periods = world.table("party_periods").join(agreements, on="agreement", how="inner", maintain_order="left")
    for field, what in (("entered", "joined"), ("left", "left")):
        yield periods.filter(pl.col(field).is_not_null()).select(
            day_bound(field).alias("day"),
            pl.col(field).alias("date"),
            pl.lit(what).alias("what"),
            pl.col("id").alias("record"),
            pl.lit("party_periods").alias("kind"),
            "title",
            pl.concat_list("party").alias("parties"),
            "form",
        )


def _others(world: World) -> Iterator[pl.DataFrame]:
    for kind, field in DATED.items():
        frame = world.table(kind)
        titles = [name for name in ("title", "name", "event", "partner", "summary") if name in frame.columns]
        yield frame.select(
            day_bound(field).alias("day"),
            pl.col(field).alias("date"),
            pl.lit(BEGUN.get(field, "began")).alias("what"),
            _record(kind).alias("record"),
            pl.lit(kind).alias("kind"),
            pl.coalesce(*titles, "id").alias("title"),
            _parties(kind).alias("parties"),
            pl.lit(None, pl.String).alias("form"),
        )


def _record(kind: str) -> pl.Expr:
    return pl.format(f"{kind}/{{}}", "id") if KINDS[kind].NAMED_BY_KIND else pl.col("id")


def _parties(kind: str) -> pl.Expr:
    """The first field of a kind that names states or institutions, as a list."""
    for name, column in columns(KINDS[kind]).items():
        if isinstance(column.type, Party):
            return pl.concat_list(name)
        if isinstance(column.type, Several) and isinstance(column.type.of, Party):
            return pl.col(name)
    return pl.lit(None, pl.List(pl.String))
