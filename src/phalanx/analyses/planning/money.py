"""Money: what states have for new equipment year by year, from what is announced, known and assumed.

Gross domestic product grows by an assumed rate. The share of it that goes to defence runs in straight lines from the
last one known through the announced ones to the NATO commitment for 2035, if the state is a member and below it. Of that a
share goes to equipment, and of that again a share is still open, as the rest is bound by contracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phalanx.analyses.planning.assumptions import Assumption, read_assumptions
from phalanx.errors import BadInput
from phalanx.registry.records import named
from phalanx.registry.records.budgets import Budget
from phalanx.registry.records.defence_expenditure import DefenceExpenditure
from phalanx.registry.records.states import State
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Own
from phalanx.world import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Row = Mapping[str, Any]
Anchors = Mapping[int, float]
"""What is known of a share, in per cent, by year."""

GDP_YEAR = 2024
"""The year of the gross domestic product that `states` hold, as its column says."""
PRICE_YEAR = 2025
"""The year in whose prices money is told."""
COMMITMENT_YEAR = 2035
"""The year by which NATO members committed themselves (planning_cycles PC-N19)."""
ASSUMED = ("gdp_growth_pct", "price_rise_pct", "core_spending_2035_pct", "equipment_share_pct", "open_share_pct")


@dataclass(frozen=True, eq=False)
class Money:
    """The money of states by year: arrays of shape (states, years), million EUR in prices of 2025, NaN where it is not known.

    `available` is equipment money not yet committed. `announced` marks the years of which a budget says something; the
    rest is computed. `told` says for each state, in a sentence, what was known and what was assumed; `evidence` names
    the records that rests on.
    """

    states: tuple[str, ...]
    years: tuple[int, ...]
    gdp: Floats
    defence: Floats
    equipment: Floats
    committed: Floats
    available: Floats
    announced: Flags
    told: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]

    @property
    def known(self) -> Flags:
        """Whether there is a figure for a state in a year."""
        return ~np.isnan(self.available)

    def overdrawn(self) -> Iterator[BadInput]:
        """The states and years of which a budget commits more than there is for equipment."""
        for state, year in np.argwhere(self.announced & (self.committed > self.equipment + 1e-6)):
            yield BadInput(
                f"{self.states[state]} has {self.equipment[state, year]:,.10g} million EUR for equipment in "
                f"{self.years[year]}, and has committed {self.committed[state, year]:,.10g}",
                "no more committed than there is for equipment",
                "correct committed_eur_m, or name equipment_eur_m",
            )


def budgets_of(world: World, states: Sequence[str], years: Sequence[int], own: Own | None = None) -> Money:
    """The money of these states in these years; a user's table of budgets stands for the announced ones of its states.

    What is available is never below nothing, even if more is committed than there is; see `Money.overdrawn`.

    Raises:
        BadInput: the World does not hold the assumptions.
    """
    assumed = read_assumptions(world, ASSUMED)
    announced = _announced(world, own)
    known = [_known(world, state, announced.get(state, {})) for state in states]
    lines = np.array([_line(each, years, assumed) for each in known]).reshape(len(known), 4, len(years))
    gdp, defence, equipment, committed = lines.swapaxes(0, 1)
    return Money(
        tuple(states),
        tuple(years),
        gdp,
        defence,
        equipment,
        committed,
        np.maximum(equipment - committed, 0.0),
        np.array([[year in each.budgets for year in years] for each in known], dtype=bool).reshape(gdp.shape),
        tuple(_told(each, assumed) for each in known),
        tuple((*each.evidence, *(assumption.record for assumption in assumed.values())) for each in known),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the facts say of a state's money: GDP of 2024 in million EUR of that year, shares by year, budgets by year."""

    state: str
    gdp: float
    commits: bool
    spending: Anchors
    equipment: Anchors
    budgets: Mapping[int, Row]
    evidence: tuple[str, ...]
    own: bool


def _announced(world: World, own: Own | None) -> Mapping[str, Mapping[int, Row]]:
    """Budgets by state and year: those of a user's table, and of the World for states that table leaves out."""
    brought = own.rows if own else ()
    ours = {row["state"] for row in brought}
    held = (row for row in world.table("budgets").iter_rows(named=True) if row["state"] not in ours)
    found: dict[str, dict[int, Row]] = {}
    for row, is_own in (*((row, True) for row in brought), *((row, False) for row in held)):
        found.setdefault(row["state"], {})[row["year"]] = {**row, "own": is_own}
    return found


def _known(world: World, state: str, budgets: Mapping[int, Row]) -> _Known:
    """What the World knows of a state on its day: the latest share of GDP, the latest share for equipment, budgets."""
    country = next((row for row in world.table("states").iter_rows(named=True) if row["iso2"] == state), None)
    spent = [row for row in world.table("defence_expenditure").iter_rows(named=True) if row["iso2"] == state]
    evidence = [] if country is None else [named(State, state)]
    latest: dict[str, Anchors] = {}
    for part in ("pct_gdp", "equipment_share_pct"):
        rows = [row for row in spent if row[part] is not None]
        last = max(rows, key=lambda row: row["year"], default=None)
        latest[part] = {} if last is None else {last["year"]: last[part]}
        evidence += [] if last is None else [named(DefenceExpenditure, state, str(last["year"]))]
    if not latest["pct_gdp"] and country and country["def_exp_pct_gdp_2024"] is not None:
        latest["pct_gdp"] = {GDP_YEAR: country["def_exp_pct_gdp_2024"]}
    own = any(row["own"] for row in budgets.values())
    evidence += [] if own else [named(Budget, state, str(year)) for year in budgets]
    joined = country["nato_since"] if country else None
    return _Known(
        state,
        float("nan") if country is None else 1000 * country["gdp_eur_bn_2024"],
        joined is not None and joined <= world.valid_on.year,
        latest["pct_gdp"],
        latest["equipment_share_pct"],
        budgets,
        tuple(dict.fromkeys(evidence)),
        own,
    )


def _line(known: _Known, years: Sequence[int], assumed: Mapping[str, Assumption]) -> Floats:
    """GDP, defence spending, equipment and commitments of one state, shape (4, years), in million EUR."""
    # Budgets of other years than those asked about set the course as well.
    span = np.array(sorted({*years, *known.budgets}), dtype=np.float64)
    gdp = _gdp(known, span, assumed)
    course = _committed(known, _spending(known, assumed), assumed)
    defence = _replaced(gdp * _path(course, span) / 100, span, _said(known, "defence_eur_m"))

    arms = _said(known, "equipment_eur_m")
    shares: Anchors = {**known.equipment, **_shares(arms, defence, span)}
    part = _path(shares or {GDP_YEAR: assumed["equipment_share_pct"].value}, span)
    equipment = _replaced(defence * part / 100, span, arms)

    bound = _said(known, "committed_eur_m")
    shares = _shares(bound, equipment, span) or {GDP_YEAR: 100 - assumed["open_share_pct"].value}
    committed = _replaced(equipment * _path(shares, span) / 100, span, bound)
    return np.stack([gdp, defence, equipment, committed])[:, np.searchsorted(span, years)]


def _gdp(known: _Known, years: Floats, assumed: Mapping[str, Assumption]) -> Floats:
    """Gross domestic product by year, million EUR in prices of 2025."""
    prices = (1 + assumed["price_rise_pct"].value / 100) ** (PRICE_YEAR - GDP_YEAR)
    return np.asarray(known.gdp * prices * (1 + assumed["gdp_growth_pct"].value / 100) ** (years - GDP_YEAR))


def _spending(known: _Known, assumed: Mapping[str, Assumption]) -> Anchors:
    """The share of GDP for defence that was last known, and those that budgets announce, by year."""
    total = _said(known, "defence_eur_m")
    years = np.array(sorted(total), dtype=np.float64)
    return {**known.spending, **_shares(total, _gdp(known, years, assumed), years)}


def _said(known: _Known, part: str) -> Anchors:
    """What the budgets of a state say of a part, by year, in million EUR."""
    return {year: row[part] for year, row in known.budgets.items() if row[part] is not None}


def _committed(known: _Known, shares: Anchors, assumed: Mapping[str, Assumption]) -> Anchors:
    """The known shares, and that of 2035: a NATO member's commitment, unless it is above that already."""
    if not known.commits or not shares or max(shares) >= COMMITMENT_YEAR:
        return shares
    last = shares[max(shares)]
    return {**shares, COMMITMENT_YEAR: max(last, assumed["core_spending_2035_pct"].value)}


def _path(anchors: Anchors, years: Floats) -> Floats:
    """Straight lines from one known share to the next, level before the first and after the last; NaN without any."""
    at = [year for year in sorted(anchors) if not np.isnan(anchors[year])]
    if not at:
        return np.full(len(years), np.nan)
    return np.interp(years, at, [anchors[year] for year in at])


def _shares(parts: Anchors, wholes: Floats, years: Floats) -> Anchors:
    """What share of the whole each part is, in per cent, where there is a whole."""
    whole = dict(zip(years.astype(int).tolist(), wholes.tolist(), strict=True))
    return {year: 100 * part / whole[year] for year, part in parts.items() if whole[year] > 0}


def _replaced(computed: Floats, years: Floats, said: Anchors) -> Floats:
    """The computed figures, with those that were announced in their place."""
    return np.array([said.get(int(year), money) for year, money in zip(years, computed, strict=True)])


def _told(known: _Known, assumed: Mapping[str, Assumption]) -> str:
    """In a sentence: which of the figures of a state were known, and which were assumed."""
    name = party_name(known.state)
    spending = _spending(known, assumed)
    if not spending and not known.budgets:
        return f"{name}: neither a budget nor a share of GDP for defence is known, so that no money is counted."
    parts = [f"{share:.2f} % of GDP for defence in {year}" for year, share in sorted(spending.items())]
    if spending:
        parts[-1] += f", {_way(known, spending[max(spending)], assumed)}"
    if known.budgets:
        parts.append(
            f"{'the table of budgets' if known.own else 'announced budgets'} for {_years(known.budgets)}, whose shares hold on"
        )
    arms = _said(known, "equipment_eur_m")
    parts += [f"{share:g} % of it for equipment in {year}" for year, share in known.equipment.items() if not arms]
    if not known.equipment and not arms:
        parts.append(f"{assumed['equipment_share_pct'].value:g} % of it for equipment, assumed")
    if not _said(known, "committed_eur_m"):
        parts.append(f"{assumed['open_share_pct'].value:g} % of the equipment money still open, assumed")
    return f"{name}: {'; '.join(parts)}; GDP grows by {assumed['gdp_growth_pct'].value:g} % a year, assumed."


def _way(known: _Known, share: float, assumed: Mapping[str, Assumption]) -> str:
    """Where the share of GDP goes from the last one known."""
    goal = assumed["core_spending_2035_pct"].value
    if not known.commits:
        return "kept, as no commitment of NATO binds it"
    return (
        "kept, as it is no less than NATO asks"
        if share >= goal
        else f"rising straight to {goal:g} % in {COMMITMENT_YEAR}"
    )


def _years(years: Mapping[int, Row]) -> str:
    """The first and last of years in words."""
    return (
        f"{min(years)}"
        if len(years) == 1
        else " and ".join(map(str, sorted(years)))
        if len(years) == 2
        else f"{min(years)} to {max(years)}"
    )
