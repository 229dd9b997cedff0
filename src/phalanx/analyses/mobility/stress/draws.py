"""Draws: scenarios at random, in blocks of one size with a seed each, so that who computes them makes no difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from phalanx.analyses.mobility.clock import HOURS_A_DAY
from phalanx.analyses.mobility.network import Flags, Real, Whole
from phalanx.analyses.mobility.stress.hazards import MONTHS, Hazard
from phalanx.analyses.mobility.stress.losses import Losses, rows_of

BLOCK = 1000
"""Scenarios with one seed. They are computed together as well: whoever stops gets whole blocks."""

Event = tuple[int, int]
"""A hazard and one of its footprints."""
Scenario = tuple[Event, ...]


@dataclass(frozen=True, eq=False)
class Season:
    """When loads are under way undisturbed: from the step `sets_out` on for `days` days; `month` 1 to 12, 0 for any."""

    sets_out: int
    days: float
    step: int
    month: int = 0

    def ends(self, hazards: Sequence[Hazard]) -> Whole:
        """The first step after each way events end, ascending."""
        return np.unique(np.array([self.end(hazard) for hazard in hazards] or [1], dtype=np.int64))

    def end(self, hazard: Hazard) -> int:
        """The first step after an event of a hazard."""
        return self.sets_out + max(1, ceil(hazard.days * HOURS_A_DAY / self.step))


def draw(hazards: Sequence[Hazard], season: Season, scenarios: int, seed: int) -> list[list[Scenario]]:
    """So many scenarios in blocks, the last of which may be shorter; each is its events in order.

    A block is drawn whole, so that more scenarios begin with those that fewer have.
    """
    blocks = ceil(scenarios / BLOCK)
    drawn = [
        _block(hazards, season, np.random.default_rng(each)) for each in np.random.SeedSequence(seed).spawn(blocks)
    ]
    if drawn:
        drawn[-1] = drawn[-1][: scenarios - BLOCK * (blocks - 1)]
    return drawn


def _block(hazards: Sequence[Hazard], season: Season, chance: np.random.Generator) -> list[Scenario]:
    month = chance.integers(MONTHS, size=BLOCK) if not season.month else np.full(BLOCK, season.month - 1)
    events: list[set[Event]] = [set() for _ in range(BLOCK)]
    for place, hazard in enumerate(hazards):
        expected = hazard.a_day[month] * (season.days + hazard.days) * len(hazard.footprints)
        counts = chance.poisson(expected)
        footprints = chance.integers(len(hazard.footprints), size=int(counts.sum()))
        for scenario, footprint in zip(np.repeat(np.arange(BLOCK), counts).tolist(), footprints.tolist(), strict=True):
            events[scenario].add((place, footprint))
    return [tuple(sorted(each)) for each in events]


@dataclass(eq=False)
class Taking:
    """What scenarios take: of each event the columns that matter and the share left there, kept once found.

    `matters`: the columns that can make a difference, shape (arcs x spans).
    """

    hazards: Sequence[Hazard]
    season: Season
    ends: Whole
    matters: Flags
    _left: dict[Event, tuple[Whole, Real]] = field(default_factory=dict)

    def losses(self, scenarios: Sequence[Scenario]) -> Losses:
        """The losses of scenarios, a row each; where several events meet, each leaves its share of what others leave."""
        return rows_of(self.ends, len(self.matters), [self._row(each) for each in scenarios])

    def _row(self, scenario: Scenario) -> tuple[Whole, Real]:
        parts = [self._event(event) for event in scenario]
        if not parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        if len(parts) == 1:
            return parts[0][0], 1 - parts[0][1]
        columns, place = np.unique(np.concatenate([each for each, _ in parts]), return_inverse=True)
        left = np.ones(len(columns))
        np.multiply.at(left, place, np.concatenate([each for _, each in parts]))
        return columns, 1 - left

    def _event(self, event: Event) -> tuple[Whole, Real]:
        if event not in self._left:
            hazard = self.hazards[event[0]]
            arcs = hazard.footprints[event[1]]
            spans = int(np.searchsorted(self.ends, self.season.end(hazard))) + 1
            columns = (arcs[:, None] * len(self.ends) + np.arange(spans)).ravel()
            columns = columns[self.matters[columns]]
            self._left[event] = columns, np.full(len(columns), hazard.left)
        return self._left[event]
