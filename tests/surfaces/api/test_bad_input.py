"""Whatever is sent, the answer is a problem that says what is allowed: never a failure of ours, never markup."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from tests.surfaces.api.conftest import NANCY, Answered, Reader

from phalanx.analyses import CATALOGUE

STRANGE = (
    "' OR 1=1 --", '"; DROP TABLE journal; --', "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd",
    "\u202eevil", "A\u0300" * 20, "𝔉𝔯𝔞𝔫𝔠𝔢", "\ufeff", "Ⅻ", "١٢٣", "%", "\\", "\t", "\r\nX-Evil: 1", "\x7f", "\u2028", "", " ",
    "-1", "1e999", "NaN", "inf", "0x10", "99999999999999999999", "null", "true", "[]", "2025-13-45", "0000", "10000-01-01",
    "2025-01-01T25:00", "2025-01-01T00:00+99:99", "x" * 3000,
)  # fmt: skip
ROUTES = {
    "/api/v1/facts/agreements": ("form", "parties", "signed", "signed.from", "value_eur_m.to", "sort", "limit", "offset", "q",
                                 "format", "title", "id", "domains", "source_url", "valid_on", "known_at"),
    "/api/v1/facts/states": ("pesco", "nato_since", "pop_m.from"),
    "/api/v1/search": ("q", "kind", "limit"),
    "/api/v1/diff": ("from", "to", "limit", "offset"),
    "/api/v1/atlas": ("valid_on", "known_at"),
    "/api/v1/kinds": ("valid_on",),
    f"/api/v1/records/{NANCY}": ("valid_on", "known_at"),
    "/api/v1/questions/growth": ("scope", "kind", "from", "to", "level", "format", "table", "chart", "theme", "valid_on"),
    "/api/v1/questions/portfolio": ("state",),
    "/api/v1/questions/brief-check": ("publication",),
    "/api/v1/questions/whats-new": ("since",),
}  # fmt: skip
NEEDED = {"/api/v1/search": "q=air&", "/api/v1/diff": "from=2026&", "/api/v1/questions/portfolio": "state=FR&"}


def is_problem(told: Answered, *statuses: int) -> bool:
    if told.headers["content-type"] != "application/problem+json" or told.status not in statuses:
        return False
    problem = told.json()
    assert problem["status"] == told.status
    assert problem["type"]
    assert problem["title"]
    assert problem["found"]
    assert problem["expected"] or problem["remedy"]
    assert problem["instance"].startswith("/")
    assert "Traceback" not in told.text
    return True


@pytest.mark.parametrize("path", ROUTES)
def test_strange_values_in_every_parameter(get: Reader, path: str) -> None:
    for name in ROUTES[path]:
        needed = "" if name in NEEDED.get(path, "") else NEEDED.get(path, "")
        for value in STRANGE:
            told = get(f"{path}?{needed}{name}={quote(value, safe='')}")
            assert told.status in (200, 404) or is_problem(told, 422), (name, value, told.status, told.text[:200])
            assert told.headers.get("x-evil") is None


@pytest.mark.parametrize("value", STRANGE)
def test_strange_values_as_ids_and_names(get: Reader, value: str) -> None:
    escaped = quote(value, safe="")
    for path in (
        "/api/v1/records/",
        "/api/v1/facts/",
        "/api/v1/questions/",
        "/api/v1/",
        "/assets/",
        "/ogc/collections/",
    ):
        told = get(path + escaped)
        if value or path in ("/api/v1/records/", "/assets/"):
            assert is_problem(told, 404), (path, value, told.status)
    for path in ("/agreements/", "/states/", "/questions/"):
        page = get(path + escaped, accept="text/html")
        assert page.status in (200, 404)
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "path", [*ROUTES, "/api/v1/questions", "/api/v1/", "/api/v1/openapi.json", "/healthz", "/metrics"]
)
def test_unknown_parameters_are_refused_with_those_there_are(get: Reader, path: str) -> None:
    told = get(f"{path}?{NEEDED.get(path, '')}valid_onn=2025")
    assert is_problem(told, 422)
    [fault] = told.json()["faults"]
    assert fault["parameter"] == "valid_onn"
    assert "one of" in fault["expected"]
    if path == "/api/v1/atlas":
        assert fault["expected"] == "one of valid_on, known_at; did you mean valid_on?"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/api/v1/atlas?valid_on=2025&valid_on=2024", "one value"),
        ("/api/v1/facts/agreements?limit=1&limit=2", "one value"),
        ("/api/v1/facts/agreements?limit=0", "from 1 to 1000"),
        ("/api/v1/facts/agreements?limit=1001", "from 1 to 1000"),
        ("/api/v1/facts/agreements?offset=-1", "from 0 to"),
        ("/api/v1/facts/agreements?offset=99999999999", "from 0 to"),
        ("/api/v1/facts/agreements?form=nonsense", "strategic_partnership"),
        ("/api/v1/facts/agreements?parties=UK", "did you mean GB"),
        ("/api/v1/facts/agreements?signed.from=last%20year", "YYYY-MM-DD"),
        ("/api/v1/facts/agreements?sort=nonsense", "signed"),
        ("/api/v1/facts/agreements?format=pdf", "parquet"),
        ("/api/v1/facts/states?pesco=maybe", "yes or no"),
        ("/api/v1/facts/states?nato_since=1900", "at least 1949"),
        ("/api/v1/facts/states?nato_since=1999.5", "whole number"),
        ("/api/v1/search", "Words"),
        ("/api/v1/search?q=...", "words"),
        ("/api/v1/search?q=air&kind=nonsense", "agreements"),
        ("/api/v1/diff", "earlier moment"),
        ("/api/v1/diff?from=2026&to=2025", "swap"),
        ("/api/v1/atlas?" + "&".join(f"p{number}=1" for number in range(1001)), "at most 1000"),
        ("/api/v1/facts/agreements?" + "&".join("parties=FR" for _ in range(51)), "at most 50"),
        ("/api/v1/facts/agreements?" + "x" * 50, "one of"),
        ("/api/v1/facts/agreements?title=" + "x" * 201, "at most 200"),
    ],
)
def test_what_is_refused_says_what_is_allowed(get: Reader, address: str, allowed: str) -> None:
    told = get(address)
    assert is_problem(told, 422)
    assert allowed in told.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/atlas", "/api/v1/records/", "/ogc/collections/", "/nothing/"])
@pytest.mark.parametrize(
    "bad",
    [b"%", b"%2", b"%zz", b"%00", b"%ff", b"%c3", b"%ed%a0%80", b"%c0%af", b"%f5%80%80%80", b"\xff", b"\xc3\xa9x\xff"],
)
def test_addresses_that_are_no_text_are_refused(get: Reader, path: str, bad: bytes) -> None:
    assert is_problem(get(path.encode() + bad), 400)
    assert is_problem(get(path.encode() + b"?q=" + bad), 400)
    assert is_problem(get(path.encode() + b"?" + bad + b"=1"), 400)


def test_long_addresses_are_refused(get: Reader) -> None:
    assert is_problem(get("/api/v1/search?q=" + "x" * 9000), 414)
    assert is_problem(get("/" + "x" * 9000), 414)


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v2/", "/api/v1/nothing", "/api/v1/atlas/", "/ogc/nothing", "//", "/.env"]
)
def test_where_there_is_nothing_a_problem_says_so(get: Reader, path: str) -> None:
    assert is_problem(get(path), 404)


def test_strange_headers_do_no_harm(get: Reader) -> None:
    for value in ("", "\x00", "é" * 100, "*/*;q=x", ";;;", '"', "W/", "gzip;q=;;", "a" * 5000):
        told = get("/api/v1/questions", accept=value, accept_encoding=value, if_none_match=value, host=value)
        assert told.status == 200


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_question_refuses_what_it_does_not_know(get: Reader, name: str) -> None:
    told = get(f"/api/v1/questions/{name}?colour=red")
    assert is_problem(told, 422)
    assert "format" in told.json()["expected"]
