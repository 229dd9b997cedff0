"""The public doors: open a registry, ask a question, bring facts in and out. What notebooks and surfaces begin with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phalanx.errors import JournalBroken, RegistryError
from phalanx.registry.store import Registry
from phalanx.vocabulary.dates import read_day, read_moment

if TYPE_CHECKING:
    import polars as pl

    from phalanx.answer import Answer
    from phalanx.intake.filing import Filed

REGISTRY_VARIABLE = "PHALANX_REGISTRY"


def default_registry() -> str:
    """Where the registry lives unless told: `$PHALANX_REGISTRY`, else a file in the user's data folder."""
    from platformdirs import user_data_path

    return os.environ.get(REGISTRY_VARIABLE) or str(Path(user_data_path("phalanx")) / "registry.sqlite")


def open_registry(url: str | Path | None = None) -> Registry:
    """Open a registry by path or URL; where nothing is yet (no file, an empty database), the bundled facts fill it.

    Raises:
        RegistryError: it is locked, damaged, of a newer version, out of reach, or no registry.
    """
    place = str(url) if url else default_registry()
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

    with _given_or_default(registry) as opened:
        return answered(opened)


def ask_again(cited: Answer | Mapping[str, Any], registry: Registry | None = None) -> Answer:
    """Ask as an answer was asked that somebody cites, and get the same: its parameters, its day, its moment of knowledge.

    `cited` is the answer, or the contract it was saved as: `json.loads(Path("hubs.json").read_text())`.

    Raises:
        JournalBroken: this registry did not stand at the cited head at the cited moment.
    """
    told = cited if isinstance(cited, Mapping) else cited.to_dict()
    world = told["world"]
    with _given_or_default(registry) as opened:
        seq, head = opened.head_at(read_moment(world["known_at"]))
        if head != world["journal_head"]:
            found = f"entry {seq}, the last of that moment here, has {head[:12]}…"
            said = f"cited is head {world['journal_head'][:12]}… at {world['known_at']}; {found}"
            raise JournalBroken([f"{said}: this is not the registry that was asked, or not its edition"])
        return ask(
            told["question"], opened, valid_on=world["valid_on"], known_at=world["known_at"], **told["parameters"]
        )


def questions() -> pl.DataFrame:
    """Every question of the catalogue: its name, what it answers, and the names of its parameters.

    Parameters are named as `ask` takes them: `from_`, `backtest_cut`.
    """
    import polars as pl

    from phalanx.analyses import all_questions

    return pl.DataFrame(
        {"question": one.name, "title": one.title, "parameters": list(one.parameters.model_fields)}
        for one in all_questions()
    )


def import_facts(
    path: str | Path,
    registry: Registry | None = None,
    *,
    by: str,
    why: str,
    dry_run: bool = False,
    published: str | None = None,
) -> Filed:
    """Bring in a file or folder of facts, all of it or nothing: who enters it, and why, stand in the journal.

    CSV, JSON, Parquet and XLSX are read. `published` forces the reading as a published data set (`dcad`, `atop`); otherwise
    the header tells. What a dry run would change is told, and nothing is written.

    Raises:
        BadFacts: every problem of the run, with file, line and field.
    """
    from phalanx.intake.filing import file_facts

    with _given_or_default(registry) as opened:
        return file_facts(opened, Path(path), who=by, why=why, dry_run=dry_run, published=published)


def export_facts(
    folder: str | Path,
    registry: Registry | None = None,
    *,
    form: str = "csv",
    kind: str | None = None,
    known_at: datetime | str | None = None,
) -> list[Path]:
    """Write the facts, of one kind or all, into files that read back the same; gives their paths.

    `form` is csv, json, parquet, xlsx or datapackage.

    Raises:
        BadInput: there is no such format or kind, or the folder cannot be written.
    """
    from phalanx.registry.writing import export

    moment = read_moment(known_at) if isinstance(known_at, str) else known_at
    with _given_or_default(registry) as opened:
        return export(opened, Path(folder), form, kind=kind, known_at=moment)


@contextmanager
def _given_or_default(registry: Registry | None) -> Iterator[Registry]:
    """The registry given, which stays open; or the default one, opened for this once."""
    if registry is not None:
        yield registry
        return
    with open_registry() as opened:
        yield opened
