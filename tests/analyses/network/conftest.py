"""The small world with weights one can multiply in the head: its six pairs, its pact, and what each counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.analyses.small_world import VALID_ON, make_registry

from phalanx.vocabulary.codes import FORM, GRADE, LEVEL, MUTUAL_DEFENCE, STATUS
from phalanx.world import World

HALVES = {
    ("form", "statement_of_intent"),
    ("confidence", "partial"),
    ("level", "company"),
}
"""What counts half; an announcement counts nothing, a promise of help twice, and all the rest once."""


def simple_weights() -> str:
    """`network_weights.csv` of the small world: whole numbers and halves, and half from ten years of age on."""
    codes = {
        "form": FORM,
        "clause": MUTUAL_DEFENCE,
        "confidence": ("verified", "partial"),
        "grade": GRADE,
        "status": STATUS,
        "level": LEVEL,
        "age": ("0", "10"),
    }
    special = dict.fromkeys(HALVES, "0.5") | {
        ("age", "10"): "0.5",
        ("status", "announced"): "0",
        ("clause", "assistance"): "2",
    }
    lines = [
        f"{dimension},{code},{special.get((dimension, code), '1')},Simple.,https://example.org/weights,B,partial,Made up."
        for dimension, known in codes.items()
        for code in known
    ]
    return "\n".join(["dimension,code,weight,reasoning,source_url,source_grade,confidence,note", *lines, ""])


@pytest.fixture
def weighted_world(tmp_path: Path) -> World:
    """The small world on the last day of 2025, with the simple weights.

    What stands then, and its weight:

        de-fr-2019-treaty      2      treaty of 2019 with a promise of help
        de-fr-pl-2021-pact     1      of four by now: a third for each of six pairs
        pl-se-2022-letter      1/4    a statement of intent, partly inferred
        de-se-2024-contract    1/2    between companies
        fr-pl-2025-treaty      1/2    partly inferred

    The research arrangement of 2015 ended, the declaration of 2025 is only announced, the joining is no tie.
    """
    with make_registry(tmp_path, network_weights=simple_weights()) as registry:
        return World.of(registry, VALID_ON)
