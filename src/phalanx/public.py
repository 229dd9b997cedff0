"""The public doors: open a registry, ask a question. What notebooks and surfaces begin with."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phalanx.errors import RegistryError
from phalanx.registry.store import Registry
from phalanx.vocabulary.dates import read_day, read_moment

if TYPE_CHECKING:
    from phalanx.answer import Answer

REGISTRY_VARIABLE = "PHALANX_REGISTRY"


def default_registry() -> str:
    """Where the registry lives unless told: `$PHALANX_REGISTRY`, else a file in the user's data folder."""
    from platformdirs import user_data_path

    return os.environ.get(REGISTRY_VARIABLE) or str(Path(user_data_path("phalanx")) / "registry.sqlite")


def open_registry(url: str | None = None) -> Registry:
    """Open a registry by path or URL; where nothing is yet (no file, an empty database), the bundled facts fill it.

    Raises:
        RegistryError: it is locked, damaged, of a newer version, out of reach, or no registry.
    """
    place = url or default_registry()
    if Registry.is_vacant(place):
        from phalanx.registry import seed

        try:
            return Registry.create(place, seed.fill)
        except RegistryError:
            if Registry.is_vacant(place):
                raise  # it could not be made; otherwise another process made it first
    return Registry.open(place)


def ask(
    question: str,
    registry: Registry | None = None,
    *,
    valid_on: date | str | None = None,
    known_at: datetime | str | None = None,
    **parameters: Any,
) -> Answer:
    """Ask a question of the catalogue about a registry (None: the default one) as of a date, as known at a moment.

    Dates may be texts such as "2025-09-30". Parameters are those of the question; one that is a word of Python, such
    as `from`, takes an underscore behind: `from_="2014"`. One that takes a table of your own is given a file's path, or
    its rows: `needs="needs.csv"`.

    Raises:
        UnknownQuestion: the catalogue has no such question.
        BadInput: a parameter is unknown or has a value it cannot have, or a table of your own has problems.
    """
    from phalanx.analyses import find_question
    from phalanx.intake.own_tables import read_own
    from phalanx.question import own_tables
    from phalanx.world import World

    asked = find_question(question)
    given = {name.rstrip("_"): value for name, value in parameters.items() if value is not None}
    tables = {name: kind for name, kind in own_tables(asked.parameters).items() if name in given}
    asked.read({name: value for name, value in given.items() if name not in tables})
    day = read_day(valid_on) if isinstance(valid_on, str) else valid_on
    moment = read_moment(known_at) if isinstance(known_at, str) else known_at

    def answered(opened: Registry) -> Answer:
        world = World.of(opened, day, moment)
        return asked.ask(world, given | {name: read_own(world, kind, given[name]) for name, kind in tables.items()})

    if registry is not None:
        return answered(registry)
    with open_registry() as opened:
        return answered(opened)
