"""Worlds to ask: the small one, counted by hand, and that of the bundled facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.analyses.small_world import VALID_ON, make_registry

from phalanx.registry.store import Registry
from phalanx.world import World


@pytest.fixture
def small_registry(tmp_path: Path) -> Iterator[Registry]:
    """The registry of the small world; a test may enter more."""
    with make_registry(tmp_path) as registry:
        yield registry


@pytest.fixture
def small_world(small_registry: Registry) -> World:
    """Four countries and eight agreements on the last day of 2025; see `small_world.py` for the list."""
    return World.of(small_registry, VALID_ON)


@pytest.fixture(scope="session")
def bundled_world(bundled_registry: Path) -> World:
    """The bundled facts on the day of their edition."""
    with Registry.open(str(bundled_registry)) as registry:
        return World.of(registry, date(2026, 11, 21))
