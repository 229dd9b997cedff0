"""What the question who should buy with whom refuses: with the reason and what is allowed, all problems together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.analyses.matchmaking.small_needs import small_needs

from phalanx.analyses.matchmaking.partition import asked as partition_asked
from phalanx.analyses.matchmaking.partition.question import QUESTION
from phalanx.errors import BadInput
from phalanx.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_needs(tmp_path_factory.mktemp("needs")) as made:
        yield made


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"area": "WP-1", "all": "yes"}, ["Both an area and all areas", "one of --area and --all"]),
        ({"area": "WP-99"}, ["no capability area 'WP-99'", "WP-1"]),
        ({"must": "XX"}, ["'XX' is no state"]),
        ({"without": "DE,DE"}, ["'DE' is named 2 times"]),
        ({"must": "PL", "without": "PL"}, ["PL must be in groups and may be in none"]),
        ({"must": "AT"}, ["AT needs nothing of any area", "DE, FR, NO, PL"]),
        ({"must": "NO"}, ["left over: Norway for rounds"]),
        ({"min": 4}, ["A group of 4 is larger than all 3 states", "groups of 2 to 3"]),
        ({"max": 9, "area": "WP-1"}, ["A group of 9 is larger"]),
        ({"min": 3, "max": 2}, ["--min 3 is more than --max 2"]),
        ({"instrument": "SAVE"}, ["no instrument 'SAVE'", "LOAN"]),
        ({"instrument": "PAST"}, ["PAST had ended", "TRIO"]),
        ({"min": 1}, ["from 2"]),
        ({"by": "weight"}, ["'states', 'volume' or 'groups'"]),
        ({"needs": "needs.csv"}, ["for the command line and notebooks"]),
    ],
    ids=str,
)
def test_what_is_refused_says_what_is_allowed(world: World, given: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, given)
    for each in words:
        assert each in str(refused.value)


def test_all_problems_are_told_together(world: World) -> None:
    given = {
        "area": "WP-1",
        "all": "yes",
        "instrument": "PAST",
        "must": "XX,PL,PL",
        "without": "PL",
        "min": 7,
        "max": 6,
    }
    with pytest.raises(BadInput) as refused:
        QUESTION.ask(world, given)
    for words in (
        "Both an area and all areas",
        "PAST had ended",
        "'XX' is no state",
        "'PL' is named 2 times",
        "PL must be in groups",
        "--min 7 is more",
        "A group of 7 is larger",
    ):
        assert words in str(refused.value)


def test_more_groups_than_anybody_waits_for_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition_asked, "MOST_GROUPS", 3)
    with pytest.raises(BadInput, match="There are 4 groups for one item") as refused:
        QUESTION.ask(world, {})
    assert "lower --max" in str(refused.value)
