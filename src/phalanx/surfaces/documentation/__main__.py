"""Write the reference pages into the folder named; with a second folder, draw the pictures of the README there."""

from __future__ import annotations

import sys
from pathlib import Path

from phalanx.surfaces.documentation import write_pages
from phalanx.surfaces.documentation.illustrations import draw

USAGE = "python -m phalanx.surfaces.documentation PAGES [PICTURES], for example docs/reference docs/img"


def main(arguments: list[str]) -> None:
    """Write pages, and pictures where a second folder is named."""
    if len(arguments) not in (1, 2) or any(argument.startswith("-") for argument in arguments):
        sys.exit(f"Usage: {USAGE}")
    for path in write_pages(Path(arguments[0])):
        sys.stdout.write(f"{path}\n")
    for path in draw(Path(arguments[1])) if len(arguments) == 2 else ():
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
