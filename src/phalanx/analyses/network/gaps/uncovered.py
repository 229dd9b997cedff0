"""Uncovered needs: pairs that exercise without an agreement on supply or status, frontline states without a promise of help
of their own, and capability areas that no pact covers.

A need is what the registry holds no record for; that there is no agreement, it does not prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from phalanx.analyses.network.gaps.context import STANDING, frontline
from phalanx.vocabulary.parties import party_kind, party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World
from phalanx.world.areas import areas_of
from phalanx.world.ties import accessions, ties

EXERCISING = ("exercises", "training", "integrated_units")
SUPPORTING = ("logistics", "personnel", "military_mobility")
"""Domains under which forces meet, and those under which they are supplied, have a status abroad, or may cross a border."""
EASTERN_FLANK = "eastern-flank-group"
"""The grouping of those who call themselves frontline states."""
EVIDENCE = 5
"""How many agreements a row names at most."""
UNSUPPORTED = "exercises without supply or status"
NO_PROMISE = "frontline without any promise of help"
UNION_ALONE = "frontline with NATO or EU alone"
NO_PACT = "capability area without a pact"
KINDS: Sequence[str] = (UNSUPPORTED, NO_PROMISE, UNION_ALONE, NO_PACT)
NEED_NOTES = (
    (
        "A need is what the registry holds no record for; that no agreement exists does not follow. Above all, the NATO and "
        "Partnership for Peace agreements on the status of forces, older than the registry, are no rows in it and count "
        "for most pairs here; the column 'nato' says how many of the two are members."
    ),
    (
        "Forces exercise together under the domains exercises, training and integrated units; logistics, personnel (status "
        "of forces) and military mobility support them. Only what stands counts, of two states or of many."
    ),
    (
        "Frontline states are those with a land border with Russia or Belarus whose facts the registry holds, and the "
        "members of the Eastern Flank group. Promises of help count where an agreement of two alone makes them; one of "
        "several may bind all to help a single one of them, and is named beside."
    ),
    (
        "A pact covers a capability area when one of its domains or a word of its title or summary stands for the area or a "
        "part of it, as the facts area_words and capability_words say; what a text says beyond its summary is not seen."
    ),
)


@dataclass(frozen=True)
class Needs:
    """What is uncovered: a row a need with its evidence, a row a capability area, and areas of which nothing can be told."""

    table: pl.DataFrame
    areas: pl.DataFrame
    untold: tuple[str, ...]

    def of(self, need: str) -> pl.DataFrame:
        """The rows of one kind of need."""
        return self.table.filter(pl.col("need") == need)


def find_needs(world: World, chosen: pl.DataFrame, state: str | None = None) -> Needs:
    """The needs that the agreements chosen leave uncovered on the World's day, of all states or of one."""
    standing = chosen.filter(STANDING & ~pl.col("id").is_in(accessions(world)))
    areas, untold = covered_areas(world, standing)
    found = pl.concat(
        [
            unsupported_pairs(world, standing),
            unpromised_frontline(world, standing),
            _without_pact(areas),
        ]
    )
    if state is not None:
        found = found.filter(pl.col("states").list.contains(state))
    return Needs(found, areas, untold)


def _frame(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Rows of needs, in the one shape they have."""
    schema: dict[str, Any] = {
        "need": pl.String,
        "who": pl.String,
        "text": pl.String,
        "nato": pl.Int64,
        "states": pl.List(pl.String),
        "evidence": pl.List(pl.String),
    }
    return pl.DataFrame(list(rows), schema=schema)


def unsupported_pairs(world: World, standing: pl.DataFrame) -> pl.DataFrame:
    """Pairs of states that exercise together but have no agreement on supply or status; most exercises of two first."""
    met, supported = (_pairs_under(world, standing, domains) for domains in (EXERCISING, SUPPORTING))
    pairs = (
        met.join(supported.select("party", "partner").unique(), on=["party", "partner"], how="anti")
        .group_by("party", "partner")
        .agg(
            (pl.col("tie") == "bilateral").sum().cast(pl.Int64).alias("of_two"),
            pl.len().cast(pl.Int64).alias("all"),
            pl.col("id").sort_by("tie", "id").alias("evidence"),
        )
        .sort(["of_two", "all", "party", "partner"], descending=[True, True, False, False])
    )
    member, states = _nato(world), set(_states_of(standing))
    return _frame(
        {
            "need": UNSUPPORTED,
            "who": f"{party_name(row['party'])} – {party_name(row['partner'])}",
            "text": _meeting(row["of_two"], row["all"]),
            "nato": (row["party"] in member) + (row["partner"] in member),
            "states": [row["party"], row["partner"]],
            "evidence": row["evidence"][:EVIDENCE],
        }
        for row in pairs.iter_rows(named=True)
        if states.issuperset((row["party"], row["partner"]))
    )


def _pairs_under(world: World, standing: pl.DataFrame, domains: Sequence[str]) -> pl.DataFrame:
    """A row for each agreement of one of the domains and each two of its parties: `id`, `party`, `partner`, `tie`."""
    of_these = pl.col("domains").fill_null([]).list.set_intersection(list(domains)).list.len() > 0
    # Of a hundred thousand agreements only what is needed: every row is repeated for each two parties.
    tied = ties(world, standing.filter(of_these).select("id", "parties_now"))
    return tied.filter(pl.col("party") < pl.col("partner")).select("id", "party", "partner", "tie")


def _meeting(of_two: int, every: int) -> str:
    """How many agreements let the two meet."""
    if of_two == every:
        return f"{counted(of_two)} of the two on exercises, training or units"
    if not of_two:
        return f"{counted(every)} of three or more on exercises, training or units"
    return f"{counted(every)} on exercises, training or units, {of_two} of the two alone"


def unpromised_frontline(world: World, standing: pl.DataFrame) -> pl.DataFrame:
    """Frontline states to which no agreement of two promises help, those outside NATO and the EU first."""
    helping = standing.filter(pl.col("mutual_defence") == "assistance")
    two = pl.col("parties_now").list.len() == 2
    own = set(helping.filter(two)["parties_now"].explode())
    of_many = helping.filter(~two)
    nato, union = _nato(world), _since(world, "eu_since")
    rows = []
    for state, why in frontline_states(world).items():
        if state in own:
            continue
        clubs = [name for name, members in (("NATO", nato), ("the EU", union)) if state in members]
        wider = of_many.filter(pl.col("parties_now").list.contains(state))["id"].to_list()
        beside = f"; {counted(len(wider), 'promise')} of several, which may be meant for another" if wider else ""
        held = (
            f"only {' and '.join(clubs)} stand{'s' if len(clubs) == 1 else ''} behind it"
            if clubs
            else "outside NATO and the EU"
        )
        rows.append(
            {
                "need": UNION_ALONE if clubs else NO_PROMISE,
                "who": party_name(state),
                "text": f"{why}; no agreement of two promises help; {held}{beside}",
                "nato": int(state in nato),
                "states": [state],
                "evidence": [f"states/{state}", *wider],
            }
        )
    return _frame(sorted(rows, key=lambda row: (KINDS.index(str(row["need"])), str(row["who"]))))


def frontline_states(world: World) -> dict[str, str]:
    """The frontline states of which the registry holds facts, by code, with what makes them so."""
    known = set(world.table("states")["iso2"])
    group = world.table("groupings").filter(pl.col("id") == EASTERN_FLANK)["members"]
    flank = set(group[0]) if len(group) else set()
    found = dict.fromkeys(flank & known, "Belongs to the Eastern Flank group")
    found |= dict.fromkeys(frontline(world) & known, "Borders Russia or Belarus")
    return dict(sorted(found.items()))


def covered_areas(world: World, standing: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A row a capability area that domains or words stand for: its pacts and their states; and the other areas' names."""
    areas = world.table("capability_areas").select("id", "name", "source_framework", "parent_id")
    parent = dict(areas.select("id", "parent_id").iter_rows())
    parts = [(each, area) for area in parent for each in _ancestors([area], parent)]
    within = pl.DataFrame(parts, schema={"area": pl.String, "area_id": pl.String}, orient="row")
    told = (
        areas_of(world, standing)
        .join(within, on="area_id")
        .select("id", "area")
        .unique()
        .join(standing.select("id", "parties_now"), on="id")
        .sort("area", "id")
        .group_by("area")
        .agg(
            pl.len().cast(pl.Int64).alias("agreements"),
            pl.col("parties_now").explode().unique().is_in(_states_of(standing)).sum().cast(pl.Int64).alias("states"),
            pl.col("id").head(EVIDENCE).alias("evidence"),
        )
    )
    known = areas.filter(pl.col("id").is_in(sorted(_ancestors(_mapped(world), parent))))
    frame = (
        known.select(pl.col("id").alias("area"), "name", pl.col("source_framework").alias("framework"))
        .join(told, on="area", how="left")
        .with_columns(pl.col("agreements", "states").fill_null(0), pl.col("evidence").fill_null([]))
        .sort("agreements", "area")
    )
    return frame, tuple(areas.filter(~pl.col("id").is_in(known["id"].to_list()))["id"])


def _states_of(standing: pl.DataFrame) -> list[str]:
    """The parties that are states."""
    parties = standing["parties_now"].explode().drop_nulls().unique().sort()
    return [party for party in parties if party_kind(party) == "state_or_territory"]


def _mapped(world: World) -> list[str]:
    return [*world.table("area_words")["area_id"], *world.table("capability_words")["area_id"]]


def _ancestors(areas: Iterable[str], parent: Mapping[str, str | None]) -> set[str]:
    """These areas and all that they are part of."""
    found: set[str] = set()
    for area in areas:
        at: str | None = area
        while at is not None and at not in found:
            found.add(at)
            at = parent.get(at)
    return found


def _without_pact(areas: pl.DataFrame) -> pl.DataFrame:
    return _frame(
        {
            "need": NO_PACT,
            "who": f"{row['name']} ({row['framework']})",
            "text": "no agreement that stands has its domain or names it",
            "nato": None,
            "states": [],
            "evidence": [row["area"]],
        }
        for row in areas.filter(pl.col("agreements") == 0).iter_rows(named=True)
    )


def _nato(world: World) -> set[str]:
    return _since(world, "nato_since")


def _since(world: World, column: str) -> set[str]:
    """The states whose year of accession in that column has come."""
    begun = world.table("states").filter(pl.col(column) <= world.valid_on.year)
    return set(begun["iso2"])


def untold_note(needs: Needs) -> tuple[str, ...]:
    """Which capability areas cannot be told, as a note."""
    if not needs.untold:
        return ()
    areas = ", ".join(needs.untold)
    return (
        f"Of {len(needs.untold)} capability areas nothing can be told, as no domain and no word stands for them: {areas}.",
    )
