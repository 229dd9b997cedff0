"""Subject: the capability area that an agreement, a project or a grouping is mostly about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from phalanx.world import World
from phalanx.world.areas import areas_of


def main_areas(world: World, described: pl.DataFrame) -> Mapping[str, str]:
    """The area without a parent that most domains and words of each text stand for, by `id`; the first of the facts if level.

    `described` has the columns id, title, summary and domains. What no area stands for is not in the mapping.
    """
    areas = world.table("capability_areas")
    parent = dict(areas.select("id", "parent_id").iter_rows())
    order = {area: place for place, area in enumerate(parent)}
    counts: dict[str, Counter[str]] = {}
    for name, area in areas_of(world, described).iter_rows():
        counts.setdefault(name, Counter())[_top(parent, area)] += 1
    return {name: min(count, key=lambda area: (-count[area], order[area])) for name, count in counts.items()}


def _top(parent: Mapping[str, str | None], area: str) -> str:
    above = parent.get(area)
    return area if above is None else _top(parent, above)
