"""Road map rows: the facts a road map is computed from, each table the World's or a user's own, and how they are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phalanx.analyses.planning.road_map.agreed import agreed_buys
from phalanx.analyses.planning.road_map.asked import RoadMapParameters
from phalanx.registry.records import KINDS, named
from phalanx.vocabulary.values import Own
from phalanx.world import World

Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Rows:
    """The tables of a road map, rows by column; `own` names the kinds that come from a user's table.

    `paths` are the years of the path asked about alone; `other_paths` are the codes of all in that table.
    """

    items: tuple[Row, ...]
    lines: tuple[Row, ...]
    requirements: tuple[Row, ...]
    paths: tuple[Row, ...]
    other_paths: tuple[str, ...]
    targets: tuple[Row, ...]
    holdings: tuple[Row, ...]
    joint: tuple[Row, ...]
    own: frozenset[str]

    def records(self, kind: str, rows: Sequence[Row]) -> tuple[str, ...]:
        """The ids of the records of these rows; none where they are a user's own."""
        if kind in self.own:
            return ()
        return tuple(_record(kind, row) for row in rows)

    def tables(self) -> Mapping[str, tuple[Row, ...]]:
        """Every table of inputs by its kind."""
        return {
            "capability_items": self.items,
            "industry_lines": self.lines,
            "requirements": self.requirements,
            "us_exit_paths": self.paths,
            "targets": self.targets,
            "holdings": self.holdings,
            "joint_buys": self.joint,
        }

    @property
    def item_of(self) -> Mapping[str, Row]:
        """What can be bought, by its code."""
        return {row["item"]: row for row in self.items}


def read_rows(world: World, parameters: RoadMapParameters) -> Rows:
    """The tables that are meant: a user's own where one was given, else those of the World, in the order of their key.

    To the joint buys of the World those are added that new agreements open.
    """
    given: Mapping[str, Own | None] = {
        "capability_items": parameters.items,
        "industry_lines": parameters.industry,
        "requirements": parameters.requirements,
        "us_exit_paths": parameters.us_exit_path,
        "targets": parameters.targets,
        "holdings": parameters.holdings,
        "budgets": parameters.budgets,
        "joint_buys": parameters.joint_buys,
    }
    tables = {kind: _rows(world, kind, own) for kind, own in given.items() if kind != "budgets"}
    paths, joint = tables["us_exit_paths"], tables["joint_buys"]
    return Rows(
        items=tables["capability_items"],
        lines=tables["industry_lines"],
        requirements=tables["requirements"],
        paths=tuple(row for row in paths if row["path"] == parameters.us_exit),
        other_paths=tuple(dict.fromkeys(row["path"] for row in paths)),
        targets=tables["targets"],
        holdings=tables["holdings"],
        joint=joint if parameters.joint_buys else (*joint, *agreed_buys(world, joint)),
        own=frozenset(kind for kind, own in given.items() if own is not None),
    )


def _record(kind: str, row: Row) -> str:
    """The id of the record of a row: of a joint buy that follows from an agreement, that of the agreement."""
    return str(row.get("agreement") or named(KINDS[kind], *(str(row[name]) for name in KINDS[kind].KEY)))


def _rows(world: World, kind: str, own: Own | None) -> tuple[Row, ...]:
    rows = own.rows if own else world.table(kind).iter_rows(named=True)
    return tuple(sorted(rows, key=lambda row: tuple(row[name] for name in KINDS[kind].KEY)))
