"""Nearby: the plan of a changed case among orders near those of the last one, in one descent from parts of lots to whole ones.

Most of what a changed case orders was ordered before, in the same year or in the next one, by the same members of the same
joint buys. With these orders alone the program is a tenth as large, and on the reference case its relaxation is within 0.1 per
cent of the whole one; simplex begins at the last basis. Then lots become whole, the dearest first: what weighs much when it is
missing goes to the nearest whole number and stays, the rest goes down; after each step simplex lets all others make up for
it. Dear lots that wait fall away in the end, as states have no money left for a whole one: that alone costs several per cent.
"""

from __future__ import annotations

import numpy as np

from phalanx.analyses.planning.optimisation.case import Flags, Floats, Ints
from phalanx.analyses.planning.optimisation.mending import fair, polished, without_lonely
from phalanx.analyses.planning.optimisation.near_orders import NearOrders
from phalanx.analyses.planning.optimisation.part import EXACTLY
from phalanx.analyses.planning.optimisation.plan import later
from phalanx.analyses.planning.optimisation.program import Program
from phalanx.analyses.planning.optimisation.relaxation import Relaxed

DEAR = (3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6)
"""What a lot weighs that is missing for a year, as a share of the whole objective, from which on it goes to the nearest whole number."""
UP = 0.35
"""The part of a lot from which on it may go up."""
TRIES = 12
"""So often less is settled in one step, where nothing keeps all limits else."""
STEPS = 6
"""Steps down until all that is still open goes down at once; on the reference case the last of them move a lot or two."""


def nearby(program: Program, values: Floats, relaxed: Relaxed) -> Floats | None:
    """Values in whole lots of a program that differs in bounds only from the one with these last values and relaxation.

    They keep all limits; where they miss fairness their columns say by how much. None where none were found, or nobody knows
    where simplex can begin.
    """
    if relaxed.basis is None:
        return None
    descent = _Descent(program, values, relaxed, relaxed.basis)
    found = descent.in_whole_lots()
    if found is None:
        return None
    found = without_lonely(program, found)
    best = descent.best_beside(found)
    if best is not None:  # by the fairness that is asked for: near orders are held to a tighter one
        best[program.columns.named["amiss"]] = program.plan(best).amiss(program.case)
        if fair(program, best):
            return best
    return polished(program, found)


class _Descent(NearOrders):
    """Near orders on their way to whole lots."""

    def in_whole_lots(self) -> Floats | None:
        """The values of all columns with all lots whole, but for those that their states cannot pay; None where nothing keeps all limits."""
        values = self._solved()
        if values is None:
            return None
        objective = float(self.program.columns.weight @ values)
        for least in DEAR:
            dear = self._weight >= least * objective
            values = self._to_the_nearest(values, dear)
            self._hold(values, dear)
        for step in range(STEPS + 1):
            parts = self._parts(values) > 0
            if not parts.any():
                break
            found = self._down(values, parts if step < STEPS else np.ones_like(parts))
            if found is None:
                return None
            values = found
        return values

    def best_beside(self, values: Floats) -> Floats | None:
        """The same whole numbers with the best money and industry beside them; None where some are not near or break a limit."""
        whole = self.program.columns.whole()
        near = self._place >= 0
        if (values[whole & ~near] > 0).any():
            return None
        settled = np.flatnonzero(whole & near)
        self.lower[settled] = self.upper[settled] = np.rint(values[settled])
        self._tell(settled)
        return self._solved()

    # ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _to_the_nearest(self, values: Floats, some: Flags) -> Floats:
        """The values after parts of some orders went up or down and stay there; what a state cannot pay stays open."""
        settled = np.flatnonzero(some & (self._parts(values) > 0))
        lots = values[self._orders]
        lots[settled] = self._whole(values)[settled] + self._going_up(values, settled)[settled]
        settled = settled[~np.isin(self._state[settled], self._who_seems_unable(values, settled, lots))]
        found = self._settled(settled, lots[settled])
        return values if found is None else found

    def _who_seems_unable(self, values: Floats, settled: Ints, lots: Floats) -> Ints:
        """The states of settled orders that cannot pay so many lots of them with the loans that they draw now."""
        spent, safe = self._spent(lots, settled)
        drawn, means = values[self.program.columns.named["lent"]], self._means(values)
        owed = spent - np.minimum(drawn, safe)
        states = np.unique(self._state[settled])
        return states[[not self._can_pay(state, owed[state], means[state]) for state in states]]

    def _going_up(self, values: Floats, settled: Ints) -> Flags:
        """Which of these go up: of each item as many as all parts make together, the largest first, where that seems possible.

        Lines have to make them as they are expanded, European ones what loans pay for, and the state has to pay them beside
        what it has settled so far, with the loans that it draws now.
        """
        parts, whole = self._parts(values), self._whole(values)
        room = self._capacity(values) - self._delivered(whole)
        european = self._capacity(values, european=True) - self.case.european_share * self._delivered(
            whole * self._safe
        )
        left = self.case.most - self._taken(whole)
        missing = np.bincount(self._item[settled], parts[settled], len(self.case.items)) - 0.5
        spent, safe = self._spent(whole, settled)
        drawn, means = values[self.program.columns.named["lent"]], self._means(values)
        up = np.zeros(parts.size, dtype=bool)
        for order in settled[np.lexsort((-parts[settled], -self._weight[settled]))]:
            item, state, due = self._item[order], self._state[order], self._due[order]
            share = self.case.european_share * self._safe[order]
            cost = self._instalments(order)
            paid, loans = spent[state] + cost, safe[state] + cost * self._safe[order]
            up[order] = (
                parts[order] >= UP
                and missing[item] > 0
                and left[state, item] >= 1
                and whole[order] + 1 <= self.upper[self._orders[order]]
                and room[item, due:].min() >= 1 - EXACTLY
                and (share == 0 or european[item, due:].min() >= share - EXACTLY)
                and self._can_pay(state, paid - np.minimum(drawn[state], loans), means[state])
            )
            if up[order]:
                spent[state], safe[state] = paid, loans
                missing[item] -= 1
                left[state, item] -= 1
                room[item, due:] -= 1
                european[item, due:] -= share
        return up

    def _can_pay(self, state: int, owed: Floats, means: Floats) -> bool:
        """Whether a state's means, year after year, suffice with what it may keep of them for the next year."""
        kept = 0.0
        for year, most in enumerate(self.case.carry * self.case.budget[state]):
            kept = min(kept + means[year] - owed[year], most)
            if kept < -EXACTLY:
                return False
        return True

    def _spent(self, lots: Floats, settled: Ints) -> tuple[Floats, Floats]:
        """Million EUR (S, T) that so many lots of settled orders cost, and of all others what is held; and what loans may pay of it."""
        least = self.lower[self._orders]
        least[settled] = lots[settled]
        return self._payments(least), self._payments(least * self._safe)

    def _payments(self, lots: Floats) -> Floats:
        """Million EUR (S, T) that so many lots of each order cost."""
        payments = np.zeros_like(self.case.budget)
        for order in np.flatnonzero(lots > 0):
            payments[self._state[order]] += lots[order] * self._instalments(int(order))
        return payments

    def _instalments(self, order: int) -> Floats:
        """Million EUR (T,) of one lot."""
        paid, lead = np.zeros(len(self.case.years)), self.case.leads[self._item[order]]
        paid[self._due[order] - lead : self._due[order] + 1] = self._price[order] / (lead + 1)
        return paid

    def _means(self, values: Floats) -> Floats:
        """Million EUR (S, T) that states have for orders beside loans: their budgets, less growth of industry and coordination."""
        case, named = self.case, self.program.columns.named
        growth = np.array([line.growth_cost for line in case.lines]) @ values[named["grown"]]
        means = case.budget - case.key[:, None] * growth
        for row, (number, state) in enumerate(case.memberships):
            buy = case.joint[number]
            means[state, buy.opens] -= buy.coordination * values[named["takes"][row]]
        return np.asarray(means)

    def _down(self, values: Floats, some: Flags) -> Floats | None:
        """The values after some orders went down; without joint ones loans may not pay for what is settled: these stay open then."""
        settled = np.flatnonzero(some)
        return self._settled(settled, self._whole(values)[settled])

    def _hold(self, values: Floats, some: Flags) -> None:
        """Some orders that are whole become no fewer."""
        orders = self._orders[some & (self._parts(values) == 0)]
        self.lower[orders] = np.rint(values[orders])
        self._tell(orders)

    def _settled(self, some: Ints, lots: Floats) -> Floats | None:
        """The values with so many lots of some orders, but for those of states that cannot pay them; None where that cannot be."""
        orders = self._orders[some]
        before = self.lower[orders], self.upper[orders]
        basis = self._solver.getBasis()
        possible = np.ones(some.size, dtype=bool)
        for _ in range(TRIES):
            for bounds, old in zip((self.lower, self.upper), before, strict=True):
                bounds[orders] = np.where(possible, lots, old)
            self._tell(orders)
            values = self._solved()
            if values is not None:
                return values
            possible &= ~np.isin(self._state[some], self._who_cannot_pay())
            self._solver.setBasis(basis)
        for bounds, old in zip((self.lower, self.upper), before, strict=True):
            bounds[orders] = old
        self._tell(orders)
        return None

    # ── What orders come to ───────────────────────────────────────────────────────────────────────────────────────────

    def _taken(self, lots: Floats) -> Floats:
        """Lots by state and item."""
        taken = np.zeros_like(self.case.most)
        np.add.at(taken, (self._state, self._item), lots)
        return taken

    def _delivered(self, lots: Floats) -> Floats:
        """Lots by item, delivered until each year."""
        delivered = np.zeros_like(self.case.required)
        np.add.at(delivered, (self._item, self._due), lots)
        return np.asarray(np.cumsum(delivered, axis=1))

    def _capacity(self, values: Floats, *, european: bool = False) -> Floats:
        """Lots by item that lines, or European ones, can have made until each year as they are expanded."""
        made = np.zeros_like(self.case.required)
        for line, grown in zip(self.case.lines, values[self.program.columns.named["grown"]], strict=True):
            output = line.output + later(np.cumsum(grown), line.growth_years)
            output[: self.case.leads[line.item]] = 0.0
            made[line.item] += np.cumsum(output) * (line.european or not european)
        return made
