"""Families: lines of agreements in which each later one took the place of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from phalanx.analyses.network.hypergraph import NEVER
from phalanx.analyses.network.overlaps.pair_scores import Overlaps

SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "family": pl.Int64,
    "agreement": pl.String,
    "title": pl.String,
    "signed": pl.String,
    "ended": pl.String,
    "ends": pl.Boolean,
    "size": pl.Int64,
}
"""What the table of families holds: a row an agreement; `ends`: nothing in the family took its place."""


def families(overlaps: Overlaps, superseding: pl.DataFrame) -> pl.DataFrame:
    """The families that superseding pairs make up, the largest first, each in order of signature; see SCHEMA.

    Two agreements are of one family when a line of such pairs joins them.
    """
    head: dict[int, int] = {}

    def first_of(place: int) -> int:
        while (above := head.setdefault(place, place)) != place:
            head[place] = head[above]
            place = head[place]
        return place

    for earlier, later in superseding.select("earlier", "later").iter_rows():
        one, other = first_of(earlier), first_of(later)
        head[max(one, other)] = min(one, other)
    members: dict[int, list[int]] = {}
    for place in sorted(head):
        members.setdefault(first_of(place), []).append(place)
    replaced = set(superseding["earlier"].to_list())
    facts = overlaps.of(head, "id", "title", "signed", "ended")
    ordered = sorted(members.values(), key=lambda places: (-len(places), places))
    rows = [
        (number, *facts[place].values(), place not in replaced, len(places))
        for number, places in enumerate(ordered, 1)
        for place in places
    ]
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def still_listed(overlaps: Overlaps, superseding: pl.DataFrame, standing: pl.DataFrame) -> tuple[str, ...]:
    """The agreements that a later one took the place of and whose record says nothing of an end, by id."""
    replaced = overlaps.frame[superseding["earlier"].unique().sort()]
    open_ended = replaced.filter((pl.col("until") == NEVER) & pl.col("id").is_in(standing["id"].to_list()))
    return tuple(open_ended["id"])
