"""What the rules on overlaps refuse, and that one's own weight is heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts
from phalanx.registry import seed
from phalanx.registry.records import KINDS, CapabilityWord, OverlapWeight, OverlapWord, columns
from phalanx.registry.store import Registry
from phalanx.world import World

SOURCED = {"source_url": PRESS, "source_grade": "A", "confidence": "partial"}
WEIGHT = {"code": "words", "weight": "0.3", "reasoning": "Words tell much."} | SOURCED
WORD = {"word": "replaces", "tells": "superseding", "reasoning": "It says so."} | SOURCED
ARMS = {"word": "howitzer", "matter": "howitzers", "area_id": "WP-2"} | SOURCED


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.create(str(tmp_path / "registry.sqlite"), seed.fill) as opened:
        yield opened


def write(folder: Path, kind: str, row: Mapping[str, str]) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text([row], tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "row", "field", "found", "expected"),
    [
        ("overlap_weights", WEIGHT | {"code": "colour"}, "code", "'colour'", "one of words, domains"),
        ("overlap_weights", WEIGHT | {"weight": "-0.1"}, "weight", "'-0.1'", "a number from 0"),
        ("overlap_weights", WEIGHT | {"reasoning": ""}, "reasoning", "an empty cell", "text"),
        ("overlap_words", WORD | {"tells": "something"}, "tells", "'something'", "one of superseding"),
        ("overlap_words", WORD | {"word": "takes the place"}, "word", "'takes the place'", "without blanks"),
        ("capability_words", ARMS | {"area_id": "WP-99"}, "area_id", "'WP-99'", "capability_areas"),
        ("capability_words", ARMS | {"matter": ""}, "matter", "an empty cell", "text"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_told(
    registry: Registry, tmp_path: Path, kind: str, row: Mapping[str, str], field: str, found: str, expected: str
) -> None:
    before = registry.head()
    with pytest.raises(BadFacts) as bad:
        file(registry, write(tmp_path, kind, row))
    [problem] = bad.value.problems
    assert (problem.line, problem.field) == (2, field)
    assert found in problem.found
    assert expected in problem.expected
    assert registry.head() == before


def test_names_of_records_say_what_they_are() -> None:
    assert OverlapWeight.model_validate(WEIGHT).record_id == "overlap_weights/words"
    assert OverlapWord.model_validate(WORD).record_id == "overlap_words/replaces"
    assert CapabilityWord.model_validate(ARMS).record_id == "capability_words/howitzer"


def test_a_weight_of_ones_own_is_heard(registry: Registry, tmp_path: Path) -> None:
    """A source of the same grade that is entered later speaks."""
    own = WEIGHT | {"code": "parties", "weight": "0.25"}
    file(registry, write(tmp_path, "overlap_weights", own))
    assert dict(World.of(registry).table("overlap_weights").select("code", "weight").iter_rows())["parties"] == 0.25
