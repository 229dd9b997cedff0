"""Rapport: what each two states have in common for buying together, and what stands between them.

Everything comes from the World: agreements that stand, groupings, what was bought together, arms in common as agreements
name them, and disputes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
import polars as pl

from phalanx.analyses.matchmaking.groups import Flags, Floats, products
from phalanx.analyses.matchmaking.weights import Weights
from phalanx.vocabulary.parties import party_kind
from phalanx.world import World
from phalanx.world.agreements import agreements
from phalanx.world.areas import areas_of, words_of
from phalanx.world.groupings import members
from phalanx.world.ties import accessions

SHARING = (
    "An agreement, grouping or dispute of n counts for each pair of them with its weight divided by n - 1, so that a "
    "pact of many does not outweigh as many of two; a joint purchase counts in full."
)


@dataclass(frozen=True, eq=False)
class Rapport:
    """A number for each two states, symmetric, of shape (states, states): by part of the score, from 0 to 1.

    `friction` has no upper end. `agreements` are those with two of the states or more, with `kind` (names_area, buying,
    other), `bought` and `life`; `parties` has a row for each, true where a state is party. `systems` are the arms in
    common by name, each with who has it.
    """

    states: tuple[str, ...]
    paired: dict[str, Floats]
    agreements: pl.DataFrame = field(repr=False)
    parties: Flags = field(repr=False)
    groupings: pl.DataFrame = field(repr=False)
    grouped: Flags = field(repr=False)
    systems: dict[str, Flags] = field(repr=False)
    disputes: pl.DataFrame = field(repr=False)
    disputing: Flags = field(repr=False)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each agreement by its id."""
        return dict(self.agreements.select("id", "title").iter_rows())


BOUGHT = (
    (pl.col("level") == "state")
    & pl.col("domains").list.contains("procurement").fill_null(value=False)
    & (
        (pl.col("form") == "procurement_contract")
        | ((pl.col("form") == "cooperation_agreement") & (pl.col("parties_now").list.len() > 2))
    )
)
"""Bought together: a contract of states on procurement, or another agreement on it among three or more."""
BUYING = pl.col("domains").list.set_intersection(["procurement", "industry", "standardisation"]).list.len() > 0


def rapport(
    world: World,
    states: Sequence[str],
    areas: frozenset[str],
    weights: Weights,
    told: pl.DataFrame | None = None,
) -> Rapport:
    """What each two of these states have in common on a World's day, for buying what these areas are about.

    `told` are its agreements as `agreements_told` gives them, where they are read already.
    """
    if told is None:
        told = agreements_told(world, Texts(world).of(areas))
    parties = _incidence(told["parties_now"], states)
    several = parties.sum(axis=1) > 1
    told, parties = told.filter(pl.Series(several)), parties[several]
    stands = (told["life"] != "ended").to_numpy() & ~told["bought"].to_numpy()
    tie = told["kind"].replace_strict(weights.tie, return_dtype=pl.Float64).to_numpy()
    groups = members(world).group_by("id", "name", maintain_order=True).agg("party", pl.col("size").first())
    grouped = _incidence(groups["party"], states)
    disputes = world.table("disputes")
    disputing = _incidence(disputes["parties"], states)
    systems = _systems(told, parties)
    return Rapport(
        tuple(states),
        {
            "agreements": _filled(_shared(parties, tie * stands, told["parties_now"]), weights.half["agreements"]),
            "groupings": _filled(_shared(grouped, np.ones(groups.height), groups["party"]), weights.half["groupings"]),
            "joint_purchases": _filled(
                _pairs(parties, told["bought"].to_numpy().astype(float)), weights.half["joint_purchases"]
            ),
            "common_systems": _filled(
                _pairs(np.array([*systems.values()]).reshape(len(systems), len(states)), np.ones(len(systems))),
                weights.half["common_systems"],
            ),
            "friction": _shared(disputing, np.ones(disputes.height), disputes["parties"]),
        },
        told,
        parties,
        groups,
        grouped,
        systems,
        disputes,
        disputing,
    )


def agreements_told(world: World, texts: pl.DataFrame) -> pl.DataFrame:
    """Every agreement but mere joinings, with `bought`, and what its text tells (see `Texts`)."""
    frame = agreements(world).drop("kind")
    frame = frame.filter(~pl.col("id").is_in(accessions(world)))
    return frame.with_columns(BOUGHT.alias("bought")).join(texts, on="id", how="left", maintain_order="left")


@dataclass(frozen=True, eq=False)
class Texts:
    """What the text of each agreement of a World tells for some areas, and for others: each is read once."""

    world: World = field(repr=False)
    _read: dict[frozenset[str], pl.DataFrame] = field(default_factory=dict, repr=False)

    def of(self, areas: frozenset[str]) -> pl.DataFrame:
        """A row an agreement: `id`, its `kind`, and the `systems` of these areas that it names."""
        if areas not in self._read:
            self._read[areas] = self._read_for(areas)
        return self._read[areas]

    def _read_for(self, areas: frozenset[str]) -> pl.DataFrame:
        table = self.world.table("capability_words").filter(pl.col("area_id").is_in(sorted(areas)))
        frame = self.world.table("agreements")
        covering = self._covered.filter(pl.col("area_id").is_in(sorted(areas)))["id"].unique()
        return frame.select(
            "id",
            pl.when(pl.col("id").is_in(covering.implode()))
            .then(pl.lit("names_area"))
            .when(BUYING)
            .then(pl.lit("buying"))
            .otherwise(pl.lit("other"))
            .alias("kind"),
            words_of(frame, table["word"]).list.set_difference(_generic(table)).alias("systems"),
        )

    @cached_property
    def _covered(self) -> pl.DataFrame:
        return areas_of(self.world, self.world.table("agreements"))


def _generic(table: pl.DataFrame) -> list[str]:
    """Words that name a matter and no system: "howitzer" of howitzers, "tanks" of battle tanks."""
    return [
        word for word, matter in table.select("word", "matter").iter_rows() if word.replace("_", " ") in matter.lower()
    ]


def _systems(told: pl.DataFrame, parties: Flags) -> dict[str, Flags]:
    """Arms by name, each with the states that agreements on procurement name together with it, where two or more are."""
    found: dict[str, Flags] = {}
    buying = told["domains"].list.contains("procurement").fill_null(value=False)
    for row, (systems, counts) in enumerate(zip(told["systems"].to_list(), buying.to_list(), strict=True)):
        for system in systems if counts else ():
            found[system] = found.get(system, np.zeros(parties.shape[1], dtype=bool)) | parties[row]
    return {system: who for system, who in sorted(found.items()) if who.sum() > 1}


def _incidence(parties: pl.Series, states: Sequence[str]) -> Flags:
    """A row for each list of parties, a column a state: whether it is among them."""
    place = {state: number for number, state in enumerate(states)}
    flags = np.zeros((len(parties), len(states)), dtype=bool)
    for row, found in enumerate(parties.to_list()):
        for party in found or ():
            if party in place:
                flags[row, place[party]] = True
    return flags


def _shared(incidence: Flags, weight: Floats, parties: pl.Series) -> Floats:
    """The weight of each row shared among the pairs of its parties that are states, in or out of those asked about."""
    listed = [found or () for found in parties.to_list()]
    are_states = {party for party in set(chain.from_iterable(listed)) if party_kind(party) == "state_or_territory"}
    count = np.array([sum(party in are_states for party in found) for found in listed], dtype=float)
    return _pairs(incidence, weight / np.maximum(count - 1, 1))


def _pairs(incidence: Flags, weight: Floats) -> Floats:
    """The sum over rows of a weight for each two states that are both in the row; nothing on the diagonal."""
    both = products((incidence * weight[:, None]).T, incidence.astype(float))
    np.fill_diagonal(both, 0.0)
    return both


def _filled(pairs: Floats, half: float) -> Floats:
    """From 0 to 1: x / (x + half), so that the first of a kind counts most and no number of them counts more than 1."""
    return pairs / (pairs + half)
