"""Obstacles: why a movement cannot arrive at all, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from phalanx.analyses.mobility.clock import FAR, Clock
from phalanx.analyses.mobility.flow import fewest_steps
from phalanx.analyses.mobility.movement.asked import Heard
from phalanx.vocabulary.wording import joined
from phalanx.world import World


def obstacles(heard: Heard) -> tuple[str, ...]:
    """What stands in the way of a movement that cannot arrive; nothing where it can."""
    clock = Clock(heard.network, heard.movement, heard.step)
    found = [*_no_way(heard, clock), *_no_way_for_heavy(heard, clock)]
    return tuple([*found, *_not_yet_open(heard)] if found else ())


def _no_way(heard: Heard, clock: Clock) -> Iterator[str]:
    """Places that no usable link touches, and origins from which the destination cannot be reached."""
    network = heard.network
    carrying = clock.carries > 0
    into = carrying & (network.head == clock.destination)
    if not into.any():
        yield f"No usable link ends in {heard.name(heard.parameters.to)}."
    for name in heard.movement.loads:
        node = network.place[name]
        if not (carrying & (network.tail == node)).any():
            yield f"No usable link begins in {heard.name(name)}."
        elif clock.to_go[node] >= FAR:
            yield f"No way leads from {heard.name(name)} to {heard.name(heard.parameters.to)} on links that carry anything."


def _no_way_for_heavy(heard: Heard, clock: Clock) -> Iterator[str]:
    """Origins from which only light loads get through, as the one way is a road across a border."""
    if not heard.movement.heavy:
        return
    heavy = clock.only_heavy
    for name in heard.movement.loads:
        node = heard.network.place[name]
        if clock.to_go[node] < FAR <= heavy.to_go[node]:
            yield (
                f"From {heard.name(name)} only a road across a border leads to {heard.name(heard.parameters.to)}, which "
                "heavy loads may not use."
            )


def _not_yet_open(heard: Heard) -> Iterator[str]:
    """The first year in which links that are being built now will have made a way, and which they are."""
    world = heard.world
    opens = dict(world.table("link_openings").select("link", "year").iter_rows())
    waiting = {link: year for link, year in opens.items() if link not in heard.network.link}
    for year in sorted(set(waiting.values())):
        later = World(date(year, 1, 1), world.known_at, world.journal_head, world.entries)
        network = heard.under(heard.parameters.regime, later)
        if fewest_steps(Clock(network, heard.movement, heard.step)) is not None:
            names = [f"{heard.link_names[link]} ({link})" for link, opening in waiting.items() if opening <= year]
            yield f"From {year} on there is a way, as links that are being built are counted on then: {joined(names)}."
            return
