"""Finishing: the first and last step of every request – what was answered before goes out again as it is.

A finished answer is kept whole, in each content encoding that was asked for, under its address, the journal's head and
the day; so an import or midnight is seen at once, and what is read often costs a look into a table. Here too: ETags
and 304, HEAD, compression, the headers every answer has, and one shape for what goes wrong.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import zstandard

from phalanx import __version__
from phalanx.errors import JournalBroken, PhalanxError, RegistryError
from phalanx.surfaces.api import problems
from phalanx.surfaces.api.metrics import Metrics
from phalanx.surfaces.api.page import changed, packed
from phalanx.surfaces.api.policy import USUAL
from phalanx.surfaces.api.routes import Site

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]
Key = tuple[Any, ...]

MOST_KEPT_BYTES = 96 * 2**20
LARGEST_KEPT = 12 * 2**20
MOST_AT_ONCE = 4
"""How many answers are made at the same time; more would only take the processor from those that are ready."""
LONGEST_ADDRESS = 8192
WORTH_COMPRESSING = 400
QUICK_TO_COMPRESS = 64 * 2**10
NEVER_KEPT = (b"/healthz", b"/metrics")
NEGOTIATED = b"/ogc"
ANSWERS = (b"/api/", NEGOTIATED)
"""Below these an address with another query is another answer; the query of a page is the reader's view of it."""
METHODS = b"GET, HEAD, OPTIONS"
COMPRESSIBLE = re.compile(rb"^(text/|application/(.+\+)?(json|xml|javascript)|image/svg\+xml)")
_ASSET = re.compile(r"/assets/([^/]+)")
_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_LOG = logging.getLogger("phalanx.api")


@dataclass
class Finished:
    """An answer ready to go: status, headers, body, and what became of it in each encoding."""

    status: int
    headers: list[Header]
    body: bytes
    route: str
    tag: str = ""
    compressible: bool = False
    packed: bytes = b""
    """The body in Brotli, for a file that was packed when the page was built."""
    key: Key | None = None
    sent: dict[str, tuple[list[Header], bytes]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes it takes to keep."""
        return (
            len(self.body)
            + len(self.packed)
            + sum(len(body) for _, body in self.sent.values() if body is not self.body)
            + 2048
        )


class Finishing:
    """The application around the application; see the module."""

    def __init__(self, app: Application, site: Site, metrics: Metrics) -> None:
        self._app, self._site, self._metrics = app, site, metrics
        self._kept: OrderedDict[Key, Finished] = OrderedDict()
        self._kept_bytes = 0
        self._making: dict[Key, asyncio.Task[Finished]] = {}
        self._room = asyncio.Semaphore(MOST_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        finished = await self._finished(scope)
        encoding = _encoding(scope, finished) if finished.compressible else ""
        headers, body = finished.sent.get(encoding) or await self._encoded(finished, encoding)
        status = finished.status
        if status == 200 and finished.tag and _has_it(scope, _quoted(finished.tag, encoding)):
            status, body = 304, b""
            headers = [header for header in headers if header[0] not in (b"content-length", b"content-type")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
        self._metrics.answered(finished.route, status, time.perf_counter() - started)

    async def _finished(self, scope: Scope) -> Finished:
        if scope["method"] not in ("GET", "HEAD"):
            return self._refused(scope)
        path, query = scope["raw_path"], scope["query_string"]
        key = await self._key(scope, path, query)
        found = self._kept.get(key) if key is not None else None
        if key is not None and found is not None:
            self._kept.move_to_end(key)
            self._metrics.found.inc()
            return found
        if (fault := _fault(path, query)) is not None:
            return _problem(fault, scope, self._site.root)
        if key is None:
            return await self._made(scope)
        making = self._making.get(key)
        if making is None:
            self._metrics.missed.inc()
            making = self._making[key] = asyncio.create_task(self._made_and_kept(key, scope))
        # A reader who goes away does not take the answer from others who wait for it.
        return await asyncio.shield(making)

    async def _key(self, scope: Scope, path: bytes, query: bytes) -> Key | None:
        """What an answer is kept under; None for what is not kept."""
        if path in NEVER_KEPT:
            return None
        try:
            head = (await self._site.worlds.head_now()).hash
        except PhalanxError:
            return None  # whoever answers will meet the same error, and tell it
        day = datetime.now(UTC).toordinal()
        if not path.startswith(ANSWERS):
            return path, head, day, changed()
        if not path.startswith(NEGOTIATED):
            return path, query, head, day
        asked = tuple(value for name, value in scope["headers"] if name in (b"accept", b"host"))
        return path, query, head, day, scope.get("scheme"), asked

    async def _made_and_kept(self, key: Key, scope: Scope) -> Finished:
        try:
            finished = await self._made(scope)
            if finished.status == 200:
                finished.tag = _tag(key, finished.body)
                if finished.size <= LARGEST_KEPT:
                    self._keep(key, finished)
            return finished
        finally:
            del self._making[key]

    def _keep(self, key: Key, finished: Finished) -> None:
        self._kept[key], finished.key = finished, key
        self._kept_bytes += finished.size
        while self._kept_bytes > MOST_KEPT_BYTES and self._kept:
            _, dropped = self._kept.popitem(last=False)
            self._kept_bytes -= dropped.size

    async def _made(self, scope: Scope) -> Finished:
        """The answer of the application within, read to its end."""
        inner = {**scope, "method": "GET", **self._as_reached(scope)}
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            messages.append(message)

        try:
            async with self._room:
                await self._app(inner, receive, send)
        except Exception:  # noqa: BLE001 - nothing a route does wrong may reach the reader as anything but a problem
            _LOG.exception("failed: %s", address_of(scope))
            return await self._failed(scope)
        start, *bodies = messages
        headers = [(bytes(name).lower(), bytes(value)) for name, value in start["headers"]]
        body = b"".join(bytes(message.get("body", b"")) for message in bodies)
        route = getattr(inner.get("route"), "path", "unknown")
        finished = _complete(Finished(start["status"], headers, body, route))
        if finished.status == 200 and (asset := _ASSET.fullmatch(scope["path"])):
            finished.packed = packed(asset[1])
        return finished

    def _as_reached(self, scope: Scope) -> dict[str, Any]:
        """What links are made from: the public address where there is one, else the address the request came by."""
        headers = [header for header in scope["headers"] if header[0] in (b"accept", b"host")]
        if not self._site.public_url:
            return {"headers": headers}
        public = urlsplit(self._site.public_url)
        headers = [(b"host", public.netloc.encode()), *(header for header in headers if header[0] != b"host")]
        return {"headers": headers, "scheme": public.scheme, "root_path": self._site.root}

    async def _failed(self, scope: Scope) -> Finished:
        """The problem behind a failure: the registry's, where its journal does not hold, else ours."""
        try:
            await asyncio.to_thread(self._site.worlds.verify)
        except (RegistryError, JournalBroken) as error:
            return _problem(error, scope, self._site.root)
        status, told = problems.failure(address_of(scope), self._site.root)
        return _told(status, told, "failed")

    def _refused(self, scope: Scope) -> Finished:
        if scope["method"] == "OPTIONS":
            allowed = [(b"allow", METHODS), (b"access-control-allow-methods", METHODS)]
            allowed += [(b"access-control-allow-headers", b"*"), (b"access-control-max-age", b"86400")]
            return _complete(Finished(204, allowed, b"", "options"))
        refused = _problem(
            problems.NotAllowed(
                f"{str(scope['method'])[:20]} is not allowed here", "GET or HEAD", "everything here is for reading only"
            ),
            scope,
            self._site.root,
        )
        refused.headers.append((b"allow", METHODS))
        return refused

    async def _encoded(self, finished: Finished, encoding: str) -> tuple[list[Header], bytes]:
        headers, body = list(finished.headers), finished.body
        if encoding:
            if encoding == "br":
                body = finished.packed
            elif len(body) > QUICK_TO_COMPRESS:
                body = await asyncio.to_thread(_compressed, body, encoding)
            else:
                body = _compressed(body, encoding)
            headers.append((b"content-encoding", encoding.encode()))
        if finished.compressible:
            headers.append((b"vary", b"Accept-Encoding"))
        if finished.tag:
            headers.append((b"etag", _quoted(finished.tag, encoding)))
        if finished.status != 204:
            headers.append((b"content-length", str(len(body)).encode()))
        if finished.key in self._kept:
            self._kept_bytes -= finished.size
            finished.sent[encoding] = headers, body
            self._kept_bytes += finished.size
        return headers, body


def address_of(scope: Scope) -> str:
    """The address of a request as it was sent, without host."""
    query = scope["query_string"].decode("latin-1")
    path: str = scope["raw_path"].decode("latin-1")
    return path + (f"?{query}" if query else "")


def _complete(finished: Finished) -> Finished:
    """The answer with the headers every answer has, where its route has not set its own."""
    own = {name for name, _ in finished.headers}
    media_type = next((value for name, value in finished.headers if name == b"content-type"), b"")
    finished.headers = [header for header in finished.headers if header[0] != b"content-length"]
    finished.headers += [header for header in USUAL if header[0] not in own]
    finished.compressible = len(finished.body) >= WORTH_COMPRESSING and COMPRESSIBLE.match(media_type) is not None
    return finished


def _problem(error: PhalanxError, scope: Scope, root: str) -> Finished:
    status, told = problems.problem(error, address_of(scope), root)
    return _told(status, told, "refused")


def _told(status: int, told: dict[str, Any], route: str) -> Finished:
    headers = [(b"content-type", problems.MEDIA_TYPE.encode()), (b"cache-control", b"no-store")]
    return _complete(Finished(status, headers, problems.as_bytes(told), route))


def _fault(path: bytes, query: bytes) -> PhalanxError | None:
    """What is wrong with an address as such, before anybody reads it."""
    if len(path) + len(query) > LONGEST_ADDRESS:
        return problems.TooLong(
            f"The address has {len(path) + len(query)} characters", f"at most {LONGEST_ADDRESS}", "ask for less at once"
        )
    for what, text in (("path", path), ("query", query)):
        if _ESCAPE.search(text):
            return problems.BadAddress(
                f"The {what} has a % that no two hexadecimal digits follow", "percent-encoded UTF-8", "write % as %25"
            )
        try:
            plain = unquote_to_bytes(text).decode()
        except UnicodeDecodeError:
            return problems.BadAddress(f"The {what} is no UTF-8", "percent-encoded UTF-8", "encode it as UTF-8")
        if "\x00" in plain:
            return problems.BadAddress(f"The {what} holds a NUL byte", "text", "leave it out")
    return None


def _tag(key: Key, body: bytes) -> str:
    """What names this very answer: made from address, head, day, version, and the bytes themselves."""
    digest = hashlib.blake2s(repr((__version__, key)).encode(), digest_size=12)
    digest.update(body)
    return digest.hexdigest()


def _quoted(tag: str, encoding: str) -> bytes:
    return f'"{tag}{f"-{encoding}" if encoding else ""}"'.encode()


def _has_it(scope: Scope, tag: bytes) -> bool:
    """Whether the reader says that it has the answer already."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            return value.strip() == b"*" or tag in (each.strip().removeprefix(b"W/") for each in value.split(b","))
    return False


def _encoding(scope: Scope, finished: Finished) -> str:
    """The best content encoding there is that the reader takes: br, zstd, gzip, or none ("")."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
    if not accepted:
        return ""
    weights = dict(_weights(accepted.lower().split(b",")))
    there = ("br", "zstd", "gzip") if finished.packed else ("zstd", "gzip")
    found = max(there, key=lambda name: (_weight(weights, name), -there.index(name)))
    return found if _weight(weights, found) > 0 else ""


def _weight(weights: dict[bytes, float], name: str) -> float:
    return weights.get(name.encode(), weights.get(b"*", 0.0))


def _weights(parts: Iterable[bytes]) -> Iterable[tuple[bytes, float]]:
    for part in parts:
        name, _, weight = part.partition(b";")
        try:
            yield name.strip(), float(weight.strip().removeprefix(b"q=") or 1)
        except ValueError:
            continue


def _compressed(body: bytes, encoding: str) -> bytes:
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=9).compress(body)
    return gzip.compress(body, 7, mtime=0)
