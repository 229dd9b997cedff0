"""Purchases side by side: against a search through all sets of pacts, on drawn pacts and on the bundled facts."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalanx.analyses.network.overlaps.pair_scores import score_pairs
from phalanx.analyses.network.overlaps.parallel import Pact, disjoint, parallel_pacts
from phalanx.world import World
from phalanx.world.agreements import agreements

YEARS = 5.0
FIRST = date(2020, 1, 1).toordinal()
PACTS = st.lists(
    st.tuples(st.integers(0, 3000), st.frozensets(st.sampled_from("ABCDEFGH"), min_size=2, max_size=4)),
    min_size=1,
    max_size=9,
).map(
    lambda drawn: sorted(
        (Pact(f"p{number}", "2020", FIRST + day, states, None) for number, (day, states) in enumerate(drawn)),
        key=lambda pact: (-pact.day, pact.agreement),
    )
)


def side_by_side(pacts: tuple[Pact, ...]) -> bool:
    apart = all(not a.states & b.states for a, b in combinations(pacts, 2))
    return apart and max(p.day for p in pacts) - min(p.day for p in pacts) <= YEARS * 365.2425


def most(pacts: list[Pact]) -> int:
    """How many pacts can stand side by side at most, by trying all sets of them."""
    sizes = range(len(pacts), 0, -1)
    return next(size for size in sizes if any(side_by_side(chosen) for chosen in combinations(pacts, size)))


@given(PACTS)
def test_pacts_side_by_side_share_no_state_and_no_other_could_join_the_latest(pacts: list[Pact]) -> None:
    found = disjoint(pacts, YEARS)
    assert side_by_side(found)
    assert 1 <= len(found) <= most(pacts)
    assert (len(found) > 1) == (most(pacts) > 1)
    states = {state for pact in found for state in pact.states}
    later = [pact for pact in pacts if pact not in found and 0 <= found[0].day - pact.day <= YEARS * 365.2425]
    assert all(pact.states & states for pact in later[pacts.index(found[0]) :])


def test_the_bundled_pacts_are_as_many_as_can_be(bundled_world: World) -> None:
    """No search through all sets of pacts on one matter finds more of them side by side."""
    overlaps = score_pairs(bundled_world)
    standing = agreements(bundled_world).filter(pl.col("life").is_in(["signed", "in_force"]))
    found = parallel_pacts(overlaps, standing)
    facts = {row["id"]: row for row in standing.to_dicts()}
    assert found.height > 8
    for row in found.to_dicts():
        names = [*row["agreements"], *row["others"]]
        pacts = [
            Pact(
                name,
                facts[name]["signed"],
                facts[name]["first_day"].toordinal(),
                frozenset(facts[name]["parties_now"]) - {"EU"},
                None,
            )
            for name in names
        ]
        assert row["pacts"] == len(row["agreements"]) == most(pacts), row["matter"]
        assert row["states"] == sorted(state for pact in pacts[: row["pacts"]] for state in pact.states)
        values = [facts[name]["value_eur_m"] for name in row["agreements"] if facts[name]["value_eur_m"] is not None]
        assert row["value_eur_m"] == (pytest.approx(sum(values)) if values else None)


def test_two_fighter_programmes_of_the_next_generation_run_side_by_side(bundled_world: World) -> None:
    """As everybody knows: France, Germany and Spain build one, Italy, Japan and the United Kingdom the other."""
    overlaps = score_pairs(bundled_world)
    standing = agreements(bundled_world).filter(pl.col("life").is_in(["signed", "in_force"]))
    [row] = parallel_pacts(overlaps, standing).filter(pl.col("matter") == "next combat aircraft").to_dicts()
    assert row["states"] == ["DE", "ES", "FR", "GB", "IT", "JP"]
    assert row["area"] == "CDP-07"
