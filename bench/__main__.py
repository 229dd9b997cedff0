"""`python -m bench [NAME …] [--small]`: measure everything or a selection; a line each, a table at the end.

A missed bar is printed loudly and changes no exit code: a bench measures, it does not test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import (
    earlier,
    exporting,
    growth,
    importing,
    joined_story,
    matchmaking,
    mobility,
    network,
    page,
    planning,
    serving,
    start,
    verifying,
    world,
)
from bench.measuring import ROOT, Outcome, Spent
from bench.workbench import Workbench

MEASUREMENTS: dict[str, Callable[[Workbench], Iterator[Outcome]]] = {
    "start": start.measure,
    "growth": growth.measure,
    "import": importing.measure,
    "world": world.measure,
    "earlier": earlier.measure,
    "export": exporting.measure,
    "verify": verifying.measure,
    "network": network.measure,
    "matchmaking": matchmaking.measure,
    "planning": planning.measure,
    "mobility": mobility.measure,
    "joined-story": joined_story.measure,
    "serving": serving.measure,
    "page": page.measure,
}
SMALL: dict[str, Any] = {
    "agreements": 60,
    "corrections": 6,
    "short_runs": 1,
    "long_runs": 1,
    "load_s": 1,
    "years": 2,
    "wide_questions": ("gaps", "layers"),
    "divided": {"area": "WP-7"},
    "pacts": 20,
    "slow_states": 2,
    "reference": (2, 2, 4, 1),
    "plain_s": 2,
    "regime": "emergency",
    "scenarios": 40,
    "few_scenarios": 1,
    "large": (200, 600, 4),
    "plan_to": 2027,
    "window": (1000, 240),
    "steps": 2,
    "warm_up": False,
}


def main(words: Sequence[str] | None = None) -> None:
    """Run the measurements named (none: all), print them, and keep the numbers as JSON."""
    asked = _parser().parse_args(words)
    load = os.getloadavg()
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="phalanx-bench-") as folder:
        bench = Workbench(Path(folder), **(SMALL if asked.small else {}))
        for name in asked.names or MEASUREMENTS:
            for outcome in MEASUREMENTS[name](bench):
                print(_line(outcome, judged=not asked.small), flush=True)
                outcomes.append(outcome)
    _print_table(outcomes, judged=not asked.small)
    print(f"\n{_machine()}; load {load[0]:.1f} before, {os.getloadavg()[0]:.1f} after.")
    if asked.small:
        print("Sizes were too small to say anything; the bars were not applied.")
    _write(asked.output, outcomes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", type=_named, help=", ".join(MEASUREMENTS))
    parser.add_argument("--small", action="store_true", help="tiny sizes, one round: only whether the bench works")
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "build" / "bench.json",
        help="where the numbers go (default: build/bench.json)",
    )
    return parser


def _named(word: str) -> str:
    if word not in MEASUREMENTS:
        raise argparse.ArgumentTypeError(f"there is no measurement {word!r}, only {', '.join(MEASUREMENTS)}")
    return word


def _line(outcome: Outcome, *, judged: bool) -> str:
    words = [f"{outcome.what}: ours {_spent(outcome.ours)}"]
    if outcome.theirs is not None:
        words += [
            f"{outcome.against} {_spent(outcome.theirs)}",
            f"ratio {_number(outcome.ratio)} (by cpu {_number(outcome.cpu_ratio)})",
        ]
    if outcome.bars:
        words += [f"bar {', '.join(map(str, outcome.bars))}", _verdict(outcome, judged=judged)]
    if outcome.note:
        words += [f"[{outcome.note}]"]
    return "; ".join(words)


def _spent(spent: Spent) -> str:
    if spent.size_kb is not None:
        return f"{spent.size_kb:.0f} kB"
    wall = f"{spent.wall_s * 1000:.3g} ms" if spent.wall_s < 0.1 else f"{spent.wall_s:.3g} s"
    return f"{wall} (cpu {spent.cpu_s:.3g} s, peak {spent.peak_mb:.0f} MB)"


def _number(number: float | None) -> str:
    """Three figures, as small times need them; nothing where nothing was measured."""
    return "–" if number is None else f"{number:.2f}" if number >= 1 else f"{number:.2g}"


def _verdict(outcome: Outcome, *, judged: bool) -> str:
    if not outcome.bars or not judged:
        return "–"
    if outcome.missed:
        by_cpu = " (held by cpu: the machine was busy)" if not outcome.missed_by_cpu else ""
        return f"MISSED {', '.join(map(str, outcome.missed))}{by_cpu}"
    return "held"


def _print_table(outcomes: Sequence[Outcome], *, judged: bool) -> None:
    heading = (
        "what",
        "ours s",
        "cpu s",
        "peak MB",
        "theirs s",
        "cpu s",
        "against",
        "ratio",
        "by cpu",
        "bar",
        "verdict",
    )
    rows = [heading, *(_cells(outcome, judged=judged) for outcome in outcomes)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    missed = [outcome.what for outcome in outcomes if outcome.missed]
    if missed and judged:
        print(f"\nMISSED: {'; '.join(missed)}")


def _cells(outcome: Outcome, *, judged: bool) -> tuple[str, ...]:
    ours, theirs = outcome.ours, outcome.theirs
    return (
        outcome.what,
        _number(ours.wall_s) if ours.size_kb is None else f"{ours.size_kb:.0f} kB",
        _number(ours.cpu_s),
        f"{ours.peak_mb:.0f}",
        _number(theirs.wall_s if theirs else None),
        _number(theirs.cpu_s if theirs else None),
        outcome.against or "–",
        _number(outcome.ratio),
        _number(outcome.cpu_ratio),
        ", ".join(map(str, outcome.bars)) or "–",
        _verdict(outcome, judged=judged),
    )


def _machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _write(path: Path, outcomes: Sequence[Outcome]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [
        asdict(outcome)
        | {"ratio": outcome.ratio, "cpu_ratio": outcome.cpu_ratio, "missed": [str(bar) for bar in outcome.missed]}
        for outcome in outcomes
    ]
    made = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "on": _machine(), "outcomes": found}
    path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
