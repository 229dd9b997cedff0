"""Rounding: from the best plan of parts to one of whole lots, state after state.

What the relaxation says a lot is worth in each year is a price. At those prices a state alone decides in whole lots, which is a
small program of its own money; and the relaxation, solved again with what it has decided, lets all others make up for it.
States of few lots go first: for them a whole lot is much. Where prices lead astray, and for the last states, one decides in
whole lots while all others that have yet to decide, industry and coverage move with it in parts of lots ("relax and fix").
On cases of 31 states and 40 items that loses some 0.4 per cent against the bound.

Relax and fix: Y. Pochet and L. A. Wolsey, "Production Planning by Mixed Integer Programming", Springer 2006.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack, identity, kron, vstack

from phalanx.analyses.planning.optimisation.case import Flags, Floats, Ints
from phalanx.analyses.planning.optimisation.part import Part, part_of
from phalanx.analyses.planning.optimisation.plan import later
from phalanx.analyses.planning.optimisation.program import Program, columns_of, with_fairness
from phalanx.analyses.planning.optimisation.relaxation import Contradicting, Relaxation, Relaxed

OF_A_STATE = ("budget", "uptake", "joint", "part", "loans", "ceilings", "paid", "worth", "shared")
"""Limits of one state alone."""
THRESHOLD = "threshold"
"""The limit that is kept by telling members when their joint buy depends on them."""
TIGHTER = 1.02
"""So much fairer is the relaxation that leads than a plan has to be, so that whole lots do not break fairness."""
OTHERS_PART = 0.7
"""Of the output that states yet to decide would use, this part had better be left to them."""
CROWDING = 20.0
"""What it weighs to take it all the same, in times of the cost of a lot."""
FAITHFUL = 0.05
"""What it weighs for a year that a lot is not delivered which the relaxation had delivered, in times of its cost."""
ROUGH, NEAR, FINE = 2e-3, 3e-4, 3e-4
"""How near to its best a state's program is solved: of what is at stake in it, or of the whole objective; and one that sees everything."""
GROUPS = (6, 6, 4, 3, 2, 2, 2)
"""How many states decide between two relaxations; then one at a time, and who has to decide anew."""
A_LITTLE = 0.02
"""Lots from which on a member may take part."""
ASTRAY = 5e-3
"""What a step by prices may lose, as a share of the objective, before its states decide seeing everything."""
LAST = 4
"""States that decide so in any case."""
NONE = np.zeros(0, dtype=np.int64)
EVERYBODYS = ("made", "delivered", "open", "short", "above", "below", "paid", "worth", "shared", "amiss")
"""Columns that move with what a state decides."""


class Rounding:
    """A program on its way to whole lots: the bounds of all columns as decided so far."""

    def __init__(self, program: Program, near: float = NEAR) -> None:
        self._near = near
        self.case = program.case
        self.program = with_fairness(program, min(1.0, program.case.fairness * TIGHTER))
        self.matrix = csr_array(self.program.matrix)
        self.bounds = loosened(program)
        self.row_bounds = self.program.lower, self.program.upper
        self.whole = program.columns.whole()
        self.rows = {kind: np.arange(place.start, place.stop) for kind, place in program.slices().items()}
        self.undecided = self.whole.copy()
        self._at_first = self.bounds

    def steps(self, relaxed: Relaxed) -> Iterator[Floats]:
        """The values of all columns, step after step; after the last one all that has to be whole is."""
        self._choose_members(relaxed.values)
        guide = Relaxation(self.program)
        guide.free([THRESHOLD])
        for name in ("takes", "short"):
            self._tell(guide, self.program.columns.named[name].ravel())
        if relaxed.basis is not None:
            guide.begin_at(relaxed.basis)
        led = self._led(guide, "ipm" if relaxed.basis is None else "simplex")
        states = self._states_by_lots(led.values)
        waiting, seeing = states[:-LAST], states[-LAST:]
        sizes = iter(GROUPS)
        while waiting:
            size = next(sizes, 1)
            group, waiting = waiting[:size], waiting[size:]
            led = self._led_by(guide, led, group)
            seeing += self._yet_to_decide(group)
            waiting += self._left_alone()
            yield led.values
        while seeing:
            state, *seeing = seeing
            led = self._decided_seeing(guide, led, [state])
            seeing += self._left_alone()
            yield led.values

    # ── Who takes part, and who decides when ─────────────────────────────────────────────────────────────────────────

    def _choose_members(self, values: Floats) -> None:
        """Members may take part where the relaxation gives them a little; a joint buy without enough of them is given up."""
        named = self.program.columns.named
        self.bounds[1][named["takes"][values[named["joint"]].sum(axis=1) <= A_LITTLE]] = 0.0
        self._hold_members()
        self._at_first = self.bounds[0].copy(), self.bounds[1].copy()

    def _hold_members(self) -> None:
        """Where a joint buy has no more members left than it needs, each of them has to take part; where fewer, no further one may."""
        lower, upper = self.bounds
        takes = self.program.columns.named["takes"]
        buys = self.case.members.buys
        for number, buy in enumerate(self.case.joint):
            members = takes[buys == number]
            left = members[upper[members] > 0]
            if left.size == buy.least:
                lower[left] = 1.0
            elif left.size < buy.least:
                yet_to_decide = members[self.undecided[members]]
                lower[yet_to_decide] = upper[yet_to_decide] = 0.0

    def _left_alone(self) -> list[int]:
        """The states that take part in a joint buy which has too few members left: they decide anew, without it."""
        named, left_alone = self.program.columns.named, set[int]()
        for number, buy in enumerate(self.case.joint):
            rows = [row for row, (each, _) in enumerate(self.case.memberships) if each == number]
            takes = named["takes"][rows]
            if (self.bounds[1][takes] > 0).sum() < buy.least:
                left_alone |= {self.case.memberships[row][1] for row in rows if self.bounds[1][named["takes"][row]] > 0}
                for bounds in (*self.bounds, *self._at_first):
                    bounds[takes] = bounds[named["joint"][rows]] = 0.0
        for state in left_alone:
            columns = columns_of(self.program, state)
            whole = columns[self.whole[columns]]
            for bounds, first in zip(self.bounds, self._at_first, strict=True):
                bounds[whole] = first[whole]
            self.undecided[whole] = True
        return sorted(left_alone)

    def _states_by_lots(self, values: Floats) -> list[int]:
        """The states, those with the fewest lots first."""
        named = self.program.columns.named
        lots = values[named["own"]].sum(axis=(1, 2))
        for row, (_, state) in enumerate(self.case.memberships):
            lots[state] += values[named["joint"][row]].sum()
        return [int(state) for state in np.argsort(lots, kind="stable")]

    # ── States that decide by prices ─────────────────────────────────────────────────────────────────────────────────

    def _led_by(self, guide: Relaxation, led: Relaxed, states: Sequence[int]) -> Relaxed:
        """The relaxation after these states have decided by prices, or, where that leads astray, seeing everything."""
        before = (self.bounds[0].copy(), self.bounds[1].copy()), self.undecided.copy()
        weight = self.program.columns.weight
        with suppress(Contradicting):
            decided = self._decided(guide, led, states)
            if weight @ decided.values <= (1 + ASTRAY) * (weight @ led.values):
                return decided
        self.bounds, self.undecided = before
        return self._decided_seeing(guide, led, states)

    def _decided(self, guide: Relaxation, led: Relaxed, states: Sequence[int]) -> Relaxed:
        """The relaxation after each of these states has decided, each seeing what those before it took."""
        own = self._marked(OF_A_STATE)
        worth = self.program.columns.weight - self.matrix.T @ np.where(own, 0.0, led.prices)
        values = led.values.copy()
        for state in states:
            columns = columns_of(self.program, state)
            found = self._part_solved(state, columns, values, worth)
            if found is not None:
                values[columns] = found[: columns.size]
                self._settle(columns, values)
            self._hold_members()
        self._tell(guide, np.flatnonzero(self.whole))
        return self._led(guide, "simplex")

    def _part_solved(self, state: int, columns: Ints, values: Floats, worth: Floats) -> Floats | None:
        """What a state decides: fairly and with its partners; else without them; else, as whole lots allow no more, unfairly."""
        within = self._near * float(self.program.columns.weight @ values)
        found = self._state_part(state, columns, values, worth).solve(ROUGH, within=within)
        if found is None:
            self._release(state)
            found = self._state_part(state, columns, values, worth).solve(ROUGH, within=within)
        if found is None:
            found = self._state_part(state, columns, values, worth, fair=False).solve(ROUGH, within=within)
        return found

    def _release(self, state: int) -> None:
        """The state need not take part in anything, even where a joint buy depends on it."""
        rows = [row for row, (_, member) in enumerate(self.case.memberships) if member == state]
        self.bounds[0][self.program.columns.named["takes"][rows]] = 0.0

    def _state_part(self, state: int, columns: Ints, values: Floats, worth: Floats, *, fair: bool = True) -> Part:
        """What a state orders at these worths, fairly as the others stand, with the output they do not have to have."""
        rows = np.flatnonzero(self._marked(OF_A_STATE) & self._touched(columns))
        part = part_of(self.matrix, rows, columns, values, worth, self.bounds, self.row_bounds, self.whole)
        near = np.where(part.whole, np.ceil(values[columns] * 1.5 + 2.0), np.inf)
        part = replace(part, upper=np.maximum(part.lower, np.minimum(part.upper, near)))
        if fair:
            part = self._fair(state, columns, values, part)
        room, left = self._room(columns, values)
        used = csr_array(self._orders[:, columns])
        cost = np.tile(np.repeat(self.case.costs, len(self.case.years)), 2)
        some = np.flatnonzero(
            used @ (part.upper[: columns.size] * part.whole[: columns.size])
        )  # what the state can order at all
        used, room, left, cost = used[some], room[some], left[some], cost[some]
        part = part.and_at_most(used, np.maximum(0.0, room))
        part = part.and_rather_at_most(used, np.maximum(0.0, room - OTHERS_PART * left), CROWDING * cost)
        return _faithful(
            part, columns, values, used[some < self.case.required.size], cost[some < self.case.required.size]
        )

    def _room(self, columns: Ints, values: Floats) -> tuple[Floats, Floats]:
        """Lots that industry has left beside what is settled, and those that states yet to decide would take of it."""
        others = values.copy()
        others[columns] = 0.0
        wished = np.where(self.undecided, others, 0.0)
        return self._capacity(values) - self._orders @ (others - wished), self._orders @ wished

    @cached_property
    def _orders(self) -> csr_array:
        """Lots delivered until each year, and those that loans may pay, as sums of orders: shape (2 x I x T, columns)."""
        until = kron(identity(len(self.case.items)), np.tri(len(self.case.years)))
        both = vstack([until @ self.matrix[self.rows["delivered"]], self.matrix[self.rows["european"]]])
        return csr_array(both @ diags_array(self.whole.astype(float)))

    def _capacity(self, values: Floats) -> Floats:
        """Lots that all lines, and that European ones, can have delivered by item and year as they are expanded: (2 x I x T,)."""
        grown = values[self.program.columns.named["grown"]]
        every, european = np.zeros((2, *self.case.required.shape))
        for number, line in enumerate(self.case.lines):
            output = line.output + later(np.cumsum(grown[number]), line.growth_years)
            output = np.cumsum(output * (np.arange(output.size) >= self.case.leads[line.item]))
            every[line.item] += output
            european[line.item] += output * line.european
        return np.concatenate([every.ravel(), european.ravel()])

    def _fair(self, state: int, columns: Ints, values: Floats, part: Part) -> Part:
        """The same with bounds of what the state pays and orders, so that it is fair while all others stay as they are."""
        fairness = self.program.case.fairness
        if fairness == 0:
            return part
        lower, upper = part.lower.copy(), part.upper.copy()
        key, named, case = self.case.key[state], self.program.columns.named, self.case
        place = {name: int(np.flatnonzero(columns == named[name][state])[0]) for name in ("paid", "worth", "shared")}
        lower[place["paid"]] = max(0.0, fairness * key * values[named["paid"]].sum() - case.cheapest[state])
        for name, counted in (("worth", np.ones_like(case.common)), ("shared", case.common)):
            most = (key * values[named[name]].sum() + case.dearest(counted)[state]) / fairness
            upper[place[name]] = min(upper[place[name]], most)
        return replace(part, lower=lower, upper=np.maximum(lower, upper))

    # ── States that see everything ───────────────────────────────────────────────────────────────────────────────────

    def _decided_seeing(self, guide: Relaxation, led: Relaxed, states: Sequence[int]) -> Relaxed:
        """The relaxation after each of these states has decided while those that have yet to decide move with it in parts of lots.

        A state decides fairly and with its partners; else without them; else, as whole lots allow no more, unfairly.
        """
        amiss = self.program.columns.named["amiss"]
        for state in states:
            columns = columns_of(self.program, state)
            others = [other for other in self._yet_to_decide(range(len(self.case.states))) if other != state]
            beside = np.concatenate([NONE, *(columns_of(self.program, other) for other in others)])
            at_most = self.bounds[1][amiss[:, state]]
            self.bounds[1][amiss[:, state]] = 0.0
            self.decide_seeing(led.values, columns, beside=beside)
            if self._yet_to_decide([state]):
                self._release(state)
                self.decide_seeing(led.values, columns, beside=beside)
            self.bounds[1][amiss[:, state]] = at_most
            if self._yet_to_decide([state]):
                self.decide_seeing(led.values, columns, beside=beside)
            self._hold_members()
            self._tell(guide, np.flatnonzero(self.whole))
            led = self._led(guide, "simplex")
        return led

    def _yet_to_decide(self, states: Iterable[int]) -> list[int]:
        own = self.program.columns.named["own"]
        return [state for state in states if self.undecided[own[state]].any()]

    def decide_seeing(
        self, values: Floats, columns: Ints, near: float = FINE, *, members: bool = False, beside: Ints = NONE
    ) -> Floats:
        """The values after these columns were decided anew in whole lots, industry and coverage moving with them.

        `near`: how near to their best, as a share of the whole objective; `members`: whether joint buys have to be left with
        enough members; `beside`: columns that move with them in parts of lots. Where nothing keeps all limits, the values
        stay as they are.
        """
        named = self.program.columns.named
        moving = np.union1d(columns, np.concatenate([beside, *(named[name].ravel() for name in EVERYBODYS)]))
        left_out = self._marked(() if members else (THRESHOLD,))
        rows = np.flatnonzero(self._touched(moving) & ~left_out)
        weight = self.program.columns.weight
        whole = self.whole & ~np.isin(np.arange(self.whole.size), beside)
        part = part_of(self.matrix, rows, moving, values, weight, self.bounds, self.row_bounds, whole)
        found = part.solve(near)
        if found is None:
            return values
        values = values.copy()
        values[moving] = found
        self._settle(columns, values)
        return values

    # ── What is decided ──────────────────────────────────────────────────────────────────────────────────────────────

    def _settle(self, columns: Ints, values: Floats) -> None:
        whole = columns[self.whole[columns]]
        self.bounds[0][whole] = self.bounds[1][whole] = values[whole]
        self.undecided[whole] = False

    def _led(self, guide: Relaxation, method: str) -> Relaxed:
        """The relaxation as decided so far; where members cannot take part as they should, none of them has to."""
        try:
            return guide.solve(method)
        except Contradicting:
            takes = self.program.columns.named["takes"]
            self.bounds[0][takes[self.undecided[takes]]] = 0.0
            self._tell(guide, takes)
            return guide.solve(method)

    def _tell(self, guide: Relaxation, columns: Ints) -> None:
        guide.bind(columns, self.bounds[0][columns], self.bounds[1][columns])

    def _marked(self, kinds: Iterable[str]) -> Flags:
        marked = np.zeros(self.row_bounds[0].size, dtype=bool)
        for kind in kinds:
            marked[self.rows[kind]] = True
        return marked

    def _touched(self, columns: Ints) -> Flags:
        return np.asarray(np.diff(csr_array(self.matrix[:, columns]).indptr) > 0)


def _faithful(part: Part, columns: Ints, values: Floats, delivered: csr_array, cost: Floats) -> Part:
    """The same, and what the relaxation had delivered until each year is missed at a price.

    Prices alone leave a state free between what is worth the same; others can make up for it only while they can.
    """
    until = delivered @ values[columns]
    further = csr_array((until.size, part.weight.size - columns.size))
    return part.and_rather_at_most(csr_array(hstack([-delivered, further])), -until, FAITHFUL * cost)


def loosened(program: Program) -> tuple[Floats, Floats]:
    """The bounds of all columns, and what has to be covered may be missed at its weight until all lots are whole."""
    lower, upper, case = program.columns.lower.copy(), program.columns.upper.copy(), program.case
    upper[program.columns.named["short"]] = case.floor * (case.need - case.beyond_money())
    return lower, upper
