"""Late: flows over time that wait long for a permission, without a copy of the network for every step of waiting.

Until the last permission that the first load needs, there is nothing to gain by being anywhere but where one could be
by then, or on the way to. Two smaller networks hold the answer from both sides: in one all loads may be wherever a load
could be at that step, however many fit there; in the other nothing sets out before it is about time. Where the two do not meet, the whole
network decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from phalanx.analyses.mobility.clock import FAR, HOURS_A_DAY, Clock
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.narrowing import fits
from phalanx.analyses.mobility.network import KINDS, Flags, Movement, Whole
from phalanx.analyses.mobility.shown import Cut, Shown, prove

HELD = "held"
"""The node at which all loads begin that may be wherever a load could be."""


@dataclass(frozen=True, eq=False)
class Late:
    """A clock with its two smaller ones: what fits the stricter one fits, what does not fit the looser one does not."""

    clock: Clock
    looser: Clock
    stricter: Clock

    def fewest_steps(self) -> int | None:
        """Steps until all loads can have arrived; None where some never can."""
        steps = fewest_steps(self.looser)
        if steps is None or fits(self.stricter, steps):
            return steps
        return fewest_steps(self.clock)

    def used(self, steps: int, shown: Shown) -> Flags | None:
        """Arcs that loads use which have all arrived after so many steps, shape (arcs); None where they cannot."""
        found = shown.used(self.stricter, steps)
        if found is not None or shown.cut(self.clock, steps):
            return found
        for (proofs, _), (_, part) in zip(shown.parts(self.clock), shown.parts(self.looser), strict=True):
            proof = prove(part, steps)
            if isinstance(proof, Cut):
                proofs.keep(self._in_whole(proof))
                return None
        return shown.used(self.clock, steps)

    def _in_whole(self, cut: Cut) -> Cut:
        """A cut of the looser clock in the whole network: what is near when loads begin to move on was so before."""
        since = cut.since[:-1]
        return Cut(cut.steps, np.where(since <= self.looser.sets_out, 0, since))


def late(clock: Clock, moving: int) -> Late | None:
    """The two smaller clocks of one whose loads wait longer than they move, from one origin; else None.

    `moving` is how many steps the movement takes about without waiting for permissions; any number keeps the answer right.
    """
    first = int(clock.earliest[clock.destination])
    if first >= FAR or len(clock.movement.loads) > 1:
        return None
    opening = clock.opens[(clock.carries > 0) & (clock.opens <= first)]
    last = int(opening.max(initial=0))
    if last <= moving:
        return None
    return Late(clock, _held(clock, last), replace(clock, sets_out=last - moving))


def _held(clock: Clock, until: int) -> Clock:
    """The clock in which all loads wait at one node, and may be wherever a load could be at that step, or is on its way to."""
    network, movement = clock.network, clock.movement
    since = _since(clock, until)
    there = np.flatnonzero(since < FAR)
    heavy = _since(clock.only_heavy, until)[there] < FAR if movement.heavy else np.ones(len(there), dtype=np.bool_)
    count, node = len(there), len(network.nodes)
    rest = ("",) * count
    loose = replace(
        network,
        nodes=(*network.nodes, HELD),
        tail=np.concatenate([network.tail, np.full(count, node)]),
        head=np.concatenate([network.head, there]),
        hours=np.concatenate([network.hours, np.zeros(count)]),
        capacity=np.concatenate([network.capacity, np.full(count, HOURS_A_DAY * movement.total)]),
        release=np.concatenate([network.release, since[there] * float(clock.step)]),
        kind=np.concatenate([network.kind, np.full(count, KINDS.index("travel"))]),
        mode=network.mode + rest,
        link=network.link + rest,
        state=network.state + rest,
        light=np.concatenate([network.light, ~heavy]),
    )
    held = Movement({HELD: movement.total}, movement.destination, movement.heavy)
    return Clock(loose, held, clock.step, sets_out=until)


def _since(clock: Clock, until: int) -> Whole:
    """The step, not before `until`, from which on a load could be at each node whose last arc it entered before `until`."""
    tail, head = clock.network.tail, clock.network.head
    found = np.where(clock.earliest <= until, until, FAR)
    begins = np.maximum(clock.earliest[tail], clock.opens)
    going = (clock.carries > 0) & (begins < until)
    np.minimum.at(found, head[going], np.maximum(begins + clock.takes, until)[going])
    return found
