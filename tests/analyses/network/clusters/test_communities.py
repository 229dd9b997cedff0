"""Communities against other libraries and by trying all, and laws that hold whatever the web."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import date

import igraph
import networkx as nx
import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from phalanx.analyses.network.clusters.communities import (
    LEAST_GAIN,
    cluster_states,
    consensus,
    divide,
    draw_kept,
    follow,
    left_out,
    modularity,
    stay_together,
)
from phalanx.analyses.network.hypergraph import NEVER, Hypergraph, hypergraph
from phalanx.analyses.network.weights import Weights
from phalanx.world import World
from phalanx.world.agreements import Selection, select

# ── Against other libraries and by trying all ────────────────────────────────────────────────────────────────────────


def symmetric(seed: int, networks: int, states: int) -> npt.NDArray[np.float64]:
    generator = np.random.default_rng(seed)
    weights = generator.random((networks, states, states)) * (generator.random((networks, states, states)) < 0.5)
    upper = np.triu(weights, 1)
    return np.asarray(upper + upper.transpose(0, 2, 1))


@given(st.integers(0, 10_000), st.sampled_from([0.5, 1.0, 1.6]))
def test_no_two_communities_would_do_better_as_one(seed: int, resolution: float) -> None:
    """Side by side with others, each network has its own modularity: joining any two of its communities does not raise
    it, by more than the last round may leave undone in seven networks.
    """
    networks = symmetric(seed, 7, 9)
    for weight, labels in zip(networks, divide(networks, resolution, seed), strict=True):
        if not weight.any():
            continue
        value = modularity(weight, labels, resolution)
        for one, other in itertools.combinations(sorted(set(labels.tolist())), 2):
            joined = np.where(labels == other, one, labels)
            assert modularity(weight, joined, resolution) < value + 7 * LEAST_GAIN


def test_the_best_of_some_divisions_is_nearly_always_the_best_of_all() -> None:
    """Of 40 divisions of a network of six, each begun with another state, against every division there is."""
    networks = symmetric(11, 40, 6)
    ways = [np.array(labels) for labels in itertools.product(range(6), repeat=6) if in_order(labels)]
    assert len(ways) == 203  # so many ways to divide six things there are: the sixth Bell number
    shares = []
    for weight in networks:
        best = max(modularity(weight, labels, 1.0) for labels in ways)
        found = max(modularity(weight, labels, 1.0) for labels in divide(np.tile(weight, (40, 1, 1)), 1.0, 1))
        assert found <= best + 1e-9
        shares.append(found / best if best > 1e-9 else 1.0)
    assert np.mean(np.array(shares) > 1 - 1e-6) >= 0.9
    assert min(shares) > 0.8


def in_order(labels: Sequence[int]) -> bool:
    """Whether labels are numbered by their first place, so that each division comes once."""
    return all(label <= max(labels[:place], default=-1) + 1 for place, label in enumerate(labels))


@given(st.integers(0, 10_000))
def test_modularity_is_that_of_networkx(seed: int) -> None:
    weight = symmetric(seed, 1, 9)[0]
    if not weight.any():
        return
    labels = np.random.default_rng(seed).integers(-1, 3, 9)
    groups = [set(np.flatnonzero(labels == label).tolist()) for label in range(3) if (labels == label).any()]
    groups += [{int(place)} for place in np.flatnonzero(labels < 0)]
    expected = nx.community.modularity(nx.from_numpy_array(weight), groups, resolution=1.3)
    assert modularity(weight, labels, 1.3) == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 10_000))
def test_the_consensus_is_average_linkage_as_scikit_learn_has_it(seed: int) -> None:
    generator = np.random.default_rng(seed)
    hidden = generator.integers(0, 3, 9)
    labels = np.where(generator.random((301, 9)) < 0.6, hidden, generator.integers(0, 3, (301, 9)))
    together = stay_together(labels)
    found, order = consensus(together)
    model = AgglomerativeClustering(None, metric="precomputed", linkage="average", distance_threshold=0.5)
    assert adjusted_rand_score(model.fit_predict(1 - together), found) == 1
    assert sorted(order.tolist()) == list(range(9))
    # The order keeps clusters in one piece.
    assert len([key for key, _ in itertools.groupby(found[order].tolist())]) == len(set(found.tolist()))


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), min_size=1, max_size=25))
def test_clusters_are_followed_by_the_most_states_in_all(pairs: list[tuple[int, int]]) -> None:
    """No way to give each cluster an heir of its own keeps more states in their cluster; all ways are tried."""
    before, after = np.array(pairs).T
    heirs = follow(before, after)
    assert len(set(heirs.values())) == len(heirs)
    kept = sum(one >= 0 and heirs.get(one) == other for one, other in pairs)
    numbers = [*range(4), *(-9 - number for number in range(4))]
    ways = itertools.permutations(numbers, 4)
    assert kept == max(sum(one >= 0 and way[one] == other for one, other in pairs) for way in ways)


# ── Laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

PLAIN = Weights({}, np.array([0.0]), np.array([1.0]), pl.DataFrame())
DAY = date(2025, 1, 1)


def web_of(edges: Sequence[tuple[float, Sequence[int]]], count: int) -> Hypergraph:
    """A web of agreements as (weight, states), all standing for ever; states are numbered."""
    listed = [(number, state) for number, (_, states) in enumerate(edges) for state in sorted(states)]
    edge, state = np.array(listed, dtype=np.int64).T
    always, never = np.zeros(edge.size, dtype=np.int64), np.full(edge.size, NEVER)
    return Hypergraph(
        tuple(f"S{number}" for number in range(count)),
        pl.DataFrame({"id": [f"a{number}" for number in range(len(edges))]}),
        PLAIN,
        np.array([weight for weight, _ in edges]),
        np.zeros(len(edges), dtype=np.int64),
        np.full(len(edges), NEVER),
        edge,
        state,
        always,
        never,
    )


def drawn_edges(seed: int) -> tuple[list[tuple[float, list[int]]], int]:
    """Agreements of two to four among five to nine states, no two of one weight, so that no two states are alike."""
    generator = np.random.default_rng(seed)
    count = int(generator.integers(5, 10))
    sizes = generator.integers(2, 5, 14)
    return [
        (0.1 + float(generator.random()), generator.choice(count, size, replace=False).tolist()) for size in sizes
    ], count


def clusters_of(web: Hypergraph) -> tuple[dict[int, frozenset[int]], dict[int, float]]:
    """The cluster of each state as the set of its states, and how firm the state is in it."""
    found = cluster_states(web, DAY, 1.0, draw_kept(web, 40, 0.2, 3), 3)
    of = {
        number: frozenset(found.states[found.cluster == number].tolist())
        for number in set(found.cluster.tolist()) - {-1}
    }
    own = {
        int(s): of.get(int(number), frozenset({int(s)})) for s, number in zip(found.states, found.cluster, strict=True)
    }
    return own, {int(s): float(firm) for s, firm in zip(found.states, found.stability(), strict=True)}


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_what_the_states_are_called_changes_nothing(seed: int, chance: random.Random) -> None:
    edges, count = drawn_edges(seed)
    name = list(range(count))
    chance.shuffle(name)
    clusters, firmness = clusters_of(web_of(edges, count))
    renamed = [(weight, [name[state] for state in states]) for weight, states in edges]
    same, same_firmness = clusters_of(web_of(renamed, count))
    assert same == {name[state]: frozenset(name[one] for one in states) for state, states in clusters.items()}
    assert same_firmness == pytest.approx({name[state]: firm for state, firm in firmness.items()}, nan_ok=True)


@given(st.integers(0, 10_000))
def test_a_state_without_ties_changes_nothing(seed: int) -> None:
    edges, count = drawn_edges(seed)
    clusters, firmness = clusters_of(web_of(edges, count))
    more, more_firmness = clusters_of(web_of(edges, count + 1))
    assert more == clusters
    assert more_firmness == pytest.approx(firmness, nan_ok=True)


def test_without_a_tie_there_is_no_cluster() -> None:
    web = web_of([(0.0, [0, 1])], 2)
    found = cluster_states(web, DAY, 1.0, draw_kept(web, 10, 0.2, 1), 1)
    assert found.states.size == found.cluster.size == found.together.size == 0


# ── The bundled facts ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("day", [date(2018, 6, 1), date(2026, 11, 21)])
def test_each_resample_is_the_web_without_what_it_leaves_out(bundled_world: World, day: date) -> None:
    """On an earlier day as well, when some had not joined their pacts yet."""
    web = hypergraph(bundled_world, select(bundled_world, Selection()))
    kept = draw_kept(web, 5, 0.2, 1)
    assert 0.75 < kept.mean() < 0.85
    for weights, keep in zip(left_out(web, day, kept), kept, strict=True):
        assert weights == pytest.approx(web.matrix(day, keep), abs=1e-9)
        assert np.array_equal(weights, weights.T)


def test_another_library_finds_the_same_states_together(bundled_world: World) -> None:
    """Leiden as igraph has it, on the same resamples: how often two states stay together differs by little, on average."""
    web = hypergraph(bundled_world, select(bundled_world, Selection()))
    weights = left_out(web, bundled_world.valid_on, draw_kept(web, 200, 0.2, 1))
    igraph.set_random_number_generator(random.Random(1))
    labels = [
        igraph.Graph.Weighted_Adjacency(one, mode="undirected").community_leiden(
            "modularity", weights="weight", n_iterations=5
        )
        for one in weights
    ]
    theirs = stay_together(np.array([found.membership for found in labels]))
    ours = stay_together(divide(weights, 1.0, 1))
    assert np.abs(ours - theirs).mean() < 0.04
    best = [modularity(one, np.array(found.membership), 1.0) for one, found in zip(weights, labels, strict=True)]
    own = [modularity(one, found, 1.0) for one, found in zip(weights, divide(weights, 1.0, 1), strict=True)]
    assert np.mean(own) > 0.98 * np.mean(best)
