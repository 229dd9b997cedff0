"""Checker: whether a plan can be driven, by rules of its own – it knows neither the solver nor its network over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.network import Flags, Real, Whole

ENOUGH = 1e-4
"""Loads by which a sum may be out, as a solver's sums are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a plan: which rule it breaks (entry, permission, capacity, road, balance, deadline), and where."""

    rule: str
    text: str


def faults(plan: Plan) -> tuple[Fault, ...]:
    """Everything wrong with a plan, the rules in their order; nothing where it can be driven in time."""
    entries = [*_entries(plan)]
    return tuple(entries or [*_permissions(plan), *_capacities(plan), *_roads(plan), *_balance(plan), *_deadline(plan)])


def _entries(plan: Plan) -> Iterator[Fault]:
    """Entries that are none: no such arc or step, no load, more heavy loads than loads, or an end after the last step."""
    arcs = len(plan.network.tail)
    sound = (plan.arc >= 0) & (plan.arc < arcs) & (plan.begins >= 0) & (plan.loads > 0)
    sound &= (plan.heavy >= -ENOUGH) & (plan.heavy <= plan.loads + ENOUGH)
    for entry in np.flatnonzero(~sound):
        yield Fault("entry", f"entry {entry}: {plan.loads[entry]:g} loads on arc {plan.arc[entry]}")
    if sound.all():
        late = plan.begins + _steps(plan)[plan.arc] >= plan.steps
        for entry in np.flatnonzero(late):
            yield Fault("entry", f"entry {entry} on {_named(plan, plan.arc[entry])} ends after the last step")


def _permissions(plan: Plan) -> Iterator[Fault]:
    """Nothing enters an arc before it is open."""
    early = plan.begins * plan.step < plan.network.release[plan.arc] - ENOUGH
    for entry in np.flatnonzero(early):
        opens = plan.network.release[plan.arc[entry]]
        hour = plan.begins[entry] * plan.step
        yield Fault("permission", f"{_named(plan, plan.arc[entry])} is entered in hour {hour} and opens in {opens:g}")


def _capacities(plan: Plan) -> Iterator[Fault]:
    """In each step no more enters an arc than it carries."""
    entered = np.zeros((len(plan.network.tail), plan.steps))
    np.add.at(entered, (plan.arc, plan.begins), plan.loads)
    carried = plan.network.capacity * plan.step / 24
    for arc, step in np.argwhere(entered > carried[:, None] + ENOUGH):
        yield Fault(
            "capacity",
            f"{_named(plan, arc)} carries {carried[arc]:g} loads in a step and {entered[arc, step]:g} enter in step {step}",
        )


def _roads(plan: Plan) -> Iterator[Fault]:
    """No heavy load is where only light ones may be."""
    for entry in np.flatnonzero(plan.network.light[plan.arc] & (plan.heavy > ENOUGH)):
        yield Fault("road", f"{_named(plan, plan.arc[entry])} carries {plan.heavy[entry]:g} heavy loads")


def _balance(plan: Plan) -> Iterator[Fault]:
    """What leaves a node has been there; in the end all loads are at the destination, the heavy ones among them."""
    movement = plan.movement
    for what, loads, share in (("loads", plan.loads, 1.0), ("heavy loads", plan.heavy, movement.heavy)):
        there = _stock(plan, loads, share)
        for node in np.flatnonzero((there < -ENOUGH * 10).any(axis=1)):
            step = int(np.argmax(there[node] < -ENOUGH * 10))
            yield Fault("balance", f"more {what} leave {plan.network.nodes[node]} in step {step} than are there")
        arrived = there[plan.network.place[movement.destination], -1]
        if abs(arrived - share * movement.total) > ENOUGH * 100:
            yield Fault("balance", f"{arrived:g} of {share * movement.total:g} {what} have arrived in the end")


def _deadline(plan: Plan) -> Iterator[Fault]:
    """The last load arrives by the deadline, where there is one."""
    deadline = plan.movement.deadline
    if deadline is not None and plan.steps * plan.step > deadline + ENOUGH:
        yield Fault("deadline", f"the last load arrives in hour {plan.steps * plan.step}, after hour {deadline:g}")


def _stock(plan: Plan, loads: Real, share: float) -> Real:
    """What is at each node at the end of each step, shape (nodes, steps)."""
    network = plan.network
    change = np.zeros((len(network.nodes), plan.steps))
    for name, begin in plan.movement.loads.items():
        change[network.place[name], 0] += share * begin
    np.subtract.at(change, (network.tail[plan.arc], plan.begins), loads)
    np.add.at(change, (network.head[plan.arc], plan.begins + _steps(plan)[plan.arc]), loads)
    stock: Real = np.cumsum(change, axis=1)
    return stock


def _steps(plan: Plan) -> Whole:
    """Steps that each arc takes: hours to the nearest step, but one at least for what takes time."""
    some: Flags = plan.network.hours > 0
    nearest = np.round(plan.network.hours / plan.step).astype(np.int64)
    return np.where(some & (nearest == 0), 1, nearest)


def _named(plan: Plan, arc: int) -> str:
    network = plan.network
    return f"{network.nodes[network.tail[arc]]} to {network.nodes[network.head[arc]]}"
