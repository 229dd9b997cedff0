"""Arrivals: in how many steps a movement has arrived in each of many scenarios, its heavy loads among all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.network import Flags, Whole
from phalanx.analyses.mobility.stress.crews import crew_of
from phalanx.analyses.mobility.stress.losses import Losses, rows_of
from phalanx.analyses.mobility.stress.settling import Settling


@dataclass(frozen=True, eq=False)
class Arrived:
    """Steps of each scenario, and what decides them: `part` and `cut` of shape (scenarios), -1 where nothing is late."""

    steps: Whole
    part: Whole
    cut: Whole


@dataclass(frozen=True, eq=False)
class Arrivals:
    """The parts of a movement that have to fit by themselves: all loads, then the heavy ones where not all ways are theirs.

    `undisturbed`: steps with nothing lost. The same figures as `flow.quickest` gives, one scenario at a time.
    """

    parts: tuple[Settling, ...]
    undisturbed: int

    def of(self, losses: Losses) -> Arrived:
        """Steps of each scenario.

        Raises:
            Stopped: whoever watches has had enough.
        """
        steps = np.full(losses.count, self.undisturbed, dtype=np.int64)
        decides = np.full(losses.count, -1, dtype=np.int64)
        cuts = np.full(losses.count, -1, dtype=np.int64)
        for place, part in enumerate(self.parts):
            steps, found = part.settle(losses, steps)
            decides[found >= 0], cuts[found >= 0] = place, found[found >= 0]
        return Arrived(steps, decides, cuts)

    def decisive(self, losses: Losses, arrived: Arrived, row: int) -> Whole:
        """Arcs without whose losses a late scenario might be less late; all others change nothing alone."""
        return self.parts[int(arrived.part[row])].decisive(losses, row, int(arrived.cut[row]))

    def spared(self, losses: Losses, rows: Whole, arcs: Sequence[Flags]) -> Whole:
        """Steps of these scenarios when some arcs lose nothing: one entry of shape (arcs) for each row."""
        return self.of(losses.without(rows, arcs)).steps


def parts_of(clock: Clock) -> tuple[Clock, ...]:
    """All loads, and the heavy ones alone where some ways are closed to them."""
    by_themselves = clock.movement.heavy > 0 and bool(clock.network.light.any())
    return (clock, clock.only_heavy) if by_themselves else (clock,)


@contextmanager
def arrivals_of(
    clock: Clock,
    ends: Whole,
    *,
    undisturbed: int | None = None,
    workers: int = 1,
    cluster: str | None = None,
    watch: Callable[[], bool] = lambda: True,
) -> Iterator[Arrivals]:
    """Arrivals of a movement that can arrive with nothing lost; losses end with the spans that end before the steps `ends`.

    `undisturbed`: its steps with nothing lost; None where they have still to be found.

    Raises:
        BadInput: there is no such cluster.
        ValueError: the movement cannot arrive.
    """
    clocks = parts_of(clock)
    if any((each.to_go[each.supplies > 0] >= FAR).any() or each.earliest[each.destination] >= FAR for each in clocks):
        raise ValueError("The movement cannot arrive even with nothing lost")
    with crew_of(clocks, ends, workers, cluster) as crew:
        parts = tuple(Settling(each, ends, crew, place, watch) for place, each in enumerate(clocks))
        yield Arrivals(parts, _undisturbed(clock, ends, parts) if undisturbed is None else undisturbed)


def _undisturbed(clock: Clock, ends: Whole, parts: Sequence[Settling]) -> int:
    """Steps with nothing lost."""
    nothing = rows_of(ends, len(clock.takes) * len(ends), [(np.zeros(0, dtype=np.int64), np.zeros(0))])
    steps = np.array([int(clock.earliest[clock.destination]) + 1], dtype=np.int64)
    for part in parts:
        steps, _ = part.settle(nothing, steps)
    return int(steps[0])
