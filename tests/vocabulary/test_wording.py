"""Names as words: of kinds, fields and parameters, alike here and on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from phalanx.registry.records import KINDS
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.wording import ABBREVIATED, capital, in_words

PAGE = Path(__file__).parents[2] / "web" / "src" / "parts" / "answer" / "wording.ts"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("us_enablers", "US enablers"),
        ("safe_allocations", "SAFE allocations"),
        ("value_eur_m", "value EUR m"),
        ("us-exit", "US-exit"),
        ("must", "must"),
        ("_", "_"),
    ],
)
def test_a_name_reads_as_words(name: str, words: str) -> None:
    assert in_words(name) == words


def test_codes_are_written_alike() -> None:
    assert label("eu_framework") == "EU framework"
    assert capital(label("us_exit")) == "US exit"


def test_no_name_of_a_kind_is_left_with_signs() -> None:
    assert not [kind for kind in KINDS if "_" in in_words(kind)]


def test_the_page_writes_the_same_in_capitals() -> None:
    assert f"/{ABBREVIATED.pattern}/g" in PAGE.read_text(encoding="utf-8")
