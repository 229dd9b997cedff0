from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phalanx.vocabulary.cells import neutralise, restore


@given(st.text())
@example("'=")
@example("''-1")
@example("'-58")
@example("\t=1")
def test_a_cell_comes_back_as_it_went(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(st.sampled_from("=+-@\t\r").flatmap(lambda sign: st.text().map(lambda rest: sign + rest)))
def test_nothing_but_a_plain_number_begins_like_a_formula(text: str) -> None:
    cell = neutralise(text)
    if cell == text:
        float(text)
    else:
        assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["-58", "+5", "-0.5", "-1e5", "-.5", "5", "a=b", "'quoted'", "", "’=1"])
def test_what_is_harmless_stays(text: str) -> None:
    assert neutralise(text) == text


@pytest.mark.parametrize("text", ["=1+1", "-1+1", "+49 30 1234", "@SUM(A1)", "--1", "-", "=", "-1e5e", "-1\n"])
def test_what_a_spreadsheet_would_run_does_not_stay(text: str) -> None:
    assert neutralise(text) == f"'{text}"
