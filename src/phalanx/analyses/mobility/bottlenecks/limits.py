"""Limits: what decides how fast a movement is, and how much faster it would be with each of them lifted.

The last step but one is too early for all loads: a least cut of the network over that time says which links and places
are too narrow for them. Each of them is lifted in turn, and the movement planned again; so are the permits of the states
that the plan enters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from phalanx.analyses.mobility.clock import HOURS_A_DAY, HUNDREDTHS, Clock
from phalanx.analyses.mobility.expanded import expand, most_arrived
from phalanx.analyses.mobility.flow import Plan, quickest
from phalanx.analyses.mobility.network import KINDS, Flags, Network, Real


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that can be lifted: a permit (`what` is the state), or the room of a link or of handling at a place.

    `arcs` are its arcs in the network; `held` the loads that those of them in the cut let through before the last step,
    0 for permits. `hours` is when the last load would arrive with it lifted.
    """

    kind: str
    what: str
    mode: str
    arcs: tuple[int, ...]
    held: float
    hours: float


@dataclass(frozen=True, eq=False)
class Limits:
    """The limits of a movement, those first that bring most, and what all of them together would bring.

    `early` and `late` are the least cuts nearest the origins and nearest the destination: loads by arc, shape (arcs).
    """

    limits: tuple[Limit, ...]
    together: float
    early: Real
    late: Real


def limits_of(plan: Plan, times: float) -> Limits:
    """The limits of a plan's movement; lifted, a link or place carries so many times as much, and a permit is at once."""
    early, late = _cuts(plan)
    candidates = [*_permits(plan), *_rooms(plan, np.maximum(early, late))]
    lifted = [replace(each, hours=_hours(plan, [each], times)) for each in candidates]
    return Limits(
        limits=tuple(sorted(lifted, key=lambda each: (each.hours, -each.held, each.kind, each.what, each.mode))),
        together=_hours(plan, candidates, times) if candidates else plan.hours,
        early=early,
        late=late,
    )


def _cuts(plan: Plan) -> tuple[Real, Real]:
    """Loads that each arc in a least cut lets through in a step less than the plan has: of all loads, or of the heavy."""
    clock = Clock(plan.network, plan.movement, plan.step)
    if most_arrived(clock, plan.steps - 1) >= int(clock.supplies.sum()):
        clock = clock.only_heavy
    expanded = expand(clock, plan.steps - 1)
    if expanded is None:
        nothing = np.zeros(len(clock.takes))
        return nothing, nothing
    early, late = expanded.cuts()
    return early / (HUNDREDTHS * HOURS_A_DAY), late / (HUNDREDTHS * HOURS_A_DAY)


def _permits(plan: Plan) -> Iterator[Limit]:
    """The permits of the states that the plan enters, where they take time."""
    network = plan.network
    slow = network.release > 0
    entered = sorted({network.state[arc] for arc in np.unique(plan.arc) if slow[arc]})
    for state in entered:
        arcs = tuple(arc for arc, into in enumerate(network.state) if into == state and slow[arc])
        yield Limit("permit", state, "", arcs, 0.0, plan.hours)


def _rooms(plan: Plan, held: Real) -> Iterator[Limit]:
    """The links and places in a cut, both directions of a link together."""
    network = plan.network
    by_room: dict[tuple[str, str, str], float] = {}
    for arc in np.flatnonzero(held > 0).tolist():
        room = _room(network, arc)
        by_room[room] = by_room.get(room, 0.0) + float(held[arc])
    arcs_of: dict[tuple[str, str, str], list[int]] = {}
    for arc in range(len(network.tail)):
        arcs_of.setdefault(_room(network, arc), []).append(arc)
    for (kind, what, mode), loads in by_room.items():
        yield Limit(kind, what, mode, tuple(arcs_of[kind, what, mode]), loads, plan.hours)


def _room(network: Network, arc: int) -> tuple[str, str, str]:
    """What an arc belongs to: a link, or one kind of handling at one place."""
    kind = KINDS[network.kind[arc]]
    return ("link" if kind in ("travel", "border") else kind), network.link[arc], network.mode[arc]


def _hours(plan: Plan, limits: Sequence[Limit], times: float) -> float:
    """Hours until the last load has arrived with these limits lifted together."""
    network = plan.network
    open_at_once, wider = np.zeros(len(network.tail), dtype=np.bool_), np.zeros(len(network.tail), dtype=np.bool_)
    for limit in limits:
        (open_at_once if limit.kind == "permit" else wider)[list(limit.arcs)] = True
    return quickest(_lifted(network, open_at_once, wider, times), plan.movement, plan.step)


def _lifted(network: Network, open_at_once: Flags, wider: Flags, times: float) -> Network:
    return replace(
        network,
        release=np.where(open_at_once, 0.0, network.release),
        capacity=np.where(wider, network.capacity * times, network.capacity),
    )


def in_cut(network: Network, cut: Real) -> Mapping[int, float]:
    """The arcs of a cut with the loads that each lets through, most first."""
    arcs = sorted(np.flatnonzero(cut > 0).tolist(), key=lambda arc: (-cut[arc], arc))
    return {arc: float(cut[arc]) for arc in arcs}
