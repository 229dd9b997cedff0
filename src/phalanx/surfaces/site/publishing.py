"""Publishing: every address that the page may ask for is asked beforehand, and the answers written, while there is room."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

import orjson

from phalanx.errors import BadInput, RegistryError
from phalanx.registry.records import KINDS, named
from phalanx.surfaces import presenting
from phalanx.surfaces.presenting.cards import png
from phalanx.surfaces.site import previews, signposts
from phalanx.surfaces.site.addresses import (
    API,
    INDEX,
    OF_FACTS,
    PACKED,
    SAVED,
    SHOWN,
    Answered,
    Catalogue,
    Group,
    Wanted,
    answer,
    choices,
    facts,
    pages,
    refuse_astray,
    wished,
)
from phalanx.surfaces.site.asking import AT_ONCE, Asker, asking
from phalanx.surfaces.site.folder import Draft, drafted

PAGE = Path(presenting.__file__).with_name("page")
"""Where the built page lies."""
MOST_BYTES = 25_000_000
LEAST_ROOM = 20_000
"""With less room nothing more is tried."""
FOR_CONTENTS = 300_000
"""Room kept for the catalogue of questions and the data dictionary, which are written last."""
AN_ENTRY = 70
"""Letters of a page's entry in the sitemap beside its address."""

Thing = TypeVar("Thing")
Told = Callable[[int, int], None]
"""Takes how many addresses were asked, and of how many."""

_API_LINK = re.compile(rb'(href="[^"]*\bapi/v1/[^"?]*)\?format=([a-z]+)"')


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What there was no room for: so many of so many."""

    title: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: how many files of how many bytes together, and what there was no room for."""

    files: int
    bytes: int
    left_out: tuple[LeftOut, ...]


def publish(
    folder: Path,
    registry_url: str | None = None,
    *,
    base_url: str | None = None,
    most_bytes: int = MOST_BYTES,
    told: Told = lambda done, of: None,
) -> Published:
    """Write the whole site into a folder that is new, empty, or was published before.

    `base_url` is the address under which it will be public, for previews and search engines. The pages, the atlas and
    the answers they draw are always written; the rest while all together stays below `most_bytes`.

    Raises:
        BadInput: the folder is somebody else's or cannot be written, the page is not built, the address is none, or an
            id cannot be the name of a file.
        RegistryError: the registry cannot be read, or changed meanwhile.
    """
    public_url = checked(base_url) if base_url is not None else None
    if not (PAGE / INDEX).is_file():
        raise BadInput(
            "The page is not built, and there is nothing to publish without it",
            "an installation with its page, as the wheel has it",
            "install Node.js 20.19 or newer and run 'make page'",
        )
    with drafted(folder) as draft:
        return asyncio.run(_Publishing(draft, public_url, most_bytes, told).run(registry_url))


def checked(base_url: str) -> str:
    """A public address without a slash at its end.

    Raises:
        BadInput: it is no address of a web site.
    """
    try:
        parts = urlsplit(base_url)
        fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not match
        fit = False
    if not fit or any(sign in base_url for sign in "?#\\\"'<>") or not base_url.isprintable() or " " in base_url:
        raise BadInput(
            f"{base_url!r} is not the address of a site",
            "http:// or https://, a host and perhaps a path, without '?' and '#'",
            "write it as https://example.org/phalanx",
        )
    return base_url.rstrip("/")


@dataclass
class _Publishing:
    """One run: what it writes to, how much room there is, and how far it has come."""

    draft: Draft
    public_url: str | None
    most_bytes: int
    told: Told
    done: int = 0
    total: int = 0
    used: int = 0
    left_out: list[LeftOut] = field(default_factory=list)

    async def run(self, registry_url: str | None) -> Published:
        from phalanx.surfaces.api import create_app

        async with asking(create_app(registry_url, static=True, public_url=self.public_url)) as asker:
            before = await asker.bytes_of(f"/{API}/atlas")
            catalogue = Catalogue(orjson.loads(before), await asker.json(f"/{API}/questions"))
            names = await self._names(asker, catalogue)
            refuse_astray([*names, *catalogue.parties])
            await self._write_base(asker, catalogue)
            answers = await self._write_answers(asker, catalogue)
            await self._write_cards(catalogue, answers)
            groups = wished(catalogue, answers, names)
            self.total += sum(len(piece) for group in groups for piece in group.pieces)
            for group in groups:
                await self._write_wished(asker, group)
            await self._write_contents(asker, catalogue, answers)
            self._write_signposts(catalogue)
            if await asker.bytes_of(f"/{API}/atlas") != before:
                raise RegistryError(
                    "The registry changed, or a day began, while the site was written",
                    "one state of the registry for all files",
                    "publish again; the folder is as it was",
                )
        sizes = self.draft.sizes
        return Published(len(sizes), sum(sizes.values()), tuple(self.left_out))

    async def _names(self, asker: Asker, catalogue: Catalogue) -> list[str]:
        """The names of all records, in the order of the kinds."""
        return [
            named(KINDS[kind], *(str(row[key]) for key in KINDS[kind].KEY))
            for kind in catalogue.atlas["counts"]
            for row in (await asker.rows(facts(kind, "json")))["rows"]
        ]

    async def _write_base(self, asker: Asker, catalogue: Catalogue) -> None:
        """The built page's own files, and what every view begins with."""
        assets = sorted(path.relative_to(PAGE).as_posix() for path in (PAGE / "assets").rglob("*") if path.is_file())
        wanted = [Wanted(f"/{quote(file)}", file) for file in assets]
        wanted += [Wanted(f"/{API}/atlas", f"{API}/atlas.json")]
        wanted += pages(catalogue)
        self.total += len(wanted)
        for batch in _batches(wanted):
            for one, body in await self._asked(asker, batch):
                self._write(one.file, body)

    async def _write_answers(self, asker: Asker, catalogue: Catalogue) -> list[Answered]:
        """The answers that the page draws. A question that this registry cannot answer is left out."""
        asked = [
            (question["name"], given) for question in catalogue.questions for given in choices(question, catalogue)
        ]
        self.total += len(asked)
        answers = []
        for batch in _batches(asked):
            wanted = [answer(name, given, SHOWN) for name, given in batch]
            bodies = await asyncio.gather(*(asker.attempt(one.address) for one in wanted))
            for (name, given), one, body in zip(batch, wanted, bodies, strict=True):
                if body is not None:
                    told = orjson.loads(body)
                    self._write(one.file, _settled(one.file, body))
                    answers.append(Answered(name, given, told))
            self._advance(len(batch))
        return answers

    async def _write_wished(self, asker: Asker, group: Group) -> None:
        """What there is room for of a group, in its order."""
        written = 0
        for pieces in _batches(group.pieces):
            if self._room < LEAST_ROOM:
                break
            asked = iter(await self._asked(asker, [one for piece in pieces for one in piece]))
            for piece in pieces:
                files = [(one.file, body) for one, body in islice(asked, len(piece))]
                if sum(len(body) for _, body in files) <= self._room:
                    for file, body in files:
                        self._write(file, body)
                    written += 1
        if written < len(group.pieces):
            self.left_out.append(LeftOut(group.title, len(group.pieces) - written, len(group.pieces)))

    async def _write_cards(self, catalogue: Catalogue, answers: Sequence[Answered]) -> None:
        cards = list(previews.cards(catalogue, answers))
        self.total += len(cards)
        for batch in _batches(cards):
            drawn = await asyncio.gather(*(asyncio.to_thread(png, card) for _, card in batch))
            for (file, _), content in zip(batch, drawn, strict=True):
                self._write(file, content)
            self._advance(len(batch))

    async def _write_contents(self, asker: Asker, catalogue: Catalogue, answers: Sequence[Answered]) -> None:
        """The catalogue of questions and the data dictionary, each with what was published of it."""
        questions = []
        for question in catalogue.questions:
            name = question["name"]
            given = [one.given for one in answers if one.question == name]
            held = [form for form in SAVED if all(self._has(answer(name, each, form)) for each in given)]
            questions.append({**question, "published": given, "formats": [SHOWN, *held] if given else []})
        kinds = [
            {**kind, "formats": [form for form in OF_FACTS if self._has(facts(kind["kind"], form))]}
            for kind in await asker.json(f"/{API}/kinds")
        ]
        self._write(f"{API}/questions.json", orjson.dumps(questions))
        self._write(f"{API}/kinds.json", orjson.dumps(kinds))

    def _has(self, wanted: Wanted) -> bool:
        return wanted.file in self.draft.sizes

    def _write_signposts(self, catalogue: Catalogue) -> None:
        places = [file.removesuffix(INDEX) for file in self.draft.sizes if file.endswith(INDEX)]
        for file, text in signposts.all_of(places, self.public_url, catalogue.atlas["edition"]):
            self._write(file, text.encode())

    def _write(self, file: str, content: bytes) -> None:
        """Write a file, and count what it takes: itself, its name in the marker, its address in the sitemap."""
        self.draft.write(file, content)
        self.used += len(content) + len(file.encode()) + len('"",')
        if file.endswith(INDEX):
            self.used += len(quote(file)) + len(self.public_url or "") + AN_ENTRY

    @property
    def _room(self) -> int:
        return self.most_bytes - FOR_CONTENTS - self.used

    async def _asked(self, asker: Asker, wanted: Sequence[Wanted]) -> list[tuple[Wanted, bytes]]:
        bodies = await asker.all_of(wanted)
        self._advance(len(wanted))
        return [(one, _settled(one.file, body)) for one, body in zip(wanted, bodies, strict=True)]

    def _advance(self, count: int) -> None:
        self.done += count
        self.told(self.done, self.total)


def _settled(file: str, body: bytes) -> bytes:
    """An answer as it stands in a file: JSON without spaces, packed where the page unpacks it, links to the API leading to its files."""
    if file.endswith(PACKED):
        return gzip.compress(_settled(file.removesuffix(PACKED), body), mtime=0)
    if file.endswith(".json"):
        return orjson.dumps(orjson.loads(body))
    if file.endswith(".html"):
        return _API_LINK.sub(rb'\1.\2"', body)
    return body


def _batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE))
