"""The World of the bundled facts, for pages that count or ask."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from phalanx.public import open_registry
from phalanx.registry.seed import edition
from phalanx.vocabulary.dates import read_moment
from phalanx.world import World


@cache
def bundled_world() -> World:
    """What a registry holds before anybody added to it, on the day of the edition: the same wherever it is read."""
    with tempfile.TemporaryDirectory() as folder, open_registry(str(Path(folder) / "registry.sqlite")) as registry:
        return World.of(registry, date.fromisoformat(edition()), read_moment(edition()))
