"""Reading Parquet: one file a kind, columns in the types of the data dictionary or as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from phalanx.registry.problems import Problems
from phalanx.registry.reading.sheet import Sheet
from phalanx.registry.reading.typed_cells import cells_of

BATCH = 5000


def read_parquet(path: Path, problems: Problems) -> Iterator[Sheet]:
    """The one sheet of a Parquet file, read in batches; `line` counts rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except pa.ArrowException as error:
        problems.add(path.name, None, "", found=f"no Parquet ({str(error).splitlines()[0]})", expected="a Parquet file")
        return

    yield Sheet(
        path.name,
        path.stem,
        file.schema_arrow.names,
        cells_of(_read_rows(file, path.name, problems), path.name, problems),
    )


def _read_rows(file: Any, name: str, problems: Problems) -> Iterator[dict[str, Any]]:
    import pyarrow as pa

    try:
        for batch in file.iter_batches(batch_size=BATCH):
            yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        problems.add(name, None, "", found=f"damaged Parquet ({str(error).splitlines()[0]})", expected="a whole file")
