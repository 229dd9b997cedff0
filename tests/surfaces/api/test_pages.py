"""Pages: each says in its head what it shows, and nothing from the registry breaks out of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.surfaces.api.conftest import NANCY, Enter, Reader

from phalanx import __version__
from phalanx.surfaces.api import create_app, page

BUILT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Phalanx – European defence agreements</title>
    <script type="application/json" id="phalanx-config">
      {}
    </script>
    <script type="module" crossorigin src="./assets/index-abc.js"></script>
    <link rel="stylesheet" crossorigin href="./assets/index-abc.css">
  </head>
  <body><div id="app"></div></body>
</html>
"""
PUBLIC = "https://www.example.org/phalanx/"
EVIL = "</script><script>alert('x')</script><!-- \" onload=alert(1) &"


class Parts(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.title = ""
        self.attributes: set[str] = set()
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        self._inside = tag
        self.attributes |= named.keys()
        if tag == "script":
            self.scripts.append((named, ""))
        elif tag == "meta":
            self.meta[named.get("name") or named.get("property") or ""] = named.get("content") or ""
        elif tag == "link":
            self.links[named.get("rel") or ""] = named.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = attributes, text + data
        elif self._inside == "title":
            self.title += data

    @property
    def config(self) -> dict[str, Any]:
        [text] = [text for attributes, text in self.scripts if attributes.get("id") == "phalanx-config"]
        told: dict[str, Any] = json.loads(text)
        return told

    @property
    def data(self) -> list[dict[str, Any]]:
        return [
            json.loads(text) for attributes, text in self.scripts if attributes.get("type") == "application/ld+json"
        ]


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A built page as small as can be, whether or not there is a real one."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(BUILT, encoding="utf-8")
    (folder / "assets" / "index-abc.js").write_text("export {};\n")
    monkeypatch.setattr("phalanx.surfaces.api.page.FOLDER", folder)
    monkeypatch.setattr("phalanx.surfaces.api.pages.FOLDER", folder)
    page._index.cache_clear()
    yield folder
    page._index.cache_clear()


@pytest.fixture
def show(bundled: Path) -> Reader:
    return Reader(create_app(str(bundled)))


@pytest.mark.parametrize(
    ("address", "title", "root"),
    [
        ("/", "Phalanx", "./"),
        ("/agreements", "Agreements – Phalanx", "./"),
        ("/agreements/", "Agreements – Phalanx", "../"),
        (f"/agreements/{NANCY}", "Treaty of Nancy on enhanced cooperation and friendship – Phalanx", "../"),
        (f"/agreements/{NANCY}/", "Treaty of Nancy on enhanced cooperation and friendship – Phalanx", "../../"),
        ("/states/", "States – Phalanx", "../"),
        ("/states/PL", "Poland – Phalanx", "../"),
        ("/states/PL/", "Poland – Phalanx", "../../"),
        ("/compare/?with=FR&with=PL", "Compare states – Phalanx", "../"),
        ("/questions/", "Questions – Phalanx", "../"),
        ("/questions/growth/", "How has the web of agreements grown? – Phalanx", "../../"),
        ("/data/", "Data – Phalanx", "../"),
        ("/about", "About – Phalanx", "./"),
    ],
)
def test_each_page_says_what_it_shows_and_where_it_stands(show: Reader, address: str, title: str, root: str) -> None:
    told = show(address)
    parts = Parts(told.text)
    assert (told.status, told.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (parts.title, parts.meta["og:title"]) == (title, title)
    assert parts.meta["description"] == parts.meta["og:description"] != ""
    assert parts.config["root"] == root
    assert f'src="{root}assets/index-abc.js"' in told.text
    assert f'href="{root}assets/index-abc.css"' in told.text
    assert './"' not in told.text.replace(f'"{root}"', "")


def test_the_configuration_tells_the_state_of_the_registry(show: Reader) -> None:
    world = show("/api/v1/atlas").json()["world"]
    assert Parts(show("/").text).config == {
        "static": False,
        "root": "./",
        "version": __version__,
        "journal_head": world["journal_head"],
        "valid_on": world["valid_on"],
        "public_url": None,
    }


@pytest.mark.parametrize("address", ["/agreements/no-such", "/states/QQ", "/questions/no-such", "/no-such", "/a/b/c"])
def test_where_there_is_nothing_the_page_says_so(show: Reader, address: str) -> None:
    told = show(address, accept="text/html,*/*")
    assert told.status == 404
    assert Parts(told.text).config["root"] == page.root_of(address)


def test_addresses_in_public_are_whole(bundled: Path) -> None:
    show = Reader(create_app(str(bundled), public_url=PUBLIC))
    parts = Parts(show(f"/agreements/{NANCY}").text)
    assert parts.links["canonical"] == parts.meta["og:url"] == f"{PUBLIC}agreements/{NANCY}/"
    assert parts.data[0]["url"] == f"{PUBLIC}agreements/{NANCY}/"
    assert "og:image" not in parts.meta  # the pictures are made for an export


def test_an_export_has_preview_pictures(bundled: Path) -> None:
    show = Reader(create_app(str(bundled), static=True, public_url=PUBLIC))
    images = {
        address: Parts(show(address).text).meta["og:image"] for address in ("/", "/states/PL/", "/questions/growth/")
    }
    assert images == {
        "/": f"{PUBLIC}cards/index.png",
        "/states/PL/": f"{PUBLIC}cards/states/PL.png",
        "/questions/growth/": f"{PUBLIC}cards/questions/growth.png",
    }
    parts = Parts(show("/data/").text)
    assert parts.config["static"] is True
    assert parts.data[0]["distribution"][0]["contentUrl"] == f"{PUBLIC}api/v1/facts/agreements.csv"


def test_search_engines_are_told_of_the_data(bundled: Path) -> None:
    show = Reader(create_app(str(bundled), public_url=PUBLIC))
    for address in ("/", "/data"):
        [told] = Parts(show(address).text).data
        assert (told["@type"], told["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
        for download in told["distribution"]:
            assert show(download["contentUrl"].replace(PUBLIC, "/")).status == 200
    [told] = Parts(show(f"/agreements/{NANCY}").text).data
    assert (told["@type"], told["identifier"], told["dateCreated"]) == ("DigitalDocument", NANCY, "2025-05-09")
    assert [party["name"] for party in told["contributor"]] == ["France", "Poland"]


def test_without_a_public_address_no_address_is_made_up(show: Reader) -> None:
    for address in ("/", f"/agreements/{NANCY}"):
        parts = Parts(show(address).text)
        assert "url" not in parts.data[0]
        assert "canonical" not in parts.links


def test_every_record_has_a_page(show: Reader) -> None:
    told = show("/records/states/PL/")
    assert (told.status, Parts(told.text).title) == (200, "Poland – Phalanx")
    assert show("/records/no-such-record").status == 404


def test_nothing_from_the_registry_breaks_out_of_the_head(registry: Path, enter: Enter) -> None:
    enter(registry, title=EVIL, summary=EVIL, note=EVIL, source_title=EVIL)
    show = Reader(create_app(str(registry), public_url=PUBLIC))
    told = show("/agreements/xx-made-up/")
    parts = Parts(told.text)
    assert parts.title == f"{EVIL} – Phalanx"
    assert parts.data[0]["name"] == EVIL
    kinds = [attributes.get("type") for attributes, _ in parts.scripts]
    assert kinds == ["application/ld+json", "application/json", "module"]
    assert "alert('x')</script>" not in told.text
    assert "onload" not in parts.attributes
    for address in ("/api/v1/docs", "/", "/states/PL", "/questions/growth/"):
        assert EVIL not in show(address).text


def test_the_files_of_the_page_are_kept_for_ever_and_no_others_are_given(show: Reader) -> None:
    told = show("/assets/index-abc.js", accept_encoding="gzip")
    assert told.status == 200
    assert told.headers["content-type"] == "text/javascript; charset=utf-8"
    assert told.headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("../index.html", "%2e%2e/index.html", "..%2findex.html", "/etc/passwd", "none.js", "", "."):
        assert show(f"/assets/{path}").status == 404


def test_a_file_packed_by_the_build_goes_out_as_it_was_packed(show: Reader, built: Path) -> None:
    (built / "assets" / "index-abc.js").write_text("export {};\n" * 100)
    (built / "packed").mkdir()
    (built / "packed" / "index-abc.js.br").write_bytes(b"in Brotli")
    plain = show("/assets/index-abc.js")
    told = show("/assets/index-abc.js", accept_encoding="gzip, br, zstd")
    assert (told.body, told.headers["content-encoding"]) == (b"in Brotli", "br")
    assert told.headers["etag"] != plain.headers["etag"]
    for refused in ("identity", "br;q=0, identity"):
        assert show("/assets/index-abc.js", accept_encoding=refused).body == plain.body


def test_without_a_built_page_one_says_how_to_build_it(show: Reader, built: Path) -> None:
    assert "phalanx-config" in show("/").text
    (built / "index.html").unlink()
    told = show("/")
    assert told.status == 200
    assert "20.19" in told.text
    assert show("/api/v1/atlas").status == 200
