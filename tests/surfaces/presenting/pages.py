"""Read a page as a browser would, and say what it would load, run or link to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# Elements that load, run or send something.
LOADING = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base", "form", "image"}
VOID = {"meta", "br", "hr", "img", "input", "link", "col", "base", "source", "embed", "wbr"}


class Page(HTMLParser):
    """Elements, attributes and words of a page; complains about tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        last = self._open.pop()
        assert last == tag, f"</{tag}> closes <{last}>"

    def handle_data(self, data: str) -> None:
        (self.styles if "style" in self._open else self.words).append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def assert_harmless(text: str) -> Page:
    """The page loads nothing, runs nothing, and links to http, https and itself only."""
    page = Page(text)
    assert not {tag for tag, _ in page.elements} & LOADING
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert "src" not in attributes
        for name in ("href", "xlink:href"):
            if name in attributes:
                assert re.match(r"#|https?://[^\s\"'<>]+$", attributes[name]), attributes[name]
    for style in [*page.styles, *(attributes.get("style", "") for _, attributes in page.elements)]:
        assert "@import" not in style
        assert all(address.startswith(("#", "data:")) for address in re.findall(r"url\(([^)]*)\)", style))
    return page
