"""Weights: how much an agreement counts in the network, as the facts `network_weights` say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from phalanx.errors import BadInput, facts_missing
from phalanx.world import World

FIELDS: Mapping[str, str] = {
    "form": "form",
    "clause": "mutual_defence",
    "confidence": "confidence",
    "grade": "source_grade",
    "status": "status",
    "level": "level",
}
"""The dimensions of the facts that weigh a code, with the field of an agreement that holds it."""
AGE = "age"
DAYS_A_YEAR = 365.2425

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Weights:
    """The weight of each code of each dimension, and the weight by age in whole years since signature."""

    by_code: Mapping[str, Mapping[str, float]]
    age_from: Floats
    age_weight: Floats
    table: pl.DataFrame = field(repr=False)

    def of_codes(self, agreements: pl.DataFrame) -> Floats:
        """The product of the weights of each agreement's codes, one number a row; age is left to `of_age`.

        Raises:
            BadInput: an agreement has a code that no weight is known for.
        """
        product = np.ones(agreements.height)
        for dimension, column in FIELDS.items():
            known = self.by_code[dimension]
            missing = set(agreements[column].unique()) - known.keys()
            if missing:
                raise BadInput(
                    f"No weight is known for {dimension} {', '.join(sorted(missing))}",
                    "a row of network_weights for every code of the agreements",
                    "see 'phalanx facts list network_weights' and import the missing rows",
                )
            product *= agreements[column].replace_strict(known, return_dtype=pl.Float64).to_numpy()
        return product

    def of_age(self, age_days: npt.NDArray[np.int64]) -> Floats:
        """The weight of agreements so many days old, in the shape of `age_days`."""
        step = np.searchsorted(self.age_from, age_days / DAYS_A_YEAR, side="right") - 1
        return self.age_weight[np.maximum(step, 0)]


def read_weights(world: World) -> Weights:
    """The weights of a World.

    Raises:
        BadInput: the registry holds none, as its facts are of an older edition, or a dimension has no row.
    """
    table = world.table("network_weights")
    rows = {
        dimension: dict(table.filter(pl.col("dimension") == dimension).select("code", "weight").iter_rows())
        for dimension in (*FIELDS, AGE)
    }
    empty = [dimension for dimension, known in rows.items() if not known]
    if empty:
        raise facts_missing(
            f"The registry holds no weights for {', '.join(empty)}", "rows of network_weights for every dimension"
        )
    ages = sorted((float(years), weight) for years, weight in rows.pop(AGE).items())
    age_from, age_weight = np.array(ages).T
    return Weights(rows, age_from, age_weight, table)
