"""Candidates: which allies are best placed to fill a gap, by named parts, each from 0 to 1."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import polars as pl

from phalanx.analyses.planning.backstop.asked import Heard
from phalanx.analyses.planning.backstop.cover import UNITS, Club, Holdings, Pact
from phalanx.analyses.planning.backstop.weights import Weights
from phalanx.vocabulary.wording import counted, joined
from phalanx.world import World
from phalanx.world.places import places

EARTH_KM = 6371.0
NAMED = 2
"""How many agreements, units and groupings a reason names."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a state spends in 2024, in billion EUR, and by how many points of GDP that grew; None: not known."""

    spending: float | None
    growth: float | None
    growth_years: str | None


@dataclass(frozen=True)
class Surroundings:
    """What ranking needs beside agreements: places, borders, means and disputes of a World."""

    places: Mapping[str, tuple[float, float]]
    borders: frozenset[frozenset[str]]
    means: Mapping[str, Means]
    disputes: tuple[tuple[str, frozenset[str]], ...]

    def distance_km(self, one: str, other: str) -> float | None:
        """The way between two capitals on the globe; None where one is not known."""
        if one not in self.places or other not in self.places:
            return None
        (west, south), (east, north) = self.places[one], self.places[other]
        a = sin(radians(north - south) / 2) ** 2
        a += cos(radians(south)) * cos(radians(north)) * sin(radians(east - west) / 2) ** 2
        return 2 * EARTH_KM * asin(sqrt(a))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An ally and what speaks for and against it, part by part; `records` are what the parts rest on."""

    state: str
    score: float
    parts: Mapping[str, float]
    agreements: tuple[str, ...]
    units: tuple[str, ...]
    groupings: tuple[str, ...]
    borders: bool
    distance_km: float | None
    means: Means
    disputes: tuple[str, ...]
    why: str


def surroundings(world: World, weights: Weights) -> Surroundings:
    """Places, borders, means and disputes of the World's day."""
    pairs = world.table("borders").select("a", "b").rows()
    disputes = world.table("disputes").select("id", "parties").iter_rows()
    return Surroundings(
        places(world),
        frozenset(frozenset(pair) for pair in pairs),
        _means(world, int(weights.measure["growth_years"])),
        tuple((name, frozenset(parties)) for name, parties in disputes),
    )


def _means(world: World, years: int) -> Mapping[str, Means]:
    """By state: spending, and its growth up to the latest year with a share of GDP, where the year to compare has one."""
    shares = {
        (state, year): share
        for state, year, share in world.table("defence_expenditure")
        .filter(pl.col("pct_gdp").is_not_null())
        .select("iso2", "year", "pct_gdp")
        .iter_rows()
    }
    latest = dict(sorted(shares))
    found = {}
    for state, spending in world.table("states").select("iso2", "def_exp_eur_bn_2024").iter_rows():
        last = latest.get(state)
        before = None if last is None else shares.get((state, last - years))
        found[state] = Means(
            spending,
            None if last is None or before is None else shares[state, last] - before,
            None if last is None or before is None else f"{last - years}–{last}",
        )
    return found


def rank(
    heard: Heard,
    around: Surroundings,
    weights: Weights,
    state: str,
    held: Holdings,
    domains: Sequence[str],
    without: Collection[str],
) -> tuple[Candidate, ...]:
    """The other allies but those without a claim to it, best placed first; equals by their codes."""
    others = [each for each in heard.allies if each != state and each not in without]
    found = [
        _candidate(around, weights, state, other, held, domains, exposed=other in heard.frontline) for other in others
    ]
    return tuple(sorted(found, key=lambda each: (-each.score, each.state)))


def _candidate(
    around: Surroundings,
    weights: Weights,
    state: str,
    other: str,
    held: Holdings,
    domains: Sequence[str],
    *,
    exposed: bool,
) -> Candidate:
    pacts = [each for each in held.pacts if other in each.partners]
    clubs = [each for each in held.clubs if other in each.partners]
    working = [each for each in pacts if each.domains & set(domains)]
    ties: list[Pact | Club] = [*pacts, *clubs]
    units = [each for each in ties if UNITS in each.domains]
    borders = frozenset((state, other)) in around.borders
    distance = around.distance_km(state, other)
    means = around.means.get(other, Means(None, None, None))
    disputes = [(name, len(parties) - 1) for name, parties in around.disputes if {state, other} <= parties]
    parts = {
        "agreements": weights.filled("agreements", _shared(working)),
        "units": weights.filled("units", _shared(units)),
        "groupings": weights.filled("groupings", _shared(clubs)),
        "nearness": 1.0 if borders else 0.0 if distance is None else 1 - weights.filled("nearness", distance),
        "spending": weights.filled("spending", means.spending or 0.0),
        "growth": weights.filled("growth", max(means.growth or 0.0, 0.0)),
        "exposed": float(exposed),
        "friction": min(sum(1 / others for _, others in disputes), 1.0),
    }
    return Candidate(
        other,
        weights.score(parts),
        parts,
        tuple(each.record for each in working),
        tuple(each.record for each in units),
        tuple(each.record for each in clubs),
        borders,
        distance,
        means,
        tuple(name for name, _ in disputes),
        _why(
            working,
            units,
            clubs,
            borders=borders,
            distance=distance,
            means=means,
            exposed=exposed,
            disputes=disputes,
        ),
    )


def _shared(ties: Sequence[Pact | Club]) -> float:
    """Σ weight / (number of other parties), so that a pact of many does not outweigh as many of two."""
    return sum(each.weight / each.shared for each in ties)


def _why(
    working: Sequence[Pact],
    units: Sequence[Pact | Club],
    clubs: Sequence[Club],
    *,
    borders: bool,
    distance: float | None,
    means: Means,
    exposed: bool,
    disputes: Sequence[tuple[str, int]],
) -> str:
    """In words what speaks for and against an ally, without its name."""
    said = []
    if working:
        first = max(working, key=lambda each: (each.weight / each.shared, each.signed, each.record))
        said.append(f"{counted(len(working))} in these domains, first of all “{first.title}”")
    else:
        said.append("no agreement in these domains")
    if units:
        closest = sorted(units, key=lambda each: (-each.weight / each.shared, each.record))[:NAMED]
        names = [f"“{each.title}”" if isinstance(each, Pact) else each.name for each in closest]
        said.append(f"units by {joined(names)}")
    if clubs:
        said.append(f"{counted(len(clubs), 'grouping')} in common")
    if borders:
        said.append("a common land border")
    elif distance is not None:
        said.append(f"{round(distance, -1):,.0f} km between the capitals")
    if means.spending is not None:
        said.append(f"EUR {means.spending:,.1f}bn of spending")
    if means.growth is not None:
        said.append(f"{means.growth:+.1f} points of GDP in {means.growth_years}")
    if exposed:
        said.append("but on the frontline itself")
    if disputes:
        said.append(f"disputes {joined([name for name, _ in disputes])}")
    return "; ".join(said)
