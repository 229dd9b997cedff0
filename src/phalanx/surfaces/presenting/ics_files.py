"""The events of an Answer as an iCalendar file (RFC 5545), which calendar programs and phones read.

What a table of events has to hold stands at `EVENT_COLUMNS` in `phalanx.answer`. Everything lasts whole days: a date known
to the month or the year fills it, and the event says so. Equal answers about equal Worlds are equal files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from phalanx.answer import EVENTS
from phalanx.errors import BadInput
from phalanx.surfaces.presenting import wording
from phalanx.vocabulary.dates import first_day, last_day

if TYPE_CHECKING:
    from icalendar import Event

    from phalanx.answer import Answer

PRODUCT = "-//Phalanx//Registry of European defence cooperation//EN"
NEEDED = frozenset(("uid", "start", "end", "summary"))
COARSE = {4: "year", 7: "month"}
"""What a date too short to be a day is known to, by its length."""


def render(answer: Answer) -> bytes:
    """The table `events` as a calendar.

    Raises:
        BadInput: the answer has no such table.
    """
    if not has_events(answer):
        raise BadInput(
            f"The answer to {answer.question!r} has no events for a calendar file",
            f"a question with a table '{EVENTS}', such as calendar",
            "choose csv or xlsx for its tables",
        )
    return calendar_of([answer], answer.title)


def has_events(answer: Answer) -> bool:
    """Whether an answer can be had as a calendar."""
    table = answer.tables.get(EVENTS)
    return table is not None and set(table.frame.columns) >= NEEDED


def calendar_of(answers: Sequence[Answer], title: str) -> bytes:
    """The events of several answers in one calendar; one that stands in two of them comes once.

    Answers without events add none; see `has_events`.
    """
    from icalendar import Calendar

    dated = [answer for answer in answers if has_events(answer)]
    rows = {row["uid"]: (row, answer) for answer in reversed(dated) for row in answer.table(EVENTS).to_dicts()}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Phalanx: {wording.plain(title)}")
    order = dict.fromkeys(row["uid"] for answer in dated for row in answer.table(EVENTS).to_dicts())
    for uid in order:
        row, answer = rows[uid]
        calendar.add_component(_event(row, rows, datetime.fromisoformat(answer.world.known_at)))
    content: bytes = calendar.to_ical()
    return content


def _event(row: Mapping[str, Any], known: Collection[str], stamp: datetime) -> Event:
    """One event; a relation to one that is not in the file would lead nowhere and is left out."""
    from icalendar import Event

    start, end = row["start"], row["end"] or row["start"]
    event = Event()
    event.add("uid", _name(row["uid"]))
    event.add("dtstamp", stamp)
    event.add("dtstart", first_day(start))
    event.add("dtend", _day_after(last_day(end)))
    event.add("summary", wording.plain(row["summary"]))
    event.add("description", wording.plain(_description(row, start, end)))
    if row.get("calendars"):
        event.add("categories", list(row["calendars"]))
    if row.get("source_url"):
        event.add("url", row["source_url"])
    event.add("status", "TENTATIVE" if row.get("derived") else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    for uid in row.get("waits_for") or ():
        if uid in known:
            event.add("related-to", _name(uid), parameters={"RELTYPE": "DEPENDS-ON"})
    return event


def _name(uid: str) -> str:
    return f"{uid}@phalanx"


def _day_after(day: date) -> date:
    """The first day that no longer belongs to it: a calendar file leaves its last day out."""
    return day + timedelta(days=1)


def _description(row: Mapping[str, Any], start: str, end: str) -> str:
    exact = min((start, end), key=len)
    said = [
        row.get("description") or "",
        f"Known to the {COARSE[len(exact)]} only ({start if start == end else f'{start} to {end}'})."
        if len(exact) in COARSE
        else "",
        "Derived, not announced." if row.get("derived") else "",
    ]
    return "\n".join(filter(None, said))
