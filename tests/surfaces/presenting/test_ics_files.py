"""Calendar files: read back by the icalendar library, and line by line as RFC 5545 has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.surfaces.presenting import invented

from phalanx.answer import EVENT_COLUMNS, EVENTS, Answer, Table
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import FORMATS

ROWS: list[dict[str, Any]] = [
    {
        "uid": "PC-1", "start": "2025-06-05", "end": None, "summary": "Targets; agreed, at last", "calendars": ["NATO"],
        "description": "New targets\\ for each ally, Größe inbegriffen: " + "é" * 60, "waits_for": ["PC-2", "PC-gone"],
        "derived": False, "source_url": "https://example.org/a,b;c",
    },
    {
        "uid": "PC-2", "start": "2024-02", "end": "2024-02", "summary": "Guidance", "calendars": ["EU", "NATO"],
        "description": "", "waits_for": [], "derived": False, "source_url": "https://example.org/2",
    },
    {
        "uid": "PC-3-2029", "start": "2029", "end": "2030", "summary": "Next", "calendars": [],
        "description": "Twice.", "waits_for": [], "derived": True, "source_url": None,
    },
]  # fmt: skip
SCHEMA: dict[str, Any] = dict.fromkeys(EVENT_COLUMNS, pl.String) | {
    "calendars": pl.List(pl.String), "waits_for": pl.List(pl.String), "derived": pl.Boolean,
}  # fmt: skip


def with_events(rows: list[dict[str, Any]]) -> Answer:
    return replace(invented.answer(), tables={EVENTS: Table(pl.DataFrame(rows, schema=SCHEMA), "Events")})


def rendered(answer: Answer) -> bytes:
    made = FORMATS["ics"].render(answer, None, None)
    assert isinstance(made, bytes)
    return made


def read_back(content: bytes) -> Mapping[str, Any]:
    calendar = icalendar.Calendar.from_ical(content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_a_calendar_program_reads_days_titles_and_categories() -> None:
    events = read_back(rendered(with_events(ROWS)))
    one, two, three = (events[f"{row['uid']}@phalanx"] for row in ROWS)
    assert [(each["dtstart"].dt, each["dtend"].dt) for each in (one, two, three)] == [
        (date(2025, 6, 5), date(2025, 6, 6)),  # a day ends where the next begins
        (date(2024, 2, 1), date(2024, 3, 1)),  # a month lasts as long as it can
        (date(2029, 1, 1), date(2031, 1, 1)),
    ]
    assert one["summary"] == "Targets; agreed, at last"
    assert one["description"] == ROWS[0]["description"]
    assert str(one["url"]) == "https://example.org/a,b;c"
    assert [[str(name) for name in each["categories"].cats] for each in (one, two)] == [["NATO"], ["EU", "NATO"]]
    assert {"categories", "url"}.isdisjoint(name.lower() for name in three)


def test_what_is_coarse_or_derived_says_so() -> None:
    events = read_back(rendered(with_events(ROWS)))
    assert events["PC-2@phalanx"]["description"] == "Known to the month only (2024-02)."
    told = "Twice.\nKnown to the year only (2029 to 2030).\nDerived, not announced."
    assert events["PC-3-2029@phalanx"]["description"] == told
    assert {name: str(event["status"]) for name, event in events.items()} == {
        "PC-1@phalanx": "CONFIRMED",
        "PC-2@phalanx": "CONFIRMED",
        "PC-3-2029@phalanx": "TENTATIVE",
    }


def test_events_are_related_to_those_of_the_file_they_wait_for() -> None:
    related = read_back(rendered(with_events(ROWS)))["PC-1@phalanx"]["related-to"]
    assert str(related) == "PC-2@phalanx"
    assert related.params["RELTYPE"] == "DEPENDS-ON"


def test_the_stamp_is_the_world_s_so_that_equal_answers_are_equal_files() -> None:
    content = rendered(with_events(ROWS))
    assert content == rendered(with_events(ROWS))
    assert {each["dtstamp"].dt for each in read_back(content).values()} == {datetime(2025, 11, 21, 9, 30, tzinfo=UTC)}


def test_the_lines_are_those_of_the_standard() -> None:
    content = rendered(with_events(ROWS))
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    lines = unfolded(content)
    assert lines[:3] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Phalanx//Registry of European defence cooperation//EN",
    ]
    assert "DTSTART;VALUE=DATE:20250605" in lines
    assert r"SUMMARY:Targets\; agreed\, at last" in lines
    assert sum(line.startswith("UID:") for line in lines) == len(ROWS)
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines)


def unfolded(content: bytes) -> list[str]:
    """The lines of a file, as the standard says to put them together: before letters are made of the bytes."""
    return content.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n")


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=120)


@given(LINES.filter(str.strip))
@settings(max_examples=30)
def test_any_words_come_back(words: str) -> None:
    content = rendered(with_events([ROWS[1] | {"summary": words}]))
    [line] = [line for line in unfolded(content) if line.startswith("SUMMARY:")]
    assert re.sub(r"\\(.)", r"\1", line.removeprefix("SUMMARY:")) == words
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_an_answer_without_events_is_refused_with_the_reason() -> None:
    with pytest.raises(BadInput, match="has no events for a calendar file"):
        FORMATS["ics"].render(invented.answer(), None, None)


def test_a_table_of_that_name_that_is_no_calendar_is_refused() -> None:
    table = Table(pl.DataFrame({"start": ["2025"], "summary": ["Without a name"]}), "Events")
    with pytest.raises(BadInput, match="has no events for a calendar file"):
        FORMATS["ics"].render(replace(invented.answer(), tables={EVENTS: table}), None, None)


def test_no_table_is_picked_out() -> None:
    with pytest.raises(BadInput, match="does not pick out one table"):
        FORMATS["ics"].render(with_events(ROWS), EVENTS, None)
