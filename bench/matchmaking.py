"""Matchmaking: the best groups of all, beside the same written plainly and CP-SAT; and each question that has a bar."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.measuring import Bar, Outcome, Spent, in_turn, run_side
from bench.workbench import Workbench

WIDEST = "RM-8"
"""The area that 31 states need most different items of: each item takes time of its own."""
SINGLE = "WP-2"
"""An area of which 31 states need one item, as CP-SAT is told of one."""


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Timed inside the process, with the World and the libraries of all sides loaded."""
    for most, bars in ((6, (Bar("seconds", 0.1),)), (8, (Bar("seconds", 3.0), Bar("memory", 2000)))):
        spent = _side(bench, "constellations", bench.bundled, WIDEST, str(most))
        yield Outcome(f"all groups of 2 to {most} of 31 states", spent, bars=bars, note=spent.said)
    yield from _beside(bench)
    for by in ("states", "groups"):
        asked = {**bench.divided, "by": by}
        division = _asked(bench.bundled, "partition", asked, bench.long_runs, warm_up={"area": "WP-7"})
        what = f"the best division for every item, by {by}"
        yield Outcome(what, division, bars=(Bar("seconds", 10.0),), note=division.said)
    dial = _asked(bench.bought, "threshold", {"instrument": "SAFE"}, bench.long_runs)
    what = f"thresholds of 2 to 6 over {bench.pacts} generated pacts"
    yield Outcome(what, dial, bars=(Bar("seconds", 5.0),), note=dial.said)
    eligible = _asked(bench.bundled, "eligibility", {"states": "PL,DE,NO"}, bench.short_runs)
    yield Outcome("ask eligibility", eligible, bars=(Bar("seconds", 0.05),))


def _beside(bench: Workbench) -> Iterator[Outcome]:
    """The same best group by three ways; the slow ones run once."""
    most, terms = str(bench.slow_states), bench.folder / "terms.json"
    run_side("constellations_terms", bench.bundled, SINGLE, most, terms)
    ours = _side(bench, "constellations", bench.bundled, SINGLE, most)
    for against, theirs in (
        ("itertools", run_side("constellations_plainly", bench.bundled, SINGLE, most)),
        ("CP-SAT", run_side("constellations_cp_sat", terms)),
    ):
        note = f"both: {ours.said}" if theirs.said == ours.said else f"NOT THE SAME: {ours.said}, {theirs.said}"
        yield Outcome(f"all groups of 2 to {most}, one item", ours, theirs, against, note=note)


def _side(bench: Workbench, name: str, *words: str | Path) -> Spent:
    return in_turn({name: lambda: run_side(name, *words)}, bench.short_runs, warm_up=False)[name]


def _asked(
    registry: Path, name: str, parameters: Mapping[str, object], runs: int, warm_up: Mapping[str, object] | None = None
) -> Spent:
    words = [json.dumps(each) for each in (parameters, warm_up) if each is not None]
    return in_turn({name: lambda: run_side("asked", registry, name, *words)}, runs, warm_up=False)[name]
