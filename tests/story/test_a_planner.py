"""One story: a planner in a ministry fills in tables of her own, and leaves with a workbook, a calendar and a page to print.

Her country is Estonia, and her numbers are made up and marked illustrative. She exports the templates, fills them in, makes
two mistakes and is told where they are, asks for the national plan, its conflicts and who may buy with her, lists her
questions in a dossier – with a road map and three changes of it side by side – and has it written in one go.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from playwright.sync_api import Browser

import phalanx
from phalanx.analyses.planning.optimisation.checker import check
from phalanx.analyses.planning.optimisation.solving import Desk
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.analyses.planning.road_map.case import understand
from phalanx.answer import Answer
from phalanx.intake.own_tables import read_own
from phalanx.surfaces.cli import main
from phalanx.surfaces.cli.state import STATE

MADE_UP = {
    "illustrative": "yes",
    "derivation": "Made up for this test.",
    "source_url": "https://www.example.org/plan",
    "source_grade": "A",
    "confidence": "verified",
    "note": "Made up.",
}
TARGETS = (
    {
        "framework": "NATO",
        "item": "infantry_fighting_vehicles",
        "quantity": "60",
        "unit": "vehicles",
        "by_year": "2033",
    },
    {"framework": "EU", "item": "infantry_fighting_vehicles", "quantity": "40", "unit": "vehicles", "by_year": "2030"},
    {"framework": "NATO", "item": "artillery_shells_155_mm", "quantity": "20000", "unit": "rounds", "by_year": "2030"},
)
BUDGETS = (
    {"year": "2026", "defence_eur_m": "2000", "equipment_eur_m": "700", "committed_eur_m": "500"},
    {"year": "2027", "defence_eur_m": "2100", "equipment_eur_m": "800", "committed_eur_m": "550"},
)
NEEDS = (
    {"state": "EE", "quantity": "6", "from_year": "2027", "to_year": "2029", "value_eur_m": "30"},
    {"state": "FI", "quantity": "10", "from_year": "2027", "to_year": "2030", "value_eur_m": "50"},
    {"state": "LV", "quantity": "4", "from_year": "2028", "to_year": "2029", "value_eur_m": "20"},
)
FILLED = {
    "targets": [row | {"state": "EE"} for row in TARGETS],
    "budgets": [row | {"state": "EE"} for row in BUDGETS],
    "needs": [row | {"area": "WP-4", "item": "patrol_drones", "unit": "aircraft"} for row in NEEDS],
}
DOSSIER = """\
title = "Estonia to 2030"
standfirst = "Made-up numbers."

[[question]]
ask = "national-plan"
state = "EE"
targets = "mine/targets.csv"
budgets = "mine/budgets.csv"
tables = ["list", "money"]

[[question]]
ask = "conflicts"
state = "EE"
targets = "mine/targets.csv"
budgets = "mine/budgets.csv"

[[question]]
ask = "constellations"
area = "WP-4"
needs = "mine/needs.csv"
must = "EE"

[[question]]
ask = "road-map"
to = 2030
budgets = "mine/budgets.csv"

[[question]]
ask = "what-if"
to = 2030
budgets = "mine/budgets.csv"
beside = ["Squeeze: budget=all:-20", "leaves=HU", "us-earlier=2"]

[[question]]
ask = "calendar"
state = "EE"
to = 2030
"""
A4_ROOM_MM = (210 - 2 * 16, 297 - 20 - 18)
"""Width and height of what can be printed on a page, by the margins of the style."""
PX_PER_MM = 96 / 25.4


def typed(desk: Path, capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """What is typed after `phalanx`: the code it ends with, and what it says."""
    STATE.as_json = STATE.debug = False
    with pytest.raises(SystemExit) as ended:
        main(["--registry", str(desk / "registry.sqlite"), *map(str, arguments)])
    said = capfd.readouterr()
    return int(ended.value.code or 0), said.out + said.err


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Her folder, with a registry in it."""
    return tmp_path_factory.mktemp("ministry")


@pytest.fixture
def tables(desk: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    """The templates, exported and filled in."""
    folder = desk / "mine"
    for kind, rows in FILLED.items():
        if (folder / f"{kind}.csv").exists():
            continue
        code, said = typed(desk, capfd, "facts", "export", "--template", kind, folder)
        assert code == 0
        assert f"{kind}.csv to fill in" in said
        fill(folder / f"{kind}.csv", rows)
        assert (folder / f"{kind}.md").read_text(encoding="utf-8").startswith(f"# {kind}.csv")
    return folder


def fill(template: Path, rows: list[dict[str, str]]) -> None:
    """Rows under the header of a template, with only the columns it has."""
    header = next(csv.reader(template.read_text(encoding="utf-8").splitlines()))
    made = StringIO()
    writer = csv.DictWriter(made, header, lineterminator="\n")
    writer.writerows({name: value for name, value in (row | MADE_UP).items() if name in header} for row in rows)
    template.write_text(f"{','.join(header)}\n{made.getvalue()}", encoding="utf-8")


@pytest.fixture
def handed_on(desk: Path, tables: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    """The dossier, asked once and written as a page, a workbook and a calendar."""
    if not (desk / "plan.html").exists():
        (desk / "plan.toml").write_text(DOSSIER, encoding="utf-8")
        outputs = [word for name in ("plan.html", "plan.xlsx", "plan.ics") for word in ("-o", desk / name)]
        code, said = typed(desk, capfd, "report", "--dossier", desk / "plan.toml", *outputs)
        assert code == 0, said
        assert "Estonia" in said
        assert "From worst to best" in said
    return desk


# ── On the way ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_filled_in_tables_are_checked(desk: Path, tables: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for kind, rows in FILLED.items():
        code, said = typed(desk, capfd, "facts", "check", tables / f"{kind}.csv")
        assert (code, said) == (0, f"{len(rows)} rows checked: all hold.\n")


def test_a_target_of_an_unknown_item_is_told_with_file_line_and_the_likely_one(
    desk: Path, tables: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = desk / "slip.csv"
    text = (tables / "targets.csv").read_text(encoding="utf-8")
    wrong.write_text(text.replace("EU,infantry_", "EU,infantery_"), encoding="utf-8")
    for question in ("national-plan", "conflicts"):
        code, said = typed(desk, capfd, "ask", question, "--state", "EE", "--targets", wrong)
        assert code == 2
        assert "slip.csv, line 3: " in said
        assert "'infantery_fighting_vehicles'" in said
        assert "What to do: perhaps write infantry_fighting_vehicles" in said


def test_a_budget_below_what_is_committed_is_told_with_file_and_line(
    desk: Path, tables: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = desk / "thin.csv"
    text = (tables / "budgets.csv").read_text(encoding="utf-8")
    wrong.write_text(text.replace("2100,800,550", "2100,500,550"), encoding="utf-8")
    for question in ("national-plan", "conflicts"):
        code, said = typed(desk, capfd, "ask", question, "--state", "EE", "--budgets", wrong)
        assert code == 2
        assert "thin.csv, line 3, committed_eur_m: found 550, above equipment_eur_m 500" in said
        assert "Correct one of the two" in said


def test_groups_that_may_buy_with_her_today(desk: Path, tables: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With --instrument only groups remain to which it is open."""
    asked = ("ask", "constellations", "--area", "WP-4", "--needs", tables / "needs.csv", "--must", "EE")
    code, said = typed(desk, capfd, *asked, "--instrument", "SAFE", "--format", "csv")
    assert code == 0
    groups = list(csv.DictReader(said.splitlines()))
    assert groups
    assert all("EE" in row["group"].split(";") for row in groups)
    assert all("SAFE" in row["open"].split(";") for row in groups)


# ── What she leaves with ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked_again(handed_on: Path) -> Iterator[Any]:
    """The same registry, for asking in Python what was asked by command."""
    with phalanx.open_registry(str(handed_on / "registry.sqlite")) as registry:
        yield registry


@cache
def opened(file: Path) -> openpyxl.Workbook:
    """The workbook, read once by a program that did not write it."""
    return openpyxl.load_workbook(file)


def sheet_rows(file: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings."""
    head, *rows = opened(file)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def findings_of(file: Path, sheet: str) -> Mapping[str, Any]:
    """The value of each finding on the sheet of an answer."""
    rows = list(opened(file)[sheet].iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if row[0] == "Finding")
    found = {}
    for row in rows[top + 1 :]:
        if row[0] is None:
            break
        found[row[0]] = row[1]
    return found


@pytest.mark.slow
def test_the_workbook_holds_every_answer(handed_on: Path, asked_again: Any) -> None:
    file = handed_on / "plan.xlsx"
    book = opened(file)
    heads = ["1 national-plan", "2 conflicts", "3 constellations", "4 road-map", "5 what-if", "6 calendar"]
    assert [name for name in book.sheetnames if name in heads] == heads
    assert (book.sheetnames[0], book.sheetnames[-1]) == ("Contents", "Sources")

    # The contents lead to every sheet, and say which registry was asked.
    contents = book["Contents"]
    shown = [cell.value for row in contents.iter_rows() for cell in row if cell.value is not None]
    assert "Estonia to 2030" in shown
    assert asked_again.head()[1] in shown
    ways = {cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink}
    assert ways == {f"'{name}'!A1" for name in book.sheetnames[1:-1]}
    assert any("illustrative" in str(value) for value in shown)

    # Each answer names its World and its own tables.
    for head in heads:
        said = [str(cell.value) for row in book[head].iter_rows() for cell in row if cell.value is not None]
        assert {"Valid on", "Known at", "Journal head", asked_again.head()[1], "Notes and limits"} <= set(said)
    assert any("targets.csv (3 rows, sha256 " in str(row[1].value) for row in book["1 national-plan"].iter_rows())


@pytest.mark.slow
def test_the_workbook_has_the_numbers_that_python_has(handed_on: Path, asked_again: Any) -> None:
    file, mine = handed_on / "plan.xlsx", handed_on / "mine"
    answers: dict[str, Answer] = {
        "1 national-plan": phalanx.ask(
            "national-plan", asked_again, state="EE", targets=mine / "targets.csv", budgets=mine / "budgets.csv"
        ),
        "3 constellations": phalanx.ask(
            "constellations", asked_again, area="WP-4", needs=mine / "needs.csv", must="EE"
        ),
    }
    for head, answer in answers.items():
        told = findings_of(file, head)
        for finding in answer.findings:
            if isinstance(finding.value, int | float):
                assert told[finding.name] == pytest.approx(finding.value), (head, finding.name)
    money = sheet_rows(file, "1 Money")
    column = next(name for name in money[0] if name.startswith("available for the list"))
    expected = answers["1 national-plan"].table("money")
    same = next(
        name
        for name in expected.columns
        if expected[name].to_list() == pytest.approx([row[column] for row in money], abs=1e-6)
    )
    assert same


@pytest.mark.slow
def test_the_certificate_is_the_same_everywhere_and_the_plan_keeps_every_limit(
    handed_on: Path, asked_again: Any
) -> None:
    """Objective, bound and gap: in the workbook twice, on the page, and from the solver, whose plan the checker holds."""
    file = handed_on / "plan.xlsx"
    road_map = findings_of(file, "4 road-map")
    assert road_map["gap"] == pytest.approx(1 - road_map["bound"] / road_map["objective"], abs=1e-6)
    assert road_map["gap"] < 0.01
    base = {row["measure"]: row["no change"] for row in sheet_rows(file, "5 Side by side")}
    assert base["objective"] == pytest.approx(road_map["objective"], abs=0.01)
    assert base["gap to the best at most"] == pytest.approx(100 * road_map["gap"], abs=0.01)

    world = phalanx.World.of(asked_again)
    budgets = read_own(world, "budgets", handed_on / "mine" / "budgets.csv")
    case = understand(world, RoadMapParameters.model_validate({"to": 2030, "budgets": budgets})).case
    solved = Desk().solve(case)
    assert not check(case, solved.plan)
    assert solved.weighed.total == pytest.approx(road_map["objective"], abs=0.01)
    assert solved.bound == pytest.approx(road_map["bound"], abs=0.01)

    html = (handed_on / "plan.html").read_text(encoding="utf-8")
    assert f"{road_map['objective']:,.0f}" in html


@pytest.mark.slow
def test_three_what_ifs_stand_side_by_side(handed_on: Path) -> None:
    rows = sheet_rows(handed_on / "plan.xlsx", "5 Side by side")
    assert list(rows[0]) == ["measure", "unit", "no change", "Squeeze", "without Hungary", "US 2 years earlier"]
    by_name = {row["measure"]: row for row in rows}
    assert by_name["budgets"]["Squeeze"] == pytest.approx(0.8 * by_name["budgets"]["no change"], rel=0.001)
    assert (
        by_name["uncovered at the end of 2030"]["US 2 years earlier"]
        > by_name["uncovered at the end of 2030"]["no change"]
    )
    scenarios = sheet_rows(handed_on / "plan.xlsx", "5 Scenarios")
    assert scenarios[0]["scenario"] == "US 2 years earlier"
    assert all(row["gap to the best at most, %"] <= 2 for row in scenarios)


@pytest.mark.slow
def test_the_calendar_opens_elsewhere(handed_on: Path) -> None:
    calendar = icalendar.Calendar.from_ical((handed_on / "plan.ics").read_bytes())
    assert str(calendar["x-wr-calname"]) == "Phalanx: Estonia to 2030"
    events = calendar.walk("VEVENT")
    uids = [str(event["uid"]) for event in events]
    assert len(uids) == len(set(uids))
    file = handed_on / "plan.xlsx"
    assert len(events) == sum(len(sheet_rows(file, name)) for name in ("4 Events", "6 Events"))


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_prints_on_a4_and_cuts_no_chart(handed_on: Path, plain_chromium: Browser) -> None:
    html = (handed_on / "plan.html").read_text(encoding="utf-8")
    assert len(html) < 3_000_000
    width, height = (round(mm * PX_PER_MM) for mm in A4_ROOM_MM)
    page = plain_chromium.new_page(viewport={"width": width, "height": height})
    page.goto((handed_on / "plan.html").as_uri())
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.phx-wide svg, .phx-table table')].map(e => [e.tagName, e.getBoundingClientRect().right, e.getBoundingClientRect().height])"
    )
    folded = page.evaluate("[...document.querySelectorAll('details')].length")
    shown = page.inner_text("body")
    page.close()
    assert pdf.startswith(b"%PDF")
    assert 12 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 60
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.\d+\]", pdf), "A4"
    charts = [box for box in boxes if box[0] == "svg"]
    assert len(charts) >= 10
    assert [box for box in boxes if box[1] > width + 1] == []
    assert [box for box in charts if box[2] > height] == []
    assert folded == 0
    for said in (
        "Estonia to 2030",
        "From worst to best",
        "Journal head",
        "Method and limits",
        "more rows are in the workbook",
    ):
        assert said in shown
