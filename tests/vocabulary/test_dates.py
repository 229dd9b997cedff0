from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.errors import BadInput
from phalanx.vocabulary.dates import first_day, last_day, read_day, read_moment, stamp


@given(st.dates())
def test_a_date_can_mean_the_days_it_covers(day: date) -> None:
    full = day.isoformat()
    month_end = calendar.monthrange(day.year, day.month)[1]
    assert (first_day(full), last_day(full)) == (day, day)
    assert (first_day(full[:7]), last_day(full[:7])) == (day.replace(day=1), day.replace(day=month_end))
    assert (first_day(full[:4]), last_day(full[:4])) == (date(day.year, 1, 1), date(day.year, 12, 31))


@pytest.mark.parametrize(
    "text", ["", "25", "2025-1", "2025-13", "2025-00", "2025-02-29", "2025-02-00", "0000", "2025-05-09\n", " 2025", "٢٠٢٥", "2025/05"]
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    for read in (first_day, last_day):
        with pytest.raises(ValueError, match=r"."):
            read(text)
    with pytest.raises(BadInput, match="is not a date"):
        read_day(text)


def test_a_person_means_the_end_of_a_partial_date() -> None:
    assert read_day("2024-02") == date(2024, 2, 29)
    assert read_day("today") == datetime.now(UTC).date()
    assert read_moment("2024") == datetime(2024, 12, 31, 23, 59, 59, 999999, UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T09:30Z", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("2026-11-21T09:30", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("2026-11-21T09:30+02:00", datetime(2026, 11, 21, 7, 30, tzinfo=UTC)),
        ("2026-11-21 09:30:15.25", datetime(2026, 11, 21, 9, 30, 15, 250000, UTC)),
    ],
)
def test_a_moment_without_an_offset_is_utc(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-11-21T25:00", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_moment(text)


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=5))
def test_stamps_sort_as_their_moments_do(moments: list[datetime]) -> None:
    assert [stamp(moment) for moment in sorted(moments)] == sorted(stamp(moment) for moment in moments)


def test_a_stamp_is_utc_to_the_microsecond() -> None:
    assert stamp(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == "2025-12-31T23:00:00.000000Z"
    assert stamp(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"
