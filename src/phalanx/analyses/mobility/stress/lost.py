"""Lost: what one scenario takes from the arcs of a network, looked up where flows and ways need it."""

from __future__ import annotations

import numpy as np

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.network import Whole


class Lost:
    """Units lost by column – an arc during one of the spans that end before the steps `ends` –, columns ascending."""

    def __init__(self, clock: Clock, ends: Whole, columns: Whole, units: Whole) -> None:
        arc, span = columns // len(ends), columns % len(ends)
        self.ends, self.units = ends, units
        self.entries = arc * (len(ends) + 1) + span
        shut = units >= clock.carries[arc]
        self.closed, place = np.unique(arc[shut], return_inverse=True)
        self.until = np.zeros((len(self.closed), len(ends) + 1), dtype=np.int64)
        self.until[place, span[shut]] = ends[span[shut]]
        for each in range(len(ends) - 1, -1, -1):
            later = np.maximum(self.until[:, each], self.until[:, each + 1])
            self.until[:, each] = np.where(self.until[:, each] > 0, later, 0)

    def of(self, entries: Whole) -> Whole:
        """Units lost at entries of a table of arcs x spans, with what comes after them as one more span."""
        if not len(self.entries):
            return np.zeros(len(entries), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.entries, entries), len(self.entries) - 1)
        return np.where(self.entries[place] == entries, self.units[place], 0)

    def open_from(self, arcs: Whole, steps: Whole) -> Whole:
        """The first step, no earlier than each of these, in which the arc carries something."""
        if not len(self.closed):
            return steps
        place = np.minimum(np.searchsorted(self.closed, arcs), len(self.closed) - 1)
        span = np.searchsorted(self.ends, steps, side="right")
        return np.where(self.closed[place] == arcs, np.maximum(steps, self.until[place, span]), steps)
