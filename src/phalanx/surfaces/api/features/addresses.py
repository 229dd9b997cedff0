"""Addresses: absolute links of the service, from the address a request came by, with the World's dates kept in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

if TYPE_CHECKING:
    from starlette.requests import Request

JSON = "application/json"
GEOJSON = "application/geo+json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
CLOCK_NAMES = ("valid_on", "known_at")
START = "ogc-start"
"""The name of the route of the landing page, by which the service finds where it is mounted."""


@dataclass(frozen=True)
class Addresses:
    """The links of one request: where the service begins, and its query as name and value."""

    start: str
    path: str
    query: tuple[tuple[str, str], ...]

    def to(self, path: str = "", **parameters: str | int) -> str:
        """The address of a path below the service, with the request's dates and further parameters."""
        kept = [(name, value) for name, value in self.query if name in CLOCK_NAMES]
        return _joined(self.start + path, [*kept, *((name, str(value)) for name, value in parameters.items())])

    def here(self, **changed: str | int) -> str:
        """The address that was asked, with some parameters changed."""
        others = [(name, value) for name, value in self.query if name not in changed]
        return _joined(self.start + self.path, [*others, *((name, str(value)) for name, value in changed.items())])

    def ways(self, media_type: str, title: str) -> list[dict[str, Any]]:
        """Links to what was asked, as it was answered and as the page or the data of it."""
        as_page = {"href": self.here(f="html"), "rel": "alternate", "type": HTML, "title": f"{title}, as a page"}
        return [{"href": self.here(), "rel": "self", "type": media_type, "title": title}, as_page]


def addresses_of(request: Request, path: str) -> Addresses:
    """The addresses for a request for that path below the service."""
    start = str(request.url_for(START)).rstrip("/")
    return Addresses(start, path, tuple(parse_qsl(request.url.query, keep_blank_values=True)))


def item_path(layer: str, feature: str) -> str:
    """The path of one feature; its id may hold what has a meaning in addresses."""
    return f"/collections/{layer}/items/{quote(feature, safe=':@')}"


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def _joined(address: str, parameters: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(parameters, safe=':,/')}" if parameters else address
