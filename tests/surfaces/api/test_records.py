"""One record: its values, who says what, its history, what is related, how to cite it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.surfaces.api.conftest import NANCY, Enter, Reader

from phalanx.intake.filing import file_facts
from phalanx.public import open_registry
from phalanx.registry.history import entries_of
from phalanx.registry.provenance import fields_told
from phalanx.registry.records import KINDS, named
from phalanx.registry.store import Registry
from phalanx.surfaces.api import create_app
from phalanx.world import World

RECORDS = "/api/v1/records/"


def test_a_record_tells_what_the_registry_holds_of_it(get: Reader, world: World, bundled: Path) -> None:
    told = get(RECORDS + NANCY).json()
    row = next(row for row in world.table("agreements").iter_rows(named=True) if row["id"] == NANCY)
    with Registry.open(str(bundled)) as registry:
        entries = entries_of(registry, NANCY)
    assert told["values"] == row
    assert (told["kind"], told["title"]) == ("agreements", row["title"])
    by_entry = {entry["seq"]: entry for entry in told["history"]}
    empty: dict[str, Any] = {"claimed": None, "passage": None, "valid_from": None, "contradicted_by": []}
    assert fields_told(entries) == [
        empty | field | {"since": by["at"], "who": by["who"], "why": by["why"]}
        for field in told["fields"]
        for by in [by_entry[field["entry"]]]
    ]
    assert [entry["seq"] for entry in told["history"]] == [entry.seq for entry in entries]
    assert told["history"][0]["hash"] == entries[0].hash
    assert told["world"]["journal_head"] == world.journal_head


def test_every_kind_has_records_that_answer(get: Reader, world: World) -> None:
    for name, kind in KINDS.items():
        first = world.table(name).row(0, named=True)
        record = named(kind, *(str(first[field]) for field in kind.KEY))
        told = get(RECORDS + record).json()
        assert (told["record"], told["kind"], told["values"]) == (record, name, first)
        assert told["title"]


def test_an_id_may_hold_slashes(get: Reader) -> None:
    assert get(RECORDS + "states/PL").json()["title"] == "Poland"
    assert get(RECORDS + "states%2FPL").json()["title"] == "Poland"
    assert get(RECORDS + "defence_expenditure/PL/2024").json()["values"]["year"] == 2024


def test_an_unknown_record_is_not_found_and_near_names_are(get: Reader) -> None:
    told = get(RECORDS + "fr-pl-2025-nancy-traty")
    assert told.status == 404
    assert NANCY in told.json()["remedy"]


def test_a_withdrawn_record_keeps_its_history(registry: Path, ours: Reader, enter: Enter, tmp_path: Path) -> None:
    enter(registry)
    said = tmp_path / "said.csv"
    said.write_text(
        "record,field,value,source_url,source_grade\nxx-made-up,,,https://www.example.org/pact,B\n", encoding="utf-8"
    )
    with open_registry(str(registry)) as opened:
        file_facts(opened, said, who="tester", why="it was never signed")
    told = ours(RECORDS + "xx-made-up").json()
    assert told["values"] is None
    assert told["title"] == "A made-up pact"
    assert [entry["why"] for entry in told["history"]] == ["test", "it was never signed"]
    assert (told["fields"], told["related"]) == ([], [])


def test_a_record_not_yet_begun_or_known_has_no_values(get: Reader) -> None:
    assert get(f"{RECORDS}{NANCY}?valid_on=2020").json()["values"] is None
    early = get(f"{RECORDS}{NANCY}?known_at=2001").json()
    assert (early["values"], early["fields"], early["history"]) == (None, [], [])


def test_related_agreements_say_why(get: Reader) -> None:
    related = get(RECORDS + NANCY).json()["related"]
    assert 0 < len(related) <= 8
    assert NANCY not in [each["record"] for each in related]
    assert all(each["why"] and each["title"] for each in related)
    accession = get(f"{RECORDS}multi-2017-hybrid-coe-mou").json()["related"][0]
    assert accession["record"] == "multi-2017-hybrid-coe-accession"
    assert accession["why"].startswith("records that ")


def test_it_can_be_cited(get: Reader, bundled: Path) -> None:
    told = get(RECORDS + NANCY).json()
    assert told["address"] == f"/agreements/{NANCY}/"
    assert told["title"] in told["cite"]["text"]
    assert told["world"]["journal_head"] in told["cite"]["text"]
    assert told["cite"]["bibtex"].startswith(f"@misc{{phalanx-{NANCY}-")
    public = Reader(create_app(str(bundled), public_url="https://www.example.org/phalanx/"))
    assert public(RECORDS + NANCY).json()["address"] == f"https://www.example.org/phalanx/agreements/{NANCY}/"
    assert f"https://www.example.org/phalanx/agreements/{NANCY}/" in public(RECORDS + NANCY).json()["cite"]["text"]
    assert public(RECORDS + "states/PL").json()["address"] == "https://www.example.org/phalanx/states/PL/"


@pytest.mark.parametrize("record", ["", "/", "states/", "states/../states/PL", "%2e%2e/x", "agreements/" + NANCY])
def test_strange_ids_are_not_found(get: Reader, record: str) -> None:
    assert get(RECORDS + record).status == 404
