"""Score: what a group of states is worth as buyers together, as a sum of named parts.

Each part is a number without unit, mostly from 0 to 1, times its points in the facts `matching_weights`; coordination and
friction are taken off. For a group G of k states that buys items i of an area, with quantities q:

    shared_volume    the mean over items of the share of all need that G pools; an item is pooled if two members need it
    time_fit         the mean over pairs of: years in which both buy / years in which either does, over items of both
    agreements, groupings, joint_purchases, common_systems
                     the mean over pairs of what they have in common (see `rapport`)
    funding          the worth of the instruments that are open to G, as a share of that of all that run (see `reach`)
    saving           the mean over items of 1 - Q^p / (sum of q^p), Q being the sum of q and p = 1 + log2(learning)
    coordination     the cost of k states, as a share of that of eight
    friction         the sum over pairs of their disputes

The saving is Wright's: if each doubling of the quantity makes a unit cost r times as much (r < 1), then n units together
cost in proportion to n^p, so that buying apart costs the sum of q^p and together Q^p (T. P. Wright, "Factors Affecting the
Cost of Airplanes", Journal of the Aeronautical Sciences 3, 1936). It takes each buyer alone to begin a line of its own.

All parts but two are sums over members or pairs, so that every group grows from a smaller one; of volume and saving the
sums below them are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import comb, log2

import numpy as np

from phalanx.analyses.matchmaking.groups import Flags, Floats, Ints, Piece, Sums, pair_sums, products
from phalanx.analyses.matchmaking.needs import Needs
from phalanx.analyses.matchmaking.rapport import Rapport
from phalanx.analyses.matchmaking.reach import Reach
from phalanx.analyses.matchmaking.weights import PARTS, Weights

BY_PAIR = ("time_fit", "agreements", "groupings", "joint_purchases", "common_systems", "friction")
"""The parts that are sums over pairs; all but friction are divided by the number of pairs."""
ITEMS_A_CODE, BITS = 10, 6
"""How many items' counts go into one code, each in so many bits: at most 63 states need an item."""
SMALLEST = 1e-300
MOST_WHOLE = 1 << 20
"""Up to so much need of an item the powers of all whole numbers are kept; there are far more groups."""


@dataclass(frozen=True, eq=False)
class Scoring:
    """All that a group's score is made of, over the states of `needs`. `wanted` is an instrument that must be open."""

    needs: Needs
    rapport: Rapport = field(repr=False)
    reach: Reach = field(repr=False)
    weights: Weights = field(repr=False)
    wanted: str | None = None

    @cached_property
    def points(self) -> Floats:
        """The points of every part in the order of PARTS, costs below zero."""
        return np.array([self.weights.signed(part) for part in PARTS])

    @cached_property
    def paired(self) -> Floats:
        """What each two states have in common, by part in the order of BY_PAIR: shape (parts, states, states)."""
        common = {"time_fit": time_fit(self.needs), **self.rapport.paired}
        return np.array([common[part] for part in BY_PAIR])

    @cached_property
    def exponent(self) -> float:
        """The power of a quantity to which its cost is in proportion."""
        return exponent(self.weights.learning["central"])

    @cached_property
    def allowed(self) -> Flags:
        """Whether a group of each composition may be proposed."""
        outcome = self.reach.outcome
        if self.wanted is None:
            return np.ones(outcome.shape[1], dtype=bool)
        if self.wanted not in self.reach.instruments:
            return np.zeros(outcome.shape[1], dtype=bool)
        return np.asarray(outcome[self.reach.instruments.index(self.wanted)] == 1)

    # ── For millions of groups ───────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def single(self) -> Floats:
        """What is added up over members: for each item the quantity and, in a second half, its power."""
        quantity = self.needs.quantity
        return np.concatenate([quantity, quantity**self.exponent])

    @cached_property
    def code(self) -> Ints:
        """The code of a state's class in the rules, and codes that count who needs an item; none where all need all."""
        needed = np.empty((0, 0)) if all(self._needed_by_all) else self.needs.needed.astype(np.int64)
        counts = [
            sum(row << (BITS * place) for place, row in enumerate(needed[start : start + ITEMS_A_CODE]))
            for start in range(0, len(needed), ITEMS_A_CODE)
        ]
        return np.array([self.reach.code, *counts])

    @cached_property
    def sums(self) -> Sums:
        """What the search adds up: pairs as one row with all points, and one of friction."""
        points = np.array([self.points[PARTS.index(part)] for part in BY_PAIR])
        return Sums(self.single, np.array([np.tensordot(points[:-1], self.paired[:-1], 1), self.paired[-1]]), self.code)

    @cached_property
    def sums_apart(self) -> Sums:
        """The same with each part by pairs in a row of its own, for `parts`."""
        return Sums(self.single, self.paired, self.code)

    def totals(self, piece: Piece) -> Floats:
        """The score of each group of a piece made with `sums`; minus infinity where the wanted instrument is closed."""
        fixed = self._points_of("coordination") * self.weights.of_size(piece.size)
        total: Floats = piece.paired[0] / max(comb(piece.size, 2), 1)
        total += fixed
        total += self._points_of("friction") * piece.paired[1]
        total += self._funding[piece.code[0]]
        items = len(self.needs.items)
        volume = self._points_of("shared_volume") / (items * self.needs.quantity.sum(axis=1))
        saving = self._points_of("saving") / items
        for item in range(items):
            gained = self._saved(piece, item)
            gained *= saving
            gained += piece.single[item] * volume[item]
            pooled = self._pooled(piece, item)
            if pooled is not True:
                gained *= pooled
            total += gained
        return total

    def parts(self, piece: Piece) -> Floats:
        """Every part of each group of a piece made with `sums_apart`: shape (parts, groups)."""
        found = dict(zip(BY_PAIR, piece.paired, strict=True))
        shared = {part: row / max(comb(piece.size, 2), 1) for part, row in found.items() if part != "friction"}
        volume, saving = np.zeros(piece.count), np.zeros(piece.count)
        needed = self.needs.quantity.sum(axis=1)
        for item in range(len(self.needs.items)):
            pooled = self._pooled(piece, item)
            volume += piece.single[item] / needed[item] * pooled
            saving += self._saved(piece, item) * pooled
        own = {
            "shared_volume": volume / len(self.needs.items),
            "saving": saving / len(self.needs.items),
            "funding": self.reach.share[piece.code[0]],
            "coordination": np.full(piece.count, self.weights.of_size(piece.size)),
        }
        return np.array([{**found, **shared, **own}[part] for part in PARTS])

    def _points_of(self, part: str) -> float:
        return float(self.points[PARTS.index(part)])

    @cached_property
    def _funding(self) -> Floats:
        return np.where(self.allowed, self._points_of("funding") * self.reach.share, -np.inf)

    @cached_property
    def _needed_by_all(self) -> tuple[bool, ...]:
        """For each item whether every state needs it."""
        return tuple(bool(row.all()) for row in self.needs.needed)

    def _pooled(self, piece: Piece, item: int) -> Flags | bool:
        """Whether two members or more need an item: its count has a bit beside the lowest. One value where all need it."""
        if self._needed_by_all[item]:
            return piece.size > 1
        row, place = divmod(item, ITEMS_A_CODE)
        beyond_one = ((1 << BITS) - 2) << (BITS * place)
        return np.asarray((piece.code[1 + row] & beyond_one) != 0)

    def _saved(self, piece: Piece, item: int) -> Floats:
        together, apart = self._power(piece.single[item], item), piece.single[len(self.needs.items) + item]
        # Of what all need no group needs nothing, unless it has no members.
        together /= apart if self._needed_by_all[item] and piece.size else np.maximum(apart, SMALLEST)
        return np.subtract(1.0, together, out=together)

    def _power(self, quantity: Floats, item: int) -> Floats:
        """Quantities of an item to the power of their cost; where all needs are whole, each number's is computed once."""
        table = self._powers[item]
        return np.asarray(quantity**self.exponent if table is None else table.take(quantity.astype(np.int64)))

    @cached_property
    def _powers(self) -> tuple[Floats | None, ...]:
        """For each item the power of every whole number up to all need of it; None where it is not whole, or too much."""
        return tuple(
            np.arange(row.sum() + 1) ** self.exponent if row.sum() < MOST_WHOLE and not (row % 1).any() else None
            for row in self.needs.quantity
        )

    # ── For a few groups, by the definitions ─────────────────────────────────────────────────────────────────────────

    def parts_of(self, groups: Flags) -> Floats:
        """Every part of groups given as rows of flags over the states: shape (parts, groups)."""
        size = groups.sum(axis=1)
        pairs = np.maximum(size * (size - 1) / 2, 1)
        member = groups.astype(float)
        found = dict(zip(BY_PAIR, pair_sums(member, self.paired), strict=True))
        pooled = self.pooled(groups)
        found |= {part: row / pairs for part, row in found.items() if part != "friction"}
        found["shared_volume"] = (products(member, self.needs.share.T) * pooled).mean(axis=1)
        found["saving"] = self.saved(groups, self.weights.learning["central"]).mean(axis=1)
        found["funding"] = self.reach.share[groups @ self.reach.code]
        costs = np.array([self.weights.of_size(states) for states in range(groups.shape[1] + 1)])
        found["coordination"] = costs[size]
        return np.array([found[part] for part in PARTS])

    def pooled(self, groups: Flags) -> Flags:
        """Whether two members or more need an item: shape (groups, items)."""
        return np.asarray(groups.astype(np.int64) @ self.needs.needed.T.astype(np.int64) > 1)

    def saved(self, groups: Flags, learning: float) -> Floats:
        """The share of its cost that buying an item together saves: shape (groups, items); 0 where it is not pooled."""
        power, member = exponent(learning), groups.astype(float)
        together = products(member, self.needs.quantity.T) ** power
        apart = np.maximum(products(member, self.needs.quantity.T**power * self.needs.needed.T), SMALLEST)
        return np.where(self.pooled(groups), 1 - together / apart, 0.0)


def exponent(learning: float) -> float:
    """The power of a quantity to which its cost is in proportion, from what a unit costs after each doubling."""
    return 1 + log2(learning)


def time_fit(needs: Needs) -> Floats:
    """For each two states the mean, over items both need, of the years both buy as a share of those either does."""
    fit, shared = np.zeros((2, len(needs.states), len(needs.states)))
    for needed, first, last in zip(needs.needed, needs.first, needs.last, strict=True):
        both = needed[:, None] & needed[None, :]
        common = np.minimum(last[:, None], last[None, :]) - np.maximum(first[:, None], first[None, :]) + 1
        either = np.maximum(last[:, None], last[None, :]) - np.minimum(first[:, None], first[None, :]) + 1
        fit += np.where(both, np.maximum(common, 0) / np.maximum(either, 1), 0.0)
        shared += both
    np.fill_diagonal(fit, 0.0)
    return np.asarray(fit / np.maximum(shared, 1))
