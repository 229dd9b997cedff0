"""Planning: the road map of the reference case beside the same program handed to HiGHS as it is; what-ifs; the default one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bench.measuring import Bar, Outcome, in_turn, run_side
from bench.workbench import Workbench

CHANGES = ("budget", "exit")
"""What-ifs: a fifth of the largest budget less; the United States two years earlier gone."""


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Timed inside the process, with the libraries of both sides loaded; each of the long ones runs once."""
    size = ",".join(map(str, bench.reference))
    ours = run_side("road_map", size)
    theirs = run_side("road_map_plainly", size, str(bench.plain_s))
    note = f"ours: {ours.said}; HiGHS by itself in {bench.plain_s} s: {theirs.said}"
    what = "the road map of {} states, {} items and {} years".format(*bench.reference[:3])
    yield Outcome(what, ours, theirs, "HiGHS", (Bar("seconds", 60.0), Bar("memory", 4000)), note)
    for change in CHANGES:
        again = run_side("road_map_again", size, change)
        yield Outcome(f"the same again after a change of {change}", again, bars=(Bar("seconds", 2.0),), note=again.said)
    asked = json.dumps({"to": bench.plan_to})
    default = in_turn(
        {"": lambda: run_side("asked", bench.bundled, "road-map", asked)}, bench.long_runs, warm_up=False
    )[""]
    yield Outcome("ask road-map", default, bars=(Bar("seconds", 5.0),))
