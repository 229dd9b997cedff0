"""How well `overlaps` finds what a reader found: precision and recall on pairs that were labelled before it was written.

Settings were chosen on the half with use `tune`. The figures here are those of the other half, `judge`. Accessions are left
out, as the method leaves out rows that only record a joining. What each stratum stands for is told in
`overlaps_labelled.md`; pairs of stratum g were picked by hand and count for recall alone, and those of f only as a check.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from phalanx.analyses.network.overlaps.pair_scores import Overlaps, score_pairs
from phalanx.registry.store import Registry
from phalanx.world import World
from phalanx.world.ties import accessions

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "explanation" / "overlaps.md"
PAIRS_IN = {"a1": 142, "a2": 627, "b": 275, "c1": 315, "c2": 3142, "d": 131, "e": 53174}
"""How many pairs each stratum holds; f overlaps the others, and g was not drawn."""
LABELS = ("superseding", "redundant", "complementary")
CUTS = (0.45, 0.5, 0.55, 0.6, 0.65)


@dataclass(frozen=True)
class Judged:
    """A labelled pair, what the method says of it, and how many pairs of its half it stands for."""

    stratum: str
    label: str
    found: str
    score: float
    weight: float

    def says(self, least: float) -> str:
        return self.found if self.score >= least else "unrelated"


@pytest.fixture(scope="module")
def world(bundled: Path) -> Iterator[World]:
    with Registry.open(str(bundled)) as registry:
        yield World.of(registry)


@pytest.fixture(scope="module")
def overlaps(world: World) -> Overlaps:
    return score_pairs(world)


def labelled() -> list[dict[str, str]]:
    with (HERE / "overlaps_labelled.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.fixture(scope="module")
def judged(world: World, overlaps: Overlaps) -> list[Judged]:
    """The half that settings were not chosen on, without accessions."""
    ids = overlaps.frame["id"].to_list()
    columns = overlaps.pairs.select("earlier", "later", "label", "score").iter_rows()
    said = {frozenset((ids[one], ids[other])): (label, score) for one, other, label, score in columns}
    half = [row for row in labelled() if row["use"] == "judge"]
    drawn = Counter(row["stratum"] for row in half)
    joinings = set(accessions(world))
    found = []
    for row in half:
        if joinings.isdisjoint((row["a"], row["b"])):
            label, score = said.get(frozenset((row["a"], row["b"])), ("unrelated", 0.0))
            weight = PAIRS_IN.get(row["stratum"], 0) / drawn[row["stratum"]]
            found.append(Judged(row["stratum"], row["label"], label, score, weight))
    return found


def ratio(pairs: list[Judged], of: list[Judged], weighted: bool) -> float:
    def total(some: list[Judged]) -> float:
        return sum(pair.weight if weighted else 1.0 for pair in some)

    return total(pairs) / total(of) if of else float("nan")


def precision_and_recall(judged: list[Judged], least: float, weighted: bool) -> tuple[float, float]:
    """Related against unrelated, over the strata that were drawn."""
    drawn = [pair for pair in judged if pair.stratum in PAIRS_IN]
    listed = [pair for pair in drawn if pair.says(least) != "unrelated"]
    related = [pair for pair in drawn if pair.label != "unrelated"]
    both = [pair for pair in listed if pair.label != "unrelated"]
    return ratio(both, listed, weighted), ratio(both, related, weighted)


def lines(judged: list[Judged], overlaps: Overlaps) -> list[str]:
    """The figures as the rows of the tables in the documentation."""
    said = []
    picked = [pair for pair in judged if pair.stratum == "g"]
    for cut in CUTS:
        weighted, plain = (precision_and_recall(judged, cut, weighted) for weighted in (True, False))
        height = overlaps.pairs.filter(overlaps.pairs["score"] >= cut).height
        hits = sum(pair.says(cut) != "unrelated" for pair in picked)
        said.append(
            f"| {cut:g} | {height} | {weighted[0]:.2f} | {weighted[1]:.2f} | {plain[0]:.2f} | {plain[1]:.2f} | "
            f"{hits} of {len(picked)} |"
        )
    least = overlaps.rules.weight["least"]
    for label in LABELS:
        drawn = [pair for pair in judged if pair.stratum in PAIRS_IN]
        listed = [pair for pair in drawn if pair.says(least) == label]
        right = sum(pair.label == label for pair in listed)
        there = [pair for pair in judged if pair.label == label and pair.stratum != "f"]
        found = [pair for pair in there if pair.says(least) != "unrelated"]
        same = sum(pair.says(least) == label for pair in found)
        said.append(f"| {label} | {right} of {len(listed)} | {same} of {len(there)} | {len(found)} of {len(there)} |")
    return said


def test_the_figures_are_those_of_the_documentation(judged: list[Judged], overlaps: Overlaps) -> None:
    """Printed here, so that whoever changes a weight sees what it does; pytest shows it with -s."""
    said = lines(judged, overlaps)
    print("\n" + "\n".join(said))
    told = DOCS.read_text(encoding="utf-8")
    assert [line for line in said if line not in told] == []


def test_nine_of_ten_pairs_listed_are_related(judged: list[Judged], overlaps: Overlaps) -> None:
    least = overlaps.rules.weight["least"]
    for weighted in (True, False):
        assert precision_and_recall(judged, least, weighted)[0] >= 0.9


def test_a_third_of_all_related_pairs_is_found_and_most_of_those_that_records_declare(
    judged: list[Judged], overlaps: Overlaps
) -> None:
    least = overlaps.rules.weight["least"]
    assert precision_and_recall(judged, least, weighted=True)[1] >= 0.35
    declared = [pair for pair in judged if pair.stratum == "d" and pair.label != "unrelated"]
    assert sum(pair.says(least) != "unrelated" for pair in declared) / len(declared) >= 0.6


def test_nothing_of_strata_that_hold_no_overlap_is_listed(judged: list[Judged], overlaps: Overlaps) -> None:
    """Pairs with one party in common (e) and any two at all (f): one of thirty was judged related."""
    least = overlaps.rules.weight["least"]
    assert all(pair.says(least) == "unrelated" for pair in judged if pair.stratum in ("e", "f"))


def test_replacing_and_adding_are_told_apart(judged: list[Judged], overlaps: Overlaps) -> None:
    least = overlaps.rules.weight["least"]
    listed = [pair for pair in judged if pair.says(least) != "unrelated" and pair.label != "unrelated"]
    assert sum(pair.says(least) == pair.label for pair in listed) / len(listed) >= 0.75


def test_the_sample_is_whole() -> None:
    """Enough pairs in both halves, each with a reason, and none in both."""
    rows = labelled()
    assert len(rows) == 324
    assert all(row["why"] for row in rows)
    halves = Counter((row["use"], row["label"]) for row in rows)
    assert min(halves[use, label] for use in ("tune", "judge") for label in (*LABELS, "unrelated")) >= 15
    pairs = [frozenset((row["a"], row["b"])) for row in rows]
    assert len(set(pairs)) == len(pairs)
