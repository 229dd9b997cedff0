"""Weights are judgements: one's own is heard, ours is kept; and the words and regions beside them hang together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.registry.examples import PRESS, csv_text, file

from phalanx.errors import BadFacts
from phalanx.registry import seed
from phalanx.registry.records import KINDS, columns
from phalanx.registry.records.borders import Border
from phalanx.registry.records.capability_words import CapabilityWord
from phalanx.registry.records.countries import REGION_CODES, SUBREGION_CODES, SUBREGIONS_OF, Country
from phalanx.registry.records.overlap_words import OverlapWord
from phalanx.registry.store import Registry
from phalanx.world import World

SOURCED = {"source_url": PRESS, "source_grade": "A", "confidence": "partial"}
WEIGHT = {"dimension": "form", "code": "statement_of_intent", "weight": "0.25", "reasoning": "A wish."} | SOURCED


def write(folder: Path, kind: str, *rows: Mapping[str, str]) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(csv_text(rows, tuple(columns(KINDS[kind]))), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("network_weights", {"dimension": "form", "code": "statement_of_intent"}),
        ("overlap_weights", {"code": "parties"}),
        ("matching_weights", {"dimension": "part", "code": "saving"}),
        ("backstop_weights", {"dimension": "part", "code": "nearness"}),
    ],
)
def test_a_weight_of_ones_own_is_heard_and_ours_is_kept(tmp_path: Path, kind: str, key: Mapping[str, str]) -> None:
    """A source of the same or a better grade that is entered later speaks; as of before, ours still does."""
    with Registry.create(str(tmp_path / "registry.sqlite"), seed.fill) as registry:

        def weighs(world: World) -> float:
            (weight,) = world.table(kind).filter(**key)["weight"]
            return float(weight)

        before, ours = datetime.now(UTC), weighs(World.of(registry))
        assert ours != 0.125
        rows = World.of(registry).table(kind).height
        file(registry, write(tmp_path, kind, {**key, "weight": "0.125", "reasoning": "A wish."} | SOURCED))
        assert weighs(World.of(registry)) == 0.125
        assert World.of(registry).table(kind).height == rows
        assert weighs(World.of(registry, known_at=before)) == ours


def test_a_code_weighs_once_in_its_dimension(tmp_path: Path) -> None:
    once = WEIGHT | {"dimension": "status", "code": "unspecified"}
    again = WEIGHT | {"code": "unspecified"}  # the same code in another dimension is another weight
    path = write(tmp_path, "network_weights", WEIGHT, once, again, WEIGHT | {"weight": "0.9"})
    with Registry.create(str(tmp_path / "registry.sqlite")) as registry, pytest.raises(BadFacts) as bad:
        file(registry, path)
    [problem] = bad.value.problems
    assert (problem.line, problem.field) == (5, "dimension + code")
    assert "network_weights/form/statement_of_intent" in problem.found
    assert "line 2" in problem.found


def test_every_subregion_lies_in_one_region() -> None:
    placed = [subregion for subregions in SUBREGIONS_OF.values() for subregion in subregions]
    assert sorted(placed) == sorted(SUBREGION_CODES)
    assert SUBREGIONS_OF.keys() == REGION_CODES.keys()


def test_names_of_records_say_what_they_are() -> None:
    word = {"word": "replaces", "tells": "superseding", "reasoning": "It says so."} | SOURCED
    assert OverlapWord.model_validate(word).record_id == "overlap_words/replaces"
    arms = {"word": "howitzer", "matter": "howitzers", "area_id": "WP-2"} | SOURCED
    assert CapabilityWord.model_validate(arms).record_id == "capability_words/howitzer"
    place = {"region": "europe", "subregion": "western_europe", "label_lat": "46.6", "label_lon": "2.5"}
    assert Country.model_validate({"iso2": "FR", "name": "France", **place, **SOURCED}).record_id == "countries/FR"
    border = Border.model_validate({"a": "DE", "b": "FR"} | SOURCED)
    assert (border.record_id, border.since) == ("borders/DE/FR", None)
