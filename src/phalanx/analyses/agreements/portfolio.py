"""portfolio: with whom one state has agreed what, how widely it is spread, and how that compares with the median state."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from pydantic import Field

from phalanx.analyses.agreements.bars import split_bars
from phalanx.analyses.agreements.counting import COUNT_LABELS, NEVER_REPORTED, STANDING, count_by, too_coarse
from phalanx.analyses.agreements.growth import YEAR_LABELS, bars_by_year, by_year
from phalanx.analyses.agreements.measuring import compare, measures
from phalanx.answer import Answer, Chart, Finding, Table
from phalanx.question import Parameters, Question
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Party
from phalanx.vocabulary.wording import counted, listed
from phalanx.world import World
from phalanx.world.agreements import Selection, select
from phalanx.world.choosing import OfKind, OfLevel, SignedFrom, SignedTo
from phalanx.world.groupings import members
from phalanx.world.ties import tie_of, ties
from phalanx.world.turning_points import TurningPoint, invasion


class PortfolioParameters(Parameters):
    """Whose agreements to tell of, and which of them."""

    state: Annotated[str, Party(), Field(description="The state, by its two-letter code, such as FR or PL.")]
    kind: OfKind = "all"
    from_: SignedFrom = None
    to: SignedTo = None
    level: OfLevel = "all"

    def selection(self) -> Selection:
        """The same as a selection of agreements, of whatever state."""
        return Selection("all", self.kind, self.from_, self.to, self.level)


def answer(world: World, parameters: PortfolioParameters) -> Answer:
    """Tell partners, domains, forms, clauses and groupings of one state, and hold them against the median state."""
    state = parameters.state
    chosen = select(world, parameters.selection())
    turn = invasion(world)
    tied = ties(world, chosen)
    measured = measures(world, chosen, tied, turn)
    own = chosen.filter(pl.col("parties_now").list.contains(state)).sort("first_day", "id")
    own_ties = tied.filter(pl.col("party") == state)
    partners = partners_of(own_ties)
    clauses = clauses_of(state, own)
    groupings = groupings_of(world, state)
    compared = compare(measured, state, len(own), len(groupings))
    years = by_year(own, turn, world.valid_on)
    return QUESTION.answered(
        world,
        parameters,
        findings=_findings(state, own, own_ties, partners, clauses, groupings, compared, turn),
        tables={
            "partners": Table(partners, f"Partners of {party_name(state)}", PARTNER_LABELS),
            "by_year": Table(years, f"Agreements of {party_name(state)} by year of signature", YEAR_LABELS),
            "compared": Table(compared, f"{party_name(state)} and the median state", COMPARED_LABELS),
            "domains": Table(_domains(own, turn), "Agreements by domain", COUNT_LABELS | {"share_pct": "of all, %"}),
            "forms": Table(count_by(own, "form", turn), "Agreements by form", COUNT_LABELS),
            "clauses": Table(clauses, "Agreements with a clause of assistance or consultation"),
            "groupings": Table(groupings, f"Groupings that {party_name(state)} belongs to"),
        },
        charts=_charts(state, partners, own, years, turn, measured, compared) if own.height else (),
        notes=NOTES,
    )


PARTNER_LABELS = {
    "agreements": "agreements",
    "bilateral": "of the two alone",
    "plurilateral": "with others",
    "first": "first signed",
    "latest": "latest signed",
    "domains": "domains, most frequent first",
}
COMPARED_LABELS = {"value": "here", "median": "median state", "rank": "place", "states": "of so many"}
NOTES = (
    (
        "Partners are counted by the parties of today: with those who joined an agreement later, without those who "
        "left. A pact of two that others joined counts as plurilateral here, though --kind selects by signature."
    ),
    (
        "A row that only records how a party joined an older agreement counts as an agreement and not as a tie of "
        "its own."
    ),
    (
        "An effective number is one over the sum of squared shares (the inverse Herfindahl index): ten partners with "
        "equally many agreements give ten, ten of whom one has nearly all give little more than one. A pact of many "
        "raises it; --kind bilateral leaves such pacts out."
    ),
    (
        "The median is taken over the states of the registry that have at least one agreement of the same selection; "
        "institutions and states outside Europe and North America have no place among them."
    ),
    "Agreements that ended or were only announced count as well; the finding 'standing' leaves them out.",
)


def partners_of(own_ties: pl.DataFrame) -> pl.DataFrame:
    """A row a partner, most agreements first: how many of the two alone and with others, first, latest, domains."""
    ordered = own_ties.sort("first_day", "id")
    rows = ordered.group_by("partner").agg(
        pl.len().cast(pl.Int64).alias("agreements"),
        *((pl.col("tie") == tie).sum().cast(pl.Int64).alias(tie) for tie in ("bilateral", "plurilateral")),
        pl.col("signed").first().alias("first"),
        pl.col("signed").last().alias("latest"),
    )
    domains = (
        own_ties.select("partner", "domains")
        .explode("domains")
        .drop_nulls()
        .group_by("partner", "domains")
        .len()
        .sort(["len", "domains"], descending=[True, False])
        .group_by("partner", maintain_order=True)
        .agg("domains")
    )
    return (
        rows.join(domains, on="partner", how="left")
        .with_columns(_names("partner"))
        .sort(["agreements", "bilateral", "partner"], descending=[True, True, False])
        .select("partner", "name", "agreements", "bilateral", "plurilateral", "first", "latest", "domains")
    )


def clauses_of(state: str, own: pl.DataFrame) -> pl.DataFrame:
    """A row for each agreement with a clause, oldest first."""
    return own.filter(pl.col("mutual_defence") != "none").select(
        pl.col("id").alias("agreement"),
        pl.col("parties_now").list.set_difference([state]).list.sort().alias("partners"),
        pl.col("mutual_defence").alias("kind"),
        "signed",
    )


def groupings_of(world: World, state: str) -> pl.DataFrame:
    """A row for each grouping the state is a member of: id, name, kind, and how many members it has."""
    mine = members(world).filter(pl.col("party") == state)
    return mine.select("id", "name", "kind", pl.col("size").alias("members")).sort("kind", "name")


def _names(column: str) -> pl.Expr:
    return pl.col(column).map_elements(party_name, return_dtype=pl.String).alias("name")


def _domains(own: pl.DataFrame, turn: TurningPoint) -> pl.DataFrame:
    each = own.with_columns(pl.col("domains").alias("domain")).explode("domain")
    return count_by(each, "domain", turn, own.height)


def _findings(
    state: str,
    own: pl.DataFrame,
    own_ties: pl.DataFrame,
    partners: pl.DataFrame,
    clauses: pl.DataFrame,
    groupings: pl.DataFrame,
    compared: pl.DataFrame,
    turn: TurningPoint,
) -> tuple[Finding, ...]:
    value = dict(compared.select("measure", "value").iter_rows())
    median = {name: _beside(number) for name, number in compared.select("measure", "median").iter_rows()}
    tied = tuple(own_ties["id"].unique(maintain_order=True))
    two = partners.filter(pl.col("bilateral") > 0).height
    return (
        *_of_agreements(state, own, median, turn),
        Finding(
            "partners",
            partners.height,
            "partners",
            f"It has {counted(partners.height, 'partner')}, {two} of them by an agreement of the two alone"
            f"{median['partners']}.",
            tied,
        ),
        _top_partner(partners, own_ties),
        _effective("partners", "partner", value["effective_partners"], median["effective_partners"], tied),
        _effective(
            "domains",
            "domain",
            value["effective_domains"],
            median["effective_domains"],
            tuple(own.drop_nulls("domains")["id"]),
        ),
        Finding(
            "clauses",
            clauses.height,
            "agreements",
            f"{counted(clauses.height)} with a clause: "
            + " and ".join(
                f"{clauses.filter(pl.col('kind') == kind).height} of {kind}" for kind in ("assistance", "consultation")
            )
            + f"{median['clauses']}.",
            tuple(clauses["agreement"]),
        ),
        _assistance(own),
        Finding(
            "groupings",
            groupings.height,
            "groupings",
            f"It is a member of {counted(groupings.height, 'grouping')}{median['groupings']}.",
            tuple(groupings["id"]),
        ),
    )


def _of_agreements(
    state: str, own: pl.DataFrame, median: dict[str, str], turn: TurningPoint
) -> tuple[Finding, Finding, Finding]:
    """How many agreements a state has, how many of them stand, and how many are new."""
    alone = own.filter(tie_of("parties_now") == "bilateral")
    standing, since = own.filter(STANDING), own.filter(turn.since)
    return (
        Finding(
            "agreements",
            own.height,
            "agreements",
            f"{party_name(state)}: {counted(own.height)}, {alone.height} of them with one partner alone"
            f"{median['agreements']}."
            if own.height
            else f"{party_name(state)} is party to no agreement of this selection{median['agreements']}.",
            tuple(own["id"]),
        ),
        Finding(
            "standing",
            standing.height,
            "agreements",
            f"{standing.height} of them stand: signed, and no end reported.",
            tuple(standing["id"]),
            (NEVER_REPORTED,) if standing.height else (),
        ),
        Finding(
            "since_invasion",
            since.height,
            "agreements",
            f"{since.height} of them were signed since {turn.day:%-d %B %Y}{median['since_invasion']}.",
            (turn.record, *since["id"]),
            too_coarse(own, turn),
        ),
    )


def _assistance(own: pl.DataFrame) -> Finding:
    """The promises of help that stand, which is what most readers mean by a promise."""
    promised = own.filter(STANDING & (pl.col("mutual_defence") == "assistance"))
    verb = "promises" if promised.height == 1 else "promise"
    return Finding(
        "assistance",
        promised.height,
        "agreements",
        f"{counted(promised.height)} that stand{'s' if promised.height == 1 else ''} {verb} help in case of an attack.",
        tuple(promised["id"]),
        (NEVER_REPORTED,) if promised.height else (),
    )


def _beside(median: float | None) -> str:
    """The median as the end of a sentence; nothing where there is no state to take it over."""
    return "" if median is None else f"; the median state has {median:g}"


def _top_partner(partners: pl.DataFrame, own_ties: pl.DataFrame) -> Finding:
    """The partner with most agreements; several, with `;` between them, where they are level."""
    if not partners.height:
        return Finding("top_partner", None, "party", "There is no partner to name.")
    most = partners.filter(pl.col("agreements") == pl.col("agreements").max())
    shared = own_ties.filter(pl.col("partner").is_in(most["partner"].to_list()))
    text = f"It has most agreements with {_top_of(partners)}."
    return Finding(
        "top_partner", ";".join(most["partner"]), "party", text, tuple(shared["id"].unique(maintain_order=True))
    )


def _top_of(partners: pl.DataFrame) -> str:
    most = partners.filter(pl.col("agreements") == pl.col("agreements").max())
    alone = f", {most['bilateral'][0]} of them of the two alone" if most.height == 1 else " each"
    return f"{listed(most['name'].to_list())}: {most['agreements'][0]}{alone}"


def _effective(name: str, noun: str, value: float, beside: str, evidence: tuple[str, ...]) -> Finding:
    text = (
        f"Its agreements are spread as if over {value:g} equal {noun}s{beside}."
        if evidence
        else f"There is nothing to spread over {noun}s."
    )
    assumed = {
        "partners": "Every agreement between two weighs the same, whatever its form, and however many others signed it.",
        "domains": "Every domain an agreement names weighs the same; agreements that name none are left out.",
    }
    return Finding(
        f"effective_{name}", value if evidence else None, name, text, evidence, (assumed[name],) if evidence else ()
    )


SHOWN_PARTNERS = 20


def _charts(
    state: str,
    partners: pl.DataFrame,
    own: pl.DataFrame,
    years: pl.DataFrame,
    turn: TurningPoint,
    measured: pl.DataFrame,
    compared: pl.DataFrame,
) -> tuple[Chart, ...]:
    name = party_name(state)
    shown = partners.head(SHOWN_PARTNERS)
    which = f"the {SHOWN_PARTNERS} with most of {partners.height}" if partners.height > SHOWN_PARTNERS else "all"
    above = compared.filter(pl.col("value") > pl.col("median")).height
    charts = []
    if shown.height:
        charts.append(
            Chart(
                "partners",
                f"{name} has most agreements with {_top_of(partners)}",
                split_bars(shown, "kind", ("bilateral", "plurilateral")),
                f"Agreements with each partner, {which}: of the two alone, and with others",
            )
        )
    since = own.filter(turn.since).height
    charts.append(
        Chart(
            "by_year",
            f"{round(since * 100 / own.height)} % of the agreements of {name} were signed since the invasion of Ukraine",
            bars_by_year(years, turn),
            f"{counted(own.height)} by year of signature, before and since {turn.day:%-d %B %Y}",
        )
    )
    charts.append(
        Chart(
            "compared",
            f"{name} stands above the median state in {above} of {compared.height} measures",
            _strips(state, measured, compared),
            f"{name} (amber), the median (line) and the other states with an agreement (grey), from none to the most",
        )
    )
    return tuple(charts)


def _strips(state: str, measured: pl.DataFrame, compared: pl.DataFrame) -> dict[str, Any]:
    """A line a measure, from none to the most of any state: a tick a state, the median, and the state asked for."""
    peers = measured.filter(pl.col("state") | (pl.col("party") == state))
    rows = []
    for row in compared.iter_rows(named=True):
        most = max(float(peers[row["measure"]].max()), 1.0)
        told = f"{row['value']:g}" + ("" if row["median"] is None else f" (median {row['median']:g})")
        line = {"measure": label(row["measure"]), "told": told}
        rows += [
            line | {"who": party_name(party), "what": "other", "value": value, "place": value / most}
            for party, value in peers.select("party", row["measure"]).iter_rows()
        ]
        for what, value in (("median", row["median"]), ("state", row["value"])):
            if value is not None:
                rows.append(line | {"who": what, "what": what, "value": value, "place": value / most})
    scale = {"domain": [0, 1.0]}
    place = {"field": "place", "type": "quantitative", "title": None, "axis": None, "scale": scale}
    return {
        "data": {"values": rows},
        "encoding": {
            "y": {
                "field": "measure",
                "type": "nominal",
                "sort": [label(measure) for measure in compared["measure"]],
                "title": None,
            },
            "tooltip": [{"field": "who"}, {"field": "measure"}, {"field": "value"}],
        },
        "layer": [
            _marks("other", {"type": "tick", "color": "$line", "thickness": 2}, {"x": place}),
            _marks("median", {"type": "tick", "color": "$ink", "thickness": 3, "size": 20}, {"x": place}),
            _marks("state", {"type": "point", "filled": True, "size": 110, "color": "$accent"}, {"x": place}),
            _marks(
                "state",
                {"type": "text", "align": "left", "dx": 14, "x": "width"},
                {"text": {"field": "told", "type": "nominal"}},
            ),
        ],
    }


def _marks(what: str, mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": f"datum.what === '{what}'"}], "mark": mark, "encoding": encoding}


QUESTION = Question(
    name="portfolio",
    title="With whom has a state agreed what?",
    about=(
        "Lists the partners, years, domains, forms, clauses and groupings of one state, tells how widely its agreements are "
        "spread (effective numbers of partners and domains), and holds each number against the median state. Ties of "
        "two and ties in larger pacts are told apart; the weight of an agreement is not: a letter of intent counts as "
        "much as a treaty."
    ),
    parameters=PortfolioParameters,
    answer=answer,
)
