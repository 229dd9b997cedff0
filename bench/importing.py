"""Import: agreements into a registry, with checks, journal and hashes, against the same rows as a plain table."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Bar, Outcome, Spent, in_turn, run
from bench.workbench import WHO, Workbench, insert, phalanx


def measure(bench: Workbench) -> Iterator[Outcome]:
    """The whole file into a registry of the bundled facts; then its corrections, each held against what is there."""

    def ours() -> Spent:
        registry = bench.copy(bench.bundled, "import.sqlite")
        return run(phalanx(registry, "facts", "import", bench.csv, *WHO))

    def theirs() -> Spent:
        database = bench.folder / "insert.sqlite"
        database.unlink(missing_ok=True)
        return run(insert(database, bench.csv))

    def corrections() -> Spent:
        registry = bench.copy(bench.filled, "import.sqlite")
        return run(phalanx(registry, "facts", "import", bench.corrections_csv, *WHO))

    spent = in_turn({"ours": ours, "theirs": theirs}, bench.long_runs, warm_up=False)
    yield Outcome(
        f"import {bench.agreements:,} agreements",
        spent["ours"],
        spent["theirs"],
        "sqlite-utils insert",
        (Bar("ratio", 4), Bar("memory", 1500)),
    )
    spent = in_turn({"ours": corrections}, bench.long_runs, warm_up=False)
    yield Outcome(f"import {bench.corrections:,} corrections to them", spent["ours"], bars=(Bar("memory", 1500),))
