"""Road map burden: each state's part of what is paid, of what is bought, and of the enablers that serve all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from phalanx.analyses.planning.optimisation.case import Case, Floats
from phalanx.analyses.planning.optimisation.plan import Plan


@dataclass(frozen=True, eq=False)
class Burden:
    """Shares of each state, shape (states,): `fair` as the case has it, in cash, in capabilities at list price, in common enablers.

    `paid` is in million EUR. Where nothing is paid or bought, its shares are 0.
    """

    fair: Floats
    cash: Floats
    capabilities: Floats
    contributions: Floats
    paid: Floats

    @property
    def ratio(self) -> Floats:
        """What each pays as a multiple of its fair share."""
        return self.against(self.cash)

    def against(self, shares: Floats) -> Floats:
        """Shares as multiples of the fair ones; NaN for a state that is to bear nothing."""
        return np.divide(shares, self.fair, out=np.full_like(shares, np.nan), where=self.fair > 0)


def burden_of(case: Case, plan: Plan) -> Burden:
    """How a plan shares the burden."""
    paid, worth = plan.spent(case).sum(axis=1), plan.worth(case)
    common = np.array([item.common for item in case.items])
    return Burden(case.key, _shares(paid), _shares(worth.sum(axis=1)), _shares(worth[:, common].sum(axis=1)), paid)


def _shares(amounts: Floats) -> Floats:
    return np.asarray(amounts / amounts.sum() if amounts.sum() > 0 else np.zeros_like(amounts))
