"""Signposts: what search engines, hosts and lost readers look for in the root of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from phalanx.surfaces.presenting import html
from phalanx.surfaces.presenting.theme import tokens_css

MOST_ADDRESSES = 50_000
"""What one sitemap may hold."""


def all_of(pages: Iterable[str], public_url: str | None, changed: str) -> Iterator[tuple[str, str]]:
    """Each file with its text. `pages` are paths below the site's root, `changed` the day of the last change, or empty."""
    yield "sitemap.xml", sitemap(pages, public_url, changed)
    yield "robots.txt", robots(public_url)
    yield "404.html", not_found(public_url)
    yield ".nojekyll", ""  # GitHub's host would otherwise leave out what it takes for its own


def sitemap(pages: Iterable[str], public_url: str | None, changed: str) -> str:
    """The addresses of all pages. Without a public address they are relative, which search engines do not take."""
    root = f"{public_url}/" if public_url else ""
    day = f"<lastmod>{escape(changed)}</lastmod>" if changed else ""
    rows = [f"<url><loc>{escape(root + quote(page)) or './'}</loc>{day}</url>" for page in sorted(pages)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *rows[:MOST_ADDRESSES],
            "</urlset>\n",
        ]
    )


def robots(public_url: str | None) -> str:
    """Everybody may read everything; the sitemap is named by its whole address or not at all."""
    return "User-agent: *\nAllow: /\n" + (f"\nSitemap: {public_url}/sitemap.xml\n" if public_url else "")


def not_found(public_url: str | None) -> str:
    """What hosts show where there is no file. It stands at any depth, and so relies on no file beside it."""
    from markupsafe import Markup

    tokens = Markup(tokens_css())  # noqa: S704 - our own file
    template = html.environment(Path(__file__).parent).get_template("404.html.jinja")
    return template.render(root=f"{public_url}/" if public_url else None, tokens=tokens)
