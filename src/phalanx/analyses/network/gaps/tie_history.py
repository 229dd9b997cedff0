"""Tie history: when every two states first signed an agreement of the two alone, and what else dated facts tell of them, so
that all of it can be looked at as of any day.

Times are decimal years: 1998.0 is the beginning of 1 January 1998. A tie lasts: that an agreement ended does not undo that
the two have signed once. An agreement whose form and scope are both unspecified is one of promises alone, as the imports of
alliances are; it makes two states allies, and is no tie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from phalanx.analyses.network.hypergraph import Indices
from phalanx.analyses.network.weights import Floats
from phalanx.errors import facts_missing
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.world import World
from phalanx.world.agreements import day_bound
from phalanx.world.spans import Span, spans
from phalanx.world.ties import accessions

EARTH_KM = 6371.0
PROMISES_ALONE = (pl.col("form") == "unspecified") & (pl.col("scope") == "unspecified")

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TieHistory:
    """Dated ties among states. `first` (n, n) holds when two first signed an agreement of the two alone (inf: never).

    `sides` (rows of two places in `states`), `when` and `ids` are the agreements of two, by date. `ally_sides`, `ally_since`
    and `ally_until` are promises between two. `km`, `same_subregion` and `same_region` are (n, n), the rest (n,). `unplaced`
    are parties left out, as the facts know no place for them, institutions among them.
    """

    states: tuple[str, ...]
    sides: Indices = field(repr=False)
    when: Floats = field(repr=False)
    ids: tuple[str, ...] = field(repr=False)
    first: Floats = field(repr=False)
    ally_sides: Indices = field(repr=False)
    ally_since: Floats = field(repr=False)
    ally_until: Floats = field(repr=False)
    km: Floats = field(repr=False)
    same_subregion: Floats = field(repr=False)
    same_region: Floats = field(repr=False)
    nato_since: Floats = field(repr=False)
    begins: Floats = field(repr=False)
    ends: Floats = field(repr=False)
    unplaced: tuple[str, ...] = field(repr=False)

    def tied(self, day: float) -> Floats:
        """Which pairs had signed before the day, as an (n, n) matrix of 0 and 1."""
        return (self.first < day).astype(np.float64)

    @property
    def last_signed(self) -> date | None:
        """The day on which the last agreement of two was signed; None where there is none."""
        return day_of(float(self.when[-1])) if self.when.size else None

    def candidates(self, day: float) -> tuple[Indices, Indices]:
        """The pairs of states that were each tied to somebody before the day, but not to one another."""
        tied = self.tied(day)
        known = tied.any(axis=1)
        i, j = np.nonzero(np.triu(np.outer(known, known) & (tied == 0), 1))
        return i, j

    def living(self, day: float, i: Indices, j: Indices) -> Flags:
        """Of which pairs both states still exist on the day."""
        return np.minimum(self.ends[i], self.ends[j]) > day


def read_history(world: World, chosen: pl.DataFrame) -> TieHistory:
    """The history of the agreements chosen, as `phalanx.world.agreements.select` gives them. Its states are all parties of
    known place, sorted by code.

    Raises:
        BadInput: the registry knows no country, as its facts are of an older edition.
    """
    countries = world.table("countries")
    if not countries.height:
        raise facts_missing(
            "The registry knows no countries, so it cannot tell which states are near one another", "rows of countries"
        )
    own = chosen.filter(~pl.col("id").is_in(accessions(world)))
    parties = own["parties"].explode().drop_nulls().unique().sort().to_list()
    here = countries.filter(pl.col("iso2").is_in(parties)).sort("iso2")
    states = tuple(here["iso2"])
    at = {state: place for place, state in enumerate(states)}
    ids, sides, when = _signings(world, own.filter(~PROMISES_ALONE), at)
    first = np.full((len(states), len(states)), np.inf)
    np.minimum.at(first, (sides[:, 0], sides[:, 1]), when)
    begins, ends = _lives(world, states)
    allied = _promises(world, own.filter(PROMISES_ALONE), at, begins, ends)
    places = here.select("label_lat", "label_lon").to_numpy()
    return TieHistory(
        states,
        sides,
        when,
        ids,
        np.minimum(first, first.T),
        *allied,
        distances_km(places[:, 0], places[:, 1]),
        _same(here["subregion"]),
        _same(here["region"]),
        _nato_since(world, states),
        begins,
        ends,
        tuple(party for party in parties if party not in at),
    )


def decimal_year(day: date) -> float:
    """The day as a decimal year, at its beginning."""
    begins = date(day.year, 1, 1)
    return day.year + (day - begins).days / (date(day.year + 1, 1, 1) - begins).days


def day_of(year: float) -> date:
    """The day in which a decimal year lies."""
    begins = date(int(year), 1, 1)
    return begins + timedelta(days=round((year - begins.year) * (date(begins.year + 1, 1, 1) - begins).days))


def _signings(world: World, own: pl.DataFrame, at: dict[str, int]) -> tuple[tuple[str, ...], Indices, Floats]:
    """The agreements of two states by date: ids, places of the two, and when both belonged."""
    later = (
        world.table("party_periods")
        .group_by(pl.col("agreement").alias("id"), pl.col("party").alias("later"))
        .agg(day_bound("entered").min().alias("entered"))
    )
    of_two = (
        own.filter(pl.col("kind") == "bilateral")
        .select("id", "first_day", pl.col("parties").alias("party"))
        .explode("party")
        .join(later, left_on=["id", "party"], right_on=["id", "later"], how="left")
        .with_columns(pl.col("party").replace_strict(at, default=None, return_dtype=pl.Int64).alias("place"))
        .group_by("id", maintain_order=True)
        .agg(
            pl.max_horizontal(pl.col("first_day").first(), pl.col("entered").max()).alias("day"),
            pl.col("place").min().alias("a"),
            pl.col("place").max().alias("b"),
            pl.col("place").null_count().alias("unplaced"),
        )
        .filter(pl.col("unplaced") == 0)
        .sort("day", "id")
    )
    day = pl.col("day")
    within = (day.dt.ordinal_day() - 1) / (365 + day.dt.is_leap_year().cast(pl.Int64))
    when = of_two.select(day.dt.year() + within).to_series().to_numpy().astype(np.float64)
    return tuple(of_two["id"]), of_two.select("a", "b").to_numpy().astype(np.int64).reshape(-1, 2), when


def _promises(
    world: World, own: pl.DataFrame, at: dict[str, int], begins: Floats, ends: Floats
) -> tuple[Indices, Floats, Floats]:
    """Promises between two: places of the two, since when and until when.

    Pacts of many are left out, as their lists hold whoever joined later. A list of two that also names states which came
    out of one of them (Czechia and Slovakia beside Czechoslovakia) makes each of those an ally of the other side.
    """
    known = spans(world) if own.height else {}
    rows = [
        (*sorted((at[one], at[other])), *_days(known[name]))
        for name, parties in own.select("id", "parties").iter_rows()
        for one, other in _sides(
            [party for party in parties if party in at], len(parties), known[name], at, begins, ends
        )
    ]
    sides = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    since, until = np.array([row[2:] for row in rows], dtype=np.float64).reshape(-1, 2).T
    return sides, since, until


def _sides(
    parties: Sequence[str], listed: int, span: Span, at: dict[str, int], begins: Floats, ends: Floats
) -> list[tuple[str, str]]:
    """Who is whose ally by a list of parties: nobody where more than two signed, or one is of no known place."""
    if len(parties) < listed:
        return []
    if listed == 2:
        return [(parties[0], parties[1])]
    signed = decimal_year(span.first)
    signers = [party for party in parties if begins[at[party]] <= signed]
    later = [party for party in parties if party not in signers]
    gone = [party for party in signers if all(ends[at[party]] <= begins[at[each]] for each in later)]
    if len(signers) != 2 or len(gone) != 1:
        return []
    stayed = next(party for party in signers if party not in gone)
    return [(stayed, each) for each in (*gone, *later)]


def _days(span: Span) -> tuple[float, float]:
    return decimal_year(span.first), np.inf if span.until is None else decimal_year(span.until)


def _lives(world: World, states: Sequence[str]) -> tuple[Floats, Floats]:
    """When each state began and when it was no more, in decimal years; -inf and inf where the facts do not say."""
    begins: dict[str, float] = {}
    ends: dict[str, float] = {}
    for party, start, end in world.table("cow_states").select("party", "start", "end").iter_rows():
        begun = decimal_year(first_day(start))
        over = np.inf if end is None else decimal_year(last_day(end))
        begins[party] = min(begun, begins.get(party, np.inf))
        ends[party] = max(over, ends.get(party, -np.inf))
    return (
        np.array([begins.get(state, -np.inf) for state in states]),
        np.array([ends.get(state, np.inf) for state in states]),
    )


def _nato_since(world: World, states: Sequence[str]) -> Floats:
    """When each state joined NATO; inf for those that have not, or of which the facts do not say."""
    since = {
        state: decimal_year(first_day(str(joined)))
        for state, joined in world.table("states").select("iso2", "nato_since").iter_rows()
        if joined is not None
    }
    return np.array([since.get(state, np.inf) for state in states])


def distances_km(latitude: Floats, longitude: Floats) -> Floats:
    """Great-circle distances between places in degrees, every two of them (haversine formula)."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _same(names: pl.Series) -> Floats:
    each = names.to_numpy()
    return np.asarray(each[:, None] == each, dtype=np.float64)
