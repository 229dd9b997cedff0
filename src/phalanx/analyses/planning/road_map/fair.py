"""Road map fair shares: what each state is to bear by its GDP, as far as it has the money and takes so much."""

from __future__ import annotations

import numpy as np

from phalanx.analyses.planning.optimisation.case import Floats


def fair_shares(gdp: Floats, means: Floats, price: float) -> Floats:
    """Shares of states, which sum to 1: by GDP, but of nobody more than its means can pay of the price of all.

    What some cannot bear the others bear by their GDP. Where all means together do not pay the price, shares are those
    of the means; where nobody has any, those of GDP. `means` and `price` in million EUR.
    """
    most = means / price
    if not most.any():
        return np.asarray(gdp / gdp.sum())
    if most.sum() <= 1:
        return np.asarray(most / most.sum())
    shares, bound = gdp / gdp.sum(), np.zeros(gdp.size, dtype=bool)
    while (over := ~bound & (shares > most)).any():
        bound |= over
        shares = np.where(bound, most, gdp * (1 - most[bound].sum()) / gdp[~bound].sum())
    return np.asarray(shares)
