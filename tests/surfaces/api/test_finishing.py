"""Finished answers: kept, tagged, compressed; and new at once when the journal, the day or the question is."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
from pathlib import Path

import pytest
import zstandard
from tests.surfaces.api.conftest import Answered, Enter, Reader

from phalanx.surfaces.api import create_app, finishing, worlds

GROWTH = "/api/v1/questions/growth"
ATLAS = "/api/v1/atlas"


def test_what_has_not_changed_costs_nothing(get: Reader) -> None:
    first = get(GROWTH)
    assert first.headers["etag"].startswith('"')
    assert first.headers["cache-control"] == "no-cache"
    for told in (first.headers["etag"], f'"other", {first.headers["etag"]}', f"W/{first.headers['etag']}", "*"):
        again = get(GROWTH, if_none_match=told)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert get(GROWTH, if_none_match='"other"').body == first.body


def test_the_tag_changes_with_query_day_and_version(
    get: Reader, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = [get(f"{GROWTH}?{query}").headers["etag"] for query in ("", "scope=eu", "scope=eu&valid_on=2020", "to=2020")]
    assert len(set(tags)) == len(tags)
    monkeypatch.setattr(finishing, "__version__", "another")
    assert Reader(create_app(str(bundled)))(GROWTH).headers["etag"] not in tags


def test_equal_applications_tag_equally(get: Reader, bundled: Path) -> None:
    other = Reader(create_app(str(bundled)))
    for address in (GROWTH, ATLAS, "/api/v1/facts/states?format=csv", "/api/v1/records/states/PL"):
        assert other(address).headers["etag"] == get(address).headers["etag"]


def test_at_midnight_today_is_another_day(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime(2026, 11, 21, 23, 59, 59, tzinfo=dt.UTC)

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Clock:
            return cls.fromtimestamp(now.timestamp(), tz)

    monkeypatch.setattr(finishing, "datetime", Clock)
    monkeypatch.setattr(worlds, "datetime", Clock)
    get = Reader(create_app(str(bundled)))
    before = get(ATLAS)
    assert before.json()["world"]["valid_on"] == "2026-11-21"
    now += dt.timedelta(seconds=2)
    after = get(ATLAS, if_none_match=before.headers["etag"])
    assert after.status == 200
    assert after.json()["world"]["valid_on"] == "2026-11-22"
    assert after.headers["etag"] != before.headers["etag"]


def test_an_import_shows_with_the_next_request(registry: Path, ours: Reader, enter: Enter) -> None:
    before = ours(ATLAS)
    for number in range(3):
        enter(registry, id=f"xx-made-up-{number}", title=f"Pact {number}")
        after = ours(ATLAS, if_none_match=before.headers["etag"])
        assert after.status == 200
        assert len(after.json()["agreements"]) == len(before.json()["agreements"]) + 1
        assert after.json()["world"]["journal_head"] != before.json()["world"]["journal_head"]
        before = after


def test_what_was_answered_is_not_made_again(ours: Reader) -> None:
    def made() -> float:
        [line] = [
            line for line in ours("/metrics").text.splitlines() if line.startswith("phalanx_kept_answers_missed_total")
        ]
        return float(line.split()[1])

    first, count = ours(GROWTH), made()
    assert ours(GROWTH).body == first.body
    assert ours(GROWTH, "HEAD").headers == first.headers
    assert made() == count
    ours(f"{GROWTH}?scope=eu")
    assert made() == count + 1


def test_many_who_ask_the_same_wait_for_one_answer(bundled: Path) -> None:
    get = Reader(create_app(str(bundled)))

    async def all_at_once() -> list[Answered]:
        return list(await asyncio.gather(*(get.ask(GROWTH) for _ in range(20))))

    answers = asyncio.run(all_at_once())
    assert len({answer.body for answer in answers}) == 1
    assert "phalanx_kept_answers_missed_total 1.0" in get("/metrics").text


def test_what_is_kept_is_bounded(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "MOST_KEPT_BYTES", 500_000)
    app = create_app(str(bundled))
    get = Reader(app)
    for year in range(1990, 2026):
        assert get(f"{GROWTH}?to={year}", accept_encoding="gzip").status == 200
    kept = next(layer for layer in layers(app.middleware_stack) if isinstance(layer, finishing.Finishing))
    sizes = [finished.size for finished in kept._kept.values()]
    assert 0 < sum(sizes) == kept._kept_bytes <= 500_000
    assert len(sizes) < 36


def layers(app: object) -> list[object]:
    found = []
    while app is not None:
        found.append(app)
        app = getattr(app, "app", None) or getattr(app, "_app", None)
    return found


# ── Encodings, HEAD, other methods, headers ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0, zstd;q=0", None),
        ("*", "zstd"),
        ("br", None),
        ("identity", None),
        ("gzip;q=nonsense", None),
        ("", None),
    ],
)
def test_encodings_are_what_the_reader_takes(get: Reader, accepted: str, encoding: str | None) -> None:
    plain, told = get(ATLAS), get(ATLAS, accept_encoding=accepted)
    assert told.headers.get("content-encoding") == encoding
    assert told.headers["vary"] == "Accept-Encoding"
    body = told.body
    if encoding == "gzip":
        body = gzip.decompress(body)
    elif encoding == "zstd":
        body = zstandard.ZstdDecompressor().decompress(body)
    assert body == plain.body
    assert told.headers["content-length"] == str(len(told.body))
    if encoding:  # other bytes, another tag, which counts for this encoding only
        assert len(told.body) < len(plain.body) / 3
        assert told.headers["etag"] != plain.headers["etag"]
        assert get(ATLAS, accept_encoding=accepted, if_none_match=told.headers["etag"]).status == 304
        assert get(ATLAS, if_none_match=told.headers["etag"]).status == 200


def test_what_is_packed_already_is_not_packed_again(get: Reader) -> None:
    told = get("/api/v1/facts/agreements?format=xlsx", accept_encoding="gzip")
    assert "content-encoding" not in told.headers


@pytest.mark.parametrize("address", [ATLAS, "/", "/healthz", "/nothing/here", "/api/v1/search"])
def test_head_is_get_without_a_body(get: Reader, address: str) -> None:
    whole, head = get(address), get(address, "HEAD")
    assert (head.status, head.body) == (whole.status, b"")
    assert head.headers == whole.headers
    assert int(head.headers["content-length"]) == len(whole.body) > 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "NONSENSE"])
@pytest.mark.parametrize("address", [ATLAS, "/", "/nothing/here", "/ogc"])
def test_nothing_can_be_written(get: Reader, method: str, address: str) -> None:
    told = get(address, method)
    assert told.status == 405
    assert told.headers["allow"] == "GET, HEAD, OPTIONS"
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["expected"] == "GET or HEAD"


def test_any_page_may_read(get: Reader) -> None:
    assert get(ATLAS, origin="https://www.example.org").headers["access-control-allow-origin"] == "*"
    assert get("/api/v1/search", origin="https://www.example.org").headers["access-control-allow-origin"] == "*"
    asked = get(ATLAS, "OPTIONS", origin="https://www.example.org", access_control_request_method="GET")
    assert asked.status == 204
    assert "GET" in asked.headers["access-control-allow-methods"]
    assert asked.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("address", [ATLAS, "/", "/agreements/x", "/nothing", "/metrics", "/ogc", "/api/v1/docs"])
def test_browsers_are_told_what_they_may_do(get: Reader, address: str) -> None:
    headers = get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
