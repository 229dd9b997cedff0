"""The planning calendars and what informs what: true to each other, and to how cycles go on."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

FACTS = Path(str(files("phalanx.facts")))
Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


EVENTS = {row["id"]: row for row in rows("planning_cycles")}


def test_an_event_follows_an_earlier_one_of_its_process_which_no_other_follows() -> None:
    followed = [row["follows"] for row in EVENTS.values() if row["follows"]]
    assert len(followed) == 19
    assert max(Counter(followed).values()) == 1
    for row in EVENTS.values():
        if row["follows"]:
            before = EVENTS[row["follows"]]
            assert before["process"] == row["process"], row
            assert before["date_start"] < row["date_start"], row
            assert row["recurs_years"], "what is the next of a cycle comes again"


def test_each_side_is_handed_something() -> None:
    handed_in = {row["id"]: row["institution"] for row in EVENTS.values() if row["submission"] == "yes"}
    assert set(handed_in.values()) == {"NATO", "EU"}
    assert {"PC-N07", "PC-N17", "PC-E33", "PC-P14", "PC-S04"} <= handed_in.keys()


def test_inputs_go_from_one_cycle_to_another_and_mostly_across() -> None:
    links = [(EVENTS[row["input_event"]], EVENTS[row["decision_event"]]) for row in rows("planning_inputs")]
    assert len(set(map(str, links))) == len(links)
    assert all((one["process"], one["id"]) != (other["process"], other["id"]) for one, other in links)
    assert all(one["process"] != other["process"] for one, other in links)
    across = [one["institution"] != other["institution"] for one, other in links]
    assert sum(across) == 15
    assert len(across) == 17


def test_an_input_that_is_our_reading_says_so() -> None:
    assert all(row["note"] for row in rows("planning_inputs") if row["confidence"] == "partial")
