"""The bundled data themselves: in one canonical form, true to each other, and true to what everybody can count."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from phalanx.registry.records import KINDS, Record, columns, record_id
from phalanx.vocabulary.values import Several

FACTS = Path(str(files("phalanx.facts")))
Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def by_name(kind: str) -> dict[str, Row]:
    return {record_id(KINDS[kind], row): row for row in rows(kind)}


def test_every_kind_has_its_file_and_every_file_its_kind() -> None:
    assert {path.stem for path in FACTS.glob("*.csv")} == set(KINDS)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}\n", (FACTS / "EDITION").read_text())


# ── Form ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_file_is_in_its_canonical_form(kind: type[Record]) -> None:
    content = (FACTS / f"{kind.KIND}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf"), "no byte-order mark"
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
    assert content.decode().splitlines()[0].split(",") == list(columns(kind))
    for row in rows(kind.KIND):
        cells = {name: cell for name, cell in row.items() if cell}
        assert kind.model_validate(cells).cells() == cells, "sets sorted, numbers plain, no blanks around"


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_has_a_public_page_behind_it(kind: str) -> None:
    assert rows(kind)
    for row in rows(kind):
        assert re.match(r"https?://[^/]+\.[^/]+", row["source_url"]), row
        assert row["source_grade"] in "ABCDE"
        assert row["confidence"] in {"verified", "partial"}


def test_what_was_inferred_says_so() -> None:
    silent = [row["id"] for row in rows("agreements") if row["confidence"] == "partial" and not row["note"]]
    assert not silent


def test_a_project_whose_members_are_not_confirmed_is_partial() -> None:
    doubted = [row for row in rows("pesco_projects") if "not confirmed" in row["note"]]
    assert len(doubted) > 10
    assert {row["confidence"] for row in doubted} == {"partial"}


def test_nothing_rests_on_what_is_not_heard() -> None:
    """A row with a source of grade E is kept and waits for a better one; no World shows it, so nothing may name it."""
    silent = {record_id(KINDS[kind], row) for kind in KINDS for row in rows(kind) if row["source_grade"] == "E"}
    regraded = {row["record"] for row in rows("corrections") if row["field"] == "source_grade" and row["now"] == "E"}
    assert {name for name in silent if not name.startswith("COR-")} == regraded
    assert not silent & by_name("agreements").keys()
    references = {
        cell
        for kind in KINDS
        if kind != "corrections"
        for row in rows(kind)
        for name, cell in row.items()
        if name != "id"
    }
    assert not {part for cell in references for part in cell.split(";")} & silent


def test_no_text_came_in_garbled() -> None:
    garbled = re.compile(r"Ã.|â€|Â |\ufffd|&(?:amp|quot|lt|gt|nbsp);|  ")
    found = [(kind, cell) for kind in KINDS for row in rows(kind) for cell in row.values() if garbled.search(cell)]
    assert not found


# ── Agreements ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_id_of_an_agreement_begins_with_its_parties_and_year() -> None:
    wrong = []
    for row in rows("agreements"):
        parties = row["parties"].lower().split(";")
        begins = f"{'-'.join(parties)}-" if len(parties) == 2 else ""
        if not row["id"].startswith(begins) or f"-{row['signed'][:4]}-" not in row["id"]:
            wrong.append((row["id"], row["parties"], row["signed"]))
    assert not wrong


def test_an_agreement_stands_once() -> None:
    """The same parties, day, form and title twice would be one agreement counted twice."""
    keys = [(row["parties"], row["signed"], row["title"]) for row in rows("agreements")]
    assert len(keys) == len(set(keys))
    assert len(keys) >= 622


def test_what_ended_says_how_it_stands() -> None:
    assert not [row["id"] for row in rows("agreements") if row["ended"] and row["status"] in ("in_force", "signed")]


def test_company_contracts_are_told_from_agreements_between_states() -> None:
    company = [row for row in rows("agreements") if "company-level" in row["note"].lower()]
    assert company
    assert {row["level"] for row in company} == {"company"}


def test_parties_that_joined_are_no_founders_of_the_same_agreement_twice() -> None:
    keys = [(row["agreement"], row["party"]) for row in rows("party_periods")]
    assert len(keys) == len(set(keys))
    for row in rows("party_periods"):
        assert row["entered"] or row["left"], row["id"]


# ── What everybody can count ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "counts"),
    [
        # Today's members only: the United Kingdom, of the class of 1973, has left.
        ("eu_since", {1958: 6, 1973: 8, 1981: 9, 1986: 11, 1995: 14, 2004: 24, 2007: 26, 2013: 27, 2026: 27}),
        ("nato_since", {1949: 12, 1952: 14, 1955: 15, 1982: 16, 1999: 19, 2004: 26, 2009: 28, 2017: 29, 2020: 30, 2023: 31, 2024: 32}),
    ],
)  # fmt: skip
def test_members_by_year(column: str, counts: dict[int, int]) -> None:
    years = [int(row[column]) for row in rows("states") if row[column]]
    assert {year: sum(since <= year for since in years) for year in counts} == counts


@pytest.mark.parametrize(
    ("grouping", "column", "size"), [("nato", "nato_since", 32), ("eu-csdp", "eu_since", 27), ("pesco", "pesco", 26), ("jef", "jef", 10)]
)  # fmt: skip
def test_states_and_groupings_name_the_same_members(grouping: str, column: str, size: int) -> None:
    members = set(by_name("groupings")[grouping]["members"].split(";"))
    assert members == {row["iso2"] for row in rows("states") if row[column] not in ("", "no")}
    assert len(members) == size


def test_the_safe_ceilings_sum_to_the_instrument() -> None:
    """EUR 150 bn; the Council's ceilings are whole euro and leave some fifteen million unassigned."""
    total = sum(float(row["tentative_eur_m"]) for row in rows("safe_allocations"))
    assert 149_950 <= total <= 150_000
    assert len(rows("safe_allocations")) == 19
    assert {row["iso2"] for row in rows("safe_allocations")} <= {
        row["iso2"] for row in rows("states") if row["eu_since"]
    }


def test_there_is_one_day_of_the_invasion() -> None:
    assert by_name("turning_points")["invasion-2022"]["date"] == "2022-02-24"
    days = [row["date"] for row in rows("turning_points")]
    assert len(set(days)) == len(days), "two names for one day would count it twice"


# ── True to each other ───────────────────────────────────────────────────────────────────────────────────────────────


def test_scopes_name_groupings_and_states_that_exist() -> None:
    for row in rows("scopes"):
        assert set(filter(None, row["groupings"].split(";"))) <= by_name("groupings").keys(), row["id"]
        assert row["membership"] in ("all", "any")
    brief = by_name("scopes")["scopes/brief"]
    members = {row["iso2"] for row in rows("states") if row["eu_since"]}
    assert set(brief["states"].split(";")) == members | {"GB", "UA"}
    assert (brief["parties_kind"], brief["signed_from"], brief["signed_to"]) == ("bilateral", "2014-01", "2025-09")


def test_corrections_tell_what_now_stands() -> None:
    last: dict[tuple[str, str, str], str] = {}
    for row in rows("corrections"):
        place = row["kind"], row["record"], row["field"]
        assert row["kind"] in KINDS, row["id"]
        assert row["field"] in columns(KINDS[row["kind"]]), row["id"]
        assert row["was"] != row["now"], row["id"]
        assert last.get(place, row["was"]) == row["was"], f"{row['id']} begins where the one before ended"
        last[place] = row["now"]
    stale = []
    for (kind, record, field), now in last.items():
        assert record in by_name(kind), record
        if by_name(kind)[record][field] != now:
            stale.append((record, field, now, by_name(kind)[record][field]))
    assert not stale


def test_the_graph_of_movement_hangs_together() -> None:
    nodes = {row["id"]: row["iso2"] for row in rows("mobility_nodes")}
    neighbours: dict[str, set[str]] = {name: set() for name in nodes}
    for row in rows("mobility_links"):
        ends = row["from_id"], row["to_id"]
        assert ends[0] != ends[1]
        assert (nodes[ends[0]] != nodes[ends[1]]) == (row["cross_border"] == "yes"), row["id"]
        neighbours[ends[0]].add(ends[1])
        neighbours[ends[1]].add(ends[0])
    reached, edge = set(), {next(iter(nodes))}
    while edge:
        reached |= edge
        edge = {other for name in edge for other in neighbours[name]} - reached
    assert reached == set(nodes)


def test_every_set_is_of_things_once() -> None:
    for kind in KINDS.values():
        for name, column in columns(kind).items():
            if isinstance(column.type, Several):
                for row in rows(kind.KIND):
                    parts = [part for part in row[name].split(";") if part]
                    assert parts == sorted(set(parts)), (kind.KIND, row)


def test_states_of_the_tables_are_known() -> None:
    known = {row["iso2"] for row in rows("states")}
    assert {row["iso2"] for row in rows("defence_expenditure")} <= known | {"EU", "NATO"}
    assert {row["iso2"] for row in rows("mobility_nodes")} <= known
