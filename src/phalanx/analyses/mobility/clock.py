"""Clock: a network in whole steps of time, with the earliest arrival at every node and the way it has still to go.

Hours are rounded to the nearest step, but no arc that takes time takes none; permissions are rounded up. Capacities
are counted in hundredths of a load a day, so that all sums are of whole numbers and no answer hangs on a rounding.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from heapq import heappop, heappush
from threading import Lock

import numpy as np

from phalanx.analyses.mobility.network import Movement, Network, Whole

HUNDREDTHS = 100
HOURS_A_DAY = 24
FAR = 2**40
"""A step that never comes: what cannot be reached is reached then."""


@dataclass(frozen=True, eq=False)
class Clock:
    """A network and a movement in steps of so many whole hours; nothing sets out before the step `sets_out`.

    Arrays with one entry an arc: `takes` (steps from entering to its end), `opens` (the first step in which it may be
    entered), `carries` (units that may enter in one step). A load is `HUNDREDTHS * 24` units.
    """

    network: Network
    movement: Movement
    step: int
    sets_out: int = 0

    @cached_property
    def takes(self) -> Whole:
        hours = self.network.hours
        return np.where(hours > 0, np.maximum(np.rint(hours / self.step), 1), 0).astype(np.int64)

    @cached_property
    def opens(self) -> Whole:
        return np.ceil(self.network.release / self.step).astype(np.int64)

    @cached_property
    def carries(self) -> Whole:
        return np.rint(self.network.capacity * HUNDREDTHS).astype(np.int64) * self.step

    @property
    def destination(self) -> int:
        """The node at which all loads have to arrive."""
        return self.network.place[self.movement.destination]

    @cached_property
    def supplies(self) -> Whole:
        """Units that begin at each node, shape (nodes)."""
        found = np.zeros(len(self.network.nodes), dtype=np.int64)
        for name, loads in self.movement.loads.items():
            found[self.network.place[name]] += units(loads)
        return found

    @cached_property
    def earliest(self) -> Whole:
        """The step in which something can first be at each node, shape (nodes); FAR where nothing can."""
        starts = np.flatnonzero(self.supplies).tolist()
        return _first_steps(
            self, self.network.tail, self.network.head, dict.fromkeys(starts, self.sets_out), self.opens
        )

    @cached_property
    def to_go(self) -> Whole:
        """The fewest steps from each node to the destination, all arcs open, shape (nodes); FAR where there is no way."""
        at_once = np.zeros_like(self.opens)
        return _first_steps(self, self.network.head, self.network.tail, {self.destination: 0}, at_once)

    @cached_property
    def only_heavy(self) -> Clock:
        """The heavy part of the movement alone, on the arcs that it may use."""
        heavy = {name: loads * self.movement.heavy for name, loads in self.movement.loads.items()}
        allowed = self.network.scaled(np.where(self.network.light, 0.0, 1.0))
        return replace(self, network=allowed, movement=Movement(heavy, self.movement.destination, 1.0))


def units(loads: float) -> int:
    """Loads in whole units."""
    return round(loads * HUNDREDTHS * HOURS_A_DAY)


_found: OrderedDict[bytes, Whole] = OrderedDict()
"""First steps that were found, by a digest of what they hang on, the latest last: many networks differ in capacities alone."""
_keeping = Lock()
"""A server answers in several threads, and what one drops another must not drop as well."""
KEPT = 2**22
"""First steps of nodes that are kept, in all about: 32 MB."""


def _first_steps(clock: Clock, tail: Whole, head: Whole, starts: Mapping[int, int], opens: Whole) -> Whole:
    """The first step at each node, not to be written into; `starts` are those of the nodes where something begins."""
    open_ = np.flatnonzero(clock.carries > 0)
    ways = (tail[open_], head[open_], clock.takes[open_], opens[open_])
    content = blake2b(repr((len(clock.network.nodes), sorted(starts.items()))).encode(), digest_size=32)
    for each in ways:
        content.update(each.tobytes())
    key = content.digest()
    found = _found.pop(key, None)
    if found is None:
        found = _dijkstra(len(clock.network.nodes), ways, starts)
        found.setflags(write=False)
    with _keeping:
        _found[key] = found
        while len(_found) * len(found) > KEPT and len(_found) > 1:
            _found.popitem(last=False)
    return found


def _dijkstra(nodes: int, ways: tuple[Whole, Whole, Whole, Whole], starts: Mapping[int, int]) -> Whole:
    """Dijkstra's algorithm with arcs that open: who is early waits, so to be earlier is never worse."""
    begin, end, takes, opens = ways
    order = np.argsort(begin, kind="stable")
    first = np.searchsorted(begin[order], np.arange(nodes + 1)).tolist()
    leaving = list(zip(*(each[order].tolist() for each in (end, takes, opens)), strict=True))
    found = [FAR] * nodes
    # A step and a node in one number: half the time of pairs.
    queue: list[int] = []
    for node, step in starts.items():
        found[node] = step
        heappush(queue, step * nodes + node)
    while queue:
        step, node = divmod(heappop(queue), nodes)
        if step > found[node]:
            continue
        for head, taken, opening in leaving[first[node] : first[node + 1]]:
            there = step + taken
            if opening > step:
                there = opening + taken
            if there < found[head]:
                found[head] = there
                heappush(queue, there * nodes + head)
    return np.array(found, dtype=np.int64)
