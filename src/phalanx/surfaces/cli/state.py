"""What the global options said, for every command of one run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class State:
    """The global options."""

    registry: str | None = None
    as_json: bool = False
    debug: bool = False


STATE = State()
