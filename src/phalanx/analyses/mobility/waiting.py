"""Waiting: where the loads of a plan wait, how long, and for what – permission, capacity, gauge, ferry or handling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.network import KINDS

REASONS: Mapping[str, str] = {
    "permission": "permission",
    "capacity": "room on the way",
    "gauge": "the change of gauge",
    "ferry": "a ship",
    "handling": "loading or unloading",
}


@dataclass(frozen=True, slots=True)
class Wait:
    """Load-hours that are waited before an arc, for one reason; `arc` is its place in the network."""

    arc: int
    reason: str
    load_hours: float


def waits(plan: Plan) -> tuple[Wait, ...]:
    """Every wait of a plan, longest first.

    What stands at a node is shared out among the arcs by which it will leave, as their part in what is still to leave.
    Before an arc is open, and before anything sets out, the reason is permission; later it is what the arc does.
    """
    network, destination = plan.network, plan.clock.destination
    opens, takes = plan.clock.opens, plan.clock.takes
    found: dict[tuple[int, str], float] = {}
    leaving = network.tail[plan.arc]
    for node in np.unique(leaving):
        if node == destination:
            continue
        out = np.flatnonzero(leaving == node)
        into = np.flatnonzero(network.head[plan.arc] == node)
        came, left = np.zeros(plan.steps), np.zeros(plan.steps)
        came[0] += plan.movement.loads.get(network.nodes[node], 0.0)
        np.add.at(came, plan.begins[into] + takes[plan.arc[into]], plan.loads[into])
        np.add.at(left, plan.begins[out], plan.loads[out])
        standing = np.maximum(np.cumsum(came - left), 0.0)
        to_leave = np.cumsum(left[::-1])[::-1] - left
        for arc in np.unique(plan.arc[out]):
            by_arc = np.zeros(plan.steps)
            mine = out[plan.arc[out] == arc]
            np.add.at(by_arc, plan.begins[mine], plan.loads[mine])
            still = np.cumsum(by_arc[::-1])[::-1] - by_arc
            share = np.divide(still, to_leave, out=np.zeros_like(still), where=to_leave > 0)
            hours = standing * share * plan.step
            begins_here = network.nodes[node] in plan.movement.loads
            shut = np.arange(plan.steps) < max(int(opens[arc]), plan.sets_out if begins_here else 0)
            for reason, part in (("permission", hours[shut]), (_reason(plan, int(arc)), hours[~shut])):
                if part.sum() > 1e-3:
                    found[int(arc), reason] = found.get((int(arc), reason), 0.0) + float(part.sum())
    return tuple(
        Wait(arc, reason, hours) for (arc, reason), hours in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    )


def by_reason(found: Sequence[Wait]) -> Mapping[str, float]:
    """Load-hours for each reason, in the order of `REASONS`, those that do not occur left out."""
    sums = {reason: sum(each.load_hours for each in found if each.reason == reason) for reason in REASONS}
    return {reason: hours for reason, hours in sums.items() if hours}


def _reason(plan: Plan, arc: int) -> str:
    """What is waited for before an open arc."""
    kind = KINDS[plan.network.kind[arc]]
    if kind == "gauge_change":
        return "gauge"
    if plan.network.mode[arc] == "sea":
        return "ferry"
    return "handling" if kind in ("loading", "unloading") else "capacity"
