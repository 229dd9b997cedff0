"""Measuring: two sides in turn, each in a process of its own, and what came out held against a bar.

Everything runs in child processes, so that start-up counts where it should and peak memory is the child's own. The
bench itself stays small for the same reason: Linux counts a parent's memory into what a child held at its start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sys.executable).parent
FORBIDDEN = ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "PHALANX_REGISTRY")
"""Variables that would change what is measured; without compiled Python every start takes three times as long."""


Work = Callable[[], object]
"""What a side does while the clock runs."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one side took: seconds by the clock, seconds of processor (user and system), peak memory in MB.

    `size_kb` is the size of what came out, in kB of 1,000 bytes, where that is what was measured; `said` is what a side that
    is timed from inside says it found, if it says anything.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    size_kb: float | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """The most a measurement may come to: as a multiple of the other side, in seconds, in MB, or in kB.

    A latency is one of many requests or frames, and a gain is what several processes make of the time of one: their seconds
    are those of the clock, and of the clock only.
    """

    of: Literal["ratio", "gain", "seconds", "latency", "memory", "size"]
    most: float

    def __str__(self) -> str:
        match self.of:
            case "ratio" | "gain":
                return f"≤ {self.most:g}×"
            case "latency":
                return f"≤ {self.most * 1000:g} ms"
        return f"≤ {self.most:g} {({'seconds': 's', 'memory': 'MB', 'size': 'kB'})[self.of]}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measurement: what was done, our side, the other side if there is one, and the bars of the design.

    `note` is what a reader must know beside the numbers, such as requests that failed.
    """

    what: str
    ours: Spent
    theirs: Spent | None = None
    against: str = ""
    bars: tuple[Bar, ...] = ()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as long ours took; None without another side."""
        return None if self.theirs is None else self.ours.wall_s / self.theirs.wall_s

    @property
    def cpu_ratio(self) -> float | None:
        """The same in processor time, which other programs on the machine change less."""
        return None if self.theirs is None or not self.theirs.cpu_s else self.ours.cpu_s / self.theirs.cpu_s

    @property
    def missed(self) -> tuple[Bar, ...]:
        """The bars that were not held."""
        return self._above(self.ratio, self.ours.wall_s)

    @property
    def missed_by_cpu(self) -> tuple[Bar, ...]:
        """The bars that would not be held on a machine with nothing else to do, roughly."""
        return self._above(self.cpu_ratio, self.ours.cpu_s)

    def _above(self, ratio: float | None, seconds: float) -> tuple[Bar, ...]:
        reached = {
            "ratio": ratio,
            "gain": self.ratio,
            "seconds": seconds,
            "latency": self.ours.wall_s,
            "memory": self.ours.peak_mb,
            "size": self.ours.size_kb,
        }
        return tuple(bar for bar in self.bars if (found := reached[bar.of]) is not None and found > bar.most)


def run(command: Sequence[str | Path]) -> Spent:
    """Run a command from the repository's root; its output goes nowhere unless it fails."""
    return _run(command)[0]


def run_side(name: str, *arguments: str | Path) -> Spent:
    """Run a function of `bench.sides` in a process of its own; the seconds are those it measured inside."""
    spent, said = _run((sys.executable, "-m", "bench.sides", name, *arguments))
    inside = json.loads(said)
    return Spent(inside["wall_s"], inside["cpu_s"], spent.peak_mb, said=inside["said"])


def in_turn(sides: Mapping[str, Callable[[], Spent]], runs: int, *, warm_up: bool = True) -> dict[str, Spent]:
    """Measure the sides in turn, so that both meet the same load: the median of the seconds, the highest peak.

    The first round is not counted: it writes compiled Python and fills the disk cache. Leave it out where a run takes
    so long that neither shows.
    """
    if warm_up:
        for side in sides.values():
            side()
    rounds = [{name: side() for name, side in sides.items()} for _ in range(runs)]
    return {name: _middle([found[name] for found in rounds]) for name in sides}


def _middle(found: Sequence[Spent]) -> Spent:
    return Spent(
        median(spent.wall_s for spent in found),
        median(spent.cpu_s for spent in found),
        max(spent.peak_mb for spent in found),
        said="; ".join(sorted({spent.said for spent in found})),
    )


def environment() -> dict[str, str]:
    """The variables that a measured process runs with."""
    return {name: value for name, value in os.environ.items() if name not in FORBIDDEN}


def _run(command: Sequence[str | Path]) -> tuple[Spent, bytes]:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        started = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=said, stderr=complained)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        if child.returncode:
            words = " ".join(map(str, command))
            tail = (said.read() + complained.read()).decode(errors="replace")[-2000:]
            raise SystemExit(f"`{words}` failed with code {child.returncode}; nothing was measured.\n{tail}")
        per_mb = 1024**2 if sys.platform == "darwin" else 1024
        return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / per_mb), said.read()
