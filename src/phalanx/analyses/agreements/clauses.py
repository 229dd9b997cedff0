"""clauses: who has promised whom help or consultation in case of an attack, and in what form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field

from phalanx.analyses.agreements.bars import split_bars
from phalanx.analyses.agreements.capitals import draw_map
from phalanx.analyses.agreements.counting import NEVER_REPORTED, STANDING, too_coarse
from phalanx.answer import Answer, Chart, Finding, Map, Table
from phalanx.question import Parameters, Question
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import capital, counted, listed
from phalanx.world import World
from phalanx.world.agreements import ScopeMeant, Selection, pairs, scope_meant, select
from phalanx.world.choosing import InScope, OfKind, OfLevel, SignedFrom, SignedTo
from phalanx.world.ties import ties
from phalanx.world.turning_points import TurningPoint, invasion

Clause = Literal["all", "assistance", "consultation"]


class ClausesParameters(Parameters):
    """Which agreements to look through, and for which clause."""

    scope: InScope = "all"
    kind: OfKind = "all"
    from_: SignedFrom = None
    to: SignedTo = None
    level: OfLevel = "all"
    clause: Annotated[Clause, Field(description="A promise of help if attacked, a promise to consult, or both.")] = (
        "all"
    )

    def selection(self) -> Selection:
        """The same as a selection of agreements."""
        return Selection(self.scope, self.kind, self.from_, self.to, self.level)


def answer(world: World, parameters: ClausesParameters) -> Answer:
    """List the clauses of a scope, the pairs and states they bind, and draw them as a matrix and on a map."""
    meant = scope_meant(world, parameters.scope)
    chosen = with_clause(select(world, parameters.selection()), parameters.clause)
    standing = chosen.filter(STANDING)
    bound = bound_pairs(ties(world, standing))
    states = by_state(standing)
    lines, undrawn = draw_map(world, standing)
    return QUESTION.answered(
        world,
        parameters,
        findings=_findings(chosen, standing, states, invasion(world), meant, parameters.clause),
        tables={
            "clauses": Table(_listed(chosen), "Agreements with a clause", CLAUSE_LABELS),
            "pairs": Table(bound, "Pairs bound by a clause that stands", PAIR_LABELS),
            "states": Table(
                states, "Clauses that stand, by state", {"assistance": "of help", "consultation": "to consult"}
            ),
        },
        charts=_charts(bound, states, meant) if standing.height else (),
        maps=(Map("clauses", "Promises of help and consultation between capitals", lines),)
        if lines["features"]
        else (),
        notes=NOTES + undrawn,
    )


CLAUSE_LABELS = {"kind": "clause", "source_grade": "grade of the source"}
PAIR_LABELS = {
    "bilateral": "of the two alone",
    "plurilateral": "with others",
    "strongest_bilateral": "strongest of the two alone",
}
NOTES = (
    (
        "Only clauses of single agreements are listed. Alliances that are treaties of their own – NATO's Article 5, "
        "Article 42(7) of the Treaty on European Union – are no rows here, though most of these states are bound by "
        "one or both as well."
    ),
    (
        "A clause of several parties counts for every pair of them, though it may promise help to one of them only, "
        "as pledges to Ukraine do; the columns of pairs keep such pacts apart from agreements of the two alone."
    ),
    (
        "Whether a text promises help or consultation was read from the sources, often from press reports rather than "
        "the treaty: mind the grade, the confidence and the note of each row."
    ),
    "Pairs, states, charts and map show what stands; the table of clauses lists those announced or ended as well.",
)
STRENGTH = ("assistance", "consultation")
"""The kinds of clause, the stronger first."""


def with_clause(chosen: pl.DataFrame, clause: Clause) -> pl.DataFrame:
    """The agreements with such a clause, the stronger kind first, then by date of signature."""
    return chosen.filter(pl.col("mutual_defence").is_in(kinds_of(clause))).sort("mutual_defence", "first_day", "id")


def kinds_of(clause: Clause) -> tuple[str, ...]:
    """The kinds of clause that were asked for."""
    return STRENGTH if clause == "all" else (clause,)


def bound_pairs(tied: pl.DataFrame) -> pl.DataFrame:
    """A row for each two parties: their strongest clause, by how many agreements, of the two alone and with others.

    Pairs with the stronger clause come first, and among them those with an agreement of their own.
    """
    each = tied.filter(pl.col("party") < pl.col("partner"))
    return (
        each.group_by(pl.col("party").alias("party_a"), pl.col("partner").alias("party_b"))
        .agg(
            pl.col("mutual_defence").min().alias("strongest"),
            pl.len().cast(pl.Int64).alias("agreements"),
            *((pl.col("tie") == tie).sum().cast(pl.Int64).alias(tie) for tie in ("bilateral", "plurilateral")),
            pl.col("mutual_defence").filter(pl.col("tie") == "bilateral").min().alias("strongest_bilateral"),
        )
        .sort(
            ["strongest", "strongest_bilateral", "bilateral", "party_a", "party_b"],
            descending=[False, False, True, False, False],
            nulls_last=True,
        )
    )


def by_state(standing: pl.DataFrame) -> pl.DataFrame:
    """A row a party: how many agreements with each kind of clause it has; most promises of help first."""
    return (
        pairs(standing)
        .group_by(pl.col("party").alias("state"))
        .agg((pl.col("mutual_defence") == kind).sum().cast(pl.Int64).alias(kind) for kind in STRENGTH)
        .with_columns(pl.col("state").map_elements(party_name, return_dtype=pl.String).alias("name"))
        .sort([*STRENGTH, "state"], descending=[True, True, False])
        .select("state", "name", *STRENGTH)
    )


def _listed(chosen: pl.DataFrame) -> pl.DataFrame:
    """A row an agreement; its status is that on the World's day."""
    return chosen.select(
        pl.col("id").alias("agreement"),
        pl.col("parties_now").alias("parties"),
        "signed",
        pl.col("mutual_defence").alias("kind"),
        "title",
        pl.when(pl.col("life") == "ended").then("status").otherwise("life").alias("status"),
        "legal_type",
        "source_grade",
        "confidence",
        "note",
    )


def _findings(
    chosen: pl.DataFrame,
    standing: pl.DataFrame,
    states: pl.DataFrame,
    turn: TurningPoint,
    meant: ScopeMeant,
    clause: Clause,
) -> tuple[Finding, ...]:
    """What stands, by kind of clause; a kind that was not asked for has no finding."""
    of_kind = {kind: standing.filter(pl.col("mutual_defence") == kind) for kind in STRENGTH}
    promised = {"assistance": "a promise of help in case of an attack", "consultation": "a promise to consult"}
    found = [
        Finding(
            kind,
            of_kind[kind].height,
            "agreements",
            f"{counted(of_kind[kind].height)} with {promised[kind]} stand{_s(of_kind[kind].height)} in the scope “{meant.title}”.",
            tuple(of_kind[kind]["id"]),
            (NEVER_REPORTED,) if of_kind[kind].height else (),
        )
        for kind in kinds_of(clause)
    ]
    if "assistance" in kinds_of(clause):
        found += _states_with_assistance(of_kind["assistance"], states)
    found += [_in_treaty_form(standing), _since_invasion(standing, turn)]
    others = chosen.filter(~STANDING)
    if others.height:
        lives = " and ".join(
            f"{count} {life}" for life, count in others.group_by("life").len().sort("life").iter_rows()
        )
        text = f"Beside these, the table lists {others.height} that do not stand: {lives}."
        found.append(Finding("not_standing", others.height, "agreements", text, tuple(others["id"])))
    return tuple(found)


def _s(number: int) -> str:
    """The ending of a verb after that number."""
    return "s" if number == 1 else ""


def _states_with_assistance(assisting: pl.DataFrame, states: pl.DataFrame) -> tuple[Finding, Finding]:
    inside = states.filter(pl.col("assistance") > 0)
    if not inside.height:
        return (
            Finding("states_with_assistance", 0, "parties", "Nobody in this selection has promised help."),
            Finding("most_assistance", 0, "agreements", "There is no promise of help to count."),
        )
    most = inside.filter(pl.col("assistance") == pl.col("assistance").max())
    number = int(most["assistance"][0])
    theirs = assisting.filter(pl.col("parties_now").list.set_intersection(most["state"].to_list()).list.len() > 0)
    return (
        Finding(
            "states_with_assistance",
            inside.height,
            "parties",
            f"{inside.height} are party to a promise of help: {', '.join(inside['name'])}.",
            tuple(assisting["id"]),
        ),
        Finding(
            "most_assistance",
            number,
            "agreements",
            f"Most promises of help are with {_most(states, 'assistance')}.",
            tuple(theirs["id"]),
        ),
    )


def _in_treaty_form(standing: pl.DataFrame) -> Finding:
    treaties = standing.filter(pl.col("legal_type") == "treaty")
    helping = treaties.filter(pl.col("mutual_defence") == "assistance").height
    others = standing.filter(pl.col("legal_type") != "treaty").group_by("legal_type").len()
    forms = [
        f"{count} as {label(code)}" for code, count in others.sort("len", "legal_type", descending=True).iter_rows()
    ]
    with_help = f" ({helping} of these promise help)" if treaties.height else ""
    text = (
        f"{treaties.height} of {standing.height} stand as treaty{with_help}"
        + "".join(f", {form}" for form in forms)
        + "."
    )
    return Finding("in_treaty_form", treaties.height, "agreements", text, tuple(treaties["id"]))


def _since_invasion(standing: pl.DataFrame, turn: TurningPoint) -> Finding:
    since = standing.filter(turn.since)
    text = f"{since.height} of {standing.height} were signed since {turn.day:%-d %B %Y}."
    evidence = (turn.record, *since["id"])
    return Finding("since_invasion", since.height, "agreements", text, evidence, too_coarse(standing, turn))


SHOWN_STATES = 12


def _charts(bound: pl.DataFrame, states: pl.DataFrame, meant: ScopeMeant) -> tuple[Chart, ...]:
    shown = states.head(SHOWN_STATES)["state"].to_list()
    which = f"the {SHOWN_STATES} parties with most clauses" if states.height > SHOWN_STATES else "all parties"
    some = f"the {SHOWN_BARS} with most of {states.height}" if states.height > SHOWN_BARS else "all parties"
    return (
        Chart(
            "pairs",
            _of_the_two(bound),
            _matrix(bound, shown),
            f"{meant.title}, {which}: squares are agreements of the two alone, dots pacts with others; the stronger "
            "clause shows",
        ),
        Chart(
            "states",
            _leading(states),
            split_bars(states.head(SHOWN_BARS), "clause", ("assistance", "consultation")),
            f"{meant.title}, {some}: agreements with a clause that stands",
        ),
    )


def _of_the_two(bound: pl.DataFrame) -> str:
    """How many pairs have a clause of their own, of the strongest kind there is, as a title."""
    words = {"assistance": "Help is promised", "consultation": "Consultation is promised"}
    alone = bound.drop_nulls("strongest_bilateral")
    if not alone.height:
        return "All clauses stand in pacts of several parties"
    strongest = alone["strongest_bilateral"].min()
    pairs_bound = counted(alone.filter(pl.col("strongest_bilateral") == strongest).height, "pair")
    return f"{words[str(strongest)]} by {pairs_bound} in agreements of the two alone"


def _leading(states: pl.DataFrame) -> str:
    """Who has most clauses of each kind, as a title."""
    words = {"assistance": "promises of help", "consultation": "promises to consult"}
    said = [f"most {words[kind]} are with {_most(states, kind)}" for kind in STRENGTH if states[kind].max() != 0]
    title = ", ".join(said)
    return capital(title)


def _most(states: pl.DataFrame, kind: str) -> str:
    """The parties with most clauses of a kind, and how many."""
    most = states.filter(pl.col(kind) == pl.col(kind).max())
    return f"{listed(most['name'].to_list())} ({most[kind][0]}{'' if most.height == 1 else ' each'})"


def _matrix(bound: pl.DataFrame, shown: list[str]) -> dict[str, Any]:
    """A field for each two parties: filled where they have an agreement of their own, a dot where only a larger pact."""
    named = {code: f"{party_name(code)} {code}" for code in shown}
    rows = [
        {
            "one": named[one],
            "other": other,
            "clause": row["strongest_bilateral"] or row["strongest"],
            "tie": "bilateral" if row["bilateral"] else "plurilateral",
            "agreements": row["agreements"],
        }
        for row in bound.iter_rows(named=True)
        for one, other in ((row["party_a"], row["party_b"]), (row["party_b"], row["party_a"]))
        if one in shown and other in shown
    ]
    color = {"field": "clause", "type": "nominal", "title": None, "legend": {"orient": "top"}}
    return {
        "data": {"values": rows},
        "encoding": {
            "x": {
                "field": "other",
                "type": "nominal",
                "scale": {"domain": shown},
                "title": None,
                "axis": {
                    "orient": "top",
                    "labelAngle": 0,
                    "labelOverlap": False,
                    "labelFontSize": {"expr": "width < 300 ? 8 : 12"},  # on a phone the codes would touch
                },
            },
            "y": {"field": "one", "type": "nominal", "scale": {"domain": list(named.values())}, "title": None},
            "color": color,
            "tooltip": [{"field": name} for name in ("one", "other", "clause", "tie", "agreements")],
        },
        "layer": [
            {"transform": [{"filter": "datum.tie === 'bilateral'"}], "mark": {"type": "rect"}},
            {
                "transform": [{"filter": "datum.tie === 'plurilateral'"}],
                "mark": {"type": "point", "filled": True, "size": 60, "shape": "circle"},
            },
        ],
    }


SHOWN_BARS = 20


QUESTION = Question(
    name="clauses",
    title="Who has promised whom help or consultation?",
    about=(
        "Lists the agreements with a clause of mutual assistance or of consultation in case of an attack, the pairs and "
        "states they bind, and their legal form, with a matrix and a map. Alliances that are treaties of their own "
        "(NATO's Article 5, the EU's Article 42(7)) are not among them."
    ),
    parameters=ClausesParameters,
    answer=answer,
)
