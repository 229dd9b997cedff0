"""The bench works: every measurement runs through on tiny sizes, prints a line and keeps its numbers."""

from __future__ import annotations

import asyncio
import json
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from bench.__main__ import MEASUREMENTS
from bench.measuring import Bar, Outcome, Spent
from bench.page import BUILT
from bench.serving import RATE, steadily

ROOT = Path(__file__).parents[2]
SERVED = ("serving", "page")
"""The measurements that need more than Python."""


@pytest.mark.slow
def test_every_measurement_runs_and_says_what_it_found(tmp_path: Path) -> None:
    said = small_run(tmp_path, *(name for name in MEASUREMENTS if name not in SERVED))
    for work in (
        "--help",
        "ask growth",
        "import",
        "World of",
        "as known before",
        "CSV",
        "Parquet",
        "verify",
        "what-if",
        "ask gaps",
        "all groups of 2 to 8",
        "the best division",
        "thresholds",
        "ask eligibility",
        "the road map of",
        "after a change of budget",
        "ask road-map",
        "scenarios of stress",
        "what protecting saves",
        "one by one",
        "links, two workers",
        "from a row to all it changes",
    ):
        assert work in said


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("wrk") is None, reason="needs wrk (Debian: apt-get install wrk)")
def test_servers_are_loaded_side_by_side(tmp_path: Path) -> None:
    said = small_run(tmp_path, "serving")
    for work in (
        "cached growth",
        "cached page",
        "cached atlas",
        "uncached page",
        "p50",
        "p99",
        "uncached growth",
        "new day",
    ):
        assert work in said


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(not (BUILT / "index.html").exists(), reason="needs the built page: make page")
@pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    reason="needs Chromium; on Debian and Ubuntu: sudo apt-get install chromium",
)
def test_the_page_is_weighed_and_timed(tmp_path: Path) -> None:
    said = small_run(tmp_path, "page")
    for work in ("JavaScript", "map usable", "slider step", "filter step"):
        assert work in said


def small_run(folder: Path, *names: str) -> str:
    """What the measurements named say they measured; each has a line and its numbers."""
    kept = folder / "bench.json"
    command = (sys.executable, "-m", "bench", "--small", "--output", str(kept), *names)
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "MISSED" not in ran.stdout  # tiny sizes are not held against the bars
    assert "NOT THE SAME" not in ran.stdout  # who looks for the same finds the same
    outcomes = json.loads(kept.read_text(encoding="utf-8"))["outcomes"]
    for outcome in outcomes:
        assert f"{outcome['what']}: ours " in ran.stdout
        assert outcome["ours"]["wall_s"] > 0
        assert (outcome["theirs"] is None) == (outcome["ratio"] is None)
    return " ".join(outcome["what"] for outcome in outcomes)


def test_a_selection_can_be_named_and_a_stranger_is_refused() -> None:
    command = (sys.executable, "-m", "bench", "nonsense")
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "import" in ran.stderr
    assert "world" in ran.stderr


def test_a_busy_machine_excuses_seconds_but_no_latency() -> None:
    ours = Spent(wall_s=2, cpu_s=0.01, peak_mb=10)
    assert Outcome("", ours, bars=(Bar("seconds", 1),)).missed_by_cpu == ()
    assert Outcome("", ours, bars=(Bar("latency", 1),)).missed_by_cpu == (Bar("latency", 1),)


def test_a_busy_machine_excuses_no_processes_that_gain_too_little() -> None:
    ours, alone = Spent(wall_s=2, cpu_s=0.01, peak_mb=10), Spent(wall_s=2, cpu_s=2, peak_mb=10)
    assert Outcome("", ours, alone, bars=(Bar("ratio", 0.6),)).missed_by_cpu == ()
    assert Outcome("", ours, alone, bars=(Bar("gain", 0.6),)).missed_by_cpu == (Bar("gain", 0.6),)


def test_a_size_is_held_against_its_bar() -> None:
    heavy = Outcome("", Spent(0, 0, 0, size_kb=701), bars=(Bar("size", 700),))
    assert heavy.missed == (Bar("size", 700),)
    assert str(heavy.missed[0]) == "≤ 700 kB"


# ── The load generator ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(shutil.which("wrk") is None, reason="needs wrk (Debian: apt-get install wrk)")
class TestSteadyRate:
    def test_a_stall_shows_in_every_request_that_was_due_meanwhile(self, tmp_path: Path) -> None:
        # 0.4 of 2 seconds stand still: a fifth of all requests wait, a tenth of all longer than half the stall. A
        # closed loop sends sixteen requests in that time, of a thousand, and its p90 shows nothing.
        with answering(stall_s=0.4) as address:
            told = steadily(address, paths(tmp_path), 2)
        assert told["failed"] == 0
        assert told["p50_s"] < 0.1
        assert 0.3 < told["p99_s"] < 0.8
        assert told["rate"] == pytest.approx(RATE, rel=0.1)

    def test_what_is_refused_counts_as_the_whole_load(self, tmp_path: Path) -> None:
        with answering(status="503 Service Unavailable") as address:
            told = steadily(address, paths(tmp_path), 1)
        assert told["failed"] == told["answered"] > RATE / 2
        assert told["p50_s"] >= 1

    def test_who_cannot_keep_up_is_told_from_who_can(self, tmp_path: Path) -> None:
        # Sixteen connections with an answer each 0.1 s come to 160 a second at most, less than a third of what is due.
        with answering(each_s=0.1) as address:
            told = steadily(address, paths(tmp_path), 1)
        assert told["rate"] < 170
        assert told["waiting"] > RATE / 2
        assert told["p99_s"] > 0.5


def paths(folder: Path) -> Path:
    listed = folder / "paths.txt"
    listed.write_text("/one\n/two\n", encoding="utf-8")
    return listed


@contextmanager
def answering(*, stall_s: float = 0, each_s: float = 0, status: str = "200 OK") -> Iterator[str]:
    """A server in a thread that answers everything alike, and stands still once, half a second after it was asked."""
    reply = f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode()
    begun = resumes = 0.0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal begun, resumes
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                now = asyncio.get_running_loop().time()
                begun = begun or now
                if stall_s and not resumes and now > begun + 0.5:
                    resumes = now + stall_s
                await asyncio.sleep(max(each_s, resumes - now))
                writer.write(reply)
        writer.close()

    async def serve(told: queue.Queue[str], enough: asyncio.Event) -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        told.put(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        await enough.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*others), 10)  # wrk has closed its ends

    loop, told, enough = asyncio.new_event_loop(), queue.Queue[str](), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(told, enough),))
    thread.start()
    try:
        yield told.get(timeout=10)
    finally:
        loop.call_soon_threadsafe(enough.set)
        thread.join(timeout=20)
        loop.close()
