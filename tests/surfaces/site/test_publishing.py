"""A published site: every link leads somewhere, every answer is the live one, nothing hostile comes alive."""

from __future__ import annotations

import asyncio
import gzip
import json
import struct
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpx
import pytest
from lxml import etree, html  # type: ignore[import-untyped]
from tests.analyses.small_world import FILES
from tests.surfaces.site.conftest import (
    BASE,
    HOSTILE,
    SCRIPT,
    UNUSUAL,
    Site,
    agreement,
    few_questions,
    files_of,
    registry_with,
    served,
)

from phalanx.analyses import CATALOGUE
from phalanx.errors import BadInput, RegistryError
from phalanx.intake.filing import file_facts
from phalanx.registry.store import Registry
from phalanx.surfaces.api import create_app
from phalanx.surfaces.site import publish, publishing
from phalanx.surfaces.site.folder import MARKER

QUESTIONS = set(CATALOGUE)


def documents(folder: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix(), html.document_fromstring(path.read_text(encoding="utf-8"))


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def links_of(document: html.HtmlElement) -> Iterator[str]:
    """Addresses that a page loads or links to, and those its head names."""
    yield from (link for _, _, link, _ in document.iterlinks())
    yield from document.xpath("//meta[@property='og:image' or @property='og:url']/@content")


# ── What there is ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_view_agreement_state_and_question_has_its_page(small_site: Site) -> None:
    pages = {name.removesuffix("index.html") for name, _ in documents(small_site.folder) if name != "404.html"}
    views = {"", "agreements/", "states/", "compare/", "search/", "questions/", "data/", "about/"}
    states = {f"states/{code}/" for code in ("DE", "FR", "PL", "SE")}
    assert views | states | {f"questions/{name}/" for name in QUESTIONS} <= pages
    # The list, the agreements of the small world, the hostile one, and those of unusual ids.
    assert sum(page.startswith("agreements/") for page in pages) == 1 + 8 + 1 + len(UNUSUAL)


def test_answers_are_there_by_default_by_scope_and_by_state(small_site: Site) -> None:
    folder = small_site.folder / "api/v1/questions"
    growth = {path.name for path in (folder / "growth").iterdir()}
    # The scope "all" is the default. The groupings "weimar" and "baltic-sea" are no scopes of the registry.
    for choice in ("default", "scope=brief", "scope=weimar-three"):
        assert {f"{choice}{form}" for form in (".page.json.gz", ".json", ".csv", ".xlsx", ".parquet")} <= growth
    assert len(growth) == 3 * 5
    states = {path.name for path in (folder / "portfolio").glob("*.page.json.gz")}
    assert states == {f"state={code}.page.json.gz" for code in ("DE", "FR", "PL", "SE")}
    told = {each["name"]: each for each in json.loads((folder.parent / "questions.json").read_bytes())}
    assert told["growth"]["published"] == [{}, {"scope": "weimar-three"}, {"scope": "brief"}]
    assert set(told["growth"]["formats"]) == {"page", "json", "csv", "xlsx", "parquet"}
    # The small world holds no published numbers, which this question compares with: nothing of it can be published.
    assert (told["brief-check"]["published"], told["brief-check"]["formats"]) == ([], [])
    assert not (folder / "brief-check").exists()


def test_cards_are_there_for_the_site_each_state_and_each_question(small_site: Site) -> None:
    cards = files_of(small_site.folder / "cards")
    states = {f"states/{code}.png" for code in ("DE", "FR", "PL", "SE")}
    assert set(cards) == {"index.png", *states, *(f"questions/{name}.png" for name in QUESTIONS)}
    for content in cards.values():
        assert struct.unpack(">II", content[16:24]) == (1200, 630)
        assert len(content) <= 60_000


def test_facts_of_every_kind_are_there_as_files(small_site: Site) -> None:
    folder = small_site.folder / "api/v1"
    kinds = json.loads((folder / "kinds.json").read_bytes())
    assert len(kinds) > 20
    for kind in kinds:
        assert set(kind["formats"]) == {"csv", "json", "xlsx", "parquet"}
        for form in kind["formats"]:
            assert (folder / f"facts/{kind['kind']}.{form}").is_file()
    assert (folder / "facts/agreements.csv").read_text(encoding="utf-8-sig").startswith("id,title,parties")


def test_what_is_said_of_the_files_is_so(small_site: Site) -> None:
    found = files_of(small_site.folder)
    listed = json.loads(found.pop(MARKER))["files"]
    assert sorted(found) == listed
    assert small_site.made.files == len(found)
    assert small_site.made.bytes == sum(map(len, found.values()))
    assert small_site.made.left_out == ()
    assert b"\n" not in found["api/v1/atlas.json"]


# ── Static is live ───────────────────────────────────────────────────────────────────────────────────────────────────


def address_of(file: str) -> str:
    """The address whose answer a file holds, by the rule that the page follows."""
    path, _, name = file.removesuffix(".json").rpartition("/")
    if path.startswith("api/v1/questions/"):
        given, _, form = name.partition(".")
        words = ([] if given == "default" else given.split("&")) + (["format=page"] if form == "page" else [])
        return f"/{path}" + ("?" + "&".join(words) if words else "")
    return f"/{path}/{quote(name)}" + ("?limit=1000" if path == "api/v1/facts" else "")


def test_every_answer_equals_what_the_server_says(small_site: Site) -> None:
    held = {
        name.removesuffix(".gz"): gzip.decompress(content) if name.endswith(".gz") else content
        for name, content in files_of(small_site.folder / "api").items()
        if name.endswith((".json", ".json.gz"))
    }
    for name in ("v1/questions.json", "v1/kinds.json"):  # they say in addition what was published
        del held[name]
    assert len(held) > 70

    async def differing() -> list[str]:
        app = create_app(small_site.registry, public_url=BASE)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://live.invalid") as client,
        ):
            return [
                file
                for file, content in held.items()
                if (await client.get(address_of(f"api/{file}"))).json() != json.loads(content)
            ]

    assert asyncio.run(differing()) == []


# ── Links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("under", ["", "site/"], ids=["at the root", "under a path"])
def test_every_link_within_the_site_leads_somewhere(small_site: Site, under: str) -> None:
    with served(small_site.folder.parent if under else small_site.folder) as root:
        checked = set()
        for name, document in documents(small_site.folder):
            here = urljoin(root + under, name.removesuffix("index.html"))
            for link in links_of(document):
                address = urljoin(here, link)
                if address.startswith(f"{BASE}/"):
                    address = root + under + address.removeprefix(f"{BASE}/")
                if address.startswith(root):
                    assert address.startswith(root + under), f"{name} leads out of the site: {link}"
                    checked.add(address)
        assert {root + under + file for file in ("assets/index-0a.js", "api/v1/facts/agreements.csv")} <= checked
        assert {address for address in checked if status_of(address) != 200} == set()


def test_every_entry_of_the_sitemap_is_a_page_and_every_page_an_entry(small_site: Site) -> None:
    tree = etree.parse(small_site.folder / "sitemap.xml")
    entries = [str(entry.text) for entry in tree.findall(".//{*}loc")]
    assert all(entry.startswith(f"{BASE}/") for entry in entries)
    paths = {unquote(entry.removeprefix(f"{BASE}/")) + "index.html" for entry in entries}
    assert paths == {name for name, _ in documents(small_site.folder)} - {"404.html"}
    assert f"Sitemap: {BASE}/sitemap.xml" in (small_site.folder / "robots.txt").read_text()


def test_pages_name_themselves_by_their_public_address(small_site: Site) -> None:
    for name, document in documents(small_site.folder):
        if name == "404.html":
            continue
        address = f"{BASE}/{quote(name.removesuffix('index.html'))}"
        assert document.xpath("//link[@rel='canonical']/@href") == [address]
        assert document.xpath("//meta[@property='og:url']/@content") == [address]
        [card] = document.xpath("//meta[@property='og:image']/@content")
        assert (small_site.folder / urlsplit(card).path.removeprefix("/phalanx/")).is_file()


def test_pages_know_that_they_stand_alone_and_where_the_site_begins(small_site: Site) -> None:
    for name, document in documents(small_site.folder):
        if name == "404.html":
            continue
        [block] = document.xpath("//script[@id='phalanx-config']/text()")
        config = json.loads(block)
        assert config["static"] is True
        assert (small_site.folder / name).parent.joinpath(config["root"]).resolve() == small_site.folder.resolve()


def test_without_an_address_pages_claim_none(plain_site: Site) -> None:
    for _, document in documents(plain_site.folder):
        assert document.xpath("//link[@rel='canonical'] | //meta[@property='og:url']") == []
    assert "Sitemap" not in (plain_site.folder / "robots.txt").read_text()


# ── Hostile facts ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hostile_facts_stay_text(small_site: Site) -> None:
    for name, document in documents(small_site.folder):
        assert document.xpath("//img | //iframe | //object | //*[@onerror] | //*[@onload]") == [], name
        for script in document.iter("script"):
            assert script.get("src") or script.get("type") in {"application/json", "application/ld+json"}, name
        for _, _, link, _ in document.iterlinks():
            assert not link.strip().lower().startswith(("javascript:", "data:")), name


def test_linked_data_reads_as_json_and_says_what_the_facts_say(small_site: Site) -> None:
    found = {}
    for name, document in documents(small_site.folder):
        for block in document.xpath("//script[@type='application/ld+json']/text()"):
            told = json.loads(block)
            found[name, told["@type"]] = told
    document = found[f"agreements/{HOSTILE}/index.html", "DigitalDocument"]
    assert document["name"] == SCRIPT
    assert document["url"] == f"{BASE}/agreements/{HOSTILE}/"
    dataset = found["index.html", "Dataset"]
    for download in dataset["distribution"]:
        file = download["contentUrl"].removeprefix(f"{BASE}/")
        assert (small_site.folder / file).is_file(), file


@pytest.mark.parametrize("name", ["../../escaped", "a/../../b", "/etc/x", "a//b", "./a", "a/", "a/index.html"])
def test_ids_that_lead_elsewhere_are_refused(built_page: Path, tmp_path: Path, name: str) -> None:
    registry = registry_with(tmp_path, agreement(name, "Astray"))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadInput, match="Files cannot be named after"):
        publish(tmp_path / "site", registry)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_ids_become_files_that_a_server_finds(small_site: Site, name: str) -> None:
    with served(small_site.folder) as root:
        for address in (f"agreements/{quote(name)}/", f"api/v1/records/{quote(name)}.json.gz"):
            assert status_of(root + address) == 200


# ── Again, and size ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_there_is_no_room_for_is_left_out_and_told(plain_site: Site, tmp_path: Path) -> None:
    room = plain_site.made.bytes - 200_000
    with few_questions():
        made = publish(tmp_path / "small", plain_site.registry, most_bytes=room)
    assert made.bytes <= room
    assert made.left_out
    assert sum(left.count for left in made.left_out) > 0
    folder = tmp_path / "small"
    for kind in json.loads((folder / "api/v1/kinds.json").read_bytes()):
        held = {path.suffix.removeprefix(".") for path in (folder / "api/v1/facts").glob(f"{kind['kind']}.*")}
        assert set(kind["formats"]) == held
    for question in json.loads((folder / "api/v1/questions.json").read_bytes()):
        for given in question["published"]:
            name = "&".join(f"{word}={value}" for word, value in given.items()) or "default"
            found = {
                path.name.removeprefix(f"{name}.").removesuffix(".gz").removesuffix(".json") or "json"
                for path in (folder / f"api/v1/questions/{question['name']}").glob(f"{name}.*")
            }
            assert set(question["formats"]) <= found


def test_a_registry_that_changes_meanwhile_leaves_the_old_site(built_page: Path, tmp_path: Path) -> None:
    address = registry_with(tmp_path)
    entered: list[object] = []

    def enter(done: int, of: int) -> None:
        if not entered:
            (tmp_path / "more").mkdir()
            (tmp_path / "more/agreements.csv").write_text(
                FILES["agreements.csv"].partition("\n")[0]
                + "\n"
                + agreement("de-pl-2024-late", "Late", parties="DE;PL")
            )
            with Registry.open(address) as registry:
                entered.append(file_facts(registry, tmp_path / "more", who="a curator", why="just then"))

    with few_questions(), pytest.raises(RegistryError, match="changed"):
        publish(tmp_path / "site", address, told=enter)
    assert entered
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("remembered")
def test_the_bundled_facts_fit(built_page: Path, bundled: Path, tmp_path: Path) -> None:
    made = publish(tmp_path / "site", f"sqlite:///{bundled}", base_url=BASE)
    found = files_of(tmp_path / "site")
    assert sum(map(len, found.values())) <= publishing.MOST_BYTES
    agreements = json.loads(found["api/v1/atlas.json"])["agreements"]
    assert len(agreements) > 600
    for one in agreements:
        assert f"agreements/{one['id']}/index.html" in found
        assert f"api/v1/records/{one['id']}.json.gz" in found
    cards = [content for name, content in found.items() if name.startswith("cards/")]
    assert len(cards) >= 1 + 44 + len(QUESTIONS)
    assert max(map(len, cards)) <= 60_000
    assert not {left.title for left in made.left_out} & {
        "agreements",
        "records that answers rest on",
        "tables of facts as CSV",
        "questions as CSV",
    }
