"""A small registry published once, with facts as nasty as the vocabulary lets in, and a server to read it from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from tests.analyses.small_world import FILES, make_registry

from phalanx.analyses import CATALOGUE
from phalanx.surfaces.api import page, pages
from phalanx.surfaces.site import Published, publish, publishing

SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
HOSTILE = "de-fr-2024-hostile"
UNUSUAL = ("fr&de-2024", "ÄÖ-2024.Łódź", "a+b:c", "fr/de/2024")
BASE = "https://example.org/phalanx"
INDEX = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Phalanx</title>
    <script type="application/json" id="phalanx-config">
      {}
    </script>
    <script type="module" src="./assets/index-0a.js"></script>
    <link rel="stylesheet" href="./assets/index-0b.css">
  </head>
  <body>
    <div id="app"></div>
    <noscript><a href="./api/v1/facts/agreements?format=csv">as CSV</a></noscript>
  </body>
</html>
"""


class Site(NamedTuple):
    """What was published, where, from which registry."""

    folder: Path
    registry: str
    made: Published


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path below."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def agreement(name: str, title: str, **more: str) -> str:
    """A row for the small world's agreements."""
    columns = FILES["agreements.csv"].partition("\n")[0].split(",")
    row = {
        "id": name, "title": title, "parties": "DE;FR", "signed": "2024-05-02", "status": "signed",
        "form": "cooperation_agreement", "legal_type": "memorandum", "level": "state", "scope": "operational",
        "mutual_defence": "none", "source_url": "https://example.org/x", "source_grade": "B", "confidence": "verified",
    } | more  # fmt: skip
    return ",".join('"' + row.get(column, "").replace('"', '""') + '"' for column in columns) + "\n"


def registry_with(folder: Path, *rows: str) -> str:
    """The address of a registry of the small world with further agreements."""
    with make_registry(folder, agreements=FILES["agreements.csv"] + "".join(rows)):
        return f"sqlite:///{folder / 'small.sqlite'}"


@pytest.fixture(scope="session")
def built_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A page in the shape that the build gives it, small and the same everywhere."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(INDEX, encoding="utf-8")
    (folder / "assets").mkdir()
    (folder / "assets/index-0a.js").write_text("export {};\n", encoding="utf-8")
    (folder / "assets/index-0b.css").write_text("body {}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((page, "FOLDER"), (pages, "FOLDER"), (publishing, "PAGE")):
            patch.setattr(module, name, folder)
        yield folder


@pytest.fixture(scope="session")
def small_site(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The small world with a hostile agreement and some of unusual ids, published under a public address."""
    folder = tmp_path_factory.mktemp("published")
    registry = registry_with(
        folder,
        agreement(
            HOSTILE, SCRIPT, summary=f'"{SCRIPT} &amp;', note=SCRIPT, source_title="javascript:alert(1)",
            source_url="https://example.org/?q=%3Cscript%3E&a=javascript:alert(1)",
        ),
        *(agreement(name, f"Unusual {name}") for name in UNUSUAL),
    )  # fmt: skip
    target = folder / "parent" / "site"
    return Site(target, registry, publish(target, registry, base_url=BASE))


FEW = ("growth", "portfolio", "clauses", "brief-check")


@contextmanager
def few_questions() -> Iterator[None]:
    """A catalogue of a few questions, which are published in a moment; in its old order again afterwards."""
    whole, catalogue = dict(CATALOGUE), cast("dict[str, str]", CATALOGUE)
    for name in whole.keys() - FEW:
        del catalogue[name]
    try:
        yield
    finally:
        catalogue.clear()
        catalogue.update(whole)


@pytest.fixture(scope="session")
def plain_site(built_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The small world as it is, published without an address, with a few questions."""
    folder = tmp_path_factory.mktemp("plain")
    registry = registry_with(folder)
    with few_questions():
        return Site(folder / "site", registry, publish(folder / "site", registry))


class Quiet(SimpleHTTPRequestHandler):
    """The server of `python -m http.server`, saying nothing."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name for it
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, ending in a slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
