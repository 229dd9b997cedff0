"""Whoever asked hears how far a search is, and can stop it."""

from __future__ import annotations

from phalanx.analyses.planning.optimisation.solving import Progress
from phalanx.analyses.planning.road_map.watched import said, watched
from phalanx.question import telling

HALF_WAY = Progress("1,200 of 5,000 numbers of lots to decide", 95_000.0, 100_000.0, 12.4)


def test_bound_best_gap_and_time_are_told() -> None:
    assert said(HALF_WAY) == (
        "1,200 of 5,000 numbers of lots to decide, bound EUR 95.0 billion, best EUR 100.0 billion, gap 5 %, 12 s"
    )


def test_what_is_not_known_yet_is_left_out() -> None:
    assert said(Progress("beginning", float("nan"), float("nan"), 0.2)) == "beginning, 0 s"


def test_the_listener_hears_it_and_stops_it() -> None:
    heard: list[tuple[int, int, str]] = []

    def listener(done: int, of: int, words: str) -> bool:
        heard.append((done, of, words))
        return len(heard) < 2

    with telling(listener):
        watch = watched("before: ")
        assert [watch(HALF_WAY), watch(HALF_WAY)] == [True, False]
    assert heard[0] == (0, 0, f"before: {said(HALF_WAY)}")
