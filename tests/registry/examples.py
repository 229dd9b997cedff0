"""Small facts to fill registries with, and the files they come in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from phalanx.intake.filing import Filed, file_facts
from phalanx.registry.journal import Statement
from phalanx.registry.records import columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.store import Registry

MINISTRY = "https://ministry.example.org/news/1"
PRESS = "https://press.example.org/story?id=2"
STATE_TV = "https://tv.example.org/clip"
STATEMENT_COLUMNS = ("record", "field", "value", "source_url", "source_grade", "passage", "valid_from")


def agreement(name: str = "fr-pl-2025-treaty", **changes: str) -> dict[str, str]:
    """The cells of an agreement; a change to the empty text leaves the cell empty."""
    return {
        "id": name,
        "title": "Treaty on cooperation",
        "parties": "FR;PL",
        "signed": "2025-05-09",
        "status": "signed",
        "form": "strategic_partnership",
        "legal_type": "treaty",
        "level": "state",
        "scope": "comprehensive",
        "mutual_defence": "none",
        "source_url": MINISTRY,
        "source_grade": "B",
        "confidence": "verified",
    } | changes


def said(record: str, field: str, value: str, source: str = PRESS, grade: str = "C", **more: str) -> dict[str, str]:
    """The cells of a row of statements."""
    return {"record": record, "field": field, "value": value, "source_url": source, "source_grade": grade} | more


def whole(name: str) -> Statement:
    """A statement of a whole record, for a journal that nobody reads back into a World."""
    return Statement("agreements", name, None, f'{{"id":"{name}"}}', MINISTRY, "B")


def csv_text(rows: Iterable[Mapping[str, str]], header: Sequence[str] = tuple(columns(Agreement))) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_agreements(folder: Path, *rows: Mapping[str, str], header: Sequence[str] = tuple(columns(Agreement))) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "agreements.csv"
    path.write_text(csv_text(rows, header), encoding="utf-8")
    return path


def write_statements(folder: Path, *rows: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "statements.csv"
    path.write_text(csv_text(rows, STATEMENT_COLUMNS), encoding="utf-8")
    return path


def file(registry: Registry, path: Path, *, dry_run: bool = False) -> Filed:
    return file_facts(registry, path, who="Test", why="because", dry_run=dry_run)


def tamper(registry: Registry, *statements: str, **values: object) -> None:
    """Change the tables behind the registry's back."""
    with registry._engine.connect().execution_options(phalanx_writes=True) as connection, connection.begin():
        for statement in statements:
            connection.execute(sa.text(statement), values)
