"""The importer of ATOP, on six rows made for it; what each should become follows from the row in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from phalanx.intake.published import CorrelatesOfWar, atop, dcad, recognise
from phalanx.intake.published.converted import Converted

FILE = Path(__file__).parent / "fixtures" / "atop-small.csv"
Row = tuple[int, dict[str, str]]


@pytest.fixture(scope="module")
def cow() -> CorrelatesOfWar:
    return CorrelatesOfWar.read()


@pytest.fixture
def rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as table:
        return list(enumerate(csv.DictReader(table), start=2))


@pytest.fixture
def converted(rows: list[Row], cow: CorrelatesOfWar) -> list[Converted]:
    return list(atop.convert(rows, cow))


def only(rows: list[Row], nth: int, cow: CorrelatesOfWar, **changed: str) -> Converted:
    """The conversion of one row with some cells changed."""
    line, row = rows[nth]
    (result,) = atop.convert([(line, row | changed)], cow)
    return result


def test_the_header_tells_the_format(rows: list[Row]) -> None:
    header = list(rows[0][1])
    assert atop.recognises(header)
    assert not dcad.recognises(header)
    assert recognise(header) is atop


def test_every_column_is_taken_or_left_with_a_reason(rows: list[Row]) -> None:
    members = {f"mem{n}" for n in range(1, 60)}
    assert set(rows[0][1]) == set(atop.TAKEN) | set(atop.LEFT) | members
    assert not set(atop.TAKEN) & set(atop.LEFT)
    assert all(reason for reason in (*atop.TAKEN.values(), *atop.LEFT.values(), *atop.UNSAID.values()))


def test_a_full_row(converted: list[Converted]) -> None:
    # A secret pact between Germany and Austria-Hungary, from 7 October 1881 to November 1918, with three of five pledges.
    assert converted[0] == Converted(
        2,
        {
            "id": "atop-9001",
            "title": "Defence pact, Germany – Austria-Hungary (1881)",
            "parties": "COW-300;DE",
            "signed": "1881-10-07",
            "status": "terminated",
            "ended": "1918-11",
            "form": "unspecified",
            "legal_type": "unspecified",
            "level": "state",
            "scope": "unspecified",
            "mutual_defence": "assistance",
            "source_url": "http://www.atopdata.org/",
            "source_grade": "B",
            "source_title": "ATOP 4.01 (Leeds et al. 2002), alliance 9001",
            "confidence": "verified",
            "note": "ATOP pledges: defence if attacked, neutrality, consultation in a crisis. They hold under conditions. "
            "Secret when made.",
        },
    )


def test_numbers_with_a_decimal_point_and_a_promise_to_consult(converted: list[Converted]) -> None:
    cells = converted[1].cells
    assert cells["id"] == "atop-9002"
    assert cells["parties"] == "FR;GB"
    assert cells["signed"] == "1904-04"
    assert cells["ended"] == "1914"  # month and day 0 are not known
    assert cells["mutual_defence"] == "consultation"
    assert cells["legal_type"] == "treaty"
    assert cells["title"] == "Non-aggression pact, United Kingdom – France (1904)"
    assert "Some articles were secret." in cells["note"]


def test_both_numbers_of_germany_are_one_party(converted: list[Converted]) -> None:
    # 255 and 260 are DE, 265 is the other German state, 310 Hungary: three parties.
    cells = converted[2].cells
    assert cells["parties"] == "DDDE;DE;HU"
    assert cells["mutual_defence"] == "none"  # a promise not to attack is no promise to help
    assert cells["status"] == "in_force"
    assert "ended" not in cells
    assert "In effect when coded." in cells["note"]
    assert "2 phases" in cells["note"]
    assert cells["confidence"] == "partial"


def test_what_our_codes_cannot_say_is_in_the_note(converted: list[Converted]) -> None:
    cells = converted[3].cells
    assert cells["title"] == "Offence pact, Czechoslovakia – Czech Republic – Slovakia and 1 more (1991)"
    assert cells["parties"] == "BG;CSHH;CZ;SK"
    assert cells["mutual_defence"] == "none"
    assert cells["legal_type"] == "unspecified"  # NaN
    assert cells["note"] == (
        "ATOP pledges: joining an attack. Made in time of war. In effect when coded. They do not bind all members alike. "
        "Coded as bilateral, with 4 members listed over time. Coded without the text itself."
    )
    assert cells["confidence"] == "partial"


def test_one_party_under_two_numbers_is_a_problem(converted: list[Converted]) -> None:
    assert converted[4].cells == {}
    assert converted[4].problem is not None
    assert "name 1 party (Germany); expected two or more" in converted[4].problem


def test_all_that_is_wrong_with_a_row_is_said_at_once(converted: list[Converted]) -> None:
    last = converted[5]
    assert (last.line, last.cells) == (7, {})
    assert last.problem is not None
    assert "mem2: 4711 is no Correlates-of-War state number" in last.problem
    assert "ineffect is 0 and endyr 0" in last.problem


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"atopid": ""}, "atopid is empty"),
        ({"atopid": "x"}, "atopid is 'x'"),
        ({"begyr": "0"}, "begyr is empty"),
        ({"begmo": "14"}, "make 1881-14-7, which is no date"),
        ({"begday": "7.5"}, "begday is '7.5'"),
        ({"defense": "2"}, "defense is '2'"),
        ({"consul": ""}, "consul is ''"),
        ({"pubtreat": "3"}, "pubtreat is '3'"),
        ({"ineffect": "1"}, "ineffect is 1 and endyr 1918"),
        ({"mem1": "", "mem2": ""}, "name 0 parties (none)"),
        ({"mem2": ""}, "name 1 party (Germany)"),
    ],
)
def test_cells_that_cannot_be_used(rows: list[Row], cow: CorrelatesOfWar, changed: dict[str, str], said: str) -> None:
    result = only(rows, 0, cow, **changed)
    assert result.cells == {}
    assert result.problem is not None
    assert said in result.problem


def test_a_member_named_twice_counts_once(rows: list[Row], cow: CorrelatesOfWar) -> None:
    cells = only(rows, 1, cow, mem3="200", mem4="0", mem5="-9").cells  # 0 and negative numbers are no member
    assert cells["parties"] == "FR;GB"
    assert cells["confidence"] == "verified"


def test_a_multilateral_alliance_with_two_members_left(rows: list[Row], cow: CorrelatesOfWar) -> None:
    cells = only(rows, 1, cow, bilat="0").cells
    assert cells["note"].endswith("Coded as multilateral, with two members listed.")
    assert cells["confidence"] == "partial"


@pytest.mark.parametrize(("version", "title"), [("5.1", "ATOP 5.1 ("), ("", "ATOP (")])
def test_the_version_is_the_files_own(rows: list[Row], cow: CorrelatesOfWar, version: str, title: str) -> None:
    assert only(rows, 0, cow, version=version).cells["source_title"].startswith(title)


def test_an_identifier_used_twice(rows: list[Row], cow: CorrelatesOfWar) -> None:
    first, second = atop.convert([rows[0], (3, rows[0][1])], cow)
    assert first.problem is None
    assert second.problem is not None
    assert "line 2" in second.problem


def test_columns_missing_and_unknown(rows: list[Row], cow: CorrelatesOfWar) -> None:
    line, row = rows[0]
    without = {column: cell for column, cell in row.items() if column != "asymm"}
    (missing,) = atop.convert([(line, without)], cow)
    assert missing.line == 1
    assert "no column asymm" in (missing.problem or "")

    unknown, read = atop.convert([(line, row | {"mem60": "", "motto": "semper"})], cow)
    assert unknown.line == 1
    assert "motto" in (unknown.problem or "")
    assert "mem60" not in (unknown.problem or "")  # more members are no new column
    assert read.cells["id"] == "atop-9001"
