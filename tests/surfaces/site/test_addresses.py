"""Which answers are written in which format."""

from __future__ import annotations

from typing import Any

import pytest

from phalanx.surfaces.site.addresses import Answered, Catalogue, wished

ATLAS: dict[str, Any] = {"agreements": [], "states": [], "counts": {}, "groupings": []}


@pytest.mark.parametrize(
    ("tables", "forms"),
    [
        ({}, {"xlsx", "json"}),
        ({"years": [{"year": 2025}]}, {"csv", "xlsx", "parquet", "json"}),
        ({"events": []}, {"csv", "xlsx", "parquet", "json", "ics"}),
    ],
)
def test_an_answer_is_kept_in_the_formats_it_can_have(tables: dict[str, Any], forms: set[str]) -> None:
    answered = Answered("calendar", {}, {"tables": tables, "findings": []})
    groups = wished(Catalogue(ATLAS, []), [answered], [])
    files = {wanted.file for group in groups for piece in group.pieces for wanted in piece}
    assert files == {f"api/v1/questions/calendar/default.{form}" for form in forms}
