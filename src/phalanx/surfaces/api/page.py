"""The head of a page: title, description, preview, JSON-LD and configuration, set into the built `index.html`.

What comes from the registry is untrusted: it is escaped for where it stands, in attributes, text, and data blocks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "presenting" / "page"
"""Where the built page lies."""
INDEX = "index.html"
NAME = "Phalanx"
LONGEST_DESCRIPTION = 300
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_CONFIG = re.compile(r'(<script[^>]*\bid="phalanx-config"[^>]*>)(.*?)(</script>)', re.DOTALL)
_OWN_LINK = re.compile(r'\b(href|src)="\./')


@dataclass(frozen=True)
class Head:
    """What the head of one page says. `path` leads from the site's root to the page, `card` to its preview picture."""

    title: str
    description: str
    path: str
    card: str = "cards/index.png"
    data: tuple[dict[str, Any], ...] = field(default_factory=tuple)
    """JSON-LD objects."""


@dataclass(frozen=True)
class Config:
    """What the page has to know of where it stands; `root` is the relative way to the site's root."""

    root: str
    version: str
    journal_head: str
    valid_on: str
    static: bool = False
    public_url: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "static": self.static,
            "root": self.root,
            "version": self.version,
            "journal_head": self.journal_head,
            "valid_on": self.valid_on,
            "public_url": self.public_url,
        }


def is_built() -> bool:
    """Whether there is a page to serve."""
    return changed() != 0


def changed() -> int:
    """When the page was last built, in nanoseconds since 1970; 0 where it never was."""
    try:
        return (FOLDER / INDEX).stat().st_mtime_ns
    except OSError:
        return 0


def packed(asset: str) -> bytes:
    """A file of `assets` in Brotli, as the build packed it; nothing where it was not worth packing."""
    name = f"{asset}.br"
    there = {path.name: path for path in (FOLDER / "packed").glob("*.br")}
    return there[name].read_bytes() if name in there else b""


def page(head: Head, config: Config) -> str:
    """The built page with this head and configuration, its links leading from where it stands."""
    html = _index(changed())
    html = _OWN_LINK.sub(lambda link: f'{link[1]}="{escape(config.root)}', html)
    html = _CONFIG.sub(lambda block: block[1] + in_script(config.as_json()) + block[3], html, count=1)
    return _TITLE.sub(lambda _: _head(head, config), html, count=1)


def notice(title: str, *paragraphs: str) -> str:
    """A plain page that says something, for when there is no other."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{text}</body></html>"
    )


def in_script(value: Any) -> str:
    """A value as JSON that may stand inside a `<script>`: nothing in it can end the script, or begin a comment."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def root_of(path: str) -> str:
    """The relative way from a page's path (as in an address, beginning with /) to the site's root."""
    return "../" * (path.count("/") - 1) or "./"


@cache
def _index(changed: int) -> str:
    """The built page as it is since it was last changed."""
    return (FOLDER / INDEX).read_text(encoding="utf-8")


def _head(head: Head, config: Config) -> str:
    title = head.title if head.title == NAME else f"{head.title} – {NAME}"
    description = _cut(head.description)
    lines = [
        f"<title>{escape(title)}</title>",
        _meta("name", "description", description),
        _meta("property", "og:type", "website"),
        _meta("property", "og:site_name", NAME),
        _meta("property", "og:title", title),
        _meta("property", "og:description", description),
    ]
    if config.public_url:
        site = config.public_url.rstrip("/")
        lines.append(f'<link rel="canonical" href="{escape(f"{site}/{head.path}")}">')
        lines.append(_meta("property", "og:url", f"{site}/{head.path}"))
        if config.static:  # the pictures are made for an export only
            lines.append(_meta("property", "og:image", f"{site}/{head.card}"))
            lines.append(_meta("name", "twitter:card", "summary_large_image"))
    lines += [f'<script type="application/ld+json">{in_script(one)}</script>' for one in head.data]
    return "\n    ".join(lines)


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1].rstrip()}…"
