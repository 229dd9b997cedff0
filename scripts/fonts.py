"""Fetch the two typefaces from npm and lay them out for pages (WOFF2) and for pictures (TTF).

    uv run --with fonttools --with brotli scripts/fonts.py

Pages embed the WOFF2 files, one a script range, as the packages ship them. The SVG and PNG writer reads no WOFF2, so
each weight's ranges are also joined into one static TrueType file, with family and weight named as the charts ask for
them. Run it to take a newer version; the result is committed.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src/phalanx/surfaces/presenting/fonts"
FAMILIES = {"inter": "Inter", "source-serif-4": "Source Serif 4"}
RANGES = ("latin", "latin-ext")
WEIGHTS = {400: "Regular", 600: "SemiBold"}
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum", "liga", "calt"]


def main() -> None:
    """Write the fonts, their licences and the list of character ranges."""
    FONTS.mkdir(parents=True, exist_ok=True)
    ranges: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for slug, family in FAMILIES.items():
            package = fetch(slug, Path(folder))
            known = json.loads((package / "unicode.json").read_text())
            ranges[slug] = {name: known[name] for name in RANGES}
            shutil.copy(package / "LICENSE", FONTS / f"{slug}-OFL.txt")
            for weight, style in WEIGHTS.items():
                parts = [package / "files" / f"{slug}-{name}-{weight}-normal.woff2" for name in RANGES]
                for part in parts:
                    shutil.copy(part, FONTS / part.name.replace("-normal", ""))
                join(parts, family, weight, style).save(FONTS / f"{slug}-{weight}.ttf")
    (FONTS / "ranges.json").write_text(json.dumps(ranges, indent=2) + "\n")
    total = sum(path.stat().st_size for path in FONTS.iterdir())
    print(f"{len(list(FONTS.iterdir()))} files, {total / 1e6:.2f} MB in {FONTS.name}/")


def fetch(slug: str, folder: Path) -> Path:
    """Unpack the npm package of a typeface and give back its folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"@fontsource/{slug}"], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip()) as archive:
        archive.extractall(folder / slug, filter="data")
    return folder / slug / "package"


def join(parts: list[Path], family: str, weight: int, style: str) -> TTFont:
    """One TrueType font of all the parts; a character that several parts hold comes from the first."""
    seen: set[int] = set()
    files = []
    for part in parts:
        font = TTFont(part)
        own = set(font.getBestCmap()) - seen
        seen |= own
        subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, notdef_outline=True))
        subsetter.populate(unicodes=own)
        subsetter.subset(font)
        font.flavor = None
        file = io.BytesIO()
        font.save(file)
        file.seek(0)
        files.append(file)
    joined = Merger().merge(files)
    # A picture writer matches on family and weight: one family name, the weight as a number and as the style.
    for name_id, text in {1: family, 2: "Regular", 4: f"{family} {style}", 16: family, 17: style}.items():
        joined["name"].setName(text, name_id, 3, 1, 0x409)
        joined["name"].setName(text, name_id, 1, 0, 0)
    joined["OS/2"].usWeightClass = weight
    joined["head"].created = joined["head"].modified = 0
    return joined


if __name__ == "__main__":
    main()
