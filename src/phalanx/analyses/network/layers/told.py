"""Layers told: how the institutional layers lie on one another, as findings."""

from __future__ import annotations

import polars as pl

from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.layers.institutions import BILATERAL, EU, MINILATERAL, NATO, NESTS
from phalanx.analyses.network.saying import WEIGHTED, some_of, standing, uncertain
from phalanx.answer import Finding
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted
from phalanx.world import World

LISTED = 16
"""So many ties that stand alone are named; the table has all."""
WITHIN = {
    MINILATERAL: "in a grouping or a pact of at most {largest} states",
    EU: "in the European Union or one of its frameworks",
    NATO: "in NATO",
}
"""Where a tie is nested, in a sentence."""


def findings(
    world: World,
    web: Hypergraph,
    ties: pl.DataFrame,
    groupings: pl.DataFrame,
    states: pl.DataFrame,
    layers: pl.DataFrame,
    largest: int,
) -> tuple[Finding, ...]:
    """All that the layers say of the World's day."""
    evidence = tuple(standing(web, world.valid_on)["id"])
    return (
        _pairs(ties, evidence),
        *(_nested(ties, largest) if ties.height else ()),
        *_support(groupings, evidence),
        _overlap(layers, evidence),
        _spread(states, evidence, largest),
        uncertain(web, world.valid_on),
    )


def _limit(largest: int) -> str:
    return f"A grouping or pact of more than {largest} states is not taken as minilateral, as such circles hold nearly all."


def _ids(ties: pl.DataFrame) -> tuple[str, ...]:
    """The agreements behind these ties."""
    return tuple(ties["ids"].explode().drop_nulls())


def _pairs(ties: pl.DataFrame, evidence: tuple[str, ...]) -> Finding:
    """How many pairs have an agreement of their own."""
    if not ties.height:
        text = "No two states have an agreement of the two alone in this selection, so that there is nothing to nest."
        return Finding("pairs", 0, "pairs", text, evidence)
    states = pl.concat([ties["a"], ties["b"]]).n_unique()
    has = "has" if ties.height == 1 else "have"
    text = f"{counted(ties.height, 'pair')} of {counted(states, 'state')} {has} an agreement of the two alone."
    return Finding("pairs", ties.height, "pairs", text, _ids(ties))


def _nested(ties: pl.DataFrame, largest: int) -> tuple[Finding, ...]:
    """In what the ties of two are nested, which are in nothing, and which in most."""
    anywhere = "within at least one of small grouping or pact, EU and NATO"
    return (
        _share("nested", ties, ~pl.col("alone"), anywhere, largest),
        *(
            _share(f"nested_{layer}", ties, pl.col(layer), WITHIN[layer].format(largest=largest), largest)
            for layer in NESTS
        ),
        _alone(ties, largest),
        _half(ties),
        _deepest(ties),
    )


def _share(name: str, ties: pl.DataFrame, which: pl.Expr, words: str, largest: int) -> Finding:
    """Which share of the ties of two, and of their weight, lies within something."""
    inside = ties.filter(which)
    share = 100 * inside.height / ties.height
    by_weight = 100 * float(inside["weight"].sum()) / float(ties["weight"].sum())
    return Finding(
        name,
        round(share, 1),
        "% of pairs",
        f"{inside.height} of {counted(ties.height, 'tie')} of two ({share:.0f} %) {'is' if inside.height == 1 else 'are'} "
        f"{words}; by weight {by_weight:.0f} %.",
        _ids(inside),
        (WEIGHTED, _limit(largest)),
    )


def _alone(ties: pl.DataFrame, largest: int) -> Finding:
    """The ties that are nested in nothing, and how many would be if circles of any size counted."""
    alone = ties.filter("alone")
    if not alone.height:
        text = "No tie of two stands alone: each is nested in a small grouping or pact, the EU or NATO."
        return Finding("alone", 0, "pairs", text, _ids(ties), (_limit(largest),))
    sides = pl.concat([alone["a"], alone["b"]]).value_counts().sort(["count", "a"], descending=[True, False])
    most, count = sides.row(0)
    others = [row["b"] if row["a"] == most else row["a"] for row in alone.to_dicts() if most in (row["a"], row["b"])]
    rest = alone.filter((pl.col("a") != most) & (pl.col("b") != most))["title"].to_list()
    if count > 1:
        said = f"{count} of them with {party_name(most)}: {some_of(sorted(map(party_name, others)), LISTED)}"
        said += f"; the others are {some_of(rest, LISTED)}" if rest else ""
    else:
        said = some_of(alone["title"].to_list(), LISTED)
    everywhere = alone.filter(pl.col("smallest").is_null()).height
    text = (
        f"{counted(alone.height, 'tie')} of two stand{'s' if alone.height == 1 else ''} alone, {said}. If groupings and "
        f"pacts of any size counted, {everywhere} would."
    )
    return Finding("alone", alone.height, "pairs", text, _ids(alone), (_limit(largest),))


def _half(ties: pl.DataFrame) -> Finding:
    """Within how small a grouping or pact the middle one of all ties lies."""
    sizes = ties["smallest"].sort(nulls_last=True)
    middle = sizes[(ties.height - 1) // 2]
    if middle is None:
        text = "Fewer than half of the ties of two lie within a grouping or pact of any size."
        return Finding("half_within", None, "states", text, _ids(ties))
    within = ties.filter(pl.col("smallest") <= middle)
    text = f"Half of the ties of two lie within a grouping or pact of at most {middle} states."
    return Finding("half_within", int(middle), "states", text, _ids(within))


def _deepest(ties: pl.DataFrame) -> Finding:
    """The tie that lies within most circles."""
    first = ties.sort(["depth", "weight", "a", "b"], descending=[True, True, False, False]).row(0, named=True)
    rest = first["depth"] - first["pacts"] - first["groupings"] - first["pesco_projects"]
    if not first["depth"]:
        text = "No tie of two lies within any pact, grouping, framework or project."
        return Finding("deepest", 0, "circles", text, _ids(ties))
    return Finding(
        "deepest",
        first["depth"],
        "circles",
        f"{first['title']} is nested most deeply: both belong to {counted(first['pacts'], 'pact')} of three or more, "
        f"{counted(first['groupings'], 'grouping')}, {counted(first['pesco_projects'], 'PESCO project')}, and "
        f"{counted(rest, 'institution')} of the EU and NATO.",
        tuple(first["ids"]),
    )


def _support(groupings: pl.DataFrame, evidence: tuple[str, ...]) -> tuple[Finding, ...]:
    """Which groupings have fewest agreements of two among their members, and which are borne out altogether."""
    if not groupings.height:
        text = "The facts know no grouping of two states or more on this day."
        return (Finding("unsupported", None, "groupings", text, evidence),)
    none, whole = groupings.filter(pl.col("tied") == 0), groupings.filter(pl.col("tied") == pl.col("pairs"))
    least = groupings.row(0, named=True)
    return (
        Finding(
            "unsupported",
            none.height,
            "groupings",
            f"{none.height} of {counted(groupings.height, 'grouping')} {'have' if none.height > 1 else 'has'} no agreement of "
            f"two among its members{_which(none)}."
            if none.height
            else f"In each of {counted(groupings.height, 'grouping')} at least two members have an agreement of their own.",
            tuple(none["id"]) or tuple(groupings["id"]),
        ),
        Finding(
            "least_support",
            least["support_pct"],
            "% of pairs",
            f"{least['name']} has least support: {least['tied']} of {counted(least['pairs'], 'pair')} of its members have an "
            "agreement of their own.",
            (least["id"],),
        ),
        Finding(
            "full_support",
            whole.height,
            "groupings",
            f"In {counted(whole.height, 'grouping')} every two members have an agreement of their own{_which(whole)}.",
            tuple(whole["id"]) or tuple(groupings["id"]),
        ),
    )


def _which(groupings: pl.DataFrame) -> str:
    """The names of groupings as the end of a sentence; nothing where there are none."""
    return f": {some_of(groupings['name'].to_list(), LISTED)}" if groupings.height else ""


def _overlap(layers: pl.DataFrame, evidence: tuple[str, ...]) -> Finding:
    """How EU and NATO lie on one another, and on the bilateral web."""
    row = {(one["layer"], one["other"]): one for one in layers.to_dicts()}
    both, bilateral = row[EU, NATO], row[BILATERAL, NATO]
    correlation = row[BILATERAL, MINILATERAL]["correlation"]
    if not both["shared"]:
        text = "No two states of this network are together both in an EU framework and in NATO"
    else:
        text = (
            f"{both['share_pct']:.0f} % of the pairs in EU frameworks are in NATO as well, and {row[NATO, EU]['share_pct']:.0f} "
            "% the other way round"
        )
    if bilateral["pairs"]:
        own = row[NATO, BILATERAL]["share_pct"]
        text += f"; {own or 0:.0f} % of the pairs in NATO have an agreement of their own"
    if correlation is not None:
        text += f"; strength in agreements of two and in small groupings has a rank correlation of {correlation:.2f}"
    return Finding("overlap", both["jaccard"], "Jaccard index", f"{text}.", evidence)


def _spread(states: pl.DataFrame, evidence: tuple[str, ...], largest: int) -> Finding:
    """Whose partners spread most evenly over the four layers, and how many have them in one at most."""
    first = states.sort(["participation", "partners", "state"], descending=[True, True, False]).row(0, named=True)
    one = states.filter(pl.col("participation") == 0).height
    text = (
        f"{first['name']} spreads its partners most evenly over the four layers ({first['participation']:.2f}); {one} of "
        f"{counted(states.height, 'state')} {'has' if one == 1 else 'have'} them in one layer at most."
    )
    return Finding("participation", first["participation"], "participation, 0 to 1", text, evidence, (_limit(largest),))
