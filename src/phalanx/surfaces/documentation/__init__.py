"""The documentation's reference pages, written from the code they describe: one module a file, all of one shape.

`python -m phalanx.surfaces.documentation docs/reference` writes them; `make docs` does so before it builds the site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

MODULES: Mapping[str, str] = {
    "cli.md": "commands",
    "data-dictionary.md": "dictionary",
    "questions.md": "catalogue",
    "published-formats.md": "formats",
    "corrections.md": "corrections",
    "errors.md": "errors",
    "python.md": "names",
}
"""Every page that is written here, with the module whose `page` gives its text."""
SHEET = "look.css"
"""The style sheet beside them."""


def page(name: str) -> str:
    """The Markdown of a page."""
    write: Callable[[], str] = import_module(f"{__name__}.{MODULES[name]}").page
    return write()


def write_pages(folder: Path) -> list[Path]:
    """Write every page and their style sheet into a folder; one that says the same already is left as it is."""
    from phalanx.surfaces.documentation.look import sheet

    folder.mkdir(parents=True, exist_ok=True)
    return [_written(folder / name, page(name)) for name in MODULES] + [_written(folder / SHEET, sheet())]


def _written(path: Path, text: str) -> Path:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path
