"""A registry that is gone, damaged or altered: 503 with the remedy, everywhere; and all is well when it is mended."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.surfaces.api.conftest import Reader

from phalanx.surfaces.api import create_app

ANSWERS = (
    "/api/v1/atlas",
    "/api/v1/questions/growth",
    "/api/v1/facts/states",
    "/api/v1/search?q=air",
    "/healthz",
    "/api/v1/",
)


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def run(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(statement)


HARMS: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "other words": lambda path: path.write_text("These are my notes."),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 3]),
    "overwritten": lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096)),
    "a folder": put_a_folder,
    "no head": lambda path: run(path, "DELETE FROM head"),
    "no journal": lambda path: run(path, "DROP TABLE journal"),
}


@pytest.mark.parametrize("harm", HARMS)
def test_every_answer_is_a_problem_until_the_registry_is_mended(registry: Path, tmp_path: Path, harm: str) -> None:
    safe = shutil.copy(registry, tmp_path / "safe.sqlite")
    get = Reader(create_app(str(registry)))
    before = {address: get(address) for address in ANSWERS}
    assert {told.status for told in before.values()} == {200}
    HARMS[harm](registry)
    for address in ANSWERS:
        told = get(address, if_none_match=before[address].headers.get("etag", ""))
        assert (told.status, told.headers["content-type"]) == (503, "application/problem+json"), address
        assert told.json()["remedy"]
        assert told.json()["title"].startswith("The registry")
        assert told.headers["cache-control"] == "no-store"
    page = get("/")
    assert page.status == 503
    assert page.headers["content-type"].startswith("text/html")
    assert "phalanx_journal_entries NaN" in get("/metrics").text
    assert "phalanx_registry_readable 0.0" in get("/metrics").text
    assert harm == "a folder" or registry.exists() == (harm != "gone")  # nothing is made in place of what is gone
    if registry.is_dir():
        registry.rmdir()
    shutil.copy(safe, registry)
    for address in ANSWERS:
        assert get(address).body == before[address].body


def test_an_altered_entry_is_told_by_health(registry: Path, ours: Reader) -> None:
    assert ours("/healthz").json()["status"] == "ok"
    run(registry, "UPDATE journal SET value = replace(value, 'Nancy', 'Metz') WHERE record = 'fr-pl-2025-nancy-treaty'")
    told = ours("/healthz")
    assert told.status == 503
    assert "fr-pl-2025-nancy-treaty" in told.json()["faults"][0]
    assert "backup" in told.json()["remedy"]
    run(registry, "UPDATE journal SET value = replace(value, 'Metz', 'Nancy') WHERE record = 'fr-pl-2025-nancy-treaty'")
    assert ours("/healthz").status == 200


def test_an_entry_that_cannot_be_read_is_the_registrys_fault_and_not_ours(registry: Path) -> None:
    run(registry, "UPDATE journal SET value = '{broken' WHERE record = 'fr-pl-2025-nancy-treaty'")
    told = Reader(create_app(str(registry)))("/api/v1/atlas")
    assert told.status == 503
    assert "does not hold" in told.json()["title"]


def test_a_failure_of_ours_says_nothing_of_what_is_inside(
    get: Reader, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("phalanx.surfaces.api.atlas.atlas", fail)
    told = Reader(create_app(str(bundled)))("/api/v1/atlas")
    assert (told.status, told.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in told.text
    assert "Traceback" not in told.text


def test_where_nothing_is_the_bundled_facts_are(tmp_path: Path, get: Reader) -> None:
    fresh = Reader(create_app(str(tmp_path / "new" / "registry.sqlite")))
    assert fresh("/api/v1/atlas").body == get("/api/v1/atlas").body
