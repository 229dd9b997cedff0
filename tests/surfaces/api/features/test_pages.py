"""The service's pages: chosen by who asks, plain, and safe whatever the facts hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from tests.analyses.small_world import FILES
from tests.surfaces.api.features.conftest import serving, small

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"
PAGES = (
    "", "/", "/conformance", "/api", "/collections", "/collections/pacts", "/collections/pacts/queryables",
    "/collections/pacts/items", "/collections/pacts/items/de-fr-pl-2021-pact", "/collections/states/items/SE",
)  # fmt: skip


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        ("", "", "application/json"),
        ("*/*", "", "application/json"),
        (BROWSER, "", "text/html; charset=utf-8"),
        ("application/json,text/html", "", "application/json"),
        ("application/geo+json;q=0.4,text/html;q=0.5", "", "text/html; charset=utf-8"),
        ("text/html;q=nonsense", "", "application/json"),
        (BROWSER, "?f=json", "application/json"),
        ("application/json", "?f=html", "text/html; charset=utf-8"),
    ],
)
def test_who_asks_gets_what_they_prefer(client: httpx.Client, accept: str, query: str, kind: str) -> None:
    response = client.get(f"/collections{query}", headers={"accept": accept})
    assert response.headers["content-type"] == kind
    assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_nothing_but_their_own_style_sheet(client: httpx.Client, path: str) -> None:
    response = client.get(path, params={"f": "html", "valid_on": "2025-12-31"})
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = Page(response.text)
    names = {name for name, _ in page.elements}
    assert not names & {"script", "style", "img", "iframe", "form", "object"}
    assert not [attributes for _, attributes in page.elements if "style" in attributes]
    (sheet,) = [attributes["href"] for name, attributes in page.elements if name == "link"]
    assert sheet is not None
    assert client.get(sheet).headers["content-type"].startswith("text/css")
    assert names >= {"main", "h1", "footer"}


def test_the_style_sheet_names_fonts_that_are_there(client: httpx.Client) -> None:
    css = client.get("/look/page.css").text
    fonts = re.findall(r"url\('([^']+)'\)", css)
    assert len(fonts) == 8
    for name in fonts:
        response = client.get(f"/look/{name}")
        assert response.headers["content-type"] == "font/woff2"
        assert response.content.startswith(b"wOF2")


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory, only_this_machine: None) -> Iterator[httpx.Client]:
    """The service over facts with mark-up in their words."""
    agreements = FILES["agreements.csv"].replace("Exercise pact", '"' + EVIL.replace('"', '""') + '"')
    states = FILES["states.csv"].replace("SE,Sweden", 'SE,"' + EVIL.replace('"', '""') + '"')
    with (
        serving(small(tmp_path_factory.mktemp("evil"), agreements=agreements, states=states)) as address,
        httpx.Client(base_url=address, params={"valid_on": "2025-12-31"}) as asking,
    ):
        yield asking


@pytest.mark.parametrize(
    "path",
    [
        "/collections/pacts/items",
        "/collections/pacts/items/de-fr-pl-2021-pact",
        "/collections/states/items",
        "/collections/states/items/SE",
    ],
)
def test_marks_in_facts_stay_text(evil: httpx.Client, path: str) -> None:
    page = Page(evil.get(path, params={"f": "html"}).text)
    assert EVIL in page.text
    assert not {name for name, _ in page.elements} & {"script", "img"}
    assert json.dumps(EVIL)[1:-1] in evil.get(path).text


@pytest.mark.parametrize(
    "address",
    [
        '/collections/states/items?f=html&valid_on=2025-12-31&name="><script>alert(1)</script>',
        '/collections?f=html&known_at=2100-01-01&"><script>alert(1)</script>=1',
        "/collections/<script>alert(1)</script>?f=html",
    ],
)
def test_marks_in_addresses_stay_text(client: httpx.Client, address: str) -> None:
    response = client.get(address)
    if response.headers["content-type"].startswith("text/html"):
        assert not {name for name, _ in Page(response.text).elements} & {"script", "img"}
    else:
        assert response.headers["content-type"] == "application/problem+json"


def test_only_web_addresses_become_links(client: httpx.Client) -> None:
    page = Page(client.get("/collections/states/items/SE", params={"f": "html"}).text)
    hrefs = [attributes["href"] or "" for name, attributes in page.elements if name == "a"]
    assert "https://example.org/states" in hrefs
    assert all(href.startswith(("http://127.0.0.1", "https://example.org/")) for href in hrefs)


def test_a_feature_is_called_by_its_name(client: httpx.Client) -> None:
    def title(path: str) -> str:
        return Page(client.get(path, params={"f": "html", "valid_on": "2025-12-31"}).text).text

    assert "Germany – France" in title("/collections/ties/items/DE-FR")
    assert "Exercise pact" in title("/collections/pacts/items/de-fr-pl-2021-pact")


def test_pages_are_turned(client: httpx.Client) -> None:
    first = client.get("/collections/ties/items", params={"f": "html", "limit": 2, "valid_on": "2025-12-31"}).text
    assert "1 to 2 of 5" in first
    (further,) = re.findall(r'href="([^"]+)">Further', first)
    second = client.get(further.replace("&amp;", "&")).text
    assert "3 to 4 of 5" in second
    assert ">Back<" in second
