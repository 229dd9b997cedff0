"""Threshold published: numbers that others published on the size of groups, and ours beside them.

The numbers are facts of the kind `published_findings`; how each is counted here is a function of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.groups import Flags
from phalanx.analyses.matchmaking.masks import MET
from phalanx.analyses.matchmaking.threshold.asked import Heard
from phalanx.analyses.matchmaking.threshold.bar import Bar
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.agreements import agreements

EDIRPA, SAFE = "EDIRPA", "SAFE"
PESCO_2020 = 2019
"""The 47 projects that ran in spring 2020 had begun by 2019."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our number for one that was published, by what rule, and the records it rests on; None where nothing can be counted."""

    value: float | None
    rule: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A published number, as the facts have it, with ours beside it."""

    row: Mapping[str, object]
    ours: Ours


def beside(world: World, heard: Heard) -> tuple[Beside, ...]:
    """Every published number that has a way to be counted here, in the order of the facts."""
    rows = world.table("published_findings").iter_rows(named=True)
    return tuple(Beside(row, COUNTS[row["name"]](world, heard)) for row in rows if row["name"] in COUNTS)


def edirpa_mean_states(world: World, heard: Heard) -> Ours:
    """The mean number of states of the agreements that name EDIRPA."""
    named = _edirpa(world)
    sizes = named["parties_now"].list.len()
    mean = sizes.mean()
    rule = f"Mean number of parties of the {counted(named.height)} whose title or summary names {EDIRPA}."
    return Ours(round(float(mean), 1) if isinstance(mean, int | float) else None, rule, tuple(named["id"]))


def edirpa_states(world: World, heard: Heard) -> Ours:
    """How many states the agreements that name EDIRPA have together."""
    named = _edirpa(world)
    states = named["parties_now"].explode().drop_nulls().n_unique()
    rule = f"States that are party to any of the {counted(named.height)} whose title or summary names {EDIRPA}."
    return Ours(states if named.height else None, rule, tuple(named["id"]))


def safe_projects(world: World, heard: Heard) -> Ours:
    """How many live pacts and projects may use SAFE as its rules are."""
    open_to = _open_to_safe(world, heard)
    rule = "Live pacts and bundled projects of the registry to which SAFE is surely open."
    return Ours(int(open_to.sum()) if heard.frame.height else None, rule, _records(heard, open_to))


def safe_joint_pct(world: World, heard: Heard) -> Ours:
    """Of the pacts of states that borrow, the share to which common procurement is open."""
    loans = heard.book.loans if heard.book else {}
    borrowing = heard.pacts & (heard.members & np.isin(heard.bar.states, sorted(loans))).any(axis=1)
    joint = _open_to_safe(world, heard) & borrowing
    share = round(100 * float(joint.sum()) / float(borrowing.sum()), 1) if borrowing.any() else None
    rule = "Of the live procurement pacts to which a state with a SAFE loan is party, the share to which SAFE is surely open."
    return Ours(share, rule, _records(heard, borrowing))


def pesco_above_seven_pct(world: World, heard: Heard) -> Ours:
    """The share of early PESCO projects with more than seven participants."""
    return _pesco_share(world, pl.col("size") > 7, "more than seven")


def pesco_three_or_fewer_pct(world: World, heard: Heard) -> Ours:
    """The share of early PESCO projects with three participants or fewer."""
    return _pesco_share(world, pl.col("size") <= 3, "three or fewer")


COUNTS: Mapping[str, Callable[[World, Heard], Ours]] = {
    count.__name__: count
    for count in (
        safe_projects,
        safe_joint_pct,
        edirpa_mean_states,
        edirpa_states,
        pesco_above_seven_pct,
        pesco_three_or_fewer_pct,
    )
}
"""How each published number is counted here, by its name in the facts."""


def _edirpa(world: World) -> pl.DataFrame:
    said = pl.col("title") + " | " + pl.col("summary").fill_null("")
    return agreements(world).filter(said.str.contains(rf"\b{EDIRPA}\b") & (pl.col("life") != "ended"))


def _open_to_safe(world: World, heard: Heard) -> Flags:
    """To which undertakings SAFE is surely open, as its rules are."""
    if heard.book is None:
        return np.zeros(heard.frame.height, dtype=bool)
    bar = Bar.of(heard.book, SAFE, world.valid_on, heard.bar.states)
    return np.asarray(bar.judge(heard.members, None) == MET)


def _records(heard: Heard, chosen: Flags) -> tuple[str, ...]:
    return tuple(heard.frame["id"].filter(pl.Series(chosen, dtype=pl.Boolean)))


def _pesco_share(world: World, chosen: pl.Expr, words: str) -> Ours:
    """The share of the PESCO projects begun by 2019 and with known participants that are of this size."""
    known = world.table("pesco_projects").filter(
        (pl.col("start_year") <= PESCO_2020) & pl.col("participants").is_not_null()
    )
    sized = known.with_columns(pl.col("participants").list.len().alias("size"))
    share = round(100 * sized.filter(chosen).height / sized.height, 1) if sized.height else None
    rule = (
        f"Share with {words} participants among the {counted(sized.height, 'PESCO project')} begun by {PESCO_2020} whose "
        "participants the registry knows."
    )
    return Ours(share, rule, tuple(sized["id"]))
