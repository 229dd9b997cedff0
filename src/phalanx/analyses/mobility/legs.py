"""Legs: a plan arc by arc – what goes there when, how fast, and what waits before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.mobility.flow import Plan
from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.analyses.mobility.network import KINDS
from phalanx.analyses.mobility.waiting import REASONS, waits

DOES: Mapping[str, str] = {
    "loading": "is loaded",
    "unloading": "is unloaded",
    "travel": "travels",
    "border": "crosses a border",
    "gauge_change": "changes gauge",
}
MODES: Mapping[str, str] = {"rail": "rail", "road": "road", "sea": "sea", "inland_waterway": "waterway"}


@dataclass(frozen=True, slots=True)
class Leg:
    """One arc of a plan. Hours count from the start: `first` and `last` entry, `ends` when the last has passed it.

    `waits` are load-hours waited before it, `reason` what most of them are waited for, "" where nothing waits.
    """

    arc: int
    tail: str
    head: str
    mode: str
    kind: str
    loads: float
    heavy: float
    first: float
    last: float
    ends: float
    opens: float
    waits: float
    reason: str


def legs(heard: Heard, plan: Plan) -> tuple[Leg, ...]:
    """The legs of a plan, by their first entry."""
    network = plan.network
    waited: dict[int, dict[str, float]] = {}
    for wait in waits(plan):
        waited.setdefault(wait.arc, {})[wait.reason] = wait.load_hours
    found = []
    for arc in np.unique(plan.arc).tolist():
        mine = plan.arc == arc
        first, last = int(plan.begins[mine].min()), int(plan.begins[mine].max())
        reasons = waited.get(arc, {})
        longest = max(reasons, key=lambda reason: reasons[reason], default="")
        found.append(
            Leg(
                arc=arc,
                tail=heard.name(network.nodes[network.tail[arc]]),
                head=heard.name(network.nodes[network.head[arc]]),
                mode=MODES[network.mode[arc]],
                kind=KINDS[network.kind[arc]],
                loads=float(plan.loads[mine].sum()),
                heavy=float(plan.heavy[mine].sum()),
                first=float(first * plan.step),
                last=float(last * plan.step),
                ends=float((last + plan.clock.takes[arc] + 1) * plan.step),
                opens=float(network.release[arc]),
                waits=sum(reasons.values()),
                reason=REASONS.get(longest, ""),
            )
        )
    return tuple(sorted(found, key=lambda leg: (leg.first, leg.ends, leg.arc)))


def share_by_mode(heard: Heard, plan: Plan) -> Mapping[str, float]:
    """Load-kilometres by mode, most first."""
    sums: dict[str, float] = {}
    for leg in legs(heard, plan):
        distance = heard.distances.get(plan.network.link[leg.arc], 0.0)
        sums[leg.mode] = sums.get(leg.mode, 0.0) + leg.loads * distance
    return dict(sorted(((mode, km) for mode, km in sums.items() if km), key=lambda each: -each[1]))
