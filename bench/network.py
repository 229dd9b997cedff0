"""The network: every measure of every layer through the years, chance, a what-if, and each question on a world of 200
states and many agreements; NetworkX and igraph measure the same graphs beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Bar, Outcome, Spent, in_turn, run_side
from bench.workbench import Workbench


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Timed inside the process, with the World and the libraries of all sides loaded."""
    yield from _measures(bench)
    chance = _side(bench, "network_chance", bench.bundled)
    yield Outcome("1,000 networks by chance, every measure", chance, bars=(Bar("seconds", 1.0),))
    what_if = _side(bench, "network_what_if", bench.bundled)
    yield Outcome("one what-if: a state leaves", what_if, bars=(Bar("seconds", 0.05),))
    for name in bench.wide_questions:
        spent = run_side("question", bench.wide, name)
        bars = (Bar("seconds", 10.0), Bar("memory", 2000))
        yield Outcome(f"ask {name}, 200 states, {bench.agreements:,} agreements", spent, bars=bars)


def _measures(bench: Workbench) -> Iterator[Outcome]:
    spent = in_turn(
        {
            name: lambda name=name: run_side(f"network_{name}", bench.bundled, str(bench.years))  # type: ignore[misc]
            for name in ("measures", "networkx", "igraph")
        },
        bench.long_runs,
        warm_up=False,
    )
    what = f"every measure, all layers, {bench.years} years"
    ours = spent["measures"]
    yield Outcome(what, ours, spent["networkx"], "NetworkX", (Bar("seconds", 0.15), Bar("ratio", 1 / 20)))
    yield Outcome(what, ours, spent["igraph"], "igraph")


def _side(bench: Workbench, name: str, registry: Path, *words: str) -> Spent:
    return in_turn({name: lambda: run_side(name, registry, *words)}, bench.short_runs, warm_up=False)[name]
