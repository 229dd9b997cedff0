"""What the API says of itself: where to begin, its description in OpenAPI, and the same as a page to read."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phalanx import __version__
from phalanx.analyses import all_questions
from phalanx.registry.writing.edition import LICENCE, LICENCE_URL
from phalanx.surfaces.api import problems
from phalanx.surfaces.api.catalogue import fields_of, type_of
from phalanx.surfaces.api.routes import Asked, Reply, Route, as_json
from phalanx.surfaces.presenting import html
from phalanx.surfaces.presenting.theme import tokens_css
from phalanx.world.atlas import scopes

if TYPE_CHECKING:
    from fastapi import FastAPI

HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
TEMPLATES = Path(__file__).with_name("templates")
ABOUT = """\
The open registry of European defence agreements, to be read by anybody: facts with their sources, answers to the \
questions of the catalogue, and what the map is made of. Everything is for reading only, needs no key, and may be asked \
from any web page.

**Two clocks.** `valid_on` is the day the facts held in the world, `known_at` the moment the registry knew them. Every \
answer names both, and the head of the journal it rests on; asked again with these, it is the same.

**Asking again.** Every answer has an `ETag`; send it as `If-None-Match`, and what has not changed costs nothing.

**Problems.** Whatever cannot be answered comes as `application/problem+json` (RFC 9457) with what was `found`, what was \
`expected`, and what to do (`remedy`)."""
TAGS = (
    ("facts", "The facts by kind, and the data dictionary."),
    ("questions", "The catalogue of questions, and their answers."),
    ("registry", "Records, search, differences, the atlas."),
    ("running", "For those who run a server."),
)
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457), and what to do about it.",
    "required": ["type", "title", "status", "detail", "instance", "found", "expected", "remedy"],
    "properties": {
        "type": {"type": "string", "description": "The kind of problem; an address that tells more."},
        "title": {"type": "string", "description": "The kind of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "All of it in one sentence or two."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "found": {"type": "string", "description": "What was found."},
        "expected": {"type": "string", "description": "What would have been right."},
        "remedy": {"type": "string", "description": "What to do."},
        "faults": {
            "type": "array",
            "description": "The parameters at fault, or the faults of the journal.",
            "items": {},
        },
    },
}
EXAMPLE = {
    "type": "/api/v1/docs#BadQuery",
    "title": "Parameters cannot be used as they are",
    "status": 422,
    "detail": "limit: '0'. Expected: limit: a whole number from 1 to 1000.",
    "instance": "/api/v1/search?q=air&limit=0",
    "found": "limit: '0'",
    "expected": "limit: a whole number from 1 to 1000",
    "remedy": "",
    "faults": [{"parameter": "limit", "found": "'0'", "expected": "a whole number from 1 to 1000"}],
}


def tell_start(asked: Asked) -> Reply:
    """Where to go from here."""
    return as_json(
        {
            "name": "Phalanx",
            "version": __version__,
            "licence": LICENCE,
            "journal_head": asked.world.journal_head,
            "links": {
                name: f"{asked.root_path}/{path}"
                for name, path in {
                    "documentation": "api/v1/docs",
                    "openapi": "api/v1/openapi.json",
                    "atlas": "api/v1/atlas",
                    "kinds": "api/v1/kinds",
                    "facts": "api/v1/facts/{kind}",
                    "search": "api/v1/search?q={words}",
                    "record": "api/v1/records/{id}",
                    "diff": "api/v1/diff?from={moment}",
                    "questions": "api/v1/questions",
                    "features": "ogc",
                    "health": "healthz",
                    "metrics": "metrics",
                }.items()
            },
        }
    )


def tell_openapi(app: FastAPI, asked: Asked) -> Reply:
    """The description in OpenAPI 3.1, with the scopes this World knows."""
    return as_json(description(app, asked))


def tell_docs(app: FastAPI, asked: Asked) -> Reply:
    """The same as one page."""
    template = html.environment(TEMPLATES).get_template("docs.html.jinja")
    page = template.render(api=description(app, asked), tags=TAGS, problems=list(problems.kinds()))
    return Reply(page.encode(), HTML)


def tell_style(asked: Asked) -> Reply:
    """How the page looks."""
    return Reply((tokens_css() + (TEMPLATES / "docs.css").read_text(encoding="utf-8")).encode(), CSS)


def description(app: FastAPI, asked: Asked) -> dict[str, Any]:
    """The OpenAPI description; what is known of a World or of the public address only is filled in."""
    told = deepcopy(_described(app))
    told["servers"] = [{"url": f"{asked.site.root}/"}]
    known = [scope["id"] for scope in scopes(asked.world)]
    for question in all_questions():
        scoped = {name for name, info in fields_of(question) if type_of(info) == "scope"}
        for parameter in told["paths"][f"/api/v1/questions/{question.name}"]["get"]["parameters"]:
            if parameter["name"] in scoped:
                kept = {name: value for name, value in parameter["schema"].items() if name == "default"}
                parameter["schema"] = {"type": "string", "enum": known} | kept
    return told


@cache
def _described(app: FastAPI) -> dict[str, Any]:
    from fastapi.openapi.utils import get_openapi

    told = get_openapi(
        title="Phalanx",
        version=__version__,
        summary="European defence agreements, with their sources.",
        description=ABOUT,
        routes=app.routes,
        tags=[{"name": name, "description": meaning} for name, meaning in TAGS],
        license_info={"name": f"{LICENCE} (facts)", "url": LICENCE_URL},
    )
    told["components"] = {"schemas": {"Problem": PROBLEM | {"examples": [EXAMPLE]}}}
    for path in list(told["paths"]):
        if ":path}" in path:
            told["paths"][path.replace(":path}", "}")] = told["paths"].pop(path)
    return told


def routes(app: FastAPI) -> Iterator[Route]:
    """Where to begin, the description, and its page."""
    about = ("Where to begin", "Links to everything else.")
    yield Route("/api/v1/", *about, tell_start)
    yield Route("/api/v1", *about, tell_start, shown=False)
    yield Route("/api", *about, tell_start, shown=False)
    yield Route("/api/v1/openapi.json", "This description", "OpenAPI 3.1.", partial(tell_openapi, app))
    yield Route("/api/v1/docs", "This description as a page", "HTML.", partial(tell_docs, app), media_types=(HTML,))
    yield Route("/api/v1/docs.css", "", "", tell_style, shown=False)
