"""Road map watched: whoever asked hears how far a search is – bound, best plan, gap and time – and may stop it."""

from __future__ import annotations

import math

from phalanx.analyses.planning.optimisation.solving import Progress, Watch
from phalanx.analyses.planning.road_map.words import money, percent
from phalanx.question import tell


def watched(of: str = "") -> Watch:
    """A watch that tells progress to whoever asked; `of` says which search it is, where there are several."""

    def watch(progress: Progress) -> bool:
        return tell(0, 0, f"{of}{said(progress)}")

    return watch


def said(progress: Progress) -> str:
    """Where a search stands, as a line: what is not known yet is left out."""
    parts = [progress.doing]
    if not math.isnan(progress.bound):
        parts.append(f"bound {money(progress.bound)}")
    if not math.isnan(progress.best):
        parts.append(f"best {money(progress.best)}")
    if progress.best > 0 and not math.isnan(progress.bound):
        parts.append(f"gap {percent(max(0.0, 1 - progress.bound / progress.best))}")
    return ", ".join([*parts, f"{progress.seconds:,.0f} s"])
