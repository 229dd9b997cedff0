"""Reach told: how far a first load gets in some days under each regime, in words."""

from __future__ import annotations

import numpy as np

from phalanx.analyses.mobility.ground_told import NOTES, UNDER, days
from phalanx.analyses.mobility.reach.asked import Reached
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.border_permits import EVERY_STATE, BorderPermit
from phalanx.vocabulary.wording import capital, counted, listed

TOLD_DAYS = (3, 10)
"""Within so many days places are counted in words."""
LONGEST = "Of a state whose notice is not public, 45 days are taken today, with a range from 5 to 60."
EMPTY = "A load is put on and taken off at either end; the network is empty."


def findings(reached: Reached) -> tuple[Finding, ...]:
    """Places within some days under each regime, the furthest, and those that no load reaches."""
    return (
        *(_within(reached, regime) for regime in reached.shown),
        *_furthest(reached),
        *_waiting(reached),
        *_unreached(reached),
    )


def _within(reached: Reached, regime: str) -> Finding:
    few, many = TOLD_DAYS
    low, high = (reached.within(regime, many, bound) for bound in ("high", "low"))
    count = len(reached.places)
    return Finding(
        f"within_{many}_days_{regime}",
        reached.within(regime, many),
        "places",
        f"{_under(regime)}, a first load from {reached.origin['name']} is in {reached.within(regime, few)} of "
        f"{counted(count, 'place')} within {few} days and in {reached.within(regime, many)} within {many} days "
        f"({low} to {high} by the ranges of the permits).",
        (named(BorderPermit, EVERY_STATE, regime), reached.origin["id"]),
        (LONGEST if regime == "today" else EMPTY,),
    )


def _under(regime: str) -> str:
    return capital(UNDER[regime])


def _furthest(reached: Reached) -> tuple[Finding, ...]:
    """The place that is reached last, under the last of the regimes shown."""
    regime = reached.shown[-1]
    hours = reached.hours[regime, "middle"]
    if not np.isfinite(hours).any():
        return ()
    last = int(np.argmax(np.where(np.isfinite(hours), hours, -1.0)))
    place = reached.places[last]
    return (
        Finding(
            "furthest_days",
            round(float(hours[last]) / 24, 2),
            "days",
            f"{_under(regime)}, {place['name']} is reached last, after {days(float(hours[last]))}.",
            (place["id"], named(BorderPermit, EVERY_STATE, regime)),
        ),
    )


def _waiting(reached: Reached) -> tuple[Finding, ...]:
    """How much later places are reached today than if permission took six hours."""
    today, soon = reached.hours["today", "middle"], reached.hours["emergency", "middle"]
    both = np.isfinite(today) & np.isfinite(soon)
    if not both.any():
        return ()
    later = float(np.median(today[both] - soon[both]))
    return (
        Finding(
            "median_days_for_permission",
            round(later / 24, 2),
            "days",
            f"Half of all places are reached {days(later)} or more later under the rules of today than if permission took six "
            "hours.",
            (named(BorderPermit, EVERY_STATE, "today"), named(BorderPermit, EVERY_STATE, "emergency")),
        ),
    )


def _unreached(reached: Reached) -> tuple[Finding, ...]:
    """Places that no load reaches on links that are open."""
    hours = reached.hours[reached.shown[0], "middle"]
    cut_off = [place for place, each in zip(reached.places, hours, strict=True) if not np.isfinite(each)]
    if not cut_off:
        return ()
    names = listed([place["name"] for place in cut_off]) if len(cut_off) < 4 else f"{cut_off[0]['name']} and others"
    return (
        Finding(
            "out_of_reach",
            len(cut_off),
            "places",
            f"{counted(len(cut_off), 'place')} cannot be reached on links that are open: {names}.",
            tuple(place["id"] for place in cut_off),
        ),
    )


def notes(reached: Reached) -> tuple[str, ...]:
    """What the answer cannot show."""
    return (
        *NOTES,
        "It is the first load that is followed: one train on an empty network. How long a whole force takes, movement tells.",
        "Hours are exact here, and not rounded to steps as in movement; the map is of places, and between them nothing is known.",
    )
