"""Redundancy: how many ways share no link, and what is lost when a link or a whole corridor is gone for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from phalanx.analyses.mobility.clock import FAR, HOURS_A_DAY, Clock
from phalanx.analyses.mobility.network import KINDS, Network
from phalanx.analyses.mobility.stress.arrivals import arrivals_of, parts_of
from phalanx.analyses.mobility.stress.losses import throughout

LONG_DAYS = 60
"""Days after the undisturbed arrival from which on a loss counts as one without end."""


@dataclass(frozen=True, slots=True)
class Corridor:
    """A corridor whose links the undisturbed plan uses: `used` of them.

    `ways_left`: ways without it that share no link, from the origins to the destination. `hours_lost`: when all of it is
    gone; `worst` is its used link that alone costs most, `worst_hours`. None where the movement cannot arrive then.
    """

    code: str
    used: int
    ways_left: int
    hours_lost: float | None
    worst: str
    worst_hours: float | None


def corridors(clock: Clock, used: Collection[str], of_link: Mapping[str, Sequence[str]]) -> tuple[Corridor, ...]:
    """The corridors of the links used, the dearest first. `of_link`: the corridors that each link belongs to."""
    codes = sorted({code for link in used for code in of_link.get(link, ())})
    whole = [[link for link, of in of_link.items() if code in of] for code in codes]
    alone = sorted({link for link in used if of_link.get(link)})
    lost = _hours_lost(clock, [*whole, *([link] for link in alone)])
    of_alone = dict(zip(alone, lost[len(codes) :], strict=True))
    found = []
    for code, links, hours in zip(codes, whole, lost[: len(codes)], strict=True):
        mine = [link for link in alone if code in of_link[link]]
        worst = max(mine, key=lambda link: _or_endless(of_alone[link]))
        ways = disjoint_ways(clock, closed=links)
        found.append(Corridor(code, len(mine), ways, hours, worst, of_alone[worst]))
    return tuple(sorted(found, key=lambda each: (-_or_endless(each.hours_lost), each.code)))


def disjoint_ways(clock: Clock, closed: Collection[str] = ()) -> int:
    """The most ways from the origins to the destination of which no two share a link, as heavy loads may use them.

    Between places, by any mode and in any number of changes (K. Menger, Fundamenta Mathematicae 10, 1927).
    """
    network = parts_of(clock)[-1].network
    moving = np.isin(network.kind, [KINDS.index("travel"), KINDS.index("border"), KINDS.index("gauge_change")])
    open_ = moving & (network.capacity > 0) & ~np.isin(np.array(network.link, dtype=object), list(closed))
    place = {name: index for index, name in enumerate(dict.fromkeys(node.split("/")[0] for node in network.nodes))}
    ends = [
        (place[network.nodes[network.tail[arc]].split("/")[0]], place[network.nodes[network.head[arc]].split("/")[0]])
        for arc in np.flatnonzero(open_)
    ]
    # A link with two gauges, or of two arcs between the same places, is one way.
    single = {(tail, head, network.link[arc]) for (tail, head), arc in zip(ends, np.flatnonzero(open_), strict=True)}
    pairs = [(tail, head, 1) for tail, head, _ in single if tail != head]
    pairs += [(len(place), place[name], len(pairs)) for name in clock.movement.loads]
    if not pairs:
        return 0
    tails, heads, limits = np.array(pairs, dtype=np.int32).T
    graph = coo_array((limits, (tails, heads)), (len(place) + 1, len(place) + 1)).tocsr()
    graph.sum_duplicates()
    return int(maximum_flow(graph, len(place), place[clock.movement.destination]).flow_value)


def _hours_lost(clock: Clock, closed: Sequence[Sequence[str]]) -> list[float | None]:
    """Hours lost when each of these sets of links is gone; None where the movement cannot arrive, or only much later."""
    links = np.array(clock.network.link, dtype=object)
    factors = np.array([np.where(np.isin(links, list(each)), 0.0, 1.0) for each in closed]).reshape(-1, len(links))
    possible = [row for row, each in enumerate(factors) if _can_arrive(clock, clock.network.scaled(each))]
    found: list[float | None] = [None] * len(closed)
    if not possible:
        return found
    undisturbed = int(clock.earliest[clock.destination])
    long = LONG_DAYS * HOURS_A_DAY // clock.step
    with arrivals_of(clock, np.array([undisturbed + 2 * long], dtype=np.int64)) as arrivals:
        end = arrivals.undisturbed + long
        losses = throughout(factors[possible], end)
    with arrivals_of(clock, losses.ends) as arrivals:
        for row, steps in zip(possible, arrivals.of(losses).steps.tolist(), strict=True):
            found[row] = float((steps - arrivals.undisturbed) * clock.step) if steps < end else None
    return found


def _can_arrive(clock: Clock, network: Network) -> bool:
    parts = parts_of(Clock(network, clock.movement, clock.step))
    return all((each.to_go[each.supplies > 0] < FAR).all() for each in parts)


def _or_endless(hours: float | None) -> float:
    return float("inf") if hours is None else hours
