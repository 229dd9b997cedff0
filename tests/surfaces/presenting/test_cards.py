"""Social cards: the size that networks take, words one can read, few bytes, and nothing hostile drawn as markup."""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache

import pytest
from PIL import Image
from tests.surfaces.presenting import invented

from phalanx.surfaces.presenting import cards, pictures
from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.cards import Bar, Card, Figure, Tie

DAY = "2025-11-21"
RANKED = Card(
    "Poland", "Poland has most agreements with Lithuania", DAY,
    figures=(Figure("76", "agreements"),), bars=(Bar("Lithuania", 29), Bar("Germany", 24), Bar("Latvia", 19)),
)  # fmt: skip
MAPPED = Card(
    "European defence agreements", "Half of all pacts are younger than three years", DAY,
    figures=(Figure("622", "agreements"),), ties=(Tie((2.4, 48.9), (21.0, 52.2), 4), Tie((13.4, 52.5), (18.1, 59.3))),
)  # fmt: skip
SAID = Card("A question to the registry", "With whom has a state agreed what?", DAY, "Lists the partners. " * 40)
CARDS = {"ranked": RANKED, "mapped": MAPPED, "said": SAID}


@cache
def drawn(card: Card) -> bytes:
    return cards.png(card)


def pixels(picture: bytes) -> list[list[str]]:
    """The colours of a picture, row by row, as #rrggbb."""
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
        body = opened.convert("RGB").tobytes()
    return [
        [f"#{body[place : place + 3].hex()}" for place in range(3 * width * row, 3 * width * (row + 1), 3)]
        for row in range(height)
    ]


def words(card: Card) -> str:
    return " ".join(" ".join(ET.fromstring(cards.svg(card)).itertext()).split())  # noqa: S314 - our own drawing


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_has_the_size_of_previews_and_few_bytes(card: Card) -> None:
    assert struct.unpack(">II", drawn(card)[16:24]) == (1200, 630)
    assert len(drawn(card)) <= 60_000


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_shows_words_on_an_empty_ground(card: Card) -> None:
    colour = look.colours("light")
    rows = pixels(drawn(card))
    left = Counter(found for row in rows[160:560] for found in row[:640])
    # A headline in large letters covers some per cent of its half, and leaves most of it free.
    assert 0.01 < left[colour["ink"]] / left.total() < 0.25
    assert left[colour["ground"]] / left.total() > 0.6
    margin = {found for row in rows for found in row[: cards.EDGE - 4]}
    assert margin == {colour["ground"]}


def test_a_card_draws_bars_or_a_map() -> None:
    colour = look.colours("light")

    def share(card: Card, name: str) -> float:
        right = Counter(found for row in pixels(drawn(card))[170:540] for found in row[660:])
        return right[colour[name]] / right.total()

    assert share(RANKED, "blue") > 0.1
    assert share(MAPPED, "ramp-1") > 0.3
    assert share(SAID, "blue") == 0


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_says_its_finding_the_day_and_whose_it_is(card: Card) -> None:
    said = words(card)
    for word in (card.kicker, card.headline, "21 November 2025", "Phalanx", "CC BY 4.0"):
        assert word in said


def test_an_answer_s_card_says_what_its_first_chart_says() -> None:
    answer = invented.answer().to_dict()
    card = cards.of_answer(answer, "How many?")
    assert card.headline == answer["charts"][0]["title"]
    assert card.valid_on == answer["world"]["valid_on"]


def told(rows: list[dict[str, object]], unit: str = "agreements") -> dict[str, object]:
    finding = {"name": "agreements", "value": 3, "unit": unit, "text": "Three agreements."}
    return {
        "title": "How many?", "world": {"valid_on": DAY}, "findings": [finding], "charts": [], "tables": {"main": rows}
    }  # fmt: skip


def test_a_series_of_years_stands_and_a_ranking_lies() -> None:
    years = cards.of_answer(
        told([{"year": year, "agreements": count} for year, count in ((2021, 3), (2022, 9), (2023, 4))]), ""
    )
    assert years.upright
    assert [bar.value for bar in years.bars] == [3, 9, 4]
    ranking = [{"partner": code, "name": name, "agreements": count} for code, name, count in
               (("LT", "Lithuania", 29), ("DE", "Germany", 24), ("LV", "Latvia", 24))]  # fmt: skip
    ranked = cards.of_answer(told(ranking), "")
    assert not ranked.upright
    assert [bar.label for bar in ranked.bars] == ["Lithuania", "Germany", "Latvia"]


def test_what_is_neither_series_nor_ranking_is_not_drawn() -> None:
    unordered = [{"name": name, "agreements": count} for name, count in (("a", 1), ("b", 3), ("c", 2))]
    assert cards.of_answer(told(unordered), "").bars == ()
    other_unit = [{"name": name, "published": count} for name, count in (("a", 3), ("b", 2), ("c", 1))]
    assert cards.of_answer(told(other_unit), "").bars == ()
    assert cards.of_answer(told(other_unit), "").figures == (Figure("3", "agreements"),)


def test_a_very_long_headline_keeps_to_its_place() -> None:
    long = Card("x", "Agreements of unimaginable length and consequence " * 12, DAY, figures=(Figure("1", "x"),))
    rows = pixels(cards.png(long))
    assert {found for row in rows[565:575] for found in row[: cards.EDGE - 4]} == {look.colours("light")["ground"]}
    assert words(long).count("…") == 1


def test_hostile_words_are_drawn_as_words() -> None:
    card = Card(invented.SCRIPT, invented.SCRIPT, DAY, invented.SCRIPT, bars=(Bar(invented.SCRIPT, 1), Bar("b", 1)))
    root = ET.fromstring(cards.svg(card))  # noqa: S314 - our own drawing
    assert not [found for found in root.iter() if found.tag.endswith("script")]
    assert "<script>" in "".join(root.itertext())
    assert cards.png(card)


def test_the_map_puts_places_where_they_are() -> None:
    paris, warsaw, oslo = (cards.projected(*place) for place in ((2.35, 48.86), (21.01, 52.23), (10.75, 59.91)))
    assert paris[0] < oslo[0] < warsaw[0]
    assert oslo[1] < warsaw[1] < paris[1]
    # Equal areas: a degree square at 60° north covers half of one at the equator, as the Earth's own does.
    assert area(10, 60) / area(10, 0.5) == pytest.approx(0.5, rel=0.03)


def area(lon: float, lat: float) -> float:
    corners = [cards.projected(lon + x, lat + y) for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))]
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def test_a_card_has_few_colours_each_near_what_was_drawn() -> None:
    was, is_ = pixels(pictures.pixels(cards.svg(MAPPED))), pixels(drawn(MAPPED))
    assert len({colour for row in is_ for colour in row}) <= 40
    pairs = Counter(pair for row in zip(was, is_, strict=True) for pair in zip(*row, strict=True))
    far = {(a, b): max(abs(x - y) for x, y in zip(*map(bytes.fromhex, (a[1:], b[1:])), strict=True)) for a, b in pairs}
    assert max(far.values()) <= 16
    assert sum(count for pair, count in pairs.items() if not far[pair]) / pairs.total() > 0.9
    assert cards.png(MAPPED) == drawn(MAPPED)
