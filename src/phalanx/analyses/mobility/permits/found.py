"""Permits found: the hours of each movement under each regime, and what permissions and upgrades save for their money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from phalanx.analyses.mobility.cases import Case, calm, otherwise
from phalanx.analyses.mobility.examples import Example
from phalanx.analyses.mobility.ground import bounded
from phalanx.analyses.mobility.measures import BOUNDS, Permits
from phalanx.analyses.mobility.permits.asked import Heard
from phalanx.question import tell
from phalanx.registry.records.border_permits import REGIME_CODES

REGIMES = tuple(REGIME_CODES)
EXTREMES = ("today", "emergency")
"""The regimes between whose hours lies what an upgrade saves, beside the regime asked for."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A number with the ends of its range."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Option:
    """A way to save hours: a regime of permissions or an upgrade. `hours` are saved per movement, `eur_m` is its cost."""

    kind: str
    id: str
    title: str
    hours: Spread
    eur_m: Spread | None

    @property
    def per_100_m(self) -> Spread | None:
        """Hours saved per movement for EUR 100 million; None where no cost is known."""
        if self.eur_m is None:
            return None
        cost, hours = self.eur_m, self.hours
        return Spread(100 * hours.low / cost.high, 100 * hours.middle / cost.middle, 100 * hours.high / cost.low)


@dataclass(frozen=True, eq=False)
class Found:
    """Hours by movement and regime, and the options, those that save most for their money first.

    `done` are the movements that were counted, all unless somebody stopped it.
    """

    done: tuple[Example, ...]
    hours: Mapping[tuple[str, str], Spread]
    options: tuple[Option, ...]

    def mean(self, regime: str) -> float:
        """Hours of a regime, averaged over movements."""
        return sum(self.hours[example.id, regime].middle for example in self.done) / len(self.done)


def find(heard: Heard) -> Found:
    """All hours; stopped half-way, those of the movements counted so far, of which there is at least one."""
    hours: dict[tuple[str, str], Spread] = {}
    saved: dict[str, list[list[float]]] = {regime: [] for regime in {*EXTREMES, heard.parameters.regime}}
    done: list[Example] = []
    permits = {
        key: bounded(heard.world, key[0], frozenset(), corridors=heard.parameters.corridors, bound=key[1])
        for key in product(REGIMES, BOUNDS)
    }
    for example in heard.examples:
        if done and not tell(len(done), len(heard.examples), "movements counted"):
            break
        cases = _cases(heard, example, permits)
        for regime in REGIMES:
            hours[example.id, regime] = Spread(*(cases[regime, bound](0) for bound in BOUNDS))
        for regime, found in saved.items():
            found.append(cases[regime, "middle"].alone())
        done.append(example)
    options = [*_permissions(heard, done, hours), *_upgrades(heard, saved)]
    options.sort(key=lambda each: -each.per_100_m.middle if each.per_100_m else 0.0)
    return Found(tuple(done), hours, tuple(options))


def _cases(
    heard: Heard, example: Example, permits: Mapping[tuple[str, str], Permits]
) -> Mapping[tuple[str, str], Case]:
    """The cases of a movement by regime and bound; those whose permits come to the same hours are one."""
    found: dict[tuple[str, str], Case] = {}
    by_release: dict[bytes, Case] = {}
    for key, each in permits.items():
        here = replace(each, home=example.home)
        case = otherwise(next(iter(found.values())), here) if found else calm(heard.ground, example, here, heard.rules)
        found[key] = by_release.setdefault(case.release.tobytes(), case)
    return found


def _permissions(heard: Heard, done: list[Example], hours: Mapping[tuple[str, str], Spread]) -> list[Option]:
    """What each regime saves against today. At the low end today is quick and the regime slow, at the high end the reverse."""
    costs = {row["regime"]: row for row in heard.world.table("permit_costs").iter_rows(named=True)}
    found = []
    for regime in REGIMES[1:]:
        pairs = [(hours[example.id, "today"], hours[example.id, regime]) for example in done]
        low, middle, high = (
            sum(max(0.0, before - after) for before, after in ends) / len(done)
            for ends in (
                [(today.low, then.high) for today, then in pairs],
                [(today.middle, then.middle) for today, then in pairs],
                [(today.high, then.low) for today, then in pairs],
            )
        )
        row = costs.get(regime)
        cost = Spread(row["low_eur_m"], row["cost_eur_m"], row["high_eur_m"]) if row and row["low_eur_m"] else None
        found.append(Option("permission", regime, REGIME_CODES[regime], Spread(low, middle, high), cost))
    return found


def _upgrades(heard: Heard, saved: Mapping[str, list[list[float]]]) -> list[Option]:
    """What each upgrade saves by itself; its range is that of the regimes it was counted under."""
    found = []
    for place, upgrade in enumerate(heard.ground.upgrades):
        means = {regime: sum(each[place] for each in rows) / len(rows) for regime, rows in saved.items()}
        hours = Spread(min(means.values()), means[heard.parameters.regime], max(means.values()))
        cost = Spread(upgrade.low_eur_m, upgrade.cost_eur_m, upgrade.high_eur_m)
        found.append(Option("upgrade", upgrade.id, upgrade.title, hours, cost))
    return found
