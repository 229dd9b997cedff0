"""Questions by GET: every one of the catalogue, every parameter, every format."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pandas as pd
import pytest
from tests.remembering import remembering, shared_folder
from tests.surfaces.api.conftest import Reader

from phalanx.analyses import CATALOGUE, all_questions, find_question
from phalanx.answer import Answer
from phalanx.question import Question, own_tables, parameter_names, set_here
from phalanx.surfaces.documentation.catalogue import EXAMPLES
from phalanx.surfaces.presenting import FORMATS
from phalanx.world import World

QUESTIONS = "/api/v1/questions"
BRIEFLY = {
    "road-map": {"to": "2027"},
    "what-if": {"us-earlier": "2", "to": "2027"},
    "stress": {"scenarios": "1"},
}
"""Questions that take seconds even as examples, of fewer years and scenarios: for tests that look at something else."""


def address(name: str, **more: str) -> str:
    return f"{QUESTIONS}/{name}?{urlencode({**EXAMPLES.get(name, {}), **more})}"


@pytest.fixture(scope="module")
def asked_world(world: World) -> World:
    """The World as the API opens it: known at the journal's last entry."""
    at = datetime.fromisoformat(str(world.entries["at"][-1]))
    return World(world.valid_on, at.astimezone(UTC), world.journal_head, world.entries)


@pytest.fixture(scope="module", params=CATALOGUE)
def answer(request: pytest.FixtureRequest, asked_world: World, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    ask = remembering(shared_folder(tmp_path_factory), Question.ask)
    return ask(find_question(request.param), asked_world, EXAMPLES.get(request.param, {}))


@pytest.mark.usefixtures("remembered")
def test_the_answer_is_the_contract(get: Reader, answer: Answer) -> None:
    assert get(address(answer.question)).body == FORMATS["json"].render(answer, None, None)


@pytest.mark.usefixtures("remembered")
def test_csv_is_the_main_table_and_the_workbook_has_all(get: Reader, answer: Answer) -> None:
    name = answer.question
    table = pd.read_csv(io.BytesIO(get(address(name, format="csv")).body))
    assert (len(table), list(table.columns)) == (answer.table().height, answer.table().columns)
    stored = pd.read_parquet(io.BytesIO(get(address(name, format="parquet")).body))
    assert list(stored.columns) == answer.table().columns
    book = openpyxl.load_workbook(io.BytesIO(get(address(name, format="xlsx")).body), read_only=True)
    assert len(book.sheetnames) == len(answer.tables) + 2


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("png", "image/png", b"\x89PNG\r\n"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("text", "text/plain; charset=utf-8", b""),
    ],
)
def test_other_formats(get: Reader, form: str, media_type: str, begins: bytes) -> None:
    told = get(address("growth", format=form, scope="baltic"))
    assert (told.status, told.headers["content-type"]) == (200, media_type)
    assert told.body.lower().startswith(begins.lower())


def test_events_come_as_a_calendar_and_what_has_none_is_refused(get: Reader) -> None:
    told = get(address("calendar", format="ics", state="PL"))
    assert (told.status, told.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert told.headers["content-disposition"] == 'attachment; filename="calendar.ics"'
    assert told.body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert told.body.count(b"BEGIN:VEVENT") == len(get(address("calendar", state="PL")).json()["tables"]["events"])
    refused = get(address("growth", format="ics", scope="baltic"))
    assert refused.status == 422
    assert "no events for a calendar file" in refused.text


def test_edges_come_as_a_network_and_what_has_none_is_refused(get: Reader) -> None:
    asked = {"scope": "baltic", "draws": "100"}
    edges = get(address("hubs", **asked)).json()["tables"]["edges"]
    pairs = sum(len(row["states"]) * (len(row["states"]) - 1) // 2 for row in edges)
    for form in ("graphml", "gexf"):
        told = get(address("hubs", format=form, **asked))
        assert (told.status, told.headers["content-type"]) == (200, f"application/{form}+xml")
        assert told.headers["content-disposition"] == f'attachment; filename="hubs.{form}"'
        assert told.body.count(b"<edge ") == pairs
        refused = get(address("growth", format=form, scope="baltic"))
        assert refused.status == 422
        assert "no network" in refused.text


def test_an_answer_comes_as_an_entry_for_bibtex(get: Reader) -> None:
    told = get(address("growth", format="bibtex", scope="baltic"))
    assert (told.status, told.headers["content-type"]) == (200, "application/x-bibtex; charset=utf-8")
    assert told.text.startswith("@misc{phalanx-growth-")


def test_charts_come_light_and_dark_and_by_name(get: Reader) -> None:
    light, dark = (
        get(address("growth", format="svg", scope="baltic", theme=theme)).text for theme in ("light", "dark")
    )
    assert light != dark
    assert get(address("growth", format="svg", scope="baltic", chart="by_form")).text != light


def test_pictures_and_pages_may_carry_their_styles_inside(get: Reader) -> None:
    for form in ("svg", "html"):
        policy = get(address("growth", format=form, scope="baltic")).headers["content-security-policy"]
        assert "style-src 'unsafe-inline'" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy


@pytest.mark.parametrize(
    ("name", "given", "allowed"),
    [
        ("growth", {"scope": "no-such-scope"}, "brief"),
        ("growth", {"kind": "trilateral"}, "plurilateral"),
        ("growth", {"from": "yesterday"}, "YYYY-MM-DD"),
        ("growth", {"from": "2025", "to": "2014"}, "swap"),
        ("growth", {"state": "FR"}, "scope"),
        ("portfolio", {"state": "EL"}, "GR"),
        ("growth", {"format": "docx"}, "xlsx"),
        ("growth", {"format": "csv", "table": "nothing"}, "by_year"),
        ("growth", {"format": "svg", "chart": "nothing"}, "by_form"),
        ("growth", {"format": "svg", "table": "by_year"}, "chart"),
        ("growth", {"theme": "sepia"}, "dark"),
        ("growth", {"valid_on": "2025-02-30"}, "YYYY-MM-DD"),
        ("growth", {"known_at": "soon"}, "ISO"),
        ("growth", {"known_at": "2001"}, "known_at"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(
    get: Reader, name: str, given: dict[str, str], allowed: str
) -> None:
    told = get(address(name, **given))
    assert told.status == 422
    assert allowed in json.dumps(told.json())
    assert "--" not in told.json()["detail"]  # options of the command line are no parameters of an address


def test_what_a_question_needs_is_said(get: Reader) -> None:
    told = get(f"{QUESTIONS}/portfolio").json()
    assert told["status"] == 422
    assert told["faults"][0]["parameter"] == "state"


def test_an_unknown_question_is_not_found_and_a_near_one_is(get: Reader) -> None:
    told = get(f"{QUESTIONS}/gruwth")
    assert told.status == 404
    assert told.json()["remedy"] == "did you mean growth"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("workers=2", "command line and notebooks"),
        ("cluster=tcp://127.0.0.1:8786", "command line and notebooks"),
        ("scenarios=2001", "at most 2,000 from a server"),
    ],
)
def test_what_would_load_a_server_is_refused(get: Reader, asked: str, words: str) -> None:
    told = get(f"{QUESTIONS}/stress?{asked}")
    assert told.status == 422
    assert words in str(told.json())


# ── The catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_catalogue_tells_every_question_with_its_parameters(get: Reader) -> None:
    told = get(QUESTIONS).json()
    assert [each["name"] for each in told] == list(CATALOGUE)
    for each, question in zip(told, all_questions(), strict=True):
        assert (each["title"], each["about"]) == (question.title, question.about)
        own = {
            *own_tables(question.parameters),
            *set_here(question.parameters),
        }  # for the command line and notebooks alone
        named = [name for name, field in parameter_names(question.parameters).items() if field not in own]
        assert [one["name"] for one in each["parameters"]] == named
        assert set(each["formats"]) >= {"json", "csv", "parquet", "xlsx", "svg", "png"}


@pytest.mark.parametrize(
    ("question", "parameter", "kind", "default"),
    [
        ("growth", "scope", "scope", "all"),
        ("growth", "kind", "choice", "all"),
        ("growth", "from", "day", None),
        ("portfolio", "state", "state", None),
        ("brief-check", "publication", "text", "boell-eu-brief-2025-10"),
    ],
)
def test_parameters_tell_what_a_form_needs(
    get: Reader, question: str, parameter: str, kind: str, default: str | None
) -> None:
    [told] = [each for each in get(QUESTIONS).json() if each["name"] == question]
    [one] = [each for each in told["parameters"] if each["name"] == parameter]
    assert (one["type"], one["default"]) == (kind, default)
    assert one["required"] == (parameter == "state")
    assert one["description"]


def test_every_choice_offered_is_answered(get: Reader) -> None:
    [growth] = [each for each in get(QUESTIONS).json() if each["name"] == "growth"]
    for parameter in growth["parameters"]:
        for choice in parameter["choices"] or ():
            assert choice["label"]
            assert get(f"{QUESTIONS}/growth?{urlencode({parameter['name']: choice['value']})}").status == 200


def test_questions_of_every_day_are_answered_or_refused(get: Reader) -> None:
    found: dict[str, Any] = {}
    for day in ("0001", "1980-06", "9999-12-31"):  # before every fact, amid them, after all
        for name in CATALOGUE:
            found[f"{name} {day}"] = get(address(name, **BRIEFLY.get(name, {}), valid_on=day)).status
    assert set(found.values()) <= {200, 422}, {
        what: status for what, status in found.items() if status not in (200, 422)
    }
