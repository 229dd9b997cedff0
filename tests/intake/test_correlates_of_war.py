"""The translation of state numbers, against history as one finds it in any atlas."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from phalanx.intake.published.correlates_of_war import CorrelatesOfWar, UnknownState


@pytest.fixture(scope="module")
def cow() -> CorrelatesOfWar:
    return CorrelatesOfWar.read()


@pytest.mark.parametrize(
    ("ccode", "when", "party"),
    [
        (200, 1900, "GB"),
        (255, 1914, "DE"),  # the German Empire
        (260, 1970, "DE"),  # West Germany, the same state in law
        (265, 1970, "DDDE"),  # East Germany, another one
        (300, 1900, "COW-300"),  # Austria-Hungary is neither Austria nor Hungary
        (305, 1995, "AT"),
        (315, 1938, "CSHH"),
        (316, 1995, "CZ"),
        (329, 1850, "COW-329"),  # the Two Sicilies, before Italy
        (347, 2010, "XK"),
        (365, 1950, "RU"),  # the Soviet Union
        (680, 1980, "YDYE"),  # South Yemen
        (817, 1970, "COW-817"),  # South Vietnam must not become today's Vietnam
    ],
)
def test_states_past_and_present(cow: CorrelatesOfWar, ccode: int, when: int, party: str) -> None:
    assert cow.party(ccode, when) == party


@pytest.mark.parametrize(
    ("when", "party"),
    [
        (1900, "RS"),  # the Kingdom of Serbia
        (1930, "YUCS"),
        (1980, "YUCS"),
        (1999, "YUCS"),  # Serbia and Montenegro under the old name
        (2004, "CSXX"),
        ("2006-06-04", "CSXX"),  # the last day of the union with Montenegro
        ("2006-06-05", "RS"),
        ("2006-04", "CSXX"),
        (2006, "RS"),  # 210 of the year's 365 days
        (2010, "RS"),
    ],
)
def test_one_number_for_five_states_by_date(cow: CorrelatesOfWar, when: int | str, party: str) -> None:
    assert cow.party(345, when) == party


def test_vietnam_changes_with_unification(cow: CorrelatesOfWar) -> None:
    assert cow.party(816, "1976-02-24") == "VDVN"
    assert cow.party(816, "1976-07-02") == "VN"


def test_outside_its_spans_the_nearest_speaks(cow: CorrelatesOfWar) -> None:
    assert cow.party(316, 1949) == "CZ"  # an alliance of 1949 lists the Czech Republic, which joined later
    assert cow.party(345, 1942) == "YUCS"  # occupied, a government in exile signs
    assert cow.name(255, 1960) == "Germany"


def test_a_number_that_no_state_has(cow: CorrelatesOfWar) -> None:
    with pytest.raises(UnknownState, match="4711") as caught:
        cow.party(4711, 1990)
    assert isinstance(caught.value, ValueError)


def test_abbreviations(cow: CorrelatesOfWar) -> None:
    assert cow.number("UKG") == 200
    assert cow.number("XXX") is None
    assert cow.number("") is None


def test_the_list_is_whole_and_its_spans_do_not_overlap(cow: CorrelatesOfWar) -> None:
    # The published list of 2016 has 217 numbers; one more is ATOP's own.
    assert len(cow._spans) == 218
    code = re.compile(r"[A-Z]{2}|[A-Z]{4}|COW-\d{3,4}")
    for spans in cow._spans.values():
        for span in spans:
            assert code.fullmatch(span.party), span
            assert span.start <= span.end, span
        for earlier, later in pairwise(spans):
            assert earlier.end < later.start, later
