"""What states have in common: counted by hand on the small World with an area of arms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.analyses.matchmaking.small_needs import WEIGHTS, small_needs
from tests.analyses.matchmaking.small_rules import TODAY, as_csv, small_files
from tests.analyses.small_world import FILES, make_registry

from phalanx.analyses.matchmaking.rapport import Rapport, rapport
from phalanx.analyses.matchmaking.weights import read_weights
from phalanx.world import World
from phalanx.world.agreements import agreements
from phalanx.world.areas import areas_of, within

STATES = ("DE", "FR", "PL", "SE")
WORDS = [
    {"word": "taurus", "matter": "long-range missiles", "area_id": "WP-3", "note": "Made up."},
    {"word": "missile", "matter": "long-range missiles", "area_id": "WP-3", "note": "Made up."},
    {"word": "aachen", "matter": "radars", "area_id": "RM-1", "note": "Made up."},
    {"word": "nancy", "matter": "radars", "area_id": "RM-1", "note": "Made up."},
]
"""The treaties of Aachen (industry and procurement) and Nancy (industry alone) name radars, as it were."""
DOMAINS = [{"area_id": "WP-1", "word": "exercises", "found_in": "domains", "note": "Made up."}]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with small_needs(tmp_path_factory.mktemp("rapport"), capability_words=WORDS, area_words=DOMAINS) as made:
        yield made


@pytest.fixture(scope="module")
def found(world: World) -> Rapport:
    return rapport(world, STATES, within(world, "WP-1"), read_weights(world))


def between(found: Rapport, part: str) -> dict[str, float]:
    table = found.paired[part]
    assert (table == table.T).all()
    assert not np.diagonal(table).any()
    return {
        f"{STATES[one]}-{STATES[other]}": float(table[one, other])
        for one in range(4)
        for other in range(one + 1, 4)
        if table[one, other]
    }


def half(sum_of: float, at: float = 1.0) -> float:
    return sum_of / (sum_of + at)


def test_an_area_holds_what_lies_below_it(world: World) -> None:
    assert within(world, "WP-1") == {"WP-1", "RM-1"}
    assert within(world, "RM-1") == {"RM-1"}
    assert within(world, "WP-3") == {"WP-3", "RM-6", "CDP-1"}


def test_which_areas_an_agreement_covers(world: World) -> None:
    covered = areas_of(world, agreements(world)).rows()
    assert set(covered) == {
        ("de-fr-2019-treaty", "RM-1"),
        ("fr-pl-2025-treaty", "RM-1"),
        ("de-fr-pl-2021-pact", "WP-1"),
        ("de-fr-pl-se-2023-accession", "WP-1"),
    }


def test_agreements_that_stand(found: Rapport) -> None:
    """On the area are the treaties of two and the pact of four (1/3 each pair); the contract of Germany and Sweden is on
    procurement (0.6); the letter and the declaration are not (0.3). The arrangement of 2015 ended; a joining is none.
    """
    pact = 1 / 3
    assert between(found, "agreements") == pytest.approx(
        {
            "DE-FR": half(1 + pact), "DE-PL": half(0.3 + pact), "DE-SE": half(0.6 + pact), "FR-PL": half(1 + pact),
            "FR-SE": half(pact), "PL-SE": half(0.3 + pact),
        }
    )  # fmt: skip


def test_groupings(found: Rapport) -> None:
    """The triangle and the Baltic group have three members each: half for a pair, and half full at a half."""
    both, one = half(0.5 + 0.5, 0.5), half(0.5, 0.5)
    expected = {"DE-FR": one, "DE-PL": both, "DE-SE": one, "FR-PL": one, "PL-SE": one}
    assert between(found, "groupings") == pytest.approx(expected)


def test_disputes_are_shared_among_the_states_they_name(found: Rapport) -> None:
    """Germany, France and Ukraine: a half for each pair. Poland's is with a state that needs nothing."""
    assert between(found, "friction") == {"DE-FR": 0.5}


def test_companies_and_states_alone_buy_nothing_together(found: Rapport) -> None:
    assert between(found, "joint_purchases") == {}


def test_arms_in_common_are_named_in_procurement(found: Rapport) -> None:
    """The treaty of Aachen is on procurement, that of Nancy on industry alone."""
    assert {name: who.tolist() for name, who in found.systems.items()} == {"aachen": [True, True, False, False]}
    assert between(found, "common_systems") == {"DE-FR": half(1)}


def test_a_word_that_names_the_matter_is_no_system(world: World) -> None:
    """Every missile is one; Taurus is named by a company's contract, of which there is none here."""
    assert not rapport(world, STATES, within(world, "WP-3"), read_weights(world)).systems


def bought(name: str, parties: str, form: str, status: str = "signed") -> dict[str, str]:
    return {
        "id": name, "title": "Some", "parties": parties, "signed": "2020", "status": status, "form": form,
        "legal_type": "contract", "level": "state", "scope": "industry_procurement", "domains": "procurement",
        "mutual_defence": "none",
    }  # fmt: skip


def test_what_was_bought_together(tmp_path: Path) -> None:
    """A contract of states on procurement counts, and a cooperation agreement on it of three; ended ones as well."""
    rows = [
        bought("de-fr-2020-contract", "DE;FR", "procurement_contract", "terminated"),
        bought("x-2020-three", "DE;PL;SE", "cooperation_agreement"),
        bought("fr-pl-2020-two", "FR;PL", "cooperation_agreement"),
        bought("x-2020-intent", "FR;PL;SE", "statement_of_intent"),
    ]
    kinds = {**small_files(), "matching_weights": WEIGHTS, "agreements": rows}
    nobody_joined = FILES["party_periods.csv"].splitlines()[0] + "\n"
    texts = {kind: as_csv(kind, each) for kind, each in kinds.items()} | {"party_periods": nobody_joined}
    with make_registry(tmp_path, **texts) as registry:
        world = World.of(registry, TODAY)
        found = rapport(world, STATES, frozenset({"WP-1"}), read_weights(world))
    assert between(found, "joint_purchases") == dict.fromkeys(("DE-FR", "DE-PL", "DE-SE", "PL-SE"), half(1))
