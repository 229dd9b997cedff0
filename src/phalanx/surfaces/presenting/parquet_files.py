"""One table of an Answer as Parquet, with the question and the World it was asked of in the file's metadata."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from phalanx.surfaces.presenting import wording

if TYPE_CHECKING:
    from phalanx.answer import Answer


def render(answer: Answer, table: str | None = None) -> bytes:
    """The table of that name, or the main one, in its own types."""
    name, found = wording.chosen(answer, table)
    metadata = {
        "phalanx.question": answer.question,
        "phalanx.title": answer.title,
        "phalanx.parameters": json.dumps(dict(answer.parameters), ensure_ascii=False, default=str),
        "phalanx.table": name,
        "phalanx.valid_on": answer.world.valid_on,
        "phalanx.known_at": answer.world.known_at,
        "phalanx.journal_head": answer.world.journal_head,
        "phalanx.licence": "CC BY 4.0",
    }
    file = io.BytesIO()
    found.frame.write_parquet(file, metadata=metadata)
    return file.getvalue()
