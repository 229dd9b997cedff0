"""Who computes makes no difference: one process, several, a Dask cluster, also when some of them are lost half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.analyses.mobility.random_networks import at_random

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.stress import draws
from phalanx.analyses.mobility.stress.draws import Season
from phalanx.analyses.mobility.stress.hazards import Hazard
from phalanx.analyses.mobility.stress.trial import Trial, try_out
from phalanx.errors import BadInput

DASK = Path(sys.executable).parent / "dask"


def hazards(arcs: int) -> list[Hazard]:
    """Two hazards: one that closes each arc now and then, and one that takes half of three neighbours."""
    often = np.full(12, 0.04)
    return [
        Hazard("H1", "flood", "Closed", 0.0, 2.0, often, [np.array([arc]) for arc in range(arcs)]),
        Hazard(
            "H2", "heat", "Halved", 0.5, 5.0, often, [np.arange(arc, min(arc + 3, arcs)) for arc in range(0, arcs, 3)]
        ),
    ]


def tried(**who: Any) -> Trial:
    network, moved = at_random(5, places=8, arcs=18, heavy=0.4)
    clock = Clock(network, moved, 3)
    season = Season(sets_out=0, days=2, step=3)
    return try_out(clock, hazards(len(network.link)), season, scenarios=150, seed=7, steps=17, **who)


@pytest.fixture(scope="module")
def alone() -> Trial:
    found = tried()
    assert len(np.unique(found.hours)) > 4  # or there is nothing to get wrong
    assert len(found.gains) > 3
    return found


def same(one: Trial, other: Trial) -> bool:
    return (
        np.array_equal(one.hours, other.hours)
        and one.gains.keys() == other.gains.keys()
        and all(np.array_equal(gains, other.gains[element]) for element, gains in one.gains.items())
    )


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_processes_gives_the_same(alone: Trial, workers: int) -> None:
    assert same(tried(workers=workers), alone)


@pytest.mark.slow
def test_a_process_that_is_killed_half_way_changes_nothing(alone: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    from phalanx.analyses.mobility.stress import crews

    told = 0
    recruited: list[Any] = []
    make = crews._processes

    def remembered(*given: Any) -> Any:
        recruited.append(make(*given))
        return recruited[-1]

    def tell(done: int, of: int) -> bool:
        nonlocal told
        told += 1
        if told == 10:
            os.kill(next(iter(recruited[0]._processes)), signal.SIGKILL)
        return True

    monkeypatch.setattr(crews, "_processes", remembered)
    assert same(tried(workers=2, tell=tell), alone)
    assert told > 20
    assert len(recruited) == 2


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler on this machine with two workers, each a process of its own."""
    told = tmp_path / "scheduler.json"
    silence = subprocess.DEVNULL
    with ExitStack() as running:

        def start(*words: object) -> subprocess.Popen[bytes]:
            command = [str(DASK), *map(str, words)]
            process = running.enter_context(subprocess.Popen(command, stdout=silence, stderr=silence, cwd=tmp_path))
            running.callback(process.kill)
            return process

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", told)
        workers = [
            start(
                "worker",
                "--scheduler-file",
                told,
                "--host",
                "127.0.0.1",
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
            )
            for _ in range(2)
        ]
        until = time.monotonic() + 60
        while not told.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        wait_for(address, workers=2)
        yield address, workers


def wait_for(address: str, workers: int) -> None:
    dask: Any = import_module("distributed")  # it has no types
    with dask.Client(address, timeout=60) as client:
        client.wait_for_workers(workers, timeout=60)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Dask warns of what becomes of a worker that is killed, as it should
def test_a_cluster_gives_the_same_also_when_a_worker_is_killed(
    alone: Trial, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    assert same(tried(cluster=address), alone)
    told = 0

    def tell(done: int, of: int) -> bool:
        nonlocal told
        told += 1
        if told == 10:
            workers[0].kill()
        return True

    assert same(tried(cluster=address, tell=tell), alone)
    assert told > 20
    assert workers[0].wait(10) == -signal.SIGKILL


@pytest.mark.filterwarnings("default")
def test_an_address_without_a_scheduler_is_refused() -> None:
    with pytest.raises(BadInput, match="No Dask scheduler answers at 'nonsense'"):
        tried(cluster="nonsense")


def test_stopping_gives_whole_blocks_and_at_once_gives_nothing(alone: Trial) -> None:
    with pytest.raises(BadInput, match="before any result"):
        tried(tell=lambda done, of: False)


def test_stopping_half_way_gives_the_blocks_that_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "BLOCK", 100)
    network, moved = at_random(5, places=8, arcs=18, heavy=0.4)
    given = (Clock(network, moved, 3), hazards(len(network.link)), Season(sets_out=0, days=2, step=3))
    whole = try_out(*given, scenarios=240, seed=7, steps=17)
    part = try_out(*given, scenarios=240, seed=7, steps=17, tell=lambda done, of: done < 100)
    assert (part.done, part.asked, whole.done) == (100, 240, 240)
    assert np.array_equal(part.hours, whole.hours[:100])
