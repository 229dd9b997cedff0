"""The clock: whether the journal's last entry is ahead of this machine's time, so that one of two clocks is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from phalanx.vocabulary.dates import stamp

TOLERANCE = timedelta(minutes=1)
"""Clocks of two machines that are kept right differ by less."""


def ahead(last_at: str) -> str:
    """A sentence that the last entry, at this stamp, is ahead of this machine's clock; empty where it is not."""
    now = datetime.now(UTC)
    if last_at <= stamp(now + TOLERANCE):
        return ""
    return (
        f"The last entry is of {last_at[:16]}Z, and this machine's clock says {stamp(now)[:16]}Z: one of the two clocks "
        "was wrong."
    )
