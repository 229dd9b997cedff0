"""Parallel purchases: standing pacts that buy or build the same arms, by states that have none in common.

Each could have been one constellation with the others. The matter is named by a word of title or summary (the facts
`capability_words`), never by a domain alone: "procurement" or "air" would put together what has nothing in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from phalanx.analyses.network.overlaps.pair_scores import Overlaps
from phalanx.analyses.network.weights import DAYS_A_YEAR
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.vocabulary.wording import counted


@dataclass(frozen=True)
class Pact:
    """A standing pact on arms or equipment: its id, the states that are party today, its day of signature, its value."""

    agreement: str
    signed: str
    day: int
    states: frozenset[str]
    value_eur_m: float | None


STARTS = 50
"""How many of the latest pacts on a matter a row of disjoint ones is begun from."""
SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "matter": pl.String,
    "area": pl.String,
    "pacts": pl.Int64,
    "states": pl.List(pl.String),
    "agreements": pl.List(pl.String),
    "value_eur_m": pl.Float64,
    "others": pl.List(pl.String),
    "reason": pl.String,
}
"""What the table of parallel pacts holds: a row a matter."""


def parallel_pacts(overlaps: Overlaps, standing: pl.DataFrame) -> pl.DataFrame:
    """A row a matter that states buy side by side, most states first; see SCHEMA.

    `standing` are the agreements asked about that stand. `agreements` have no state in common with one another and were
    signed within the years of the cut `parallel_within_years`; `others` are further pacts on the same matter, which share
    a state with one of them or are older. `value_eur_m` sums the values that are known, null where none is.
    """
    rows = []
    for matter, pacts in _by_matter(overlaps, standing).items():
        side_by_side = disjoint(pacts, overlaps.rules.weight["parallel_within_years"])
        if len(side_by_side) > 1:
            rows.append(_row(matter, overlaps.rules.area[matter], side_by_side, pacts))
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row").sort(
        [pl.col("states").list.len(), pl.col("pacts"), pl.col("matter")], descending=[True, True, False]
    )


def _by_matter(overlaps: Overlaps, standing: pl.DataFrame) -> dict[str, list[Pact]]:
    """The standing pacts that buy or build something, by what it is, the latest first."""
    buys = (pl.col("form") == "procurement_contract") | (
        (pl.col("scope") == "industry_procurement") & pl.col("domains").list.contains("procurement").fill_null(False)
    )
    places = overlaps.frame.with_row_index("place").select("id", "place")
    frame = standing.filter(buys).join(places, on="id", maintain_order="left")
    found: dict[str, list[Pact]] = {}
    for row in frame.select("place", "id", "signed", "first_day", "value_eur_m", "parties_now").iter_rows(named=True):
        states = frozenset(party for party in row["parties_now"] if party_kind(party) != "institution_or_group")
        if len(states) < 2:
            continue
        pact = Pact(row["id"], row["signed"], row["first_day"].toordinal(), states, row["value_eur_m"])
        for number in overlaps.texts.matters[row["place"]].nonzero()[0]:
            found.setdefault(overlaps.texts.matter_names[int(number)], []).append(pact)
    return {matter: sorted(pacts, key=lambda pact: (-pact.day, pact.agreement)) for matter, pacts in found.items()}


def disjoint(pacts: Sequence[Pact], years: float) -> tuple[Pact, ...]:
    """Pacts that share no state with one another, as many as a simple search finds, the latest first.

    From each of the latest pacts, older ones are taken in turn as long as they share no state with those taken and were
    signed within so many years; the longest row is kept, of equally long ones that with most states, then the latest.
    """
    best: tuple[Pact, ...] = ()
    for start, latest in enumerate(pacts[:STARTS]):
        taken, states = [latest], set(latest.states)
        for pact in pacts[start + 1 :]:
            if latest.day - pact.day > years * DAYS_A_YEAR:
                break
            if not states & pact.states:
                taken.append(pact)
                states |= pact.states
        if (len(taken), len(states)) > (len(best), sum(len(pact.states) for pact in best)):
            best = tuple(taken)
    return best


def _row(matter: str, area: str, side_by_side: Sequence[Pact], pacts: Sequence[Pact]) -> tuple[object, ...]:
    ids = [pact.agreement for pact in side_by_side]
    states = sorted({state for pact in side_by_side for state in pact.states})
    values = [pact.value_eur_m for pact in side_by_side if pact.value_eur_m is not None]
    others = [pact.agreement for pact in pacts if pact.agreement not in ids]
    reason = (
        f"{matter[0].upper()}{matter[1:]}: {'; '.join(_buyers(pact) for pact in side_by_side)}; no state in common."
    )
    if values:
        reason += f" Values known of {counted(len(values), 'pact')}."
    return matter, area, len(ids), states, ids, float(sum(values)) if values else None, others, reason


def _buyers(pact: Pact) -> str:
    """The states of a pact and its year: "Belgium and France (2018)"; more than three by their codes."""
    names = sorted(pact.states)
    if len(names) > 3:
        said = " ".join(names)
    else:
        told = [party_name(state) for state in names]
        said = " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
    return f"{said} ({pact.signed[:4]})"
