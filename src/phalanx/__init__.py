"""Phalanx: the open registry and planning desk for European defence cooperation.

Documents are read into candidates; a person's review turns them into facts; the registry reads the facts into a
World as of a date; each question about a World gets an Answer; an exercise changes a World and asks again;
surfaces show Answers.

    >>> import phalanx
    >>> registry = phalanx.open_registry()                      # doctest: +SKIP
    >>> answer = phalanx.ask("growth", registry, scope="brief")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phalanx.answer import Answer
    from phalanx.public import ask, open_registry
    from phalanx.registry.store import Registry
    from phalanx.world import World

__version__ = "0.1.0.dev0"
__all__ = ["Answer", "Registry", "World", "__version__", "ask", "open_registry"]

_HOMES = {
    "Answer": "phalanx.answer",
    "Registry": "phalanx.registry.store",
    "World": "phalanx.world",
    "ask": "phalanx.public",
    "open_registry": "phalanx.public",
}


def __getattr__(name: str) -> Any:
    """Load the public names on first use, so that `phalanx --help` starts without tables and databases."""
    if name not in _HOMES:
        raise AttributeError(f"module 'phalanx' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
