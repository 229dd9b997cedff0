"""Roles: PESCO projects, coalitions led, SAFE loans, joint units and commands – what states take on, as counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from phalanx.analyses.planning.burden.amounts import Amount, Amounts, counted_roles
from phalanx.world import World
from phalanx.world.agreements import agreements
from phalanx.world.groupings import members

if TYPE_CHECKING:
    from phalanx.analyses.planning.burden.asked import Heard

FIRM = ("leading", "agreed")
STANDING = ("signed", "in_force")


def pesco_led(world: World, heard: Heard) -> Amounts:
    """Projects that a state coordinates, alone or with others; those closed are left out."""
    return counted_roles(_roles(_projects(world), "coordinator"), _in_pesco(heard), "projects not closed")


def pesco_joined(world: World, heard: Heard) -> Amounts:
    """Projects that a state coordinates or is named as participant of; those closed are left out."""
    both = pl.concat_list(pl.col("coordinator").fill_null([]), pl.col("participants").fill_null([])).list.unique()
    projects = _projects(world).with_columns(both.list.sort().alias("parties"))
    unknown = projects["participants"].is_null().sum()
    basis = f"projects not closed; of {unknown} of {projects.height} the participants are not known"
    return counted_roles(_roles(projects, "parties"), _in_pesco(heard), basis)


def leads(world: World, heard: Heard) -> Amounts:
    """Capability coalitions and commands that a state leads or agreed to lead; offers and interest are left out."""
    firm = world.table("lead_nations").filter(pl.col("lead_standing").is_in(FIRM))
    named = firm.with_columns((pl.lit("lead_nations/") + pl.col("coalition_id")).alias("id"))
    return counted_roles(_roles(named, "lead_nations"), heard.codes, "leads that are reported as taken on or agreed")


def safe(world: World, heard: Heard) -> Amounts:
    """SAFE loans in millions of euro, as set aside for each state; a member state that asked for none has nothing."""
    able = heard.states.filter(pl.col("eu_since").is_not_null())["iso2"].to_list()
    table = world.table("safe_allocations").select("iso2", "tentative_eur_m")
    found = dict.fromkeys(able, Amount.exactly(0.0)) if table.height else {}
    found |= {
        state: Amount.exactly(amount, f"safe_allocations/{state}")
        for state, amount in table.iter_rows()
        if state in able
    }
    return Amounts(found, frozenset(able), "loans set aside, of which most were approved")


def units(world: World, heard: Heard) -> Amounts:
    """Agreements of states on integrated units that stand, by their parties of today."""
    joining = world.table("party_periods")["accession"].drop_nulls()
    chosen = agreements(world).filter(
        pl.col("domains").list.contains("integrated_units")
        & (pl.col("level") == "state")
        & pl.col("life").is_in(STANDING)
        & ~pl.col("id").is_in(joining.implode())
    )
    return counted_roles(_roles(chosen, "parties_now"), heard.codes, f"{chosen.height} agreements that stand")


def commands(world: World, heard: Heard) -> Amounts:
    """Shared headquarters and units that a state is a member of."""
    shared = members(world).filter(pl.col("kind") == "joint_command")
    basis = f"{shared['id'].n_unique()} shared headquarters and units"
    return counted_roles(shared.select("party", "id").iter_rows(), heard.codes, basis)


def _in_pesco(heard: Heard) -> list[str]:
    return heard.states.filter("pesco")["iso2"].to_list()


def _projects(world: World) -> pl.DataFrame:
    return world.table("pesco_projects").filter(pl.col("status") != "closed")


def _roles(table: pl.DataFrame, column: str) -> Iterator[tuple[str, str]]:
    """A pair of state and record for each state in a column of lists."""
    yield from table.select(column, "id").drop_nulls(column).explode(column).drop_nulls(column).iter_rows()
