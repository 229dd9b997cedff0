"""Export: the agreements as CSV and Parquet files, against getting the same out of a plain table."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bench.measuring import SCRIPTS, Outcome, in_turn, run
from bench.workbench import Workbench, phalanx

TO_PARQUET = """
import sqlite3, sys, pandas
pandas.read_sql("SELECT * FROM agreements", sqlite3.connect(sys.argv[1])).to_parquet(sys.argv[2])
"""


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Whole processes; no bar is set."""
    registry, plain, out = bench.filled, bench.plain, bench.folder / "out"
    only = ("--kind", "agreements", "--format")
    theirs = out.with_suffix(".parquet")
    spent = in_turn(
        {
            "csv": lambda: run(phalanx(registry, "facts", "export", out, *only, "csv")),
            "rows": lambda: run((SCRIPTS / "sqlite-utils", "rows", plain, "agreements", "--csv")),
            "parquet": lambda: run(phalanx(registry, "facts", "export", out, *only, "parquet")),
            "to_parquet": lambda: run((sys.executable, "-c", TO_PARQUET, plain, theirs)),
        },
        bench.long_runs,
        warm_up=bench.warm_up,
    )
    what = f"export {bench.agreements:,} agreements"
    yield Outcome(f"{what} to CSV", spent["csv"], spent["rows"], "sqlite-utils rows --csv")
    yield Outcome(f"{what} to Parquet", spent["parquet"], spent["to_parquet"], "pandas read_sql + to_parquet")
