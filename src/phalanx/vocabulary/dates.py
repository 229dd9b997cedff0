"""Dates as exact as the source supports: YYYY, YYYY-MM or YYYY-MM-DD, and the days they can mean."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from functools import lru_cache

from phalanx.errors import BadInput

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
KEPT = 1 << 15
"""How many dates are remembered as days: facts have many rows of few different dates."""


@lru_cache(maxsize=KEPT)
def first_day(text: str) -> date:
    """The earliest day a partial date can mean. Raises ValueError when it is no date."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


@lru_cache(maxsize=KEPT)
def last_day(text: str) -> date:
    """The latest day a partial date can mean. Raises ValueError when it is no date."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    date(year, 1 if month is None else month, 1 if day is None else day)
    return year, month, day


def read_day(text: str) -> date:
    """The day a person means on the command line: a partial date counts to its end, `today` is today (UTC)."""
    if text == "today":
        return datetime.now(UTC).date()
    try:
        return last_day(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date", "YYYY, YYYY-MM or YYYY-MM-DD", "write it as 2025-09-30") from error


def read_moment(text: str) -> datetime:
    """The moment a person means: `now`, a date (to its end), or an ISO time; without an offset it is UTC."""
    if text == "now":
        return datetime.now(UTC)
    if PARTIAL_DATE.fullmatch(text):
        return datetime.combine(read_day(text), datetime.max.time(), UTC)
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"{text!r} is not a time", "a date or an ISO time", "write it as 2026-11-21 or 2026-11-21T09:30Z"
        ) from error


def stamp(moment: datetime) -> str:
    """A moment as the journal writes it: UTC, microseconds, sortable as text."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
