"""The folder a site is published into: made beside, moved at the end, and never over what somebody else put there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from phalanx.errors import BadInput
from phalanx.surfaces.site.addresses import leads_astray

MARKER = ".phalanx-site.json"
"""Lists the files that publishing made: those alone it replaces and removes."""
LAST = (".html", ".xml", ".txt")
"""Files that point to others are moved after them."""


class Draft:
    """A site in the making, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sizes: dict[str, int] = {}

    def write(self, file: str, content: bytes) -> None:
        """Add a file; `file` is its path below the site's root.

        Raises:
            BadInput: it cannot be written, because its name is too long, or is a folder's already.
        """
        path = self._folder / file
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise BadInput(
                f"{file} cannot be written: {error.strerror}", "room for it, and a name that a file can have"
            ) from error
        self.sizes[file] = len(content)


@contextmanager
def drafted(folder: Path) -> Iterator[Draft]:
    """A draft that becomes the folder's content when the block ends well; until then the folder stays as it is.

    Raises:
        BadInput: the folder holds what publishing did not make, or cannot be written.
    """
    folder = folder.resolve()
    before = _made_before(folder)
    part = folder.with_name(f".{folder.name}.phalanx-part")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if part.exists():
            shutil.rmtree(part)  # left by a run that was stopped
        part.mkdir()
    except OSError as error:
        raise BadInput(
            f"{folder} cannot be written: {error.strerror}", "a folder in a place that can be written"
        ) from error
    try:
        draft = Draft(part)
        yield draft
        try:
            _move(part, folder, before, set(draft.sizes))
        except OSError as error:
            raise BadInput(
                f"{error.filename or folder} cannot be written: {error.strerror}",
                "a folder whose files may be replaced",
                "mend that and publish again; the files there are a mixture of old and new",
            ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _made_before(folder: Path) -> set[str]:
    """The files that publishing made in a folder; none where it is empty or not there.

    Raises:
        BadInput: something else is there.
    """
    if not folder.exists():
        return set()
    stranger = BadInput(
        f"{folder} holds something that 'phalanx publish' did not make",
        "a folder that is new, empty, or was published before",
        "choose another folder, or empty this one",
    )
    if not folder.is_dir():
        raise BadInput(f"{folder} is a file", "a folder", "choose another name")
    if not (folder / MARKER).is_file():
        if any(folder.iterdir()):
            raise stranger
        return set()
    try:
        files = json.loads((folder / MARKER).read_text(encoding="utf-8"))["files"]
        return {str(file) for file in files if not leads_astray(str(file))}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise stranger from error


def _move(part: Path, folder: Path, before: set[str], now: set[str]) -> None:
    """Put the new files in the old ones' place, and take away those that are no longer made.

    The marker first names both, so that a run stopped in between is mended by the next.
    """
    folder.mkdir(exist_ok=True)
    _mark(folder, before | now)
    for parent in sorted({(folder / file).parent for file in now}):
        parent.mkdir(parents=True, exist_ok=True)
    for file in sorted(now, key=lambda file: (file.endswith(LAST), file)):
        shutil.move(part / file, folder / file)
    emptied: set[Path] = set()
    for file in before - now:
        path = folder / file
        path.unlink(missing_ok=True)
        emptied.update(parent for parent in path.parents if folder in parent.parents)
    for parent in sorted(emptied, key=lambda parent: len(parent.parts), reverse=True):
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
    _mark(folder, now)


def _mark(folder: Path, files: set[str]) -> None:
    told = {"made_by": "phalanx publish", "files": sorted(files)}
    marker = folder / f"{MARKER}.part"
    marker.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    marker.replace(folder / MARKER)
