"""The small ways as a World, beside the small world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.analyses.mobility.small_ways import FILES
from tests.analyses.small_world import make_registry

from phalanx.world import World


@pytest.fixture(scope="session")
def ways_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Five places and six links on a day in June 2026; see `small_ways.py`."""
    folder: Path = tmp_path_factory.mktemp("ways")
    with make_registry(folder, **FILES) as registry:
        yield World.of(registry, date(2026, 6, 1))
