"""The gaps told: what the answer finds of missing ties, of needs, and of a back-test, and the limits of all three."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from phalanx.analyses.network.gaps.back_test import ADAMIC_ADAR, ATTACHMENT, DRAWS, MODEL, BackTest, span
from phalanx.analyses.network.gaps.expected_ties import FEWEST_TIES, FIRST_LOOK_YEARS, Forecast
from phalanx.analyses.network.gaps.tie_history import TieHistory, decimal_year
from phalanx.analyses.network.gaps.uncovered import NO_PACT, NO_PROMISE, UNION_ALONE, UNSUPPORTED, Needs
from phalanx.analyses.network.saying import UNCERTAIN, some_of
from phalanx.answer import Finding
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.wording import counted

LARGE_SOURCE = 100
"""From so many agreements on, one source counts as a data set of its own, which begins and ends."""
UNITS = {
    "ap": "average precision, 0 to 1",
    "auc": "area, 0 to 1",
    "brier": "squared distance, 0 to 1",
    "slope": "slope, 1 is right",
    "ece": "distance, 0 to 1",
}
PACE = (
    "The coming year is taken to bring as many first ties as the last one did: which pairs are likelier than others is known "
    "far better than how many will sign."
)
SIGNED_ONCE = (
    "Two states are tied once they have signed an agreement of the two alone, in whatever form, announced ones included, and "
    "stay so when it ends."
)
GAP_NOTES = (
    SIGNED_ONCE,
    (
        "Expected are ties between states that each have one already; who has never signed with anybody is not expected to. "
        "An agreement whose form and scope are both unspecified is taken for one of promises alone, as imported alliances "
        "are, and is no tie."
    ),
    (
        "Probabilities follow the past: they say who usually signs with whom, neither who should nor what the agreement "
        "would be worth. On the bundled facts their order is hardly better than that of simple measures, and their level was "
        "wrong by a factor of two to three across 2022, when states signed far more than before; see the explanation "
        "'Expected ties' and a back-test with --backtest-cut."
    ),
    (
        "Reasons are part of the probability; context is not, as it made forecasts no better or has no dates to test it "
        "with. A pair that is bound by agreements of three or more alone counts as missing a tie of its own."
    ),
)
BACK_TEST_NOTES = (
    SIGNED_ONCE,
    (
        "All methods judge the same pairs: states that were each tied before the cut but not to one another, those of states "
        "that have since ended included. The forecast uses nothing signed, begun or ended from the cut on. A state "
        "that was asked for narrows the table of gaps, not the pairs judged."
    ),
    (
        "Precision and ranking count every first tie up to the end of the facts; Brier score, slope, calibration error and "
        "the number expected, those within the horizon. The two simple measures were turned into probabilities by the same "
        "regression, with the measure's logarithm as the only sign."
    ),
    (
        f"Intervals are the middle 95 % of {DRAWS:,} draws of states with replacement, a pair counting as often as both of "
        "its states were drawn; they tell how much rests on single states, not what another history would have brought. In "
        "draws, log odds are rounded to hundredths for the slope."
    ),
    (
        "The signs and settings were chosen on cuts before 1998 of the data set DCAD; that the level follows the last year "
        "was chosen after a first look at 1998, 2001 and 2004, so calibration there is no blind result."
    ),
)


def findings(
    history: TieHistory,
    chosen: pl.DataFrame,
    found: Forecast | None,
    gaps: pl.DataFrame,
    needs: Needs,
    years: int,
    start: date,
    state: str | None,
) -> tuple[Finding, ...]:
    """What is expected, of whom most, and which needs are uncovered."""
    if found is None:
        told = [Finding("candidates", 0, "pairs", why_nothing(history, start), history.ids)]
    else:
        told = [
            _candidates(history, found),
            _likeliest(history, gaps, years, start, state),
            _expected(history, found, years, start),
            _uncertain(history, chosen),
        ]
    return (*told, *_needs(needs, state))


def why_nothing(history: TieHistory, start: date) -> str:
    """Why no tie is expected, as a sentence."""
    if not history.ids:
        return "No agreement of this selection is one of two states alone, so no tie can be expected."
    day = decimal_year(start)
    i, j = history.candidates(day)
    if not history.living(day, i, j).any():
        known = int(history.tied(day).any(axis=1).sum())
        return f"Every two of the {known} states that have a tie have one with each other: none is missing."
    return (
        f"There is too little to learn from: it takes {FEWEST_TIES} first ties or more, seen after the first "
        f"{FIRST_LOOK_YEARS:.0f} years of the selection."
    )


def _candidates(history: TieHistory, found: Forecast) -> Finding:
    known = int(history.tied(found.day).any(axis=1).sum())
    return Finding(
        "candidates",
        found.i.size,
        "pairs",
        f"{counted(len(history.ids))} of two tie {known} states to one another; {found.i.size:,} of their "
        f"{known * (known - 1) // 2:,} pairs have none.",
        history.ids,
    )


def _likeliest(history: TieHistory, gaps: pl.DataFrame, years: int, start: date, state: str | None) -> Finding:
    if not gaps.height:
        whom = party_name(state or "")
        text = (
            f"No tie is expected of {whom}: it is tied to every state that has a tie, has none itself, or is no more."
        )
        return Finding("likeliest", None, "%", text)
    first = gaps.row(0, named=True)
    sides = {history.states.index(first[side]) for side in ("a", "b")}
    theirs = tuple(name for name, pair in zip(history.ids, history.sides.tolist(), strict=True) if sides & set(pair))
    return Finding(
        "likeliest",
        first["probability_pct"],
        "%",
        f"{party_name(first['a'])} and {party_name(first['b'])} are the likeliest to sign a first agreement of the two: "
        f"{first['probability_pct']:.0f} % within {counted(years, 'year')} from {start:%-d %B %Y}, where the facts end. "
        f"{first['reasons']}.",
        theirs,
        (PACE,),
    )


def _expected(history: TieHistory, found: Forecast, years: int, start: date) -> Finding:
    number = float(found.chance(years).sum())
    return Finding(
        "expected",
        round(number, 1),
        "first ties",
        f"{number:.0f} first ties are expected within {counted(years, 'year')} from {start:%-d %B %Y}, {found.pace:.0f} of "
        f"them in the first; learned from {found.rates.learned_from:,} earlier ones.",
        history.ids,
        (PACE,),
    )


def _uncertain(history: TieHistory, chosen: pl.DataFrame) -> Finding:
    """How many pairs are tied by uncertain records alone."""
    doubtful = set(chosen.filter(UNCERTAIN)["id"])
    sure = np.array([name not in doubtful for name in history.ids])
    pairs = [tuple(pair) for pair in history.sides.tolist()]
    certain = {pair for pair, known in zip(pairs, sure, strict=True) if known}
    alone = set(pairs) - certain
    ids = tuple(name for name, pair in zip(history.ids, pairs, strict=True) if pair in alone)
    share = 100 * len(alone) / max(len(set(pairs)), 1)
    return Finding(
        "uncertain",
        round(share, 1),
        "% of ties",
        f"{share:.0f} % of the ties rest on uncertain records alone: partly inferred, or from a source of grade D or E.",
        ids,
    )


def _needs(needs: Needs, state: str | None) -> tuple[Finding, ...]:
    unsupported, exposed, union, empty = (needs.of(need) for need in (UNSUPPORTED, NO_PROMISE, UNION_ALONE, NO_PACT))
    whose = f" of {party_name(state)}" if state else ""
    thin = needs.areas.filter(pl.col("agreements") == 1)
    told = [
        Finding(
            "exercises_unsupported",
            unsupported.height,
            "pairs",
            f"{counted(unsupported.height, 'pair')}{whose} {_has(unsupported.height)} agreements that stand on exercises, training "
            f"or units, but none on logistics, status of forces or military mobility{_named(unsupported, 3)}.",
            _evidence(unsupported),
        ),
        Finding(
            "frontline_without_promise",
            exposed.height,
            "states",
            f"{counted(exposed.height, 'frontline state')} {_has(exposed.height)} no promise of help from an agreement of two "
            f"and {_is(exposed.height)} outside NATO and the EU{_named(exposed, 4)}.",
            _evidence(exposed),
        ),
        Finding(
            "frontline_union_alone",
            union.height,
            "states",
            f"{counted(union.height, 'frontline state')} {_has(union.height)} NATO or the EU behind {_it(union.height)}, and "
            f"no promise of help from an agreement of two{_named(union, 6)}.",
            _evidence(union),
        ),
    ]
    if state is None:
        told.append(
            Finding(
                "areas_without_pact",
                empty.height,
                "capability areas",
                f"{counted(empty.height, 'capability area')} of {needs.areas.height} {_has(empty.height)} no agreement that "
                f"stands{_named(empty, 4)}; {thin.height} {_has(thin.height)} a single one.",
                tuple(empty["evidence"].explode().drop_nulls()) + tuple(thin["area"]),
            )
        )
    return tuple(told)


def _named(rows: pl.DataFrame, most: int) -> str:
    """Whom rows of needs are about, after a colon; nothing where there are none."""
    return f": {some_of(rows['who'].to_list(), most)}" if rows.height else ""


def _evidence(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(rows["evidence"].explode().drop_nulls().unique(maintain_order=True))


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _it(number: int) -> str:
    return "it" if number == 1 else "them"


def untestable(history: TieHistory, why: str) -> tuple[Finding, ...]:
    """That a cut cannot be tested, and why."""
    return (Finding("pairs", 0, "pairs", why, history.ids),)


def back_test_findings(history: TieHistory, test: BackTest, end: date) -> tuple[Finding, ...]:
    """How the forecasts of the cut came out, each measure with its interval, beside the two simple measures."""
    came = _came_true(history, test)
    chance = float(test.tied.mean())
    expected = float(test.forecast.chance(test.years).sum())
    told = [
        Finding(
            "pairs",
            test.tied.size,
            "pairs",
            f"At the beginning of {test.cut:.0f}, {test.tied.size:,} pairs of states that each had a tie had none with one "
            f"another; {int(test.tied.sum()):,} of them signed a first agreement before {end:%-d %B %Y}, {100 * chance:.1f} %.",
            came,
        )
    ]
    for name, words in (("ap", "Average precision"), ("auc", "The area under the ROC curve")):
        for method, suffix in ((MODEL, ""), (ADAMIC_ADAR, "_adamic_adar"), (ATTACHMENT, "_preferential_attachment")):
            told.append(_measured(test, name, method, suffix, words, came))
    lift = test.measure("lift")
    told.append(
        Finding(
            "lift",
            lift["value"],
            "times",
            f"The average precision of the expected ties is {_said(lift)} times that of the better of the two measures.",
            came,
        )
    )
    for name, words in (
        ("brier", "The Brier score, the mean squared distance of forecast and outcome,"),
        ("slope", "The calibration slope (1 is right, below it forecasts are too extreme, above too timid)"),
        ("ece", "The expected calibration error, over tenths of the pairs,"),
    ):
        told.append(_measured(test, name, MODEL, "", words, came))
    ratio = test.measure("expected_per_seen")
    told.append(
        Finding(
            "expected",
            round(expected, 1),
            "first ties",
            f"Within {span(test.years)} {expected:.0f} first ties were expected and {int(test.soon.sum()):,} came: "
            f"{_said(ratio)} expected for each that came.",
            came,
            (PACE,),
        )
    )
    return tuple(told)


def _measured(test: BackTest, name: str, method: str, suffix: str, words: str, evidence: tuple[str, ...]) -> Finding:
    found = test.measure(name, method)
    by_chance = {"ap": f"; by chance it is {test.tied.mean():.3f}", "auc": "; by chance it is 0.5"}.get(name, "")
    return Finding(
        f"{name}{suffix}",
        found["value"],
        UNITS[name],
        f"{words} of {method} is {_said(found)}{by_chance}.",
        evidence,
    )


def _said(found: dict[str, float | None]) -> str:
    """A value with its interval, in words."""
    value, low, high = (found[name] for name in ("value", "low", "high"))
    if value is None:
        return "not to be told"
    return f"{value:.3f}" if low is None or high is None else f"{value:.3f} (95 % interval {low:.3f} to {high:.3f})"


def _came_true(history: TieHistory, test: BackTest) -> tuple[str, ...]:
    """The agreements by which pairs of the test tied for the first time."""
    i, j = test.forecast.i[test.tied], test.forecast.j[test.tied]
    first = {(int(a), int(b)): float(history.first[a, b]) for a, b in zip(i, j, strict=True)}
    return tuple(
        name
        for name, pair, when in zip(history.ids, history.sides.tolist(), history.when.tolist(), strict=True)
        if first.get((pair[0], pair[1])) == when
    )


def sources_note(chosen: pl.DataFrame, history: TieHistory) -> tuple[str, ...]:
    """From which data sets the ties come and from when to when, and which parties are left out."""
    ties = chosen.filter(pl.col("id").is_in(list(history.ids)))
    large = (
        ties.group_by("source_url")
        .agg(pl.len(), pl.col("year").min().alias("first"), pl.col("year").max().alias("last"))
        .filter(pl.col("len") >= LARGE_SOURCE)
        .sort(["len", "source_url"], descending=[True, False])
    )
    rest = ties.filter(~pl.col("source_url").is_in(large["source_url"].to_list()))
    said = [
        f"{row['len']:,} from {row['source_url']} ({row['first']} to {row['last']})"
        for row in large.iter_rows(named=True)
    ]
    if rest.height:
        first, last = min(rest["year"].to_list()), max(rest["year"].to_list())
        said.append(f"{rest.height:,} from single sources ({first} to {last})")
    notes = [f"The agreements of two by source: {'; '.join(said)}."] if said else []
    if large.height and len(said) > 1:
        notes.append(
            "Where a data set ends before the others, ties that it would have told later are missing; --to ends the facts "
            "for all alike, so that a back-test counts what all could tell."
        )
    if history.ally_since.size:
        notes.append(
            f"Alliances of two among the signs: {history.ally_since.size:,} promises, imported without form and scope."
        )
    if history.unplaced:
        names = some_of([party_name(party) for party in history.unplaced], 6)
        notes.append(f"Left out, as the facts know no country by that code: {names}.")
    return tuple(notes)
