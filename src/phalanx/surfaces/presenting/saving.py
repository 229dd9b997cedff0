"""An Answer put into a file: in the format the file's name ends in, whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS, format_of

if TYPE_CHECKING:
    from phalanx.answer import Answer


def save(answer: Answer, file: Path, table: str | None = None, chart: str | None = None) -> Path:
    """Write the answer in the format that the file's name ends in; gives the file.

    Raises:
        BadInput: no format ends so, the answer has nothing for it, or the file cannot be written.
    """
    form = format_of(file)
    if form is None:
        endings = ", ".join(form.suffix for name, form in FORMATS.items() if name != "page")
        raise BadInput(f"No format ends as {file.name!r} does", f"a file name that ends in one of {endings}")
    write_whole(FORMATS[form].render(answer, table, chart), file)
    return file


def write_whole(content: bytes | str, file: Path) -> None:
    """Write a file that is whole or not there.

    Raises:
        BadInput: it cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise BadInput(
            f"{file} cannot be written: {error.strerror}", "a file in a folder that can be written"
        ) from error
