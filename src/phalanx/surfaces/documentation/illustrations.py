"""The picture on the first page of the documentation, drawn by Phalanx from the bundled facts, light and dark."""

from __future__ import annotations

from pathlib import Path

from phalanx.analyses import find_question
from phalanx.surfaces.documentation.bundled import bundled_world
from phalanx.surfaces.presenting.pictures import chosen, png
from phalanx.surfaces.presenting.theme import THEMES

SCALE = 1.5
"""Pixels a point: sharp in a README, and the file stays small."""


def draw(folder: Path) -> list[Path]:
    """Write `growth-light.png` and `growth-dark.png` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    answer = find_question("growth").ask(bundled_world())
    paths = [folder / f"growth-{theme}.png" for theme in THEMES]
    for theme, path in zip(THEMES, paths, strict=True):
        path.write_bytes(png(chosen(answer, None), answer.world, SCALE, theme))
    return paths
