"""Back-test in words: where the hidden groups stood by each method, with intervals, and what the test cannot show."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from phalanx.analyses.matchmaking.back_test.hidden_groups import OVERLAP
from phalanx.analyses.matchmaking.back_test.hidden_ranks import DATED, METHODS, MOST_ALL, MOST_NEAR, Judged
from phalanx.analyses.matchmaking.back_test.tables import METHOD_WORDS, RESAMPLES, TOP, Trial
from phalanx.answer import Finding
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.wording import counted, joined

TODAY = "Needs, the members of groupings, allocations and rules carry no dates, and are as the facts have them today."
NOT_ALONE = "Groups of one wave or of one region are no independent trials, so that the true interval is wider."


def findings(trial: Trial) -> tuple[Finding, ...]:
    """How many groups were hidden, the median percentile by each method, hits, and the best and the worst."""
    hidden = _hidden(trial)
    if not trial.judged:
        return (hidden,)
    return (
        hidden,
        *(_median(trial, method) for method in METHODS if trial.of(method)),
        _against(trial),
        *_first(trial),
        *_ends(trial),
    )


def _hidden(trial: Trial) -> Finding:
    others = joined([f"{number} {reason}" for reason, number in trial.left_out.items()])
    text = f"{counted(len(trial.judged), 'real group')} of {trial.states} states were hidden, each with the facts before its day"
    text += f"; left out are {others}." if others else "."
    return Finding("hidden", len(trial.judged), "groups", text, _evidence(trial.judged))


def _evidence(judged: tuple[Judged, ...]) -> tuple[str, ...]:
    founders = [each.group.founders for each in judged if each.group.founders]
    return tuple(dict.fromkeys([*(each.group.id for each in judged), *founders]))


def _median(trial: Trial, method: str) -> Finding:
    values, ranked = trial.percentiles(method), trial.of(method)
    median, (low, high) = float(np.median(values)), trial.interval(values)
    besides = "" if len(ranked) == len(trial.judged) else f", of the {len(ranked)} it can rank,"
    what = {
        "ties": "By the ties known before",
        "score": "By the whole score of its area, which knows more than was known then",
        "popularity": "By popularity, the number of agreements of its states",
    }[method]
    return Finding(
        method,
        round(median, 2),
        "percentile",
        f"{what}, half of the real groups{besides} stand above at least {median:.1f} % of all groups of as many states (95 % interval "
        f"{low:.1f} to {high:.1f}); by chance it would be 50 %.",
        _evidence(ranked),
        (
            f"Interval of the median from {RESAMPLES:,} resamples of the groups, seed {trial.seed}.",
            NOT_ALONE,
            *((TODAY,) if method == "score" else ()),
        ),
    )


def _against(trial: Trial) -> Finding:
    """Whether ties rank the same groups better than popularity does, group by group."""
    differences = trial.percentiles("ties") - trial.percentiles("popularity")
    low, high = trial.interval(differences)
    median, better = float(np.median(differences)), int((differences > 0).sum())
    verdict = (
        "rank them better than popularity" if low > 0 else "rank them worse than popularity" if high < 0
        else "do not surely rank them better or worse than popularity"
    )  # fmt: skip
    return Finding(
        "ties_against_popularity",
        round(median, 2),
        "percentile points",
        f"Ties {verdict}: better for {better} of {counted(differences.size, 'group')}, by {median:+.1f} percentile points in the "
        f"median (95 % interval {low:+.1f} to {high:+.1f}).",
        _evidence(trial.judged),
        (f"Interval of the median from {RESAMPLES:,} resamples of the groups, seed {trial.seed}.", NOT_ALONE),
    )


def _first(trial: Trial) -> Iterator[Finding]:
    """How often the real group, or one near it, is among the first so many of its size."""
    ranked = [each for each in trial.judged if each.all_compared]
    if not ranked:
        return
    hits = {method: trial.first(method) for method in METHODS}
    told = joined(
        [
            f"by {METHOD_WORDS[method]} {len(hits[method])} of {sum(each.all_compared for each in trial.of(method))}"
            for method in METHODS
            if trial.of(method)
        ]
    )
    yield Finding(
        "first",
        len(hits["ties"]),
        "groups",
        f"Times that the real group, or one that overlaps it by {100 * OVERLAP:.0f} %, is among the first {TOP} of its size: {told}; by "
        f"chance {trial.first_by_chance('ties'):.1f} would be expected.",
        _evidence(tuple(each for method in METHODS for each in hits[method]) or tuple(ranked)),
        ("Only groups are counted of whose size all were compared.", TODAY),
    )


def _ends(trial: Trial) -> Iterator[Finding]:
    """The group that ties rank best, and the one they rank worst."""
    if len(trial.judged) < 2:
        return
    ordered = sorted(trial.judged, key=lambda each: (-each.places["ties"].percentile, each.group.id))
    for name, word, each in (("best", "best", ordered[0]), ("worst", "worst", ordered[-1])):
        here, size = each.places["ties"], len(each.group.members)
        all_of = f"{each.of:,} groups" if each.all_compared else f"{each.compared:,} drawn of {each.of:,} groups"
        yield Finding(
            name,
            round(here.percentile, 2),
            "percentile",
            f"Ranked {word} by ties is {each.group.title} ({each.group.founded}): above {here.percentile:.1f} % of {all_of} of {size} "
            f"states; by popularity above {each.places['popularity'].percentile:.1f} %.",
            _evidence((each,)),
        )


def notes(trial: Trial) -> tuple[str, ...]:
    """What the test cannot show, and how it hides a group."""
    parts = joined([label(part) for part in (*DATED, "friction")])
    return (
        "The World of a group is that of the day before the first day its founding can mean; a year means its first of January.",
        (
            f"Taken away are all facts that can be of that day or later, groupings without a date, and every agreement and grouping "
            f"of whatever date whose states overlap the group by {100 * OVERLAP:.0f} % or more, as it may be the group at an earlier stage."
        ),
        f"By ties is by {parts}, the parts of the score whose facts have dates, with the same points. {TODAY}",
        "Members of PESCO projects, and of pools that no agreement founded, are those the facts have now: some joined later.",
        "Coalitions of lead_nations carry no date; they are judged where an agreement or a grouping records them.",
        (
            f"All groups of as many states are compared up to {MOST_ALL:,}; of larger sizes {trial.draws:,} are drawn by lot (seed "
            f"{trial.seed} and on), so that ranks are estimates, low and high are a 95 % interval, and of the groups that overlap "
            f"enough the {MOST_NEAR:,} that differ least are looked at. Level groups count half."
        ),
        "The larger a group, the more others overlap it enough: ranks of the first near one are to be read beside chance.",
        (
            "The weights and word lists were made in 2026 by people who knew these groups; the score was not fitted to them. What was "
            "signed before but is not in the registry counts as unknown."
        ),
    )
