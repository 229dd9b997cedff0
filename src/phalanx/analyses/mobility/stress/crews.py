"""Crews: who proves – this process alone, processes beside it, or a Dask cluster. What they prove is the same.

Which proof is found first hangs on who is quick, and so does which other scenarios it settles. How long each scenario
takes does not: it is settled by a plan and a cut that meet.
"""

from __future__ import annotations

import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from phalanx.analyses.mobility.clock import Clock
from phalanx.analyses.mobility.network import Whole
from phalanx.analyses.mobility.stress.proofs import Proof, Prover
from phalanx.analyses.mobility.stress.settling import Crew, Row
from phalanx.errors import BadInput

Found = tuple[Proof, ...]
LOST_AT_MOST = 5
"""How often processes may be lost before that is taken for a fault rather than an accident."""


@contextmanager
def crew_of(clocks: Sequence[Clock], ends: Whole, workers: int = 1, cluster: str | None = None) -> Iterator[Crew]:
    """Those who prove for these parts of a movement: the cluster at an address, so many processes, or this one.

    Raises:
        BadInput: no scheduler answers at the address, it has no workers, or Dask is not installed.
    """
    if cluster:
        with _cluster(cluster, clocks, ends) as crew:
            yield crew
    elif workers > 1:
        crew = _Several(lambda: _processes(workers, clocks, ends), workers)
        try:
            yield crew
        finally:
            crew.dismiss()
    else:
        yield _Alone([Prover(clock, ends) for clock in clocks])


class _Alone:
    """This process."""

    size = 1

    def __init__(self, provers: Sequence[Prover]) -> None:
        self.provers = provers
        self.done: list[tuple[int, Found]] = []

    def start(self, key: int, part: int, row: Row, steps: int) -> None:
        self.done.append((key, self.provers[part].prove(*row, steps)))

    def finished(self) -> Iterable[tuple[int, Found]]:
        done, self.done = self.done, []
        return done


class _Several:
    """Processes that are told of the movement once; those that are lost are replaced, and asked again."""

    def __init__(self, recruit: Callable[[], Executor], size: int) -> None:
        self.recruit, self.size, self.lost = recruit, size, 0
        self.executor = recruit()
        self.going: dict[Future[Found], tuple[int, int, Row, int]] = {}

    def start(self, key: int, part: int, row: Row, steps: int) -> None:
        try:
            future = self.executor.submit(_prove, part, row, steps)
        except BrokenExecutor:
            self._replace()
            future = self.executor.submit(_prove, part, row, steps)
        self.going[future] = (key, part, row, steps)

    def finished(self) -> Iterable[tuple[int, Found]]:
        found: list[tuple[int, Found]] = []
        while not found:
            done, _ = wait(self.going, return_when=FIRST_COMPLETED)
            try:
                found = [(self.going[future][0], future.result()) for future in done]
            except BrokenExecutor:
                self._replace()
                done = set()
            for future in done:
                del self.going[future]
        return found

    def dismiss(self) -> None:
        """Let all go, and wait for none."""
        self.executor.shutdown(wait=False, cancel_futures=True)

    def _replace(self) -> None:
        self.lost += 1
        if self.lost > LOST_AT_MOST:
            raise RuntimeError(f"Processes were lost {self.lost} times; something ends them, such as a lack of memory")
        self.dismiss()
        self.executor = self.recruit()
        again, self.going = list(self.going.values()), {}
        for each in again:
            self.start(*each)


def _processes(workers: int, clocks: Sequence[Clock], ends: Whole) -> Executor:
    told = pickle.dumps((tuple(clocks), ends))
    return ProcessPoolExecutor(workers, get_context("spawn"), _get_ready, (told,))


_PROVERS: list[Prover] = []
"""In a process of a crew: those who prove, one a part of the movement."""


def _get_ready(told: bytes) -> None:
    """In a process of a crew: take the movement in. Ctrl-C is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _PROVERS[:] = _provers(told)


def _prove(part: int, row: Row, steps: int) -> Found:
    return _PROVERS[part].prove(*row, steps)


@lru_cache(4)
def _provers(told: bytes) -> list[Prover]:
    clocks, ends = pickle.loads(told)  # noqa: S301  # written by the process that asks
    return [Prover(clock, ends) for clock in clocks]


@contextmanager
def _cluster(address: str, clocks: Sequence[Clock], ends: Whole) -> Iterator[Crew]:
    """The workers of a Dask scheduler. Those that are lost are replaced by others of the cluster, by Dask itself."""
    try:
        dask: Any = import_module("distributed")  # it has no types
    except ImportError as error:
        raise BadInput(
            "--cluster needs Dask, which is not installed", "the package distributed",
            "install it with pip install 'phalanx[cluster]', or use --workers",
        ) from error  # fmt: skip
    try:
        client = dask.Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"No Dask scheduler answers at {address!r}", "an address such as tcp://127.0.0.1:8786",
            "start one with 'dask scheduler' and workers with 'dask worker ADDRESS'",
        ) from error  # fmt: skip
    with client:
        size = sum(client.nthreads().values())
        if not size:
            raise BadInput(
                f"The Dask scheduler at {address} has no workers", "at least one", f"start 'dask worker {address}'"
            )
        yield _Dask(client, size, client.submit(_same, pickle.dumps((tuple(clocks), ends))))


class _Dask:
    """The workers of a cluster, each of which is told of the movement once."""

    def __init__(self, client: Any, size: int, told: Any) -> None:
        self.client, self.size, self.told = client, size, told
        self.keys: dict[Any, int] = {}
        self.completed = import_module("distributed").as_completed([], with_results=True)

    def start(self, key: int, part: int, row: Row, steps: int) -> None:
        future = self.client.submit(_prove_there, self.told, part, row, steps, pure=False)
        self.keys[future] = key
        self.completed.add(future)

    def finished(self) -> Iterable[tuple[int, Found]]:
        return [(self.keys.pop(future), found) for future, found in self.completed.next_batch(block=True)]


def _same(told: bytes) -> bytes:
    """What the workers are told, as a task: who is lost with it, has it made again."""
    return told


def _prove_there(told: bytes, part: int, row: Row, steps: int) -> Found:
    return _provers(told)[part].prove(*row, steps)
