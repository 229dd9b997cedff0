"""Narrowing: what a plan of so many steps can do without, so that it is simple and is found quickly.

Three cuts, each as deep as all loads still arrive in time: nothing goes further out of its way than it must, nothing
sets out earlier than it must, and only the links of one greatest flow are used. A narrowed network has room for the
movement by construction; that no plan is quicker is shown on the whole network before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.expanded import expand, most_arrived
from phalanx.analyses.mobility.network import Flags


def narrowed(clock: Clock, steps: int) -> Clock:
    """The clock with what a plan of so many steps needs and little else; all loads fit, and the heavy ones alone."""
    return _on_a_greatest_flow(_setting_out_late(_direct(clock, steps), steps), steps)


def fits(clock: Clock, steps: int) -> bool:
    """Whether all loads can have arrived after so many steps, and the heavy ones if they were alone."""
    if most_arrived(clock, steps) < int(clock.supplies.sum()):
        return False
    if not clock.movement.heavy:
        return True
    heavy = clock.only_heavy
    return most_arrived(heavy, steps) >= int(heavy.supplies.sum())


def _direct(clock: Clock, steps: int) -> Clock:
    """Without the arcs that lead further out of the way than must be."""
    tail, head = clock.network.tail, clock.network.head
    reaching = np.maximum(clock.to_go[tail], clock.to_go[head]) < FAR
    out_of_way = np.where(reaching, clock.takes + clock.to_go[head] - clock.to_go[tail], FAR)
    ways = np.unique(out_of_way[reaching])
    fewest = _least(len(ways) - 1, lambda index: fits(_without(clock, out_of_way > ways[index]), steps))
    return _without(clock, out_of_way > ways[fewest])


def _setting_out_late(clock: Clock, steps: int) -> Clock:
    """Nothing sets out before it must: loads wait where they are at home, and not at a border."""
    earlier = _least(steps - 1, lambda early: fits(replace(clock, sets_out=steps - 1 - early), steps))
    return replace(clock, sets_out=steps - 1 - earlier)


def _on_a_greatest_flow(clock: Clock, steps: int) -> Clock:
    """Only the arcs of one greatest flow of all loads, and of one of the heavy loads where there are such."""
    used = np.zeros(len(clock.takes), dtype=np.bool_)
    for part in (clock, clock.only_heavy) if clock.movement.heavy else (clock,):
        if (expanded := expand(part, steps)) is not None:
            used |= expanded.way()
    return _without(clock, ~used)


def _least(most: int, enough: Callable[[int], bool]) -> int:
    """The least number from 0 to `most` that is enough, where `most` is; from below, as small networks are quick."""
    low, high = 0, min(1, most)
    while high < most and not enough(high):
        low, high = high + 1, min(2 * high, most)
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _without(clock: Clock, left_out: Flags) -> Clock:
    return replace(clock, network=clock.network.scaled(np.where(left_out, 0.0, 1.0)))
