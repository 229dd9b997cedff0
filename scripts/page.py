#!/usr/bin/env python3
"""Build the page from web/ into src/phalanx/surfaces/presenting/page/.

--check holds its source to its rules instead, --format puts it into its format; --if-changed builds only what changed.

Needs Node.js with npm. Without it, or with one that is too old, it says so and ends well: everything but the page works.
What npm brings is installed anew only when web/package-lock.json has changed. Python's own library is enough to run it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WEB = HERE / "web"
PAGE = HERE / "src" / "phalanx" / "surfaces" / "presenting" / "page"
OLDEST = (20, 19)
"""The Node.js that the page's builder asks for; see "engines" in web/package.json."""


def main(words: list[str]) -> int:
    """Install what npm must bring, then build or check; gives the exit code."""
    missing = what_is_missing()
    if missing:
        kept = "the page built before stays" if (PAGE / "index.html").exists() else "there will be no page"
        print(f"{missing}: {kept}; API, command line and report work all the same.", file=sys.stderr)
        return 0
    if "--if-changed" in words and is_fresh():
        return 0
    script = next((word[2:] for word in words if word in {"--check", "--format"}), "build")
    try:
        install()
        if script == "build":
            print("Building the page", file=sys.stderr)
        npm("run", "--silent", script)
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(map(str, error.cmd))} failed", file=sys.stderr)
        return error.returncode
    return 0


def what_is_missing() -> str:
    """Why the page cannot be built here; empty when it can."""
    wanted = f"Building the page needs Node.js {OLDEST[0]}.{OLDEST[1]} or newer with npm"
    if not shutil.which("node") or not shutil.which("npm"):
        return f"{wanted}, which is not installed"
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    found = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
    return "" if found >= OLDEST else f"{wanted}; found {said.strip()}"


def is_fresh() -> bool:
    """Whether the built page is no older than everything it is made of; in a source archive all files are of one age."""
    built = PAGE / "index.html"
    if not built.exists():
        return False
    presenting = PAGE.parent
    sources = [presenting / "tokens.css", presenting / "answer.css", *(presenting / "shapes").rglob("*")]
    sources += [path for path in WEB.rglob("*") if "node_modules" not in path.parts]
    return max(path.stat().st_mtime for path in sources if path.is_file()) <= built.stat().st_mtime


def install() -> None:
    """Bring web/node_modules to what the lock says."""
    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        print("Installing what web/package-lock.json names", file=sys.stderr)
        npm("ci", "--no-progress", "--loglevel=error")
        installed.touch()


def npm(*words: str) -> None:
    """Run npm in web/. Everything it says goes to stderr: a build of the wheel reads stdout."""
    program = shutil.which("npm")
    assert program is not None
    subprocess.run([program, *words], cwd=WEB, check=True, stdout=sys.stderr, env=os.environ | {"CI": "1"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
