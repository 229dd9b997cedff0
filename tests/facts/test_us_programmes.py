"""Every row on US posture is counted or left aside, and none twice; the weights of gaps are complete."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

from phalanx.registry.records.backstop_weights import COSTS, WORD_LISTS
from phalanx.registry.records.us_programmes import COUNTED

FACTS = Path(str(files("phalanx.facts")))
Row = dict[str, str]


@cache
def rows(kind: str) -> tuple[Row, ...]:
    with (FACTS / f"{kind}.csv").open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def named(row: Row, *fields: str) -> list[str]:
    return [name for field in fields for name in row[field].split(";") if name]


def test_every_row_on_us_posture_belongs_to_a_programme() -> None:
    """Each was read; what overlaps or tells no amount stands aside, and nothing is left over."""
    placed = {name for row in rows("us_programmes") for name in named(row, *COUNTED, "aside")}
    assert placed == {row["id"] for row in rows("us_posture")}


def test_no_row_is_counted_twice() -> None:
    counted = Counter(name for row in rows("us_programmes") for name in named(row, *COUNTED))
    assert set(counted.values()) == {1}
    for row in rows("us_programmes"):
        assert not set(named(row, *COUNTED)) & set(named(row, "aside")), row["id"]


def test_what_is_counted_has_an_amount_but_for_ends_and_unknown_plans() -> None:
    """An end needs none; the one plan without an amount says that a law has no provision any more."""
    posture = {row["id"]: row for row in rows("us_posture")}
    silent = {
        name
        for row in rows("us_programmes")
        for name in named(row, "levels", "plans", "floors", "cuts")
        if not (posture[name]["amount_usd_m"] or posture[name]["quantity"])
    }
    assert silent == {"USP-030"}


def test_sums_that_hold_other_rows_stand_aside() -> None:
    """The Baltic sum of 2021 to 2025 is that of its years: 169 + 180 + 225 + 228 + 231 = 1,033, told as more than 1,000."""
    posture = {row["id"]: row for row in rows("us_posture")}
    (baltic,) = (row for row in rows("us_programmes") if row["id"] == "US-BSI")
    assert sum(float(posture[name]["amount_usd_m"]) for name in named(baltic, "levels")) == 1033
    assert float(posture["USP-011"]["amount_usd_m"]) == 1000
    assert "USP-011" in named(baltic, "aside")


def test_a_programme_counts_one_unit() -> None:
    """Money in USD m alone, troops in numbers alone: what is compared is of one kind."""
    posture = {row["id"]: row for row in rows("us_posture")}
    for row in rows("us_programmes"):
        amounts = [posture[name] for name in named(row, *COUNTED)]
        money = {bool(each["amount_usd_m"]) for each in amounts if each["amount_usd_m"] or each["quantity"]}
        assert money == {row["nature"] == "money"}, row["id"]


def test_what_others_lead_is_among_the_lead_nations() -> None:
    leads = {row["coalition_id"]: row for row in rows("lead_nations")}
    taken = {name for row in rows("us_programmes") for name in named(row, "taken_over")}
    assert {name: leads[name]["lead_nations"] for name in taken} == {"JFC-NF": "GB", "JFC-NP": "IT"}


def test_domains_and_weights_are_judgements_and_say_so() -> None:
    for row in (*rows("us_programmes"), *rows("backstop_weights")):
        assert row["confidence"] == "partial"
        assert "judgement of ours" in row["note"]


def test_the_weights_are_complete_and_none_is_spare() -> None:
    found = [(row["dimension"], row["code"]) for row in rows("backstop_weights")]
    assert sorted(found) == sorted((name, code) for name, codes in WORD_LISTS.items() for code in codes)


def test_what_speaks_for_a_candidate_sums_to_a_hundred_points() -> None:
    parts = {row["code"]: float(row["weight"]) for row in rows("backstop_weights") if row["dimension"] == "part"}
    assert sum(points for part, points in parts.items() if part not in COSTS) == 100


def test_a_lead_nation_alone_covers_a_domain() -> None:
    measures = {row["code"]: float(row["weight"]) for row in rows("backstop_weights") if row["dimension"] == "measure"}
    assert measures["lead_nation"] >= measures["covered"]
