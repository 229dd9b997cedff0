"""The pages: which there are, and what the head of each says of what it shows."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from phalanx import __version__
from phalanx.analyses import CATALOGUE, find_question
from phalanx.errors import PhalanxError, UnknownRecord
from phalanx.registry.history import entries_of
from phalanx.registry.records import KINDS
from phalanx.registry.writing.edition import LICENCE_URL, TITLE
from phalanx.surfaces.api.page import FOLDER, Config, Head, is_built, notice, page, root_of
from phalanx.surfaces.api.policy import FOR_EVER, UNKEPT
from phalanx.surfaces.api.problems import UnknownPlace
from phalanx.surfaces.api.records import address_of
from phalanx.surfaces.api.routes import Asked, Reply, Route
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.world.atlas import edition
from phalanx.world.rows import row_of
from phalanx.world.sources import title_of

HTML = "text/html; charset=utf-8"
ABOUT = (
    "The open registry of European defence agreements: who agreed what with whom, when, with what clause, and on whose "
    "word – every fact with its source and its grade."
)
NOT_BUILT = (
    "The page has not been built into this installation. The API works: see /api/v1/docs.",
    "To build it, install Node.js 20.19 or newer, run 'npm ci' and 'npm run build' in the folder web, and start again.",
)
FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "json": "application/json"}

Describe = Callable[[Asked], tuple[Head, int]]


def routes() -> Iterator[Route]:
    """Every page, with and without a slash at its end, and the files it is built of."""
    pages: dict[str, Describe] = {
        "": _start,
        "agreements": partial(_fixed, "Agreements", "agreements/", "Search and filter every agreement in the registry."),
        "states": partial(_fixed, "States", "states/", "Every state's agreements, partners, groupings and spending."),
        "states/{code}": _state,
        "compare": partial(_fixed, "Compare states", "compare/", "Two or three states side by side."),
        "search": partial(_fixed, "Search", "search/", "One search for states, agreements, questions and groupings."),
        "questions": partial(_fixed, "Questions", "questions/", "Everything the registry can be asked, with charts and tables."),
        "questions/{name}": _question,
        "data": _data,
        "about": partial(_fixed, "About", "about/", "Method, sources, grades and limits."),
    }  # fmt: skip
    for path, describe in pages.items():
        for address in dict.fromkeys((f"/{path}", f"/{path}/" if path else "/")):
            yield _route(address, describe)
    yield _route("/agreements/{record:path}", _agreement)
    yield _route("/records/{record:path}", _record)
    yield Route("/assets/{file:path}", "", "", _asset, shown=False, loose=True)


def _route(path: str, describe: Describe) -> Route:
    return Route(path, "", "", partial(_show, describe), shown=False, loose=True)


def _show(describe: Describe, asked: Asked) -> Reply:
    if not is_built():
        return Reply(notice("Phalanx", *NOT_BUILT).encode(), HTML)
    try:
        head, status = describe(asked)
        world = asked.world
    except PhalanxError as error:
        told = notice("Phalanx cannot read its registry", str(error))
        return Reply(told.encode(), HTML, error.http_status, UNKEPT)
    config = Config(
        root_of(asked.address.partition("?")[0]),
        __version__,
        world.journal_head,
        world.valid_on.isoformat(),
        asked.site.static,
        asked.site.public_url,
    )
    return Reply(page(head, config).encode(), HTML, status)


def unknown(asked: Asked) -> Reply:
    """The page where there is none, for somebody who followed a wrong link."""
    return _show(lambda _: (Head("Not found", "There is no such page.", ""), 404), asked)


def _fixed(title: str, path: str, description: str, asked: Asked) -> tuple[Head, int]:
    return Head(title, description, path), 200


def _start(asked: Asked) -> tuple[Head, int]:
    return Head("Phalanx", ABOUT, "", data=(_dataset(asked),)), 200


def _data(asked: Asked) -> tuple[Head, int]:
    description = "Downloads, the data dictionary, what is covered, how sources are graded, and the licence."
    return Head("Data", description, "data/", data=(_dataset(asked),)), 200


def _state(asked: Asked) -> tuple[Head, int]:
    code = asked.path["code"].rstrip("/")
    row = row_of(asked.world, "states", f"states/{code}")
    named = {party for parties in asked.world.table("agreements")["parties"] for party in parties}
    if row is None and code not in named:
        return Head("Unknown state", f"The registry knows no state {code!r}.", "states/"), 404
    name = row["name"] if row else party_name(code)
    description = f"{name}: defence agreements, partners, mutual-defence clauses, groupings and spending, with sources."
    path = f"states/{quote(code, safe='')}/"
    return Head(name, description, path, f"cards/{path.rstrip('/')}.png" if row else "cards/index.png"), 200


def _question(asked: Asked) -> tuple[Head, int]:
    name = asked.path["name"]
    if name not in CATALOGUE:
        return Head("Unknown question", f"There is no question {name!r}.", "questions/"), 404
    question = find_question(name)
    return Head(question.title, question.about, f"questions/{name}/", f"cards/questions/{name}.png"), 200


def _agreement(asked: Asked) -> tuple[Head, int]:
    record = asked.path["record"].removesuffix("/")
    row = row_of(asked.world, "agreements", record)
    path = f"agreements/{quote(record, safe='/')}/"
    if row is None:
        try:
            kind = entries_of(asked.site.worlds.registry(), record)[0].kind
        except UnknownRecord:
            kind = ""
        if kind == "agreements":  # withdrawn, or not begun: its permanent address still tells its history
            return Head(record, "This agreement is not part of the registry's picture of today.", path), 200
        return Head("Unknown agreement", f"The registry knows no agreement {record!r}.", "agreements/"), 404
    names = " – ".join(party_name(party) for party in row["parties"][:6])
    description = f"{names}: {label(row['form'])}, signed {row['signed']}. {row['summary'] or ''}".strip()
    return Head(row["title"], description, path, data=(_document(asked, row, record),)), 200


def _record(asked: Asked) -> tuple[Head, int]:
    record = asked.path["record"].removesuffix("/")
    try:
        kind = entries_of(asked.site.worlds.registry(), record)[0].kind
    except UnknownRecord:
        return Head("Unknown record", f"The registry knows no record {record!r}.", ""), 404
    row = row_of(asked.world, kind, record)
    title = title_of(row, record) if row is not None else record
    return Head(title, KINDS[kind].TITLE, f"records/{quote(record, safe='/')}/"), 200


def _dataset(asked: Asked) -> dict[str, Any]:
    """The registry as a schema.org Dataset; with addresses where the site has a public one."""
    site = (asked.site.public_url or "").rstrip("/")
    suffix = ".{}" if asked.site.static else "?format={}"
    signed = asked.world.table("agreements")["signed"]
    told = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": TITLE,
        "description": ABOUT,
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "version": edition(asked.world),
        "dateModified": edition(asked.world),
        "identifier": asked.world.journal_head,
        "temporalCoverage": f"{min(signed, default='')}/..",
        "spatialCoverage": "Europe",
        "keywords": ["defence", "security", "treaties", "agreements", "Europe", "EU", "NATO"],
        "creator": {"@type": "Organization", "name": "Phalanx"},
    }
    if not site:
        return told
    files = [
        {
            "@type": "DataDownload",
            "encodingFormat": media_type,
            "contentUrl": f"{site}/api/v1/facts/agreements{suffix.format(form)}",
        }
        for form, media_type in FORMATS.items()
    ]
    return told | {"url": f"{site}/", "distribution": files}


def _document(asked: Asked, row: dict[str, Any], record: str) -> dict[str, Any]:
    """An agreement as a schema.org DigitalDocument."""
    told = {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": row["title"],
        "identifier": record,
        "url": address_of(asked.site, "agreements", record) if asked.site.public_url else None,
        "dateCreated": row["signed"],
        "expires": row["ended"],
        "abstract": row["summary"],
        "genre": label(row["legal_type"]),
        "keywords": [label(domain) for domain in row["domains"] or ()],
        "contributor": [{"@type": "Organization", "name": party_name(party)} for party in row["parties"]],
        "citation": row["source_url"],
        "license": LICENCE_URL,
        "isPartOf": {"@type": "Dataset", "name": TITLE},
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _asset(asked: Asked) -> Reply:
    """A file of the built page; its name carries a hash of what is in it, so it never changes."""
    folder = FOLDER / "assets"
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    path = there.get(asked.path["file"])
    if path is None:
        raise UnknownPlace("There is no such file", "a file that a page names", "load the page anew")
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if media_type.startswith("text/") or media_type.endswith(("javascript", "json")):
        media_type += "; charset=utf-8"
    return Reply(path.read_bytes(), media_type, headers={"cache-control": FOR_EVER})
