"""Party pairs: which agreements have the same parties, parties within those of the other, or half of all in common.

Found through an index and not by comparing all with all: two sets that are so alike share two of the parties that are
rarest in the smaller one (prefix filtering; Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", WWW 2007), so
only sets that share such a pair are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from phalanx.analyses.network.hypergraph import Indices, pairs_within
from phalanx.analyses.network.weights import Days, Floats

MOST_PAIRS = 1_500_000
"""How many pairs of agreements are compared at most; a world with more compares those nearest in time."""
AT_ONCE = 4_000_000
"""How many pairs of sets are looked at in one go, to hold memory down."""


@dataclass(frozen=True, eq=False)
class PartyPairs:
    """Pairs of agreements, the `earlier` signed first, and how alike their parties are: the Jaccard index, 0 to 1.

    `left_out` tells how many pairs were not compared, as the facts are many, and `reach` to how many neighbours in time on
    each side the comparison went then (None: to all).
    """

    earlier: Indices = field(repr=False)
    later: Indices = field(repr=False)
    alike: Floats = field(repr=False)
    left_out: int = 0
    reach: int | None = None


def party_pairs(parties: Sequence[Sequence[str]], first: Days, most: int = MOST_PAIRS) -> PartyPairs:
    """The pairs among agreements with these parties (two or more each), signed on these days.

    An agreement signed on the same day as another counts as the earlier when it is listed before it.
    """
    if not parties:
        nothing = np.empty(0, dtype=np.int64)
        return PartyPairs(nothing, nothing, np.empty(0))
    sets, of = _distinct(parties)
    small, large, alike = _alike_sets(sets, len({party for each in parties for party in each}))
    order = np.lexsort((np.arange(of.size), first, of))
    members = _Members(order, np.searchsorted(of[order], np.arange(len(sets) + 1)))
    same = _windows_within(members, of)
    other = _windows_across(members, first, small, large)
    whole = same.total(None) + other.total(None)
    reach = None if whole <= most else _reach(same, other, most)
    pairs = [same.pairs(reach), other.pairs(reach)]
    one, beside = (np.concatenate(side) for side in zip(*((x, y) for x, y, _ in pairs), strict=True))
    index = np.concatenate([np.ones(pairs[0][0].size), alike[pairs[1][2]]])
    swap = (first[one] > first[beside]) | ((first[one] == first[beside]) & (one > beside))
    earlier, later = np.where(swap, beside, one), np.where(swap, one, beside)
    tidy = np.lexsort((later, earlier))
    return PartyPairs(earlier[tidy], later[tidy], index[tidy], whole - one.size, reach)


def _distinct(parties: Sequence[Sequence[str]]) -> tuple[list[list[int]], Indices]:
    """The different sets of parties, each as numbers with the rarest party first, and the set of each agreement."""
    keys = [tuple(sorted(set(each))) for each in parties]
    place = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    count: dict[str, int] = {}
    for key in place:
        for party in key:
            count[party] = count.get(party, 0) + 1
    rank = {party: number for number, party in enumerate(sorted(count, key=lambda party: (count[party], party)))}
    return [sorted(rank[party] for party in key) for key in place], np.array([place[key] for key in keys])


def _alike_sets(sets: Sequence[Sequence[int]], count: int) -> tuple[Indices, Indices, Floats]:
    """Pairs of different sets, the smaller (or the one listed first) in front, and their Jaccard index.

    Where S is no larger than T, and S lies within T or they share half of all, T holds k = ⌈2 |S| / 3⌉ of S or more,
    and so two or more of any |S| - k + 2 of its members.
    """
    size = np.array([len(each) for each in sets])
    bits = _bits(sets, size, count)
    holder, key = _pairs_of(sets, size, count)
    order = np.argsort(key, kind="stable")
    holder, key = holder[order], key[order]
    front = np.where(size > 2, size - np.ceil(2 * size / 3).astype(np.int64) + 2, 2)
    asker, asked = _pairs_of(
        [each[: front[number]] for number, each in enumerate(sets)], np.minimum(front, size), count
    )
    start, end = (np.searchsorted(key, asked, side=side) for side in ("left", "right"))
    cuts = np.searchsorted(np.cumsum(end - start), np.arange(AT_ONCE, int((end - start).sum()) + AT_ONCE, AT_ONCE))
    found = []
    for low, high in zip([0, *(cuts[:-1] + 1)], cuts + 1, strict=True):
        at, place = _spread(start[low:high], end[low:high])
        small, large = asker[low:high][at], holder[place]
        right = (size[small] < size[large]) | ((size[small] == size[large]) & (small < large))
        small, large = small[right], large[right]
        shared = np.bitwise_count(bits[small] & bits[large]).sum(axis=1, dtype=np.int64)
        either = size[small] + size[large] - shared
        kept = (shared == size[small]) | (2 * shared >= either)
        found.append((small[kept] * len(sets) + large[kept], (shared / either)[kept]))
    code, alike = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(code)
    code, alike = code[order], alike[order]
    once = np.diff(code, prepend=-1) > 0
    small, large = np.divmod(code[once], len(sets))
    return small, large, alike[once]


def _bits(sets: Sequence[Sequence[int]], size: Indices, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """Each set as a row of bits, 64 parties a number."""
    flags = np.zeros((len(sets), -(-count // 64) * 64), dtype=bool)
    flags[np.repeat(np.arange(len(sets)), size), np.concatenate([np.asarray(each) for each in sets])] = True
    return np.packbits(flags, axis=1, bitorder="little").view(np.uint64)


def _pairs_of(sets: Sequence[Sequence[int]], size: Indices, count: int) -> tuple[Indices, Indices]:
    """Every two parties of every set: the set, and one number for the two."""
    owner = np.repeat(np.arange(len(sets)), size)
    party = np.concatenate([np.asarray(each, dtype=np.int64) for each in sets])
    at, beside = pairs_within(owner)
    return owner[at], party[at] * count + party[beside]


def _spread(start: Indices, end: Indices) -> tuple[Indices, Indices]:
    """All places from each start to each end: which of them a place belongs to, and the places."""
    length = end - start
    at = np.repeat(np.arange(length.size), length)
    return at, np.arange(at.size) - np.repeat(np.cumsum(length) - length, length) + np.repeat(start, length)


@dataclass(frozen=True, eq=False)
class _Members:
    """The agreements of each set in order of signature: `order[start[s] : start[s + 1]]`."""

    order: Indices
    start: Indices


@dataclass(frozen=True, eq=False)
class _Windows:
    """For each asker a stretch of `beside`, in order of signature: from `low` to `high`, with the asker's own place `at`."""

    asker: Indices
    beside: Indices
    relation: Indices
    low: Indices
    at: Indices
    high: Indices

    def total(self, reach: int | None) -> int:
        """How many pairs there are, within so many neighbours in time on each side."""
        low, high = self._bounds(reach)
        return int((high - low).sum())

    def pairs(self, reach: int | None) -> tuple[Indices, Indices, Indices]:
        """The pairs within reach: who asks, who stands beside, and the number of their relation between sets."""
        low, high = self._bounds(reach)
        asker, place = _spread(low, high)
        return self.asker[asker], self.beside[place], self.relation[place]

    def _bounds(self, reach: int | None) -> tuple[Indices, Indices]:
        if reach is None:
            return self.low, self.high
        return np.maximum(self.low, self.at - reach), np.minimum(self.high, self.at + reach)


def _windows_within(members: _Members, of: Indices) -> _Windows:
    """Each agreement and the later ones of the same set."""
    at = np.arange(members.order.size) + 1
    high = members.start[of[members.order] + 1]
    return _Windows(members.order, members.order, np.zeros_like(members.order), at, at, high)


def _windows_across(members: _Members, first: Days, small: Indices, large: Indices) -> _Windows:
    """Each agreement of a smaller set and those of the larger sets it is alike to."""
    relation, place = _spread(members.start[large], members.start[large + 1])
    beside, owner = members.order[place], small[relation]
    order = np.lexsort((beside, first[beside], owner))
    beside, owner, relation = beside[order], owner[order], relation[order]
    sets = np.unique(owner)
    asking, asker_place = _spread(members.start[sets], members.start[sets + 1])
    asker, their = members.order[asker_place], sets[asking]
    span = int(first.max()) + 2
    low, high = (np.searchsorted(owner, their, side=side) for side in ("left", "right"))
    at = np.searchsorted(owner * span + first[beside], their * span + first[asker])
    return _Windows(asker, beside, relation, low, at, high)


def _reach(same: _Windows, other: _Windows, most: int) -> int:
    """The furthest reach that keeps to so many pairs, at least 1."""
    low, high = 1, most
    while low < high:
        middle = (low + high + 1) // 2
        if same.total(middle) + other.total(middle) <= most:
            low = middle
        else:
            high = middle - 1
    return low
