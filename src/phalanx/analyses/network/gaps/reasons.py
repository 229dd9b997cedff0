"""Gap reasons: why a tie between two states is expected, in words, and what else the facts tell of the two.

Reasons are part of the probability: signs of one theme are taken together, and a theme is a reason where it raises the
pair's rate above that of the average pair. Context is not part of it: facts that a reader will want to know, and that did
not make forecasts better or have no dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from phalanx.analyses.network.gaps.expected_ties import Forecast
from phalanx.analyses.network.gaps.tie_history import TieHistory
from phalanx.analyses.network.gaps.tie_signs import SIGNS, allies
from phalanx.analyses.network.saying import some_of
from phalanx.analyses.network.weights import Floats
from phalanx.vocabulary.wording import counted

THEMES: Mapping[str, tuple[str, ...]] = {
    "many partners": ("partners", "partners_of_busier"),
    "active of late": ("new_partners", "recent_agreements"),
    "long active": ("experience", "silence"),
    "partners in common": ("shared_partners",),
    "near one another": ("nearness", "same_subregion", "same_region"),
    "new ties nearby": ("new_in_subregion", "new_in_region", "new_nearby", "leaning_nearby"),
    "NATO and not": ("nato_and_not",),
    "allies": ("allied", "newly_allied", "allies", "shared_allies"),
}
"""The signs by what they are about; every sign is in one theme."""
MOST = 3
"""How many reasons are told of a pair."""
LEAST = 0.05
"""How much a theme has to add to the log rate to be told: 5 % above the average pair."""
RECENT_YEARS = 3.0


@dataclass(frozen=True)
class Reason:
    """A theme that raises a pair's rate: by what factor compared with the average pair, and what is known, in words."""

    theme: str
    factor: float
    words: str

    def __str__(self) -> str:
        return f"{self.words} (× {self.factor:.1f})"


def theme_parts(forecast: Forecast) -> dict[str, Floats]:
    """What each theme adds to the log rate of each candidate, compared with the average pair."""
    place = {name: number for number, name in enumerate(SIGNS)}
    return {theme: forecast.parts[:, [place[name] for name in names]].sum(axis=1) for theme, names in THEMES.items()}


class Reasons:
    """The reasons of pairs on the day of a forecast, in which states go by their codes."""

    def __init__(self, history: TieHistory, forecast: Forecast) -> None:
        self.history, self.day = history, forecast.day
        self.pairs = (forecast.i, forecast.j)
        self.parts = theme_parts(forecast)
        self.tied = history.tied(forecast.day)
        self.newly = ((forecast.day - RECENT_YEARS <= history.first) & (history.first < forecast.day)).astype(
            np.float64
        )
        self.words: Mapping[str, Callable[[int, int], str]] = {
            "many partners": self._partners,
            "active of late": self._active,
            "long active": self._seasoned,
            "partners in common": self._shared,
            "near one another": self._near,
            "new ties nearby": self._nearby,
            "NATO and not": self._nato,
            "allies": self._allies,
        }

    def of(self, pair: int) -> tuple[Reason, ...]:
        """The reasons of the candidate in that place, the strongest first; none where it is no more than average."""
        i, j = (int(side[pair]) for side in self.pairs)
        added = sorted(((-float(part[pair]), theme) for theme, part in self.parts.items()))[:MOST]
        return tuple(
            Reason(theme, float(np.exp(-less)), self.words[theme](i, j)) for less, theme in added if -less >= LEAST
        )

    def _name(self, state: int) -> str:
        return self.history.states[state]

    def _some(self, states: Sequence[int]) -> str:
        return some_of([self._name(state) for state in states], 4)

    def _partners(self, i: int, j: int) -> str:
        count = self.tied.sum(axis=1).astype(int)
        busy, other = (i, j) if count[i] >= count[j] else (j, i)
        return f"{self._name(busy)} has {counted(int(count[busy]), 'partner')}, {self._name(other)} {count[other]}"

    def _active(self, i: int, j: int) -> str:
        count = self.newly.sum(axis=1).astype(int)
        busy, other = (i, j) if count[i] >= count[j] else (j, i)
        return (
            f"in three years {self._name(busy)} found {counted(int(count[busy]), 'new partner')}, "
            f"{self._name(other)} {count[other]}"
        )

    def _seasoned(self, i: int, j: int) -> str:
        said = []
        for state in (i, j):
            when = self.history.when[(self.history.sides == state).any(axis=1) & (self.history.when < self.day)]
            said.append(f"{self._name(state)} signed from {int(when.min())} to {int(when.max())}")
        return ", ".join(said)

    def _shared(self, i: int, j: int) -> str:
        both = np.flatnonzero(self.tied[i] * self.tied[j])
        rare_first = both[np.lexsort((both, self.tied[both].sum(axis=1)))]
        noun = counted(both.size, "partner")
        return f"{noun} in common: {self._some(rare_first.tolist())}" if both.size else "no partner in common"

    def _near(self, i: int, j: int) -> str:
        apart = f"{self.history.km[i, j]:,.0f} km apart"
        if self.history.same_subregion[i, j]:
            return f"in one subregion, {apart}"
        return f"in one region, {apart}" if self.history.same_region[i, j] else apart

    def _nearby(self, i: int, j: int) -> str:
        said = []
        for one, other in ((i, j), (j, i)):
            there = np.flatnonzero(self.newly[one] * self.history.same_subregion[other])
            if there.size:
                said.append(f"{self._name(one)} with {self._some(there.tolist())} around {self._name(other)}")
        if said:
            return f"new in three years: {' and '.join(said)}"
        counts = [int(self.newly[one] @ self.history.same_region[other]) for one, other in ((i, j), (j, i))]
        return f"new partners in the other's region: {self._name(i)} {counts[0]}, {self._name(j)} {counts[1]}"

    def _nato(self, i: int, j: int) -> str:
        inside = [state for state in (i, j) if self.history.nato_since[state] < self.day]
        if len(inside) == 1:
            outside = j if inside == [i] else i
            return f"{self._name(inside[0])} is in NATO, {self._name(outside)} is not"
        return "both are in NATO" if inside else "neither is in NATO"

    def _allies(self, i: int, j: int) -> str:
        allied = allies(self.history, self.day)
        both = np.flatnonzero(allied[i] * allied[j])
        said = ["a promise between the two stands"] if allied[i, j] else []
        said += [f"{counted(both.size, 'ally').replace('allys', 'allies')} in common"] if both.size else []
        return ", ".join(said) or f"allies: {int(allied[i].sum())} and {int(allied[j].sum())}"


def shown(reasons: Sequence[Reason]) -> str:
    """Reasons in one line."""
    return "; ".join(map(str, reasons)) or "nothing raises it above the average pair"


def themes_of(reasons: Sequence[Reason]) -> list[str]:
    """The themes of reasons, the strongest first."""
    return [reason.theme for reason in reasons]
