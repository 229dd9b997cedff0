"""Weights: what an agreement counts by its codes and its age, and what is said where a weight is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.network.conftest import simple_weights
from tests.analyses.network.told import Pact, world_of
from tests.analyses.small_world import VALID_ON, make_registry

from phalanx.analyses.network.weights import AGE, FIELDS, read_weights
from phalanx.errors import BadInput
from phalanx.vocabulary.codes import CONFIDENCE, FORM, GRADE, LEVEL, MUTUAL_DEFENCE, STATUS
from phalanx.world import World


def test_an_agreement_weighs_the_product_of_its_codes(weighted_world: World) -> None:
    """In the order of the facts, by the simple weights, age left aside.

    The research arrangement, the pact and the joining count 1; Aachen 2 for its promise of help; the letter a half as
    a statement of intent and a half as partly inferred; the contract a half between companies; Nancy a half as partly
    inferred; the declaration nothing, as it is only announced.
    """
    found = read_weights(weighted_world).of_codes(weighted_world.table("agreements"))
    named = dict(zip(weighted_world.table("agreements")["id"], found.tolist(), strict=True))
    assert named == {
        "fr-se-2015-research": 1,
        "de-fr-2019-treaty": 2,
        "de-fr-pl-2021-pact": 1,
        "pl-se-2022-letter": 1 / 4,
        "de-fr-pl-se-2023-accession": 1,
        "de-se-2024-contract": 1 / 2,
        "fr-pl-2025-treaty": 1 / 2,
        "de-pl-2025-declaration": 0,
    }


def test_age_steps_down_on_its_day() -> None:
    """Ages are written as text and read as numbers: 5 comes before 10. A year has 365.2425 days, ten have 3,652.425."""
    lines = simple_weights().splitlines()
    lines.insert(-1, "age,5,0.75,Simple.,https://example.org/weights,B,partial,Made up.")
    weights = read_weights(world_of([], weights="\n".join([*lines, ""])))
    assert weights.age_from.tolist() == [0, 5, 10]
    ages = np.array([0, 1826, 1827, 3652, 3653, 100_000])
    assert weights.of_age(ages).tolist() == [1, 1, 0.75, 0.75, 0.5, 0.5]
    assert weights.of_age(ages.reshape(2, 3)).shape == (2, 3)


def test_what_is_younger_than_the_first_step_weighs_as_the_first() -> None:
    """Before the signature, and where the facts begin with a later age."""
    weights = read_weights(world_of([], weights=simple_weights().replace("age,0,", "age,2,")))
    assert weights.of_age(np.array([-100, 0, 365, 731, 4000])).tolist() == [1, 1, 1, 1, 0.5]


@given(st.lists(st.integers(-2000, 40_000), max_size=20))
def test_ages_are_those_of_a_plain_loop(ages: list[int]) -> None:
    weights = read_weights(world_of([]))
    expected = [0.5 if age >= 10 * 365.2425 else 1.0 for age in ages]
    assert weights.of_age(np.array(ages, dtype=np.int64)).tolist() == expected


def test_the_table_is_handed_on_with_its_reasons(weighted_world: World) -> None:
    table = read_weights(weighted_world).table
    assert {"dimension", "code", "weight", "reasoning"} <= set(table.columns)
    assert set(table["dimension"]) == {*FIELDS, AGE}


@pytest.mark.parametrize("dimension", [*FIELDS, AGE])
def test_a_dimension_without_rows_is_refused_with_the_remedy(dimension: str) -> None:
    lines = [line for line in simple_weights().splitlines() if not line.startswith(f"{dimension},")]
    with pytest.raises(BadInput) as refused:
        read_weights(world_of([], weights="\n".join([*lines, ""])))
    assert refused.value.found == f"The registry holds no weights for {dimension}"
    assert "facts update" in refused.value.remedy


def test_all_codes_without_a_weight_are_named() -> None:
    left_out = ("form,statement_of_intent", "form,cooperation_agreement")
    lines = [line for line in simple_weights().splitlines() if not line.startswith(left_out)]
    pacts = [
        Pact(("DE", "FR"), date(2010, 1, 1), form=form) for form in ("statement_of_intent", "cooperation_agreement")
    ]
    world = world_of(pacts, weights="\n".join([*lines, ""]))
    with pytest.raises(BadInput) as refused:
        read_weights(world).of_codes(world.table("agreements"))
    assert refused.value.found == "No weight is known for form cooperation_agreement, statement_of_intent"
    assert "network_weights" in refused.value.remedy


def test_an_unknown_dimension_or_code_does_not_enter_the_registry(tmp_path: Path) -> None:
    odd = simple_weights() + "form,handshake,1,Made up.,https://example.org/weights,B,partial,\n"
    with pytest.raises(BadInput, match="handshake"):
        make_registry(tmp_path, network_weights=odd)


def test_the_bundled_facts_weigh_every_code_of_the_word_lists(bundled_world: World) -> None:
    weights = read_weights(bundled_world)
    lists = {
        "form": FORM,
        "clause": MUTUAL_DEFENCE,
        "confidence": CONFIDENCE,
        "grade": GRADE,
        "status": STATUS,
        "level": LEVEL,
    }
    assert {name: set(known) for name, known in weights.by_code.items()} == {
        name: set(codes) for name, codes in lists.items()
    }
    assert (np.diff(weights.age_weight) <= 0).all()
    assert weights.age_from[0] == 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"confidence": "verified"}, {"confidence": "partial"}),
        ({"source_grade": "A"}, {"source_grade": "D"}),
        ({"source_grade": "D"}, {"source_grade": "E"}),
        ({"mutual_defence": "assistance"}, {"mutual_defence": "none"}),
        ({"level": "state"}, {"level": "company"}),
    ],
)
def test_by_the_bundled_facts_uncertain_records_count_less(
    bundled_world: World, better: dict[str, str], worse: dict[str, str]
) -> None:
    weights = read_weights(bundled_world)
    some = bundled_world.table("agreements").filter(~pl.col("status").is_in(["announced", "terminated", "superseded"]))
    of: Callable[[dict[str, str]], np.ndarray] = lambda codes: weights.of_codes(  # noqa: E731
        some.with_columns(pl.lit(code).alias(column) for column, code in codes.items())
    )
    assert (of(better) > of(worse)).all()


def test_nothing_weighs_what_is_only_announced_on_the_day(bundled_world: World) -> None:
    weights = read_weights(bundled_world)
    announced = bundled_world.table("agreements").filter(pl.col("status") == "announced")
    assert announced.height
    assert weights.of_codes(announced).sum() == 0


def test_the_world_of_the_tests_is_that_of_the_registry(weighted_world: World) -> None:
    """The weights of a told World, which spares the registry, are those that go through it."""
    told = read_weights(world_of([]))
    through = read_weights(weighted_world)
    assert told.by_code == through.by_code
    assert told.age_weight.tolist() == through.age_weight.tolist()
    assert weighted_world.valid_on == VALID_ON
