"""Values read as a person would write them."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from phalanx.answer import Finding, Table
from phalanx.surfaces.presenting import wording


def column(name: str, values: list[object]) -> list[str]:
    table = Table(pl.DataFrame({name: values}), "T")
    [form] = wording.columns(table)
    return [form.shown(value) for value in table.frame[name].to_list()]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("year", [2021, 1999], ["2021", "1999"]),
        ("first_year", [2021], ["2021"]),
        ("agreements", [1060, -3, None], ["1,060", "−3", "–"]),
        ("share", [0.5, 0.071], ["50.0 %", "7.1 %"]),
        ("share_recent", [1.0, 0.0], ["100 %", "0 %"]),
        ("share", [50.0, 7.1], ["50.0", "7.1"]),
        ("cost_eur_m", [1234567.25, 3.0], ["1,234,567.2", "3.0"]),
        ("ratio", [0.25, 1.5], ["0.25", "1.50"]),
        ("gdp", [3.0, 4.0], ["3", "4"]),
        ("gap", [float("nan"), float("inf")], ["–", "∞"]),
        ("form", ["letter_of_intent", "procurement_contract"], ["letter of intent", "procurement contract"]),
        ("domains", ["air_defence;cyber"], ["air defence, cyber"]),
        ("parties", [["FR", "GB"], []], ["FR; GB", "–"]),
        ("signed", [dt.date(2024, 2, 29)], ["2024-02-29"]),
        ("neutral", [True, False], ["yes", "no"]),
        ("failing_rules", [["may_take_part", "window_end"]], ["may take part, window end"]),
        ("illustrative", [True, False], ["◌ illustrative", "sourced"]),
        ("confidence", ["partial", "verified"], ["◐ partial", "verified"]),
        ("note", ["a\x1b[31mb\u202e", ""], ["a[31mb", "–"]),
    ],
)
def test_cells(name: str, values: list[object], expected: list[str]) -> None:
    assert column(name, values) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1126, "agreements", "1,126 agreements"),
        (0.675, "share", "68 %"),
        (0.0037, "share", "0.37 %"),
        (63.4, "%", "63.4 %"),
        (2022, "year", "2022"),
        (2.345, "agreements a year", "2.35 agreements a year"),
        (150.0, "EUR bn", "150 EUR bn"),
        (True, "", "yes"),
        ("2022-06", "", "2022-06"),
        (None, "agreements", "–"),
        (1, "states", "1 state"),
        (1.0, "hours a load", "1 hour a load"),
        (-1, "percentage points", "−1 percentage point"),
        (1, "joint buys more", "1 joint buy more"),
        (1, "parties", "1 party"),
        (1, "million EUR", "1 million EUR"),
        (1, "times its fair share", "1 times its fair share"),
    ],
)
def test_findings(value: float | str | None, unit: str, expected: str) -> None:
    assert wording.value_of(Finding("f", value, unit, "")) == expected


def test_an_assumption_is_said_with_the_first_finding_that_rests_on_it() -> None:
    one, other, neither = (
        Finding(name, 1, "things", "Said.", (), assumptions)
        for name, assumptions in (("one", ("A.", "B.")), ("other", ("B.", "C.")), ("neither", ()))
    )
    assert wording.said_first([one, neither, other, one]) == [("A.", "B."), (), ("C.",), ()]


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert wording.number(-0.001, 2) == "0.00"
    assert wording.number(-0.00001, share=True) == "0 %"
    assert wording.number(-1234.5, 1) == "−1,234.5"
