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
    from phalanx.public import ask, ask_again, export_facts, import_facts, open_registry, questions
    from phalanx.registry.store import Registry
    from phalanx.world import World

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Registry",
    "World",
    "__version__",
    "ask",
    "ask_again",
    "export_facts",
    "import_facts",
    "open_registry",
    "questions",
]

_HOMES = {
    "Answer": "phalanx.answer",
    "Registry": "phalanx.registry.store",
    "World": "phalanx.world",
    "ask": "phalanx.public",
    "ask_again": "phalanx.public",
    "export_facts": "phalanx.public",
    "import_facts": "phalanx.public",
    "open_registry": "phalanx.public",
    "questions": "phalanx.public",
}


def __getattr__(name: str) -> Any:
    """Load the public names on first use, so that `phalanx --help` starts without tables and databases."""
    if name not in _HOMES:
        raise AttributeError(f"module 'phalanx' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, loaded or not: what a notebook offers after `phalanx.` and Tab."""
    return sorted(globals().keys() | set(__all__))
