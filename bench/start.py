"""Start: how long a user waits for `phalanx --help`, against `sqlite-utils --help`."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import SCRIPTS, Bar, Outcome, in_turn, run
from bench.workbench import Workbench


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Whole processes, from the shell's view."""
    spent = in_turn(
        {
            "ours": lambda: run((SCRIPTS / "phalanx", "--help")),
            "theirs": lambda: run((SCRIPTS / "sqlite-utils", "--help")),
        },
        bench.short_runs,
        warm_up=bench.warm_up,
    )
    yield Outcome("phalanx --help", spent["ours"], spent["theirs"], "sqlite-utils --help", (Bar("seconds", 0.3),))
