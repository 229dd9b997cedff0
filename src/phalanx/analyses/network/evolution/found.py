"""What evolution found, as sentences."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from phalanx.analyses.network.evolution.drawn import Told
from phalanx.analyses.network.evolution.lifelines import Lifelines
from phalanx.analyses.network.evolution.pace import NOT_JUDGED, Pace
from phalanx.analyses.network.evolution.slices import densification
from phalanx.analyses.network.hypergraph import Hypergraph
from phalanx.analyses.network.saying import SHARING, WEIGHTED, some_of
from phalanx.answer import Finding
from phalanx.vocabulary.wording import counted
from phalanx.world import World

COINCIDENCE = "That both fall into the same span is no proof that one caused the other."
STRAIGHT_LINE = (
    "A straight line through the logarithms of both, a point a slice (Leskovec and others, 2005); slices follow from one "
    "another, so that the standard error is too small."
)
METHOD = (
    "A month's count is taken as Poisson, spread wider by a factor that neighbouring months tell; breaks are the placing "
    "with the greatest likelihood less 2 ln(months) for each."
)
RECENT = 5
"""Years over which arrivals count as recent."""


def find(world: World, web: Hypergraph, lives: Lifelines, told: Told) -> tuple[Finding, ...]:
    """Size, form, turnover, pace, breaks and turning points, and who arrived last."""
    ids = tuple(web.edges["id"].gather(lives.edges))
    return (
        *_size(told.years, ids),
        _densification(told.years, ids),
        *_form(told.years, ids),
        *_turnover(told, ids),
        *_arrivals(world, told.arrivals),
        *_pace(world, web, lives, told),
    )


def _size(years: pl.DataFrame, ids: tuple[str, ...]) -> tuple[Finding, ...]:
    first, last = (years.row(place, named=True) for place in (0, -1))
    since = f"at the end of {first['slice']}"
    return (
        Finding(
            "states",
            last["states"],
            "states",
            f"The network ties {counted(last['states'], 'state')} in {counted(last['pairs'], 'pair')}; {since} it was "
            f"{counted(first['states'], 'state')} in {counted(first['pairs'], 'pair')}.",
            ids,
        ),
        Finding(
            "standing",
            last["agreements"],
            "agreements",
            f"{counted(last['agreements'])} stand{'s' if last['agreements'] == 1 else ''}: {years['new'].sum():,} began since "
            f"{first['slice']}, {years['ended'].sum():,} ended.",
            ids,
            ("An agreement whose end was never reported counts as standing.",),
        ),
    )


def _densification(years: pl.DataFrame, ids: tuple[str, ...]) -> Finding:
    found = densification(years)
    if found is None:
        text = "The number of states tied never changed, so that nothing tells how ties grow with it."
        return Finding("densification", None, "exponent", text, ids)
    error = "" if found.error is None else f" (standard error {found.error:.2f}, {found.points} slices)"
    grow = "faster than" if found.exponent > 1 else "no faster than"
    return Finding(
        "densification",
        round(found.exponent, 2),
        "exponent",
        f"Tied pairs grow {grow} states: with the power {found.exponent:.2f} of their number{error}.",
        ids,
        (STRAIGHT_LINE,),
    )


def _form(years: pl.DataFrame, ids: tuple[str, ...]) -> tuple[Finding, ...]:
    """How measures of the whole moved from the first slice in which they had a meaning to the last."""
    return (
        _moved(
            years,
            "density",
            "% of pairs",
            "{now:.0f} % of all pairs of states tied to anybody are tied to each other",
            ids,
        ),
        _moved(
            years,
            "transitivity",
            "% of triples",
            "Two partners of one state are tied as well in {now:.0f} % of cases",
            ids,
        ),
        _moved(
            years,
            "centralisation",
            "% of a star's",
            "The network is centred on the state with most partners {now:.0f} % as much as a star would be",
            ids,
        ),
        _moved(
            years,
            "gini",
            "% of full inequality",
            "Strength is unequal by {now:.0f} % (Gini coefficient: 0 where all have as much, near 100 where one has all)",
            ids,
            (WEIGHTED, SHARING),
        ),
    )


def _moved(
    years: pl.DataFrame, name: str, unit: str, words: str, ids: tuple[str, ...], assumptions: tuple[str, ...] = ()
) -> Finding:
    """A measure between 0 and 1, in per cent."""
    known = years.drop_nulls(name)
    if not known.height:
        return Finding(name, None, unit, "There are too few states or ties for this measure to have a meaning.", ids)
    first, last = known.row(0, named=True), known.row(-1, named=True)
    before = f", against {100 * first[name]:.0f} % at the end of {first['slice']}" if known.height > 1 else ""
    text = f"{words.format(now=100 * last[name])}{before}."
    return Finding(name, round(100 * last[name], 1), unit, text, ids, assumptions)


def _turnover(told: Told, ids: tuple[str, ...]) -> tuple[Finding, ...]:
    """How much of the ties changed in the last whole slice that is judged, and whether new agreements widen or deepen."""
    whole = told.years.filter("complete", pl.col("day") < told.until.isoformat()).drop_nulls("turnover")
    new, deep = int(told.years["new"].sum()), int(told.years["deepening"].sum())
    found = []
    if whole.height:
        last = whole.row(-1, named=True)
        text = (
            f"In {last['slice']}, {100 * last['turnover']:.0f} % of ties changed: {last['new_pairs']:,} pairs were newly tied, "
            f"{last['lost_pairs']:,} no longer, and {last['renewed_pairs']:,} got one agreement more."
        )
        found.append(Finding("turnover", round(100 * last["turnover"], 1), "% of ties", text, ids))
    share = 100 * deep / new
    text = f"{deep:,} of {counted(new)} ({share:.0f} %) deepened: each two of their states were tied already{_first_and_last(told.years)}."
    found.append(Finding("deepening", round(share, 1), "% of agreements", text, ids))
    return tuple(found)


def _first_and_last(years: pl.DataFrame) -> str:
    """The share that deepened in the earlier and the later half of agreements' time, as the end of a sentence."""
    seen = years.filter(pl.col("new") > 0)
    if seen.height < 4:
        return ""
    halves = seen.head(seen.height // 2), seen.tail(seen.height - seen.height // 2)
    shares = [f"{100 * int(half['deepening'].sum()) / int(half['new'].sum()):.0f} %" for half in halves]
    return f"; {shares[0]} up to {halves[0]['slice'][-1]}, {shares[1]} since"


def _arrivals(world: World, arrivals: pl.DataFrame) -> tuple[Finding, ...]:
    last = arrivals.row(-1, named=True)
    since = world.valid_on.replace(year=world.valid_on.year - RECENT, day=min(world.valid_on.day, 28))
    recent = arrivals.filter(pl.col("first_tie") > since.isoformat())
    told = f": {some_of(recent['name'].to_list())}" if recent.height else ""
    return (
        Finding(
            "latest_arrival",
            last["state"],
            "state",
            f"The last state to arrive was {last['name']}, with “{last['title']}” on {_day(last['first_tie'])}.",
            (last["agreement"],),
        ),
        Finding(
            "recent_arrivals",
            recent.height,
            "states",
            f"{counted(recent.height, 'state')} got {'its' if recent.height == 1 else 'their'} first tie in the last {RECENT} years{told}.",
            tuple(recent["agreement"].unique(maintain_order=True)),
        ),
    )


def _pace(world: World, web: Hypergraph, lives: Lifelines, told: Told) -> tuple[Finding, ...]:
    if told.pace is None:
        text = f"There are fewer than two whole months to judge a pace by, up to {told.until:%-d %B %Y}."
        return (Finding("breaks", None, "breaks", text),)
    return (
        *_breaks(web, lives, told, told.pace),
        _weight_breaks(told, told.pace),
        _steady(told.pace),
        _points(told),
        _late(world, web, lives, told),
    )


def _breaks(web: Hypergraph, lives: Lifelines, told: Told, pace: Pace) -> tuple[Finding, ...]:
    """How often the pace broke, then each break with its interval and what lies within it."""
    found = told.breaks.filter(pl.col("of") == "agreements")
    span = f"{pace.starts[0]:%B %Y} to {pace.starts[-1] - timedelta(days=1):%B %Y}"
    begun = _began(web, lives, pace.starts[0], pace.starts[-1])
    text = f"The pace of new agreements broke {_times(found.height)} in the months from {span}"
    rates = [f"{rate:.1f}" for rate in pace.broken.rates]
    text += f": {', then '.join(rates)} a month." if found.height else f", at {rates[0]} a month."
    assumed = (METHOD, f"The months spread {pace.broken.dispersion:.2f} times as wide as Poisson counts.")
    several = [
        Finding(
            f"break_{number}",
            row["month"],
            "month",
            f"{'Up' if row['rate_after'] > row['rate_before'] else 'Down'} from {row['rate_before']:.1f} to "
            f"{row['rate_after']:.1f} a month in {_month(row['month'])} (95 %: {_month(row['from'])} to "
            f"{_month(row['until'])}); {_within(row['turning_points'], told.points)}.",
            (*row["turning_points"], *_began(web, lives, *_bounds(row))),
            (METHOD, COINCIDENCE),
        )
        for number, row in enumerate(found.iter_rows(named=True), 1)
    ]
    return (Finding("breaks", found.height, "breaks", text, begun, assumed), *several)


def _weight_breaks(told: Told, pace: Pace) -> Finding:
    found = told.breaks.filter(pl.col("of") == "weight")
    months = some_of([_month(month) for month in found["month"]])
    text = f"The weight of new agreements broke {_times(found.height)}" + (f": in {months}." if found.height else ".")
    evidence = tuple(dict.fromkeys(name for names in found["turning_points"].to_list() for name in names))
    return Finding(
        "weight_breaks",
        found.height,
        "breaks",
        text,
        evidence,
        (METHOD, WEIGHTED, "Each agreement weighs as when new."),
    )


def _steady(pace: Pace) -> Finding:
    """The steady change, and whether it describes the months better than the breaks do."""
    trend = pace.trend
    if trend is None:
        text = "There are fewer than two years of months, too few to tell a steady change."
        return Finding("steady_change", None, "% a year", text)
    ahead = pace.broken.score - trend.score
    better = (
        "describes the months better than the breaks do"
        if ahead > 2
        else "describes the months less well than the breaks do"
        if ahead < -2
        else "describes the months about as well as the breaks do"
    )
    return Finding(
        "steady_change",
        round(trend.percent, 1),
        "% a year",
        f"A steady {'rise' if trend.percent >= 0 else 'fall'} of {abs(trend.percent):.0f} % a year (95 %: {trend.low:.0f} to "
        f"{trend.high:.0f} %) {better}.",
        (),
        ("Poisson regression of the monthly counts; both are compared by the Bayesian information criterion.",),
    )


def _points(told: Told) -> Finding:
    """Which turning points have another pace after them than before, and than a steady change gives."""
    judged = told.points.filter(pl.col("change") != NOT_JUDGED)
    faster = judged.filter(pl.col("change") == "rose faster")
    risen = judged.filter(pl.col("low") > 1)
    names = some_of([f"{row['name']} ({row['date'][:4]})" for row in faster.iter_rows(named=True)])
    said = (
        f"In the {told.window} months around {counted(judged.height, 'turning point')}, the pace rose clearly at "
        f"{risen.height}, and faster than the steady change alone gives at {faster.height}"
    )
    text = f"{said}: {names}." if faster.height else f"{said}."
    if not judged.height:
        text = "No turning point has enough months before and after it to compare the pace."
    return Finding(
        "turning_points", faster.height, "turning points", text, tuple(told.points["turning_point"]), (COINCIDENCE,)
    )


def _late(world: World, web: Hypergraph, lives: Lifelines, told: Told) -> Finding:
    """What is shown and not judged."""
    late = _began(web, lives, told.until, world.valid_on + timedelta(days=1))
    return Finding(
        "late",
        len(late),
        "agreements",
        f"{counted(len(late))} that began since {told.until:%-d %B %Y} {'is' if len(late) == 1 else 'are'} shown and not "
        "judged: more of those days may become known.",
        late,
    )


def _began(web: Hypergraph, lives: Lifelines, start: date, stop: date) -> tuple[str, ...]:
    """The agreements that began from one day until before another, a coarse date counting from its first day."""
    inside = (lives.edge_begins >= start.toordinal()) & (lives.edge_begins < stop.toordinal())
    return tuple(web.edges["id"].gather(lives.edges[np.flatnonzero(inside)]))


def _bounds(row: dict[str, str]) -> tuple[date, date]:
    last = date.fromisoformat(f"{row['until']}-01")
    return date.fromisoformat(f"{row['from']}-01"), (last + timedelta(days=31)).replace(day=1)


def _within(names: list[str], points: pl.DataFrame) -> str:
    if not names:
        return "no turning point of the facts lies within"
    told = points.filter(pl.col("turning_point").is_in(names))["name"].to_list()
    return f"{some_of(told)} {'lies' if len(told) == 1 else 'lie'} within"


def _times(number: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _month(text: str) -> str:
    return f"{date.fromisoformat(f'{text}-01'):%B %Y}"


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%-d %B %Y}"
