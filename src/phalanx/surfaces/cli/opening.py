"""Opening the registry that the options name, with a word where its bundled facts are of an older edition."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from phalanx.surfaces.cli.state import STATE

if TYPE_CHECKING:
    from phalanx.registry.store import Registry
    from phalanx.world import World

ValidOn = Annotated[str | None, typer.Option(help="As of this day in the world.", metavar="DATE")]
KnownAt = Annotated[str | None, typer.Option(help="As the registry knew it then.", metavar="TIME")]


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


def opened_world(valid_on: str | None, known_at: str | None) -> World:
    """The World that the two clocks on the command line mean; without them, of today and all that is known."""
    from phalanx.vocabulary.dates import read_day, read_moment
    from phalanx.world import World

    day, moment = read_day(valid_on) if valid_on else None, read_moment(known_at) if known_at else None
    with opened() as registry:
        return World.of(registry, day, moment)
