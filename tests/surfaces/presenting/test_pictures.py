"""Pictures stand alone: title, source line, fonts and hatchings inside, nothing loaded, equal for equal answers."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET

import pytest
from tests.surfaces.presenting import invented

from phalanx.answer import Chart
from phalanx.surfaces.presenting import charts, pictures
from phalanx.surfaces.presenting import theme as look

SVG = "{http://www.w3.org/2000/svg}"


def words(drawn: str) -> str:
    return " ".join(ET.fromstring(drawn).itertext())  # noqa: S314 - our own drawing


@pytest.mark.parametrize("theme", look.THEMES)
@pytest.mark.parametrize("chart", invented.charts(), ids=lambda chart: chart.name)
def test_a_picture_says_its_finding_its_source_and_its_date(chart: Chart, theme: look.Theme) -> None:
    drawn = pictures.svg(chart, invented.WORLD, theme)
    said = words(drawn)
    for line in charts.broken(chart.title, 680, look.pixels("chart-title") * charts.SERIF_LETTER):
        assert line in said
    assert "Source: Phalanx registry, valid on 2025-11-21, journal head 3f9ac0d2e1b4, CC BY 4.0" in said
    assert ET.fromstring(drawn).find(f"{SVG}title").text == chart.title  # type: ignore[union-attr] # noqa: S314


@pytest.mark.parametrize("chart", invented.charts(), ids=lambda chart: chart.name)
def test_a_picture_loads_nothing(chart: Chart) -> None:
    drawn = pictures.svg(chart, invented.WORLD)
    for address in re.findall(r"url\(([^)]*)\)|href=\"([^\"]*)\"|src=\"([^\"]*)\"", drawn):
        assert "".join(address).startswith(("#", "data:font/woff2;base64,"))


def test_every_name_used_in_a_drawing_is_defined_in_it() -> None:
    for chart in invented.charts():
        for drawn in (pictures.svg(chart, invented.WORLD), pictures.inline(chart), pictures.inline(chart, narrow=True)):
            defined = re.findall(r'\bid="([^"]+)"', drawn)
            assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= set(defined)
            assert len(defined) == len(set(defined))


def test_two_drawings_on_one_page_share_no_names() -> None:
    names = [set(re.findall(r'\bid="([^"]+)"', pictures.inline(chart))) for chart in (invented.bars(), invented.heat())]
    assert all(names)
    assert not set.intersection(*names)


def test_uncertain_marks_are_hatched() -> None:
    drawn = pictures.svg(invented.forms("confidence", ("partial", "verified")), invented.WORLD)
    assert "<pattern" in drawn
    assert re.search(r'fill="url\(#n\d+\)"', drawn)


def test_codes_read_as_words() -> None:
    assert "statement of intent" in words(pictures.svg(invented.forms(), invented.WORLD))
    said = words(pictures.svg(invented.lines(), invented.WORLD))
    assert "strategic partnership" in said
    assert "strategic_partnership" not in said


def test_labels_at_line_ends_do_not_overlap() -> None:
    drawn = pictures.inline(invented.lines())
    places = {
        label: float(height)
        for height, label in re.findall(r'translate\([-\d.]+,([-\d.]+)\)"[^>]*>([a-z ]+)</text>', drawn)
    }
    assert abs(places["statement of intent"] - places["strategic partnership"]) >= 13.9


@pytest.mark.parametrize("narrow", [False, True])
def test_drawings_for_pages_keep_to_their_width(narrow: bool) -> None:
    room = look.pixels("chart-narrow" if narrow else "chart-width")
    for chart in invented.charts():
        found = re.search(r'viewBox="0 0 (\d+) ', pictures.inline(chart, narrow=narrow))
        assert found is not None
        assert int(found[1]) <= room + 3, chart.name


def test_a_drawing_for_a_page_follows_light_and_dark() -> None:
    """Token colours pair by name, a scale's own mixtures by drawing twice; either way every colour has its twin."""
    for chart in invented.charts():
        drawn = pictures.inline(chart)
        light = look.colours("light")
        assert f"light-dark({light['quiet']},{look.colours('dark')['quiet']})" in drawn
        alone = re.sub(r"light-dark\([^()]*(?:\([^()]*\)[^()]*)*\)", "", drawn)
        assert light["quiet"] not in alone


def test_pictures_of_equal_charts_are_equal() -> None:
    for chart in invented.charts():
        assert pictures.svg(chart, invented.WORLD) == pictures.svg(chart, invented.WORLD)


def test_a_picture_for_a_page_says_what_it_shows() -> None:
    root = ET.fromstring(pictures.inline(invented.bars()))  # noqa: S314 - our own drawing
    assert root.get("role") == "img"
    assert str(root.get("aria-label")).startswith("Most agreements were signed in 2022 <after>")


def test_a_png_has_the_size_it_was_asked_for() -> None:
    chart = invented.bars()
    drawn = pictures.svg(chart, invented.WORLD)
    found = re.search(r'width="(\d+)" height="(\d+)"', drawn)
    assert found is not None
    for scale in (1, 2):
        pixels = pictures.png(chart, invented.WORLD, scale)
        assert pixels.startswith(b"\x89PNG\r\n")
        assert struct.unpack(">II", pixels[16:24]) == (int(found[1]) * scale, int(found[2]) * scale)


def test_fonts_hold_the_letters_of_european_names() -> None:
    plain, polish = pictures.font_faces("Wolfsburg, Tromsø, Nîmes"), pictures.font_faces("Łódź, Šiauliai, Győr")
    assert plain.count("@font-face") == 4
    assert polish.count("@font-face") == 8
