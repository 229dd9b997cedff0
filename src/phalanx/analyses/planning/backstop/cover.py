"""Cover: what agreements, groupings and lead nations provide in a domain in which the United States does less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from phalanx.analyses.planning.backstop.asked import Heard
from phalanx.analyses.planning.backstop.weights import Weights
from phalanx.vocabulary.codes import MUTUAL_DEFENCE
from phalanx.world import World
from phalanx.world.ties import standing

Standing = Literal["covered", "partly", "open"]
STANDINGS: tuple[Standing, ...] = ("covered", "partly", "open")
UNITS = "integrated_units"
AIDED = "UA"
"""What this state is party to mostly provides for it, and covers nobody else's gap."""
CLAUSES = tuple(MUTUAL_DEFENCE)
"""From no clause to the strongest."""


@dataclass(frozen=True, slots=True)
class Pact:
    """A standing agreement of a state with allies: `shared` is the number of its other parties, `weight` that of its
    form; `buying`: it is on industry and procurement alone.
    """

    record: str
    title: str
    partners: frozenset[str]
    shared: int
    domains: frozenset[str]
    weight: float
    buying: bool
    clause: str
    signed: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Club:
    """A grouping of a state with allies that covers something; `shared` is the number of its other members."""

    record: str
    name: str
    partners: frozenset[str]
    shared: int
    domains: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one state has with its allies."""

    pacts: tuple[Pact, ...]
    clubs: tuple[Club, ...]

    def providing(self, nature: str) -> Holdings:
        """What counts where a programme is of that nature: buying together replaces money, but puts no forces anywhere."""
        if nature == "money":
            return self
        return Holdings(tuple(each for each in self.pacts if not each.buying), self.clubs)


@dataclass(frozen=True, slots=True)
class Lead:
    """A coalition that others lead in place of the United States."""

    record: str
    nations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainCover:
    """What covers one domain for one state: the sum of the weights, and where that leaves it."""

    domain: str
    sum: float
    standing: Standing
    pacts: tuple[Pact, ...]
    clubs: tuple[Club, ...]
    leads: tuple[Lead, ...]

    @property
    def partners(self) -> tuple[str, ...]:
        """With whom, by agreement or as lead nation; groupings alone make no partner."""
        named = [each.partners for each in self.pacts] + [frozenset(each.nations) for each in self.leads]
        return tuple(sorted(frozenset().union(*named)))

    @property
    def clause(self) -> str:
        """The strongest clause on mutual defence in these agreements."""
        return CLAUSES[max((CLAUSES.index(each.clause) for each in self.pacts), default=0)]

    @property
    def latest(self) -> str | None:
        """When the latest of these agreements was signed."""
        return max((each.signed for each in self.pacts), default=None)

    @property
    def records(self) -> tuple[str, ...]:
        """What it rests on."""
        ties: list[Pact | Club | Lead] = [*self.pacts, *self.clubs, *self.leads]
        return tuple(each.record for each in ties)


def holdings(world: World, heard: Heard, weights: Weights) -> Mapping[str, Holdings]:
    """What each state looked at has with allies on the World's day: agreements of states that stand, and groupings.

    What was only announced does not stand, what firms signed provides nothing to forces, and what Ukraine is party to
    provides for Ukraine.
    """
    told = (
        standing(world).filter((pl.col("life") != "announced") & (pl.col("level") == "state")).sort("first_day", "id")
    )
    clubs = world.table("groupings")
    allies = frozenset(heard.allies)
    return {
        state: Holdings(tuple(_pacts(told, state, allies, weights)), tuple(_clubs(clubs, state, allies, weights)))
        for state in heard.states
    }


def _pacts(told: pl.DataFrame, state: str, allies: frozenset[str], weights: Weights) -> Iterator[Pact]:
    its = pl.col("parties_now").list.contains(state)
    aiding = pl.col("parties_now").list.contains(AIDED) if state != AIDED else pl.lit(value=False)
    for row in told.filter(its & ~aiding).iter_rows(named=True):
        if partners := allies & set(row["parties_now"]) - {state}:
            yield Pact(
                row["id"],
                row["title"],
                partners,
                len(row["parties_now"]) - 1,
                frozenset(row["domains"] or ()),
                weights.form[row["form"]],
                row["scope"] == "industry_procurement",
                row["mutual_defence"],
                row["signed"],
                row["life"] == "in_force",
            )


def _clubs(clubs: pl.DataFrame, state: str, allies: frozenset[str], weights: Weights) -> Iterator[Club]:
    for row in clubs.filter(pl.col("members").list.contains(state)).iter_rows(named=True):
        weight = weights.grouping[row["kind"]]
        partners = allies & set(row["members"]) - {state}
        if weight and partners:
            yield Club(
                row["id"], row["name"], partners, len(row["members"]) - 1, frozenset(row["domains"] or ()), weight
            )


def leads(world: World, coalitions: Sequence[str]) -> tuple[Lead, ...]:
    """Those of these coalitions whose lead is taken or agreed, each with the lead nations."""
    rows = world.table("lead_nations").filter(
        pl.col("coalition_id").is_in(list(coalitions)) & pl.col("lead_standing").is_in(["leading", "agreed"])
    )
    return tuple(
        Lead(f"lead_nations/{name}", tuple(nations))
        for name, nations in rows.select("coalition_id", "lead_nations").iter_rows()
        if nations
    )


def cover(held: Holdings, domains: Sequence[str], led: Sequence[Lead], weights: Weights) -> tuple[DomainCover, ...]:
    """What covers each domain: Σ weights of agreements and groupings in it and of lead nations, against `covered`."""
    found = []
    for domain in domains:
        pacts = tuple(each for each in held.pacts if domain in each.domains)
        clubs = tuple(each for each in held.clubs if domain in each.domains)
        total = sum(each.weight for each in pacts) + sum(each.weight for each in clubs)
        total += len(led) * weights.measure["lead_nation"]
        found.append(DomainCover(domain, total, _standing(total, weights), pacts, clubs, tuple(led)))
    return tuple(found)


def together(covers: Sequence[DomainCover]) -> Standing:
    """Where several domains leave a gap: covered or open if all of them are, else partly."""
    standings = {each.standing for each in covers}
    return next(iter(standings)) if len(standings) == 1 else "partly"


def _standing(total: float, weights: Weights) -> Standing:
    if total == 0:
        return "open"
    return "covered" if total >= weights.measure["covered"] else "partly"
