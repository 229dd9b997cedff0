"""Upgrades, costs of permits and example movements: what the bundled rows hold to."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import polars as pl

from phalanx.registry.records import KINDS

FACTS = Path(str(files("phalanx.facts")))


def bundled(kind: str) -> pl.DataFrame:
    return pl.read_csv(FACTS / f"{kind}.csv", infer_schema=False)


def test_upgrades_name_links_of_their_mode_or_places() -> None:
    links = dict(bundled("mobility_links").select("id", "mode").iter_rows())
    places = set(bundled("mobility_nodes")["id"])
    for row in bundled("mobility_upgrades").iter_rows(named=True):
        elements = row["elements"].split(";")
        if row["changes"] == "travel":
            assert {links.get(element) for element in elements} == {row["mode"]}, row["id"]
        else:
            assert set(elements) <= places, row["id"]


def test_a_new_gauge_is_laid_within_a_state_only() -> None:
    crossing = dict(bundled("mobility_links").select("id", "cross_border").iter_rows())
    laid = bundled("mobility_upgrades").filter(pl.col("new_gauge").is_not_null())
    assert laid.height
    assert {crossing[element] for row in laid["elements"] for element in row.split(";")} == {"no"}


def test_every_regime_but_that_of_today_has_a_cost() -> None:
    regimes = set(KINDS["permit_costs"].model_fields["regime"].metadata[0].codes)
    assert set(bundled("permit_costs")["regime"]) == regimes - {"today"}


def test_example_movements_have_a_size_of_the_facts_and_end_elsewhere() -> None:
    examples = bundled("example_movements")
    assert set(examples["size"]) <= set(bundled("movement_sizes")["size"])
    assert not any(row["destination"] in row["origins"].split(";") for row in examples.iter_rows(named=True))
