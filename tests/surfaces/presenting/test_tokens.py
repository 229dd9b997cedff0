"""The colours can be told apart by everyone, read on their ground, and mean one thing each."""

from __future__ import annotations

from itertools import combinations

import pytest
from tests.surfaces.presenting import colour_vision as eye

from phalanx.surfaces.presenting import theme as look
from phalanx.vocabulary import codes

# Sharma, Wu, Dalal (2005), table 1: pairs 1, 4, 7, 17, 21, 25 and their differences.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (50.0, 3.1736, 0.5854), 1.0),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
]


@pytest.mark.parametrize(("one", "other", "expected"), PUBLISHED)
def test_the_measure_agrees_with_its_published_examples(one: eye.Triple, other: eye.Triple, expected: float) -> None:
    assert eye.ciede2000(one, other) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("vision", eye.VISIONS)
@pytest.mark.parametrize("theme", look.THEMES)
def test_every_vision_tells_the_kinds_apart(theme: look.Theme, vision: str) -> None:
    """Six kinds, "none" and the accent: eight colours that may stand side by side in one chart."""
    colour = look.colours(theme)
    near = {
        (one, other): eye.distance(colour[one], colour[other], vision)
        for one, other in combinations((*look.CATEGORICAL, "neutral", "accent"), 2)
    }
    assert min(near.values()) >= 10, min(near, key=lambda pair: near[pair])


@pytest.mark.parametrize("vision", eye.VISIONS)
@pytest.mark.parametrize("theme", look.THEMES)
def test_every_vision_tells_the_grades_apart(theme: look.Theme, vision: str) -> None:
    colour = look.colours(theme)
    grades = [colour[f"grade-{grade.lower()}"] for grade in codes.GRADE]
    assert min(eye.distance(one, other, vision) for one, other in combinations(grades, 2)) >= 10


@pytest.mark.parametrize("theme", look.THEMES)
def test_marks_stand_out_and_text_is_readable(theme: look.Theme) -> None:
    """WCAG 2.2 AA: 3:1 for what is drawn, 4.5:1 for what is read, on the ground and on the raised ground."""
    colour = look.colours(theme)
    for ground in (colour["ground"], colour["raised"]):
        for text in ("ink", "quiet", "link", "accent-ink"):
            assert eye.contrast(colour[text], ground) >= 4.5, text
    for drawn in (*look.CATEGORICAL, "accent", "neutral"):
        assert eye.contrast(colour[drawn], colour["ground"]) >= 3, drawn
    assert eye.contrast(colour["accent-ink"], colour["accent-soft"]) >= 4.5
    for drawn in ("sky", "neutral"):
        assert eye.contrast(colour["on-middle"], colour[drawn]) >= 4.5, drawn


@pytest.mark.parametrize("theme", look.THEMES)
def test_the_ramp_runs_one_way(theme: look.Theme) -> None:
    lightness = [eye.lab(look.colours(theme)[step])[0] for step in look.RAMP]
    assert lightness == sorted(lightness, reverse=theme == "light")


def test_every_light_colour_has_one_dark_twin() -> None:
    """What `pictures` turns light drawings into dark ones with."""
    light, dark = look.colours("light"), look.colours("dark")
    twins: dict[str, set[str]] = {}
    for name in light:
        twins.setdefault(light[name], set()).add(dark[name])
    assert all(len(others) == 1 for others in twins.values()), twins


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("form", codes.FORM),
        ("mutual_defence", codes.MUTUAL_DEFENCE),
        ("level", codes.LEVEL),
        ("scope", codes.SCOPE),
        ("status", codes.STATUS),
        ("source_grade", codes.GRADE),
        ("confidence", codes.CONFIDENCE),
        ("kind", {"bilateral", "plurilateral", "assistance", "consultation", "none"}),
        ("institution", {"EU", "NATO"}),
    ],
)
def test_every_code_of_the_word_list_has_its_colour(field: str, words: dict[str, str]) -> None:
    for code in words:
        assert look.colour_name(field, code), f"{field} {code} has no --phx token"


def test_codes_that_may_share_a_chart_do_not_share_a_colour() -> None:
    for field in ("form", "level", "scope", "status", "institution", "grade", "mutual_defence"):
        named = {code: look.colours("light")[str(look.colour_name(field, code))] for code in look.codes_of(field)}
        assert len(set(named.values())) == len(named), named


def test_every_token_that_points_elsewhere_arrives() -> None:
    known = look.tokens()
    coloured = {name for name, value in known.items() if value.startswith(("light-dark", "var("))}
    assert coloured == set(look.colours("light")) == set(look.colours("dark"))
