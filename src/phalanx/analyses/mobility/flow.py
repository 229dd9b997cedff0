"""Flow over time: in how many hours a movement can have arrived, exactly to a step of time, and a plan that does it.

`quickest` asks only for the time; `plan_of` gives the plan as well. A movement of heavy and other loads has arrived in
time if all of it fits through the network and its heavy part fits through what heavy loads may use; that both fit at
once is what the plan shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.expanded import expand, most_arrived
from phalanx.analyses.mobility.least import heavy_within, least_flow, least_flow_of_two
from phalanx.analyses.mobility.narrowing import narrowed
from phalanx.analyses.mobility.network import Movement, Network, Real, Whole

SURE_LEAPS = 4
"""How often the time is looked for from below, with leaps that cannot be too large."""
NEXT_TO_NOTHING = 1e-6
"""Loads below which an entry is one of the solver's roundings."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Who enters which arc when: one entry each of `arc`, `begins` (the step), `loads` and the `heavy` loads of these.

    `steps` of `step` hours each: all loads have arrived when the last has ended. What is not on an arc waits at a node.
    Nothing sets out before the step `sets_out`, as it would only wait for permission further on.
    """

    network: Network
    movement: Movement
    step: int
    steps: int
    arc: Whole
    begins: Whole
    loads: Real
    heavy: Real
    sets_out: int = 0

    @property
    def clock(self) -> Clock:
        """The network in steps of time."""
        return Clock(self.network, self.movement, self.step)

    @property
    def hours(self) -> float:
        """Hours after the start at which the last load has arrived."""
        return float(self.steps * self.step)

    @property
    def arriving(self) -> Real:
        """Loads that arrive in each step, shape (steps)."""
        clock = self.clock
        last = self.network.head[self.arc] == clock.destination
        found = np.zeros(self.steps)
        np.add.at(found, self.begins[last] + clock.takes[self.arc[last]], self.loads[last])
        return found

    @property
    def first_hours(self) -> float:
        """Hours after the start at which the first loads arrive."""
        return float(np.flatnonzero(self.arriving)[0] * self.step)


def quickest(network: Network, movement: Movement, step: int) -> float:
    """Hours until all loads can have arrived, in whole steps; infinite where some never can."""
    steps = fewest_steps(Clock(network, movement, step))
    return float("inf") if steps is None else float(steps * step)


def fewest_steps(clock: Clock) -> int | None:
    """Steps until all loads can have arrived; None where some never can."""
    steps = _fewest(clock, 0)
    if steps is None or not clock.movement.heavy or not clock.network.light.any():
        return steps
    return _fewest(clock.only_heavy, steps)


def plan_of(network: Network, movement: Movement, step: int) -> Plan | None:
    """A plan by which the last load arrives as early as it can; None where some never can.

    Among the plans that are as quick it is one in which nothing sets out earlier or goes further out of its way than it
    must (see `narrowing`), and loads arrive as early as they can then, all hours of arrival added up.
    """
    clock = Clock(network, movement, step)
    steps = fewest_steps(clock)
    while steps is not None:
        if (found := _planned(clock, steps)) is not None:
            return found
        steps += 1  # both parts fit alone, and not together
    return None


def _fewest(clock: Clock, at_least: int) -> int | None:
    """The fewest steps, no fewer than `at_least`, in which the units of a clock can have arrived.

    In a step no more arrives than the last arcs carry, so that what is missing after some steps needs so many more. Where
    these are too few again and again, as it is narrower further up, larger leaps are made and halved.
    """
    total, first = int(clock.supplies.sum()), int(clock.earliest[clock.destination])
    if first >= FAR or (clock.to_go[clock.supplies > 0] >= FAR).any():
        return None
    inflow = int(clock.carries[clock.network.head == clock.destination].sum())
    too_few, steps = at_least - 1, max(first + ceil(total / inflow), at_least)
    for _ in range(SURE_LEAPS):
        arrived = most_arrived(clock, steps)
        if arrived >= total:
            return steps
        too_few, steps = steps, steps + ceil((total - arrived) / inflow)
    leap = steps - too_few
    while most_arrived(clock, steps) < total:
        leap *= 2
        too_few, steps = steps, steps + leap
    while steps - too_few > 1:
        middle = (too_few + steps) // 2
        if most_arrived(clock, middle) >= total:
            steps = middle
        else:
            too_few = middle
    return steps


def _planned(clock: Clock, steps: int) -> Plan | None:
    """A plan of so many steps, or None where heavy and other loads do not fit together."""
    narrow = narrowed(clock, steps)
    expanded = expand(narrow, steps)
    if expanded is None:
        return None
    flow = least_flow(expanded)
    heavy = heavy_within(expanded, flow)
    if heavy is None:
        found = least_flow_of_two(expanded)
        if found is None and (expanded := expand(clock, steps)) is not None:
            found = least_flow_of_two(expanded)
        if found is None or expanded is None:
            return None
        flow, heavy = found
    used = flow > NEXT_TO_NOTHING
    return Plan(
        network=clock.network,
        movement=clock.movement,
        step=clock.step,
        steps=steps,
        arc=expanded.arc[used],
        begins=expanded.begins[used],
        loads=flow[used],
        heavy=np.minimum(heavy[used], flow[used]),
        sets_out=narrow.sets_out,
    )
