"""The tables of the calendars: events, which are a calendar file as well, waits and windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from phalanx.analyses.planning.calendar.asked import Calendar
from phalanx.analyses.planning.calendar.cycles import Occurrence
from phalanx.analyses.planning.calendar.waits import Wait, months
from phalanx.analyses.planning.calendar.windows import Window
from phalanx.answer import EVENTS, Table

EVENT_LABELS = {
    "start": "begins",
    "end": "ends",
    "summary": "event",
    "exactness": "known to the",
    "calendars": "calendar of",
    "derived": "derived from the rhythm",
    "waits_for": "waits for",
    "submission": "states hand something in",
    "description": "what it means",
    "uid": "its name here",
}
WAIT_LABELS = {
    "begins": "who waits begins",
    "waiting": "who waits",
    "awaited": "for what",
    "awaited_by": "which is there",
    "relation": "the one awaited",
    "slack_least": "slack at worst, months",
    "slack_most": "slack at best, months",
    "across": "from one institution to the other",
    "instead": "what can be used instead",
    "instead_age": "its age then, months",
    "derived": "a date is derived",
}
WINDOW_LABELS = {
    "nato": "submission to NATO",
    "eu": "submission to the EU",
    "gap_least": "apart at best, months",
    "gap_most": "apart at worst, months",
    "sure": "close together whatever day is meant",
    "derived": "a date is derived",
}


def tables(calendar: Calendar) -> Mapping[str, Table]:
    """Events, waits and windows; without rows where there are none."""
    within = f"{calendar.within_months} month{'' if calendar.within_months == 1 else 's'}"
    return {
        EVENTS: Table(events_table(calendar), f"Events {calendar.span}", EVENT_LABELS),
        "waits": Table(waits_table(calendar.waits), "What waits for what, and with how much slack", WAIT_LABELS),
        "windows": Table(
            windows_table(calendar.windows),
            f"Windows in which one text could serve both sides, at most {within} apart",
            WINDOW_LABELS,
        ),
    }


def events_table(calendar: Calendar) -> pl.DataFrame:
    """A row an event, in time. Its columns are those of a calendar file (`EVENT_COLUMNS`), and more."""
    awaited: dict[str, list[str]] = {}
    for wait in calendar.waits:
        awaited.setdefault(wait.waiting.uid, []).append(wait.awaited.uid)
    return pl.DataFrame([_event(each, awaited.get(each.uid, [])) for each in calendar.events], schema=EVENT_SCHEMA)


EVENT_SCHEMA: Mapping[str, pl.DataType] = {
    "start": pl.String(),
    "end": pl.String(),
    "summary": pl.String(),
    "calendars": pl.List(pl.String),
    "exactness": pl.String(),
    "derived": pl.Boolean(),
    "waits_for": pl.List(pl.String),
    "process": pl.String(),
    "kind": pl.String(),
    "submission": pl.Boolean(),
    "confidence": pl.String(),
    "description": pl.String(),
    "source_url": pl.String(),
    "record": pl.String(),
    "uid": pl.String(),
}


def _event(each: Occurrence, waits_for: Sequence[str]) -> Mapping[str, object]:
    return {
        "start": each.first,
        "end": each.last,
        "summary": each.title,
        "exactness": each.exactness,
        "calendars": list(each.institutions),
        "process": each.process,
        "kind": each.kind,
        "derived": each.derived,
        "confidence": each.confidence,
        "submission": each.submission,
        "waits_for": sorted(set(waits_for)),
        "description": each.summary,
        "source_url": each.source_url,
        "record": each.record,
        "uid": each.uid,
    }


def waits_table(found: Sequence[Wait]) -> pl.DataFrame:
    """A row a wait, by the date of who waits; slack in months, negative where what is awaited comes later."""
    texts = ("begins", "waiting", "awaited", "awaited_by", "relation")
    return pl.DataFrame(
        [
            {
                "begins": each.waiting.first,
                "waiting": each.waiting.title,
                "awaited": each.awaited.title,
                "awaited_by": each.awaited.last,
                "relation": each.relation,
                "slack_least": round(each.least, 1),
                "slack_most": round(each.most, 1),
                "verdict": each.verdict,
                "across": each.across,
                "instead": each.instead.title if each.instead else None,
                "instead_age": age_of_instead(each),
                "derived": each.derived,
                "confidence": each.confidence,
                "reasoning": each.reasoning,
                "record": each.record,
                "waiting_uid": each.waiting.uid,
                "awaited_uid": each.awaited.uid,
            }
            for each in found
        ],
        schema=dict.fromkeys(texts, pl.String)
        | {"slack_least": pl.Float64, "slack_most": pl.Float64, "verdict": pl.String, "across": pl.Boolean}
        | {"instead": pl.String, "instead_age": pl.Float64, "derived": pl.Boolean}
        | dict.fromkeys(("confidence", "reasoning", "record", "waiting_uid", "awaited_uid"), pl.String),
    )


def age_of_instead(wait: Wait) -> float | None:
    """How many months old the input that can be used instead is at least when the decision begins."""
    return None if wait.instead is None else round(months(wait.instead.latest, wait.waiting.earliest), 1)


def windows_table(found: Sequence[Window]) -> pl.DataFrame:
    """A row a window, by its first day."""
    return pl.DataFrame(
        [
            {
                "opens": each.opens.isoformat(),
                "closes": each.closes.isoformat(),
                "nato": f"{each.nato.title} ({each.nato.first})",
                "eu": f"{each.eu.title} ({each.eu.first})",
                "gap_least": round(each.least, 1),
                "gap_most": round(each.most, 1),
                "sure": each.sure,
                "derived": each.nato.derived or each.eu.derived,
                "nato_uid": each.nato.uid,
                "eu_uid": each.eu.uid,
            }
            for each in found
        ],
        schema=dict.fromkeys(("opens", "closes", "nato", "eu"), pl.String)
        | {"gap_least": pl.Float64, "gap_most": pl.Float64, "sure": pl.Boolean, "derived": pl.Boolean}
        | dict.fromkeys(("nato_uid", "eu_uid"), pl.String),
    )
