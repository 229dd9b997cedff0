"""Crosswalk: to which areas of the White Paper, the Roadmap, the Union's priorities and NATO an item belongs."""

from __future__ import annotations

from collections.abc import Mapping

from phalanx.world import World
from phalanx.world.areas import within

LISTS: Mapping[str, str] = {
    "white_paper": "EU White Paper",
    "roadmap": "Defence Readiness Roadmap",
    "cdp": "EDA CDP",
    "nato": "NATO",
}
"""The lists of areas, each with how the name of its framework begins in `capability_areas`."""


def crosswalk(world: World, areas: frozenset[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For each of these areas the ids, in each list, of the areas below the same top, its own among them.

    The facts hang every area below one of the White Paper, or of the Roadmap where the White Paper has none.
    """
    table = world.table("capability_areas").select("id", "parent_id", "source_framework").rows()
    parents = {area: parent for area, parent, _ in table if parent is not None}
    frameworks = {area: framework for area, _, framework in table}
    found = {}
    for area in sorted(areas):
        top = area
        while top in parents:
            top = parents[top]
        near = [name for name in frameworks if name in within(world, top)]
        found[area] = {
            column: tuple(name for name in near if frameworks[name].startswith(begins))
            for column, begins in LISTS.items()
        }
    return found
