"""Mobility: stress tests on the bundled network beside the same scenarios one by one, and on a large generated network."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Bar, Outcome, Spent, in_turn, run_side
from bench.workbench import Workbench


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Timed inside the process, with the World and the libraries of all sides loaded."""
    scenarios, few = bench.scenarios, bench.few_scenarios
    ours = _side(bench, "stress", bench.bundled, bench.regime, str(scenarios))
    yield Outcome(f"{scenarios:,} scenarios of stress", ours, bars=(Bar("seconds", 3.0),), note=ours.said)
    whole = _side(bench, "stress", bench.bundled, bench.regime, str(scenarios), "protecting")
    yield Outcome(f"{scenarios:,} scenarios, and what protecting saves", whole, note=whole.said)
    yield from _beside(bench, few)
    towns, links, many = (str(each) for each in bench.large)
    one = _side(bench, "large_movement", towns, links)
    yield Outcome(f"a movement on {links} links", one, bars=(Bar("seconds", 5.0), Bar("memory", 4000)), note=one.said)
    alone, two = (run_side("large_stress", towns, links, many, workers) for workers in ("1", "2"))
    same = "" if alone.said == two.said else f"NOT THE SAME: {alone.said}, {two.said}; "
    yield Outcome(
        f"{many} scenarios on {links} links, two workers",
        two,
        alone,
        "one",
        (Bar("seconds", 120.0), Bar("memory", 4000), Bar("gain", round(1 / 1.8, 3))),
        f"{same}one worker takes {alone.wall_s / two.wall_s:.2f} times as long",
    )


def _beside(bench: Workbench, few: int) -> Iterator[Outcome]:
    """The first scenarios of the same draw, each by itself, by others; the slow ones run once."""
    terms = bench.folder / "scenarios.json"
    run_side("stress_terms", bench.bundled, bench.regime, str(few), terms)
    ours = _side(bench, "stress", bench.bundled, bench.regime, str(few))
    for solver, name, bars in (
        ("networkx", "NetworkX", (Bar("ratio", 1 / 20),)),
        ("scipy", "SciPy", ()),
        ("ortools", "OR-Tools", ()),
    ):
        theirs = run_side("stress_one_by_one", terms, solver)
        note = f"both: {ours.said}" if theirs.said == ours.said else f"NOT THE SAME: {ours.said}, {theirs.said}"
        yield Outcome(f"{few} scenarios, one by one", ours, theirs, name, bars, note)


def _side(bench: Workbench, name: str, *words: object) -> Spent:
    asked = [str(word) for word in words]
    return in_turn({name: lambda: run_side(name, *asked)}, bench.long_runs, warm_up=False)[name]
