"""Serving: reads of the API at a steady rate, against Datasette serving the same agreements in the same run.

The requests come from wrk, which writes them in C and so leaves both processors to the servers. By itself wrk is a
closed loop, in which a slow server is asked less often; `steady.lua` gives every connection a timetable and times each
request from when it was due, as its opening comment explains. A request that fails counts as one that took the whole
load. Where a side cannot keep up, its times grow with the length of the load: read its rate before its times.

Ours keeps finished answers, Datasette asks SQLite every time; what differs with each request is asked of both anew.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

import psutil

from bench.generated import FACTS
from bench.measuring import ROOT, SCRIPTS, Bar, Outcome, Spent, environment, run
from bench.workbench import Workbench, insert, phalanx

RATE = 500
"""Requests a second, over all connections."""
CONNECTIONS = 16
STEADY = Path(__file__).parent / "steady.lua"
STARTS_IN_S = 60
BY_YEAR = "select substr(signed, 1, 4) as year, count(*) as agreements from agreements where {} group by year"


@dataclass(frozen=True)
class Server:
    """A server of this machine: its address and its process."""

    name: str
    address: str
    process: psutil.Process

    @property
    def cpu_s(self) -> float:
        """The processor time it has taken so far."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    @property
    def peak_mb(self) -> float:
        """The most memory it has held so far; what it holds now, where the system does not keep the peak."""
        status = Path(f"/proc/{self.process.pid}/status")
        kept = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(kept[1]) / 1024 if kept else float(self.process.memory_info().rss) / 1024**2


@dataclass(frozen=True)
class Load:
    """What a load came to; seconds of processor are for each request answered."""

    p50_s: float
    p99_s: float
    rate: float
    failed: int
    waiting: int
    cpu_s: float
    peak_mb: float

    def __str__(self) -> str:
        words = f"{self.rate:.0f}/s, {self.failed} failed"
        return words + (f", {self.waiting} still waiting" if self.waiting else "")


@dataclass
class Reads:
    """A read on both sides: the paths to ask for, one after the other, without end; each gives `n` new ones."""

    what: str
    ours: Callable[[int], Sequence[str]]
    theirs: Callable[[int], Sequence[str]]
    bars: tuple[Bar, ...] = ()
    found: dict[str, list[Load]] = field(default_factory=lambda: {"ours": [], "theirs": []})


def measure(bench: Workbench) -> Iterator[Outcome]:
    """Reads that were asked before, reads that never were, and `growth` with new parameters one at a time."""
    needs_wrk()
    plain = bench.folder / "served.sqlite"
    run(insert(plain, FACTS / "agreements.csv"))
    datasette = (SCRIPTS / "datasette", "serve", plain, "--port", "0")
    with (
        serving("Phalanx", phalanx(bench.bundled, "serve", "--port", "0", "--no-open"), bench.folder) as ours,
        serving("Datasette", datasette, bench.folder) as theirs,
    ):
        for reads in all_reads():
            yield from loaded(reads, ours, theirs, bench)
        yield from growths(ours, theirs, bench)


def needs_wrk() -> None:
    """Stop with a clear message where the load generator is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit("serving needs wrk, which sends the requests; on Debian and Ubuntu: sudo apt-get install wrk")


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def all_reads() -> tuple[Reads, ...]:
    """The loads of a run, each with its paths on both sides."""
    cached = (Bar("latency", 0.020),)
    ours, theirs = days(), days()
    return (
        Reads(
            "cached growth",
            lambda _: ["/api/v1/questions/growth?scope=brief"],
            lambda _: [sql(BY_YEAR.format("signed >= '2014'"))],
            cached,
        ),
        Reads(
            "cached page of 100 agreements",
            lambda _: ["/api/v1/facts/agreements?limit=100"],
            lambda _: [rows(_size=100)],
            cached,
        ),
        Reads("cached atlas, or all agreements", lambda _: ["/api/v1/atlas"], lambda _: [rows(_size="max")], cached),
        Reads(
            "uncached page of 20 agreements",
            lambda n: [f"/api/v1/facts/agreements?signed.from={next(ours)}&limit=20" for _ in range(n)],
            lambda n: [rows(signed__gte=next(theirs), _size=20) for _ in range(n)],
        ),
    )


def days() -> Iterator[str]:
    """Days that agreements may be signed after, each once: 35,000 from 1930 to 2025, well shuffled."""
    first = date(1930, 1, 1)
    return ((first + timedelta(days=number * 7919 % 35_000)).isoformat() for number in range(35_000))


def rows(**words: str | int) -> str:
    """Rows of Datasette's table."""
    return f"/served/agreements.json?{urlencode({'_shape': 'array', **words})}"


def sql(query: str) -> str:
    """A query that Datasette runs."""
    return f"/served.json?{urlencode({'sql': query, '_shape': 'array'})}"


# ── Loads ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def loaded(reads: Reads, ours: Server, theirs: Server, bench: Workbench) -> Iterator[Outcome]:
    """Both servers in turn under the same load, several times; the middle of what came out."""
    for _ in range(bench.long_runs):
        for side, server, paths in (("ours", ours, reads.ours), ("theirs", theirs, reads.theirs)):
            asked = paths(RATE * bench.load_s)
            get(server, asked[0])
            reads.found[side].append(load(server, asked, bench))
    mine, other = (middle(reads.found[side]) for side in ("ours", "theirs"))
    note = f"ours {mine}; {theirs.name} {other}"
    what = f"{reads.what} at {RATE}/s"
    yield Outcome(f"{what}, p50", spent(mine, mine.p50_s), spent(other, other.p50_s), theirs.name, note=note)
    yield Outcome(
        f"{what}, p99", spent(mine, mine.p99_s), spent(other, other.p99_s), theirs.name, reads.bars, note=note
    )


def load(server: Server, paths: Sequence[str], bench: Workbench) -> Load:
    """Ask a server for paths in turn, RATE times a second."""
    listed = bench.folder / "paths.txt"
    listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
    before = server.cpu_s
    told = steadily(server.address, listed, bench.load_s)
    return Load(
        p50_s=told["p50_s"],
        p99_s=told["p99_s"],
        rate=told["rate"],
        failed=round(told["failed"]),
        waiting=round(told["waiting"]),
        cpu_s=(server.cpu_s - before) / max(1, told["answered"]),
        peak_mb=server.peak_mb,
    )


def steadily(address: str, paths: Path, seconds: int) -> dict[str, float]:
    """What `steady.lua` tells of a load of so many seconds."""
    number = str(CONNECTIONS)
    command = ("wrk", "-t", number, "-c", number, "-d", f"{seconds}s", "-H", "Accept-Encoding: gzip", "-s", STEADY)
    words = (*command, address, "--", str(RATE), number, str(seconds), paths)
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    if said.returncode or not said.stdout.rstrip().endswith("}"):
        raise SystemExit(f"wrk failed; nothing was measured.\n{said.stdout}{said.stderr}")
    told: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return told


def middle(loads: Sequence[Load]) -> Load:
    """The median of the times; every failure counts."""
    return Load(
        p50_s=median(one.p50_s for one in loads),
        p99_s=median(one.p99_s for one in loads),
        rate=median(one.rate for one in loads),
        failed=sum(one.failed for one in loads),
        waiting=sum(one.waiting for one in loads),
        cpu_s=median(one.cpu_s for one in loads),
        peak_mb=max(one.peak_mb for one in loads),
    )


def spent(load: Load, wall_s: float) -> Spent:
    """A load's times as a bench has them: by the clock, the processor's for one request, and the server's memory."""
    return Spent(wall_s, load.cpu_s, load.peak_mb)


# ── One at a time ────────────────────────────────────────────────────────────────────────────────────────────────────


def growths(ours: Server, theirs: Server, bench: Workbench) -> Iterator[Outcome]:
    """`growth` with parameters nobody asked for before, of a World that is there; then of Worlds that are not."""
    years = range(1990, 1990 + 3 * bench.short_runs)
    asked = [sql(BY_YEAR.format(f"signed >= '{year}'")) for year in years]
    get(ours, "/api/v1/questions/growth")
    for what, path, bars in (
        ("uncached growth", "/api/v1/questions/growth?from={}", (Bar("seconds", 0.150),)),
        ("growth as of a new day", "/api/v1/questions/growth?valid_on={}", ()),
    ):
        mine, other = one_by_one((ours, theirs), ([path.format(year) for year in years], asked))
        yield Outcome(what, mine, other, theirs.name, bars)


def one_by_one(servers: Sequence[Server], asked: Sequence[Sequence[str]]) -> tuple[Spent, ...]:
    """Ask the servers in turn, one request at a time: the median to the whole answer, the mean of the processor."""
    before = [server.cpu_s for server in servers]
    rounds = [
        [timed(server, path) for server, path in zip(servers, paths, strict=True)] for paths in zip(*asked, strict=True)
    ]
    return tuple(
        Spent(median(seconds), (server.cpu_s - earlier) / len(rounds), server.peak_mb)
        for server, earlier, seconds in zip(servers, before, zip(*rounds, strict=True), strict=True)
    )


def timed(server: Server, path: str) -> float:
    """The seconds to the last byte of an answer."""
    begun = time.perf_counter()
    get(server, path)
    return time.perf_counter() - begun


def get(server: Server, path: str) -> None:
    """Read one answer to its end; one that is no answer ends the measurement."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{server.name} answered {path} with {answer.status}; nothing was measured.\n{body[:500]!r}")


# ── Servers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def serving(name: str, command: Sequence[str | Path], folder: Path) -> Iterator[Server]:
    """A server on a free port, from its first word of where it is until the end of the block."""
    said = folder / f"{name}.log"
    with (
        said.open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=log, stderr=log) as started,
    ):
        try:
            yield Server(name, address_in(said, started), psutil.Process(started.pid))
        finally:
            started.terminate()
            started.wait(timeout=30)


def address_in(said: Path, started: subprocess.Popen[bytes]) -> str:
    """The address a server prints once it listens."""
    until = time.monotonic() + STARTS_IN_S
    while time.monotonic() < until and started.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+", said.read_text(encoding="utf-8"))
        if found:
            return found[0]
        time.sleep(0.05)
    raise SystemExit(f"{said.stem} did not start; nothing was measured.\n{said.read_text(encoding='utf-8')[-2000:]}")
