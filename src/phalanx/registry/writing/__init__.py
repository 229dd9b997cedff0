"""Writing: the registry as files – CSV, JSON, Parquet, XLSX, or a Frictionless data package – that read back the same.

Every writer takes the same: the facts of all kinds as text cells, and a folder. File names are the kinds' names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from phalanx.errors import BadInput
from phalanx.registry.records import KINDS
from phalanx.registry.snapshot import read_cells
from phalanx.registry.store import Registry
from phalanx.registry.writing.csv_files import write_csv
from phalanx.registry.writing.datapackage import write_datapackage
from phalanx.registry.writing.edition import Edition
from phalanx.registry.writing.json_files import write_json
from phalanx.registry.writing.parquet_files import write_parquet
from phalanx.registry.writing.workbooks import write_workbook

Writer = Callable[[Mapping[str, pl.DataFrame], Path, Edition], list[Path]]

WRITERS: Mapping[str, Writer] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
    "xlsx": write_workbook,
    "datapackage": write_datapackage,
}


def export(
    registry: Registry, folder: Path, form: str, *, kind: str | None = None, known_at: datetime | None = None
) -> list[Path]:
    """Write the facts as known at a moment (None: now) into a folder; gives the files written.

    Kinds without records get no file. Existing files of those names are replaced, once all are written.

    Raises:
        BadInput: unknown format or kind, or the folder cannot be written.
    """
    if form not in WRITERS:
        raise BadInput(f"There is no export format {form!r}", f"one of {', '.join(WRITERS)}")
    if kind is not None and kind not in KINDS:
        raise BadInput(f"There is no kind of facts called {kind!r}", f"one of {', '.join(KINDS)}")
    entries, (_, head) = registry.frame(known_at)
    present = set(entries["kind"].unique())
    facts = {
        name: read_cells(entries, name, with_silent=True) for name in KINDS if name in present and kind in (None, name)
    }
    edition = Edition(head, str(entries["at"][-1])[:10] if entries.height else "")
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".export-") as aside:
            written = WRITERS[form](
                {name: frame for name, frame in facts.items() if frame.height}, Path(aside), edition
            )
            return [path.replace(folder / path.relative_to(aside)) for path in written]
    except OSError as error:
        if is_new and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
        raise BadInput(
            f"{folder} cannot be written: {error.strerror}", "a folder that can be written, with room for the facts",
            "free some space, or name another one",
        ) from error  # fmt: skip
