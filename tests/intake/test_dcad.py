"""The importer of DCAD, on eight rows made for it; what each should become follows from the row in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from phalanx.intake.published import CorrelatesOfWar, atop, dcad, recognise
from phalanx.intake.published.converted import Converted

FILE = Path(__file__).parent / "fixtures" / "dcad-small.csv"
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
    return list(dcad.convert(rows, cow))


def only(rows: list[Row], nth: int, cow: CorrelatesOfWar, **changed: str) -> Converted:
    """The conversion of one row with some cells changed."""
    line, row = rows[nth]
    (result,) = dcad.convert([(line, row | changed)], cow)
    return result


def test_the_header_tells_the_format(rows: list[Row]) -> None:
    header = list(rows[0][1])
    assert dcad.recognises(header)
    assert not atop.recognises(header)
    assert recognise(header) is dcad
    assert recognise(["id", "title", "parties", "signed"]) is None


def test_every_column_is_taken_or_left_with_a_reason(rows: list[Row]) -> None:
    assert set(rows[0][1]) == set(dcad.TAKEN) | set(dcad.LEFT)
    assert not set(dcad.TAKEN) & set(dcad.LEFT)
    assert all(reason for reason in (*dcad.TAKEN.values(), *dcad.LEFT.values(), *dcad.UNSAID.values()))


def test_a_full_row(converted: list[Converted]) -> None:
    # France and Germany signed on 4 March 1999, in force 1 June 2000, not terminated, the coders sure of the category.
    assert converted[0] == Converted(
        2,
        {
            "id": "dcad-9001",
            "title": "Defence industrial cooperation agreement, France – Germany (1999)",
            "parties": "DE;FR",
            "signed": "1999-03-04",
            "status": "in_force",
            "form": "cooperation_agreement",
            "legal_type": "unspecified",
            "level": "state",
            "scope": "industry_procurement",
            "domains": "industry;procurement;research",
            "mutual_defence": "none",
            "source_url": "https://correlatesofwar.org/data-sets/defense-cooperation-agreement-dataset/",
            "source_grade": "B",
            "source_title": "Defense Cooperation Agreement Dataset v1.0 (Kinne 2020), DCADv1.0-9001; coded from: UNTS",
            "confidence": "verified",
            "note": "DCAD: general agreement, DIC, PROCUREMENT, RESEARCH; confidence in the category: high. "
            "Entered into force 2000-06-01. UNTS number in the data set: 100001.",
        },
    )


def test_a_press_report_of_a_commission_that_also_trains(converted: list[Converted]) -> None:
    cells = converted[1].cells
    assert cells["signed"] == "1992-11"  # the day is not given
    assert cells["status"] == "signed"  # no entry into force is reported
    assert "ended" not in cells  # 1998 is an estimate
    assert cells["title"] == "Joint commission agreement, United Kingdom – Russia (1992)"
    assert (cells["scope"], cells["domains"]) == ("operational", "training")  # only the second category says a field
    assert cells["confidence"] == "partial"
    assert "Coded from press reports." in cells["note"]


def test_an_end_that_is_reported(converted: list[Converted]) -> None:
    # Signed in May 2006, when the number 345 was Serbia and Montenegro; terminated after three years: 2006 + 3.
    cells = converted[2].cells
    assert cells["parties"] == "CSXX;PL"
    assert (cells["status"], cells["ended"]) == ("terminated", "2009")
    assert cells["confidence"] == "partial"
    assert "counted from the signature" in cells["note"]


def test_a_signature_the_press_does_not_confirm(converted: list[Converted]) -> None:
    cells = converted[3].cells
    assert cells["parties"] == "PL;RS"  # October 2006: Serbia alone
    assert cells["status"] == "announced"
    assert "They do not confirm the signature." in cells["note"]


def test_what_is_not_known_stays_empty(converted: list[Converted]) -> None:
    cells = converted[4].cells
    assert cells["parties"] == "JP;KR"  # KOR is how the data set abbreviates South Korea
    assert cells["signed"] == "1988"  # negative codes for month and day mean that they are missing
    assert cells["status"] == "unspecified"
    assert cells["scope"] == "unspecified"
    assert "domains" not in cells
    assert not cells["source_title"].endswith("coded from: ")
    assert "left aside" not in cells["note"]
    assert "signature is not coded" in cells["note"]
    assert cells["confidence"] == "partial"


def test_number_and_abbreviation_of_different_states(converted: list[Converted]) -> None:
    # 652 is Syria, EGY is Egypt: the letters decide, and the record says what stood there.
    cells = converted[5].cells
    assert cells["parties"] == "EG;US"
    assert cells["title"] == "Procurement agreement, United States – Egypt (1990)"
    assert "652 (Syria) and EGY (Egypt)" in cells["note"]
    assert "before the signature" in cells["note"]
    assert "coded as not known" in cells["note"]
    assert (cells["status"], cells["confidence"]) == ("in_force", "partial")


def test_one_party_twice_is_a_problem(converted: list[Converted]) -> None:
    assert converted[6].cells == {}
    assert converted[6].problem == (
        "DCADv1.0-9007: ccode1 and ccode2 both stand for Mozambique; expected two parties: correct one of them."
    )


def test_all_that_is_wrong_with_a_row_is_said_at_once(converted: list[Converted]) -> None:
    last = converted[7]
    assert (last.line, last.cells) == (9, {})
    assert last.problem is not None
    for wrong in (
        "make 1985-2-30, which is no date",
        "999 is no Correlates-of-War state number",
        "category1 is 'PARADE'",
    ):
        assert wrong in last.problem


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"signYear": ""}, "signYear is empty"),
        ({"signYear": "about 1999"}, "signYear is 'about 1999'"),
        ({"signMonth": "13"}, "make 1999-13-4, which is no date"),
        ({"ccode1": ""}, "ccode1 is empty"),
        ({"cowName1": "ZZZ"}, "cowName1 is 'ZZZ'"),
        ({"type": "other"}, "type is 'other'"),
        ({"category2": "PARADE"}, "category2 is 'PARADE'"),
        ({"terminated": "2"}, "terminated is '2'"),
        ({"categoryConf": "sure"}, "categoryConf is 'sure'"),
        ({"DCAid": "17"}, "DCAid is '17'"),
    ],
)
def test_cells_that_cannot_be_used(rows: list[Row], cow: CorrelatesOfWar, changed: dict[str, str], said: str) -> None:
    result = only(rows, 0, cow, **changed)
    assert result.cells == {}
    assert result.problem is not None
    assert said in result.problem


@pytest.mark.parametrize("confidence", ["med", "low", "atypical"])
def test_only_sure_categories_are_verified(rows: list[Row], cow: CorrelatesOfWar, confidence: str) -> None:
    assert only(rows, 0, cow, categoryConf=confidence).cells["confidence"] == "partial"


def test_numbers_may_carry_a_decimal_point(rows: list[Row], cow: CorrelatesOfWar) -> None:
    same = only(rows, 0, cow, ccode1="220.0", signYear="1999.0", terminated="0.0")
    assert same == only(rows, 0, cow)


def test_a_day_without_its_month_is_left_aside_and_said(rows: list[Row], cow: CorrelatesOfWar) -> None:
    cells = only(rows, 0, cow, signMonth="").cells
    assert cells["signed"] == "1999"
    assert "signDay 4 left aside: signMonth is not given." in cells["note"]
    assert cells["confidence"] == "partial"

    cells = only(rows, 0, cow, EIFYear="").cells
    assert cells["status"] == "signed"
    assert "EIFMonth 6 left aside: EIFYear is not given. EIFDay 1 left aside" in cells["note"]


def test_a_date_that_does_not_exist_is_one_problem(rows: list[Row], cow: CorrelatesOfWar) -> None:
    assert only(rows, 0, cow, signDay="31", signMonth="4").problem == (
        "DCADv1.0-9001: signYear, signMonth, signDay make 1999-4-31, which is no date: correct the cells."
    )


def test_a_reported_end_without_its_year(rows: list[Row], cow: CorrelatesOfWar) -> None:
    cells = only(rows, 2, cow, durationActual="").cells
    assert cells["status"] == "terminated"
    assert "ended" not in cells


def test_an_identifier_used_twice(rows: list[Row], cow: CorrelatesOfWar) -> None:
    first, second = dcad.convert([rows[0], (3, rows[0][1])], cow)
    assert first.problem is None
    assert second.problem is not None
    assert "line 2" in second.problem


def test_columns_missing_and_unknown(rows: list[Row], cow: CorrelatesOfWar) -> None:
    line, row = rows[0]
    without = {column: cell for column, cell in row.items() if column != "terminated"}
    (missing,) = dcad.convert([(line, without)], cow)
    assert missing.line == 1
    assert "no column terminated" in (missing.problem or "")

    unknown, read = dcad.convert([(line, row | {"ratified": "yes"})], cow)
    assert unknown.line == 1
    assert "ratified" in (unknown.problem or "")
    assert read.cells["id"] == "dcad-9001"
