"""Tie signs: what is known of each pair of states before a day that may tell of a coming tie, as named numbers.

Counts of partners and agreements enter as logarithms, since the second partner tells more than the twentieth. What fades
counts half after `HALF_LIFE_YEARS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from phalanx.analyses.network.gaps.tie_history import TieHistory
from phalanx.analyses.network.weights import Floats

HALF_LIFE_YEARS = 4.0
"""After so many years a tie says half as much of what its states do now."""
SOME = 0.5
"""Added before a logarithm is taken: a state with nothing yet is not infinitely far from one with a little."""
NEAR_KM = 1000.0
"""How far the vicinity of a state reaches: with distance, a tie there counts as exp(-km / NEAR_KM)."""

SIGNS: Mapping[str, str] = {
    "partners": "how many partners the two have",
    "partners_of_busier": "how many partners the busier of the two has",
    "new_partners": "how many partners the two found of late, fading",
    "recent_agreements": "how many agreements of two they signed of late, fading",
    "experience": "how long ago each signed its first agreement of two",
    "silence": "how long ago each signed its last one",
    "shared_partners": "partners in common, rare ones counting more (Adamic and Adar)",
    "nearness": "how near the two lie",
    "same_subregion": "whether they lie in one subregion of the UN's M49",
    "same_region": "whether they lie in one region of it",
    "new_in_subregion": "how many partners each found of late in the other's subregion",
    "new_in_region": "how many partners each found of late in the other's region",
    "new_nearby": "how many partners each found of late in the other's vicinity",
    "leaning_nearby": "whether those are more than its activity alone would bring there",
    "nato_and_not": "whether one of the two is in NATO and the other is not",
    "allied": "whether a promise between the two stands",
    "newly_allied": "how young that promise is",
    "allies": "how many states have made a promise to each",
    "shared_allies": "how many allies they have in common",
}
"""The signs of a pair and what each tells. The last four speak only where alliances of two have been imported."""


def tie_signs(history: TieHistory, day: float) -> dict[str, Floats]:
    """Every sign by name as a symmetric (n, n) matrix, from what was signed before the day and nothing else."""
    return dict(_of_activity(history, day)) | dict(_of_place(history, day)) | dict(_of_promises(history, day))


def _of_activity(history: TieHistory, day: float) -> Iterator[tuple[str, Floats]]:
    """What the two have done so far, together with whom."""
    tied = history.tied(day)
    before = history.when < day
    sides, when = history.sides[before], history.when[before]
    count = len(history.states)
    recent, start, last = np.zeros(count), np.full(count, np.inf), np.full(count, -np.inf)
    for side in sides.T:
        np.add.at(recent, side, _fading(day - when))
        np.minimum.at(start, side, when)
        np.maximum.at(last, side, when)
    partners = tied.sum(axis=1)
    known = partners > 0
    yield "partners", _both(np.log1p(partners))
    yield "partners_of_busier", _wider(np.log1p(partners))
    yield "new_partners", _both(np.log(_fresh(history, day).sum(axis=1) + SOME))
    yield "recent_agreements", _both(np.log(recent + SOME))
    yield "experience", _both(np.log1p(np.where(known, day - start, 0)))
    yield "silence", _both(np.log1p(np.where(known, day - last, 0)))
    yield "shared_partners", np.log1p(adamic_adar(tied))
    member = (history.nato_since < day).astype(np.float64)
    yield "nato_and_not", np.abs(member[:, None] - member)


def _of_place(history: TieHistory, day: float) -> Iterator[tuple[str, Floats]]:
    """Where the two lie, and what each has done where the other lies."""
    fresh = _fresh(history, day)
    newly = fresh.sum(axis=1)
    yield "nearness", -np.log(history.km / NEAR_KM + 0.3)
    yield "same_subregion", history.same_subregion
    yield "same_region", history.same_region
    yield "new_in_subregion", _mutual(np.log(fresh @ history.same_subregion + SOME))
    yield "new_in_region", _mutual(np.log(fresh @ history.same_region + SOME))
    around = np.exp(-history.km / NEAR_KM)
    np.fill_diagonal(around, 0)
    nearby = fresh @ around
    usual = np.outer(newly, newly @ around / max(newly.sum(), 1.0))
    yield "new_nearby", _mutual(np.log(nearby + 0.1))
    yield "leaning_nearby", _mutual(np.log((nearby + 0.3) / (usual + 0.3)))


def _of_promises(history: TieHistory, day: float) -> Iterator[tuple[str, Floats]]:
    """Who is whose ally."""
    allied = allies(history, day)
    begun = history.ally_since < day
    (i, j), since = history.ally_sides[begun].T, history.ally_since[begun]
    newest = np.full_like(allied, -np.inf)
    np.maximum.at(newest, (i, j), since)
    newest = np.maximum(newest, newest.T)
    yield "allied", allied
    yield "newly_allied", allied * _fading(day - np.where(allied > 0, newest, day))
    yield "allies", _both(np.log1p(allied.sum(axis=1)))
    yield "shared_allies", np.log1p(allied @ allied)


def allies(history: TieHistory, day: float) -> Floats:
    """Which two states a promise bound on the day, as an (n, n) matrix of 0 and 1; both must have begun to exist."""
    i, j = history.ally_sides.T
    stands = (history.ally_since < day) & (day <= history.ally_until)
    stands &= np.maximum(history.begins[i], history.begins[j]) < day
    allied = np.zeros((len(history.states),) * 2)
    allied[i[stands], j[stands]] = allied[j[stands], i[stands]] = 1.0
    return allied


def _fresh(history: TieHistory, day: float) -> Floats:
    """The ties before the day as an (n, n) matrix, each fading since the two first signed."""
    return np.asarray(_fading(np.where(history.first < day, day - history.first, np.inf)))


def adamic_adar(tied: Floats) -> Floats:
    """Shared partners, each counting one over the logarithm of its own number of partners (Adamic and Adar 2003)."""
    partners = tied.sum(axis=1)
    weight = np.where(partners > 1, 1 / np.log(np.maximum(partners, 2)), 0)
    return np.asarray((tied * weight) @ tied.T)


def preferential_attachment(tied: Floats) -> Floats:
    """The numbers of partners of both states, multiplied (Barabási and Albert 1999)."""
    partners = tied.sum(axis=1)
    return np.outer(partners, partners)


def _fading(age_years: Any) -> Any:
    return 0.5 ** (age_years / HALF_LIFE_YEARS)


def _both(of_state: Floats) -> Floats:
    return np.asarray(of_state[:, None] + of_state)


def _wider(of_state: Floats) -> Floats:
    return np.maximum(of_state[:, None], of_state)


def _mutual(one_way: Floats) -> Floats:
    return np.asarray(one_way + one_way.T)
