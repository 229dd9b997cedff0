"""How overlaps are scored: that nothing is missing, that words are used, and that the documentation says the same."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from phalanx.registry.records.overlap_weights import CUT_CODES, PART_CODES
from phalanx.registry.records.overlap_words import TELLS_CODES

DOCS = Path(__file__).parents[2] / "docs" / "explanation" / "overlaps.md"
TOLD = {
    "words": "words", "domains": "domains", "matter": "arms", "parties": "parties", "time": "time", "frame": "breadth",
    "named": "naming", "replaced": "ending",
}  # fmt: skip
"""What the documentation calls the parts."""
Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with Path(str(files("phalanx.facts"))).joinpath(f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def weights() -> dict[str, float]:
    return {row["code"]: float(row["weight"]) for row in rows("overlap_weights")}


def test_every_part_and_cut_has_a_weight() -> None:
    assert weights().keys() == PART_CODES.keys() | CUT_CODES.keys()
    assert all(0 < weights()[part] < 1 for part in PART_CODES)
    assert all(row["reasoning"].endswith(".") for row in (*rows("overlap_weights"), *rows("overlap_words")))


def test_two_texts_alike_in_all_that_is_compared_score_one() -> None:
    """Words, domains, parties, time and arms; breadth, naming and ending come on top and make up for what is missing."""
    assert sum(weights()[part] for part in ("words", "domains", "parties", "time", "matter")) == pytest.approx(1)
    assert weights()["least"] < 1


def test_the_documentation_names_the_weights() -> None:
    told = DOCS.read_text(encoding="utf-8")
    for part, name in TOLD.items():
        assert re.search(rf"^\| {name} \|.*\| {weights()[part]:.2f} \|$", told, re.MULTILINE), part
    assert f"From a score of {weights()['least']:g} a pair is an overlap" in told
    assert f"within {weights()['repeated_within_days']:g} days" in told


def test_words_tell_each_of_the_things_there_are_to_tell() -> None:
    assert {row["tells"] for row in rows("overlap_words")} == set(TELLS_CODES)
    assert all(row["word"] == row["word"].lower() for row in rows("overlap_words"))


def test_every_word_for_arms_stands_in_an_agreement_with_its_page() -> None:
    """The page given is that of an agreement whose title or summary has the word, and the grade is that page's."""
    for row in rows("capability_words"):
        word = re.compile(rf"(?<![\w-]){re.escape(row['word'].replace('_', ' '))}(?:e?s)?(?![\w-])", re.IGNORECASE)
        sources = {
            (agreement["source_url"], agreement["source_grade"])
            for agreement in rows("agreements")
            if word.search(f"{agreement['title']} | {agreement['summary']}")
        }
        assert (row["source_url"], row["source_grade"]) in sources, row["word"]


def test_one_kind_of_arms_belongs_to_one_area() -> None:
    areas: dict[str, set[str]] = {}
    for row in rows("capability_words"):
        areas.setdefault(row["matter"], set()).add(row["area_id"])
    assert {matter: found for matter, found in areas.items() if len(found) > 1} == {}
    assert {area for found in areas.values() for area in found} <= {row["id"] for row in rows("capability_areas")}
