"""Growth: the first question about the bundled facts, against the few lines of pandas that count the same by year."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bench.generated import FACTS
from bench.measuring import Bar, Outcome, Spent, in_turn, run
from bench.workbench import Workbench, phalanx

BY_YEAR = """
import sys, pandas
rows = pandas.read_csv(sys.argv[1])
print(rows.groupby(rows["signed"].str[:4]).size())
"""


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Whole processes: once the registry is there, and at first use, when it is made from the bundled facts."""
    registry = bench.bundled

    def first_use() -> Spent:
        new = bench.folder / "first.sqlite"
        new.unlink(missing_ok=True)
        return run(phalanx(new, "ask", "growth"))

    spent = in_turn(
        {
            "ours": lambda: run(phalanx(registry, "ask", "growth")),
            "theirs": lambda: run((sys.executable, "-c", BY_YEAR, FACTS / "agreements.csv")),
            "first": first_use,
        },
        bench.short_runs,
        warm_up=bench.warm_up,
    )
    against = "pandas read_csv + groupby"
    yield Outcome("phalanx ask growth", spent["ours"], spent["theirs"], against, (Bar("seconds", 1.5),))
    yield Outcome("phalanx ask growth, first use", spent["first"], spent["theirs"], against)
