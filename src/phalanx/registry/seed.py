"""The bundled facts: where they lie, of which day they are, and how they fill a new registry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import orjson

from phalanx.registry.checks import Checks, kind_of
from phalanx.registry.journal import Statement
from phalanx.registry.problems import Problems
from phalanx.registry.reading import read_sheets
from phalanx.registry.records import KINDS
from phalanx.registry.store import Registry

SEEDED_BY = "Phalanx"
REASON = "bundled facts, edition "


def edition() -> str:
    """The day of the bundled facts, YYYY-MM-DD: what the registry knew then is in them."""
    return files("phalanx.facts").joinpath("EDITION").read_text(encoding="utf-8").strip()


def reason() -> str:
    """What the journal says of entries that come from this edition."""
    return f"{REASON}{edition()}"


def older_edition(registry: Registry) -> str | None:
    """The edition a registry last took from the bundled facts, where it is older than this one; else None."""
    taken = (registry.last_reason(SEEDED_BY) or "").removeprefix(REASON)
    return taken if taken and taken < edition() else None


def fill(registry: Registry) -> None:
    """Enter the bundled facts into an empty registry.

    They are entered as of the day of their edition, so that every registry begun from one edition begins with the
    same entries and the same hashes, and a cited journal head can be found again elsewhere.
    """
    at = datetime.fromisoformat(edition()).replace(tzinfo=UTC)
    with as_file(files("phalanx.facts")) as folder:
        registry.append(_statements(folder), who=SEEDED_BY, why=reason(), at=at)


def _statements(folder: Path) -> Iterator[Statement]:
    problems = Problems()
    checks = Checks(problems)
    sheets = {sheet.name: sheet for sheet in read_sheets(folder, problems)}
    for name in KINDS:
        kind = kind_of(sheets[name])
        assert kind is not None
        for row in checks.rows(sheets[name], kind):
            value = orjson.dumps(dict(row.cells)).decode()
            yield Statement(name, row.record, None, value, row.cells["source_url"], row.cells["source_grade"])
    checks.check_references(lambda ids: {})
    problems.raise_any()
