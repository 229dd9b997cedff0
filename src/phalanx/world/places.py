"""Places: where a state is drawn on a map, and which states a map of Europe leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from phalanx.vocabulary.parties import party_name
from phalanx.world import World

Place = tuple[float, float]
EUROPE = (-30.0, 25.0, 55.0, 85.0)
"""West, south, east and north of what a map of Europe shows, in degrees: from Iceland to the Caucasus."""


def places(world: World) -> Mapping[str, Place]:
    """Longitude and latitude of each state: its capital, or a point inside it where the facts know no capital."""
    inside = world.table("countries").select("iso2", "label_lon", "label_lat").iter_rows()
    capitals = world.table("states").select("iso2", "capital_lon", "capital_lat").iter_rows()
    return {state: (lon, lat) for rows in (inside, capitals) for state, lon, lat in rows}


def drawn_places(world: World, states: Iterable[str]) -> tuple[Mapping[str, Place], tuple[str, ...]]:
    """Where to draw these states, and a note on those left out.

    A web that is mostly European is drawn on Europe alone, as a map of half the globe would show nothing of it.
    """
    known = places(world)
    placed = {state: known[state] for state in states if state in known}
    near = {state: place for state, place in placed.items() if _in_europe(place)}
    shown = near if 2 * len(near) > len(placed) else placed
    missing = [party_name(state) for state in states if state not in shown]
    note = f"The map leaves out {', '.join(missing)}: outside Europe, or of no known place."
    return shown, (note,) if missing else ()


def _in_europe(place: Place) -> bool:
    west, south, east, north = EUROPE
    return west <= place[0] <= east and south <= place[1] <= north
