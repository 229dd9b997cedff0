"""Verify: every hash of the journal followed from the first entry to the head."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Outcome, in_turn, run
from bench.workbench import Workbench, phalanx


def measure(bench: Workbench) -> Iterator[Outcome]:
    """A whole process; nothing a user would pick instead does this, and no bar is set."""
    registry = bench.filled
    spent = in_turn({"ours": lambda: run(phalanx(registry, "facts", "verify"))}, bench.long_runs, warm_up=bench.warm_up)
    yield Outcome(f"facts verify, {bench.agreements:,} agreements", spent["ours"])
