"""World: the agreements of a registry from disk, against reading the same rows from CSV with pandas."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Bar, Outcome, in_turn, run_side
from bench.workbench import Workbench


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Open the registry, read the World, give its table of agreements; libraries are loaded before the clock starts."""
    registry, rows = bench.filled, bench.csv
    spent = in_turn(
        {"ours": lambda: run_side("world", registry), "theirs": lambda: run_side("read_csv", rows)},
        bench.short_runs,
        warm_up=bench.warm_up,
    )
    yield Outcome(
        f"World of {bench.agreements:,} agreements",
        spent["ours"],
        spent["theirs"],
        "pandas.read_csv",
        (Bar("seconds", 2),),
    )
