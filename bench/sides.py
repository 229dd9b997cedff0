"""Sides that are timed from inside: `python -m bench.sides NAME …` prints the seconds, libraries already loaded."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime

Work = Callable[[], object]


def world(registry: str, known_at: str = "") -> Work:
    """Open a registry, read its World – now, or as known at an ISO time – and its table of agreements."""
    import polars as pl  # noqa: F401  # loaded before the clock starts, as pandas is on the other side

    from phalanx.public import open_registry
    from phalanx.world import World

    moment = datetime.fromisoformat(known_at) if known_at else None

    def work() -> object:
        with open_registry(registry) as opened:
            return World.of(opened, known_at=moment).table("agreements").height

    return work


def read_csv(path: str) -> Work:
    """Read the same rows with pandas."""
    import pandas as pd

    return lambda: len(pd.read_csv(path))


SIDES: dict[str, Callable[..., Work]] = {"world": world, "read_csv": read_csv}


def main(name: str, *arguments: str) -> None:
    """Prepare a side, time it once, and print its seconds as JSON."""
    work = SIDES[name](*arguments)
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    spent = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    print(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
