"""`kill -9` at any moment leaves all of an import or nothing, and a journal that holds.

A helper process loads the program once and forks a child for each moment, as starting Python takes longer than most
imports. The moments are drawn from a seed over the time that a whole run takes on this machine.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.registry.examples import agreement, tamper, whole, write_agreements

from phalanx.errors import RegistryError
from phalanx.registry import seed
from phalanx.registry.searching import find_records
from phalanx.registry.store import Registry

AGREEMENTS = 2_000

HELPER = """
import json, os, signal, sys, time
from pathlib import Path
from phalanx.intake.filing import file_facts
from phalanx.registry import seed
from phalanx.registry.store import Registry

def do(url, path):
    if path is None:
        Registry.create(url, seed.fill).close()
    else:
        with Registry.open(url) as registry:
            file_facts(registry, Path(path), who="Test", why="because")

for line in sys.stdin:
    url, path, delay = json.loads(line)
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            do(url, path)
        finally:
            os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(time.monotonic() - start, flush=True)
"""


class Helper:
    """Runs an import, or the first filling, and kills it after a while."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HELPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, url: str, path: Path | None, delay: float | None = None) -> float:
        """Seconds it took; without a delay it ends by itself."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([url, str(path) if path else None, delay]) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def helper() -> Iterator[Helper]:
    started = Helper()
    yield started
    started.end()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = (agreement(f"r{n}", note=f"Generated, number {n}. " * 5) for n in range(AGREEMENTS))
    return write_agreements(tmp_path_factory.mktemp("many"), *rows)


@pytest.mark.slow
def test_a_killed_import_is_all_or_nothing(registry_url: str, helper: Helper, many: Path) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole("first")], who="x", why="y")
        seq, last, at = registry.head()
        took = helper.run(registry_url, many)
        assert registry.verify()[0] == seq + AGREEMENTS
        undo(registry, last, at)
        moments = random.Random(20261121)
        outcomes = []
        for _ in range(12):
            helper.run(registry_url, many, moments.uniform(0, took))
            outcomes.append(registry.verify()[0])
            if outcomes[-1] > 1:
                undo(registry, last, at)
        assert set(outcomes) <= {1, 1 + AGREEMENTS}
        assert 1 in outcomes, "some were killed in time"
        helper.run(registry_url, many)
        assert registry.verify()[0] == 1 + AGREEMENTS, "and the next import goes in as if nothing had been"


def undo(registry: Registry, last: str, at: str) -> None:
    """Take every entry but the first away, and have the index follow, as it does at the next search."""
    tamper(
        registry,
        "DELETE FROM journal WHERE seq > 1",
        "UPDATE head SET seq = 1, hash = :hash, at = :at",
        hash=last,
        at=at,
    )
    assert find_records(registry, "cooperation") == frozenset()


@pytest.mark.slow
def test_a_killed_first_filling_is_all_or_nothing(
    helper: Helper, tmp_path: Path, registry_url: str, bundled: Path
) -> None:
    with Registry.open(str(bundled)) as complete:
        head = complete.head()
    server = registry_url.startswith("postgresql")
    took = helper.run(registry_url, None)
    moments = random.Random(42)
    left = 0
    for number in range(6):
        url = registry_url if server else str(tmp_path / f"{number}" / "registry.sqlite")
        if server:
            with Registry.open(url) as registry:
                tables = "journal", "head", "alembic_version", "texts", "words"
                tamper(registry, *(f"DROP TABLE {name}" for name in tables))
        helper.run(url, None, moments.uniform(0, took))
        if Registry.is_vacant(url):
            left += 1
            if not server:
                with pytest.raises(RegistryError, match="There is no registry"):
                    Registry.open(url)
            Registry.create(url, seed.fill).close()
        with Registry.open(url) as registry:
            assert registry.head() == head
            registry.verify()
    assert left, "some were killed in time"
