"""Earlier: the World as known before the last import, and after it, against the World without that import."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from bench.measuring import Bar, Outcome, in_turn, run_side
from bench.workbench import Workbench


def measure(bench: Workbench) -> Iterator[Outcome]:
    """One registry had corrections after its first import, the other had not; both are read in turn."""
    filled = bench.filled
    time.sleep(0.01)
    before = datetime.now(UTC).isoformat()
    time.sleep(0.01)
    corrected = bench.corrected
    spent = in_turn(
        {
            "plain": lambda: run_side("world", filled),
            "before": lambda: run_side("world", corrected, before),
            "after": lambda: run_side("world", corrected),
        },
        bench.short_runs,
        warm_up=bench.warm_up,
    )
    of = f"{bench.corrections:,} corrections"
    yield Outcome(
        f"World as known before {of}", spent["before"], spent["plain"], "the World without them", (Bar("ratio", 1.5),)
    )
    yield Outcome(f"World with {of}", spent["after"], spent["plain"], "the World without them", (Bar("seconds", 2),))
