"""Tie histories made by hand: who signed with whom and when, without a registry; and long ones drawn by lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from phalanx.analyses.network.gaps.tie_history import TieHistory, distances_km

Signing = tuple[str, str, float]
Promise = tuple[str, str, float, float]


def made_history(
    signings: Iterable[Signing],
    states: Sequence[str] = (),
    *,
    at: Mapping[str, tuple[float, float]] | None = None,
    regions: Mapping[str, tuple[str, str]] | None = None,
    promises: Iterable[Promise] = (),
    nato: Mapping[str, float] | None = None,
    begins: Mapping[str, float] | None = None,
    ends: Mapping[str, float] | None = None,
) -> TieHistory:
    """A history of agreements of two, each with its decimal year.

    States that are not placed lie on the equator, a degree apart, each in a region and subregion of its own.
    """
    rows = sorted(((when, min(a, b), max(a, b)) for a, b, when in signings))
    pledges = sorted(promises)
    named = {party for _, a, b in rows for party in (a, b)} | {party for a, b, *_ in pledges for party in (a, b)}
    codes = tuple(sorted(named | set(states)))
    place = {code: number for number, code in enumerate(codes)}
    first = np.full((len(codes), len(codes)), np.inf)
    for when, a, b in reversed(rows):
        first[place[a], place[b]] = first[place[b], place[a]] = when
    where = [(at or {}).get(code, (0.0, float(place[code]))) for code in codes]
    of = [(regions or {}).get(code, (code, code)) for code in codes]
    return TieHistory(
        codes,
        np.array([(place[a], place[b]) for _, a, b in rows], dtype=np.int64).reshape(-1, 2),
        np.array([when for when, *_ in rows], dtype=np.float64),
        tuple(f"{a}-{b}-{number}" for number, (_, a, b) in enumerate(rows)),
        first,
        np.array([sorted((place[a], place[b])) for a, b, *_ in pledges], dtype=np.int64).reshape(-1, 2),
        np.array([since for *_, since, _ in pledges], dtype=np.float64),
        np.array([until for *_, until in pledges], dtype=np.float64),
        distances_km(np.array([lat for lat, _ in where]), np.array([lon for _, lon in where])),
        _same([subregion for subregion, _ in of]),
        _same([region for _, region in of]),
        np.array([(nato or {}).get(code, np.inf) for code in codes]),
        np.array([(begins or {}).get(code, -np.inf) for code in codes]),
        np.array([(ends or {}).get(code, np.inf) for code in codes]),
        (),
    )


def _same(names: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([[float(one == other) for other in names] for one in names]).reshape(len(names), len(names))


def drawn_signings(seed: int, states: int = 16, agreements: int = 150) -> list[Signing]:
    """Agreements from 1980 to 2010 among states of which some sign far more often than others."""
    lot = np.random.default_rng(seed)
    codes = [f"S{number:02}" for number in range(states)]
    often = 1 / np.arange(1, states + 1)
    signings = []
    for when in np.sort(lot.uniform(1980, 2011, agreements)):
        a, b = lot.choice(states, 2, replace=False, p=often / often.sum())
        signings.append((codes[a], codes[b], float(when)))
    return signings
