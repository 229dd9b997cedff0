"""Gaps: for each frontline state and programme what falls away, what covers it, and who could fill it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from phalanx.analyses.planning.backstop.asked import OVERSEAS, Heard
from phalanx.analyses.planning.backstop.candidates import Candidate, rank, surroundings
from phalanx.analyses.planning.backstop.cover import DomainCover, Standing, cover, holdings, leads, together
from phalanx.analyses.planning.backstop.programmes import FALLING, Account, Ledger
from phalanx.analyses.planning.backstop.weights import Weights
from phalanx.registry.records.us_programmes import UsProgramme
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import joined
from phalanx.world import World


@dataclass(frozen=True, slots=True)
class Gap:
    """What one state loses of one programme, or what its group loses where no source names the state itself."""

    state: str
    account: Account
    covers: tuple[DomainCover, ...]
    standing: Standing
    candidates: tuple[Candidate, ...]

    @property
    def programme(self) -> UsProgramme:
        """The programme."""
        return self.account.programme

    @property
    def own(self) -> bool:
        """Whether the figures are the state's, and not those of Europe or NATO."""
        return self.account.whose == (self.state,)

    @property
    def falls_away(self) -> bool:
        """Whether something surely falls away, known or unknown how much."""
        return self.account.change in FALLING

    @property
    def lacking(self) -> tuple[str, ...]:
        """The domains that are open or covered in part."""
        return tuple(each.domain for each in self.covers if each.standing != "covered")


def find_gaps(world: World, heard: Heard, weights: Weights, ledger: Ledger) -> tuple[Gap, ...]:
    """A gap for each state and programme that reaches it, in the order of the states and of the programmes."""
    held = holdings(world, heard, weights)
    around = surroundings(world, weights)
    found = []
    for state in heard.states:
        for programme in ledger.programmes:
            account = ledger.of_state(programme, state) or ledger.of_group(programme, _groups(heard, state))
            if account is None:
                continue
            has = held[state].providing(programme.nature)
            covers = cover(has, programme.domains, leads(world, programme.taken_over or ()), weights)
            losing = _losing(heard, ledger, programme)
            ranked = rank(heard, around, weights, state, has, programme.domains, losing)
            found.append(Gap(state, account, covers, together(covers), ranked))
    return tuple(found)


def _groups(heard: Heard, state: str) -> tuple[str, ...]:
    """The groups of recipients to which a state belongs."""
    return (*(("NATO",) if state in heard.in_nato else ()), *(("EUROPE",) if state not in OVERSEAS else ()))


def _losing(heard: Heard, ledger: Ledger, programme: UsProgramme) -> frozenset[str]:
    """The frontline states that the programme names and that lose by it: none of them fills another's gap."""
    accounts = ((state, ledger.of_state(programme, state)) for state in heard.frontline)
    return frozenset(state for state, account in accounts if account is not None and account.change in FALLING)


def best_overall(gaps: Sequence[Gap]) -> tuple[str, float] | None:
    """The ally with the highest mean score over these gaps, with it; not to be a candidate counts as nothing."""
    scores: defaultdict[str, float] = defaultdict(float)
    for gap in gaps:
        for candidate in gap.candidates:
            scores[candidate.state] += candidate.score / len(gaps)
    return min(scores.items(), key=lambda each: (-each[1], each[0])) if scores else None


def thinnest(gaps: Sequence[Gap]) -> dict[tuple[str, str], DomainCover]:
    """The cover of each state and domain; where programmes of different kinds differ, the least."""
    found: dict[tuple[str, str], DomainCover] = {}
    for gap in gaps:
        for each in gap.covers:
            key = (gap.state, each.domain)
            if key not in found or each.sum < found[key].sum:
                found[key] = each
    return found


def by_thinness(covers: Mapping[tuple[str, str], DomainCover]) -> list[str]:
    """The domains, those first that most states lack; among equals the one with the smallest sum of weights."""
    lacking: defaultdict[str, int] = defaultdict(int)
    sums: defaultdict[str, float] = defaultdict(float)
    for (_, domain), each in covers.items():
        lacking[domain] += each.standing != "covered"
        sums[domain] += each.sum
    return sorted(lacking, key=lambda domain: (-lacking[domain], sums[domain], domain))


def bare(covers: Mapping[tuple[str, str], DomainCover]) -> list[str]:
    """The domains that nothing at all covers, each with the states: "intelligence in Bulgaria and Latvia"."""
    found: dict[str, list[str]] = {}
    for (state, domain), each in covers.items():
        if each.standing == "open":
            found.setdefault(domain, []).append(party_name(state))
    return [f"{label(domain)} in {joined(states)}" for domain, states in sorted(found.items())]
