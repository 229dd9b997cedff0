"""Conflicts of dates: targets due before anything ordered today can be there, and events before those they wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from phalanx.analyses.planning.conflicts.conflict import Conflict, Row, Rules, whose
from phalanx.analyses.planning.conflicts.targets import target_record, the
from phalanx.registry.records import named
from phalanx.registry.records.capability_items import CapabilityItem
from phalanx.vocabulary.dates import first_day, last_day
from phalanx.vocabulary.wording import counted


def late_delivery(
    targets: Sequence[Row], items: Mapping[str, Row], rules: Rules, day: date, *, own: bool
) -> Iterator[Conflict]:
    """Targets that an order in the year of the day would miss; the amount is by how many years. `own`: a user's table."""
    for row in targets:
        if row["item"] not in items or not row["quantity"]:
            continue
        item = items[row["item"]]
        there = day.year + item["lead_time_years"]
        late = there - row["by_year"]
        if late <= 0:
            continue
        illustrative = row["illustrative"] or item["illustrative"]
        yield Conflict(
            "late_delivery",
            row["state"],
            f"{row['framework']}:{row['item']}",
            rules.severity("late_years", late, illustrative=illustrative),
            f"{whose(row['state'])} {item['name']} for {the(row)} are due by {row['by_year']}; ordered in "
            f"{day.year}, the first come in {there}.",
            f"Move the date by {counted(late, 'year')}, take over a place in another state's order, or hold another force ready until then.",
            late,
            "years",
            (*(() if own else (target_record(row),)), named(CapabilityItem, row["item"])),
            illustrative=illustrative,
        )


def out_of_order(events: Sequence[Row], rules: Rules, day: date) -> Iterator[Conflict]:
    """Events that happen before another begins that has to come first; the amount is by how many days at least.

    Dates to the month or year count in favour of the order. What lay in the past on the day is not told.
    """
    known = {event["id"]: event for event in events}
    for event in events:
        for name in event["depends_on"] or ():
            if name not in known:
                continue
            first = known[name]
            days = (first_day(first["date_start"]) - last_day(event["date_start"])).days
            if days <= 0 or first_day(first["date_start"]) < day:
                continue
            yield Conflict(
                "out_of_order",
                event["institution"][0],
                f"{event['id']}+{name}",
                rules.severity("disorder_days", days),
                f"“{event['event']}” ({event['process']}) comes {counted(days, 'day')} before “{first['event']}” "
                f"({first['process']}), which it depends on.",
                "Move the later one forward, or say that the earlier one does without it.",
                days,
                "days",
                (event["id"], name),
                last_day(event["date_start"]),
                first_day(first["date_start"]),
            )
