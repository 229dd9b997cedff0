"""Opening the registry that the options name, with a word where its bundled facts are of an older edition."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from phalanx.surfaces.cli.state import STATE

if TYPE_CHECKING:
    from phalanx.registry.store import Registry


def opened() -> Registry:
    """The registry of this run; made from the bundled facts where nothing is yet."""
    from phalanx.public import open_registry
    from phalanx.registry import seed

    registry = open_registry(STATE.registry)
    older = seed.older_edition(registry)
    if older is not None:
        sys.stderr.write(
            f"Note: this registry holds the bundled facts of {older}; this version brings those of {seed.edition()}. "
            "'phalanx facts update' takes them in.\n"
        )
    return registry
