"""Worlds made for one test: agreements given as parties and days, with the weights and the states of the small world."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.analyses.network.conftest import simple_weights
from tests.analyses.small_world import FILES, VALID_ON, make_registry

from phalanx.world import World

Signed = tuple[str, str, str]
"""Parties of an agreement, day of signature, and the day it ended or nothing."""


def make_world(folder: Path, signed: Sequence[Signed], **further: str) -> World:
    """A World of these agreements on the last day of 2025: strategic partnerships of weight 1, half from ten years on.

    States and groupings are those of the small world where `further` says nothing else.
    """
    lines = [
        (f"a{number}", f"Agreement {number}", parties, day, "terminated" if end else "in_force", end,
         "strategic_partnership", "agreement", "state", "comprehensive", "training", "none", "", "",
         f"https://example.org/{number}", "A", "Gazette", "", "verified", "")
        for number, (parties, day, end) in enumerate(signed)
    ]  # fmt: skip
    files = {
        "agreements": table(FILES["agreements.csv"], lines),
        "party_periods": table(FILES["party_periods.csv"], []),
        "network_weights": simple_weights(),
        "scopes": "\n".join(line for line in FILES["scopes.csv"].splitlines() if "weimar" not in line) + "\n",
    }
    with make_registry(folder, **(files | further)) as registry:
        return World.of(registry, VALID_ON)


def table(pattern: str, lines: Iterable[Sequence[Any]]) -> str:
    """A CSV with the header of another."""
    out = io.StringIO()
    out.write(pattern.partition("\n")[0] + "\n")
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()
