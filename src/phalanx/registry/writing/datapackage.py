"""Writing a Frictionless data package: the CSVs, and `datapackage.json` made from the record types."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from phalanx.registry.records import KINDS, Record, columns
from phalanx.registry.writing.csv_files import write_csv
from phalanx.registry.writing.edition import LICENCE, LICENCE_URL, TITLE, Edition


def write_datapackage(facts: Mapping[str, pl.DataFrame], folder: Path, edition: Edition) -> list[Path]:
    """The CSVs with their descriptor, which `frictionless validate` holds them against."""
    paths = write_csv(facts, folder, edition)
    resources = [_resource(KINDS[kind], path) for kind, path in zip(facts, paths, strict=True)]
    package = {
        "profile": "tabular-data-package",
        "name": "phalanx-facts",
        "title": TITLE,
        "version": edition.day,
        "journal_head": edition.journal_head,
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": "Creative Commons Attribution 4.0"}],
        "resources": resources,
    }
    path = folder / "datapackage.json"
    path.write_bytes(orjson.dumps(package, option=orjson.OPT_INDENT_2) + b"\n")
    return [*paths, path]


def _resource(kind: type[Record], path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "name": kind.KIND,
        "profile": "tabular-data-resource",
        "title": kind.TITLE,
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table_schema(kind),
    }


def table_schema(kind: type[Record]) -> dict[str, Any]:
    """The Frictionless Table Schema of a kind."""
    fields = []
    for name, column in columns(kind).items():
        described: dict[str, Any] = {"name": name, "description": column.meaning} | column.type.frictionless()
        if column.required:
            described["constraints"] = described.get("constraints", {}) | {"required": True}
        fields.append(described)
    return {"fields": fields, "primaryKey": list(kind.KEY), "missingValues": [""]}
