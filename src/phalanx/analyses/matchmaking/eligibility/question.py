"""eligibility: whether a group of states may take part in each instrument, rule by rule, and what would open it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from phalanx.analyses.matchmaking.asking import EligibilityParameters, Heard, hear
from phalanx.analyses.matchmaking.changes import told
from phalanx.analyses.matchmaking.eligibility.drawn import charts
from phalanx.analyses.matchmaking.eligibility.told import findings, notes
from phalanx.analyses.matchmaking.judging import Judged, judge_way
from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.analyses.matchmaking.rules import Eligible, Verdict, decides
from phalanx.answer import Answer, Table
from phalanx.question import Question
from phalanx.vocabulary.parties import party_name
from phalanx.world import World


def answer(world: World, parameters: EligibilityParameters) -> Answer:
    """Judge the group under every way of taking part, and name the smallest changes where it may not."""
    book = RuleBook.of(world)
    heard = hear(world, book, parameters)
    ways = [way for way in book.ways if heard.instrument in (None, way.instrument)]
    judged = sorted((judge_way(book, way, heard.asked) for way in ways), key=lambda each: ORDER.index(each.eligible))
    return QUESTION.answered(
        world,
        parameters,
        findings=findings(book, heard, judged),
        tables={
            "instruments": Table(instruments_table(judged), "Instruments and ways of taking part", INSTRUMENT_LABELS),
            "rules": Table(rules_table(judged), "Every rule held against the group", RULE_LABELS),
            "changes": Table(changes_table(judged), "The smallest changes that open the others", CHANGE_LABELS),
            "states": Table(states_table(book, heard), "The states of the group", STATE_LABELS),
        },
        charts=charts(heard.asked, judged),
        notes=notes(world, heard),
    )


ORDER: Sequence[Eligible] = ("yes", "unsettled", "no")
INSTRUMENT_LABELS = {
    "variant": "way of taking part",
    "failing_rules": "rules that fail",
    "unsettled_rules": "rules not settled",
    "article": "article that decides",
}
RULE_LABELS = {
    "variant": "way of taking part",
    "applies_to": "about",
    "decides": "decides who may take part",
    "record": "record of the rule",
    "source_grade": "grade of the source",
}
CHANGE_LABELS = {"variant": "way of taking part", "states": "states that would do", "afterwards": "eligible afterwards"}
STATE_LABELS = {
    "standing": "is",
    "safe_ceiling_eur_m": "ceiling under SAFE, million EUR",
    "safe_approved_on": "plan approved on",
}


def instruments_table(judged: Sequence[Judged]) -> pl.DataFrame:
    """A row for each way of taking part: whether the group may, which rules stand in its way, and by which article."""
    return pl.DataFrame(
        [
            {
                "instrument": each.way.instrument,
                "variant": each.way.variant,
                "name": each.way.title,
                "eligible": each.eligible,
                "failing_rules": _rules_with(each, "failed"),
                "unsettled_rules": _rules_with(each, "unsettled"),
                "article": "; ".join(dict.fromkeys(_articles(each))) or each.way.legal_basis,
            }
            for each in judged
        ],
        schema=dict.fromkeys(("instrument", "variant", "name", "eligible"), pl.String)
        | dict.fromkeys(("failing_rules", "unsettled_rules"), pl.List(pl.String))
        | {"article": pl.String},
    )


def _rules_with(judged: Judged, outcome: str) -> list[str]:
    return [each.rule for each in judged.verdicts if decides(each.rule) and each.outcome == outcome]


def _articles(judged: Judged) -> Iterator[str]:
    """The articles of what fails, or else of what is not settled, or else of the numbers that are met."""
    for each in judged.deciding:
        if each.rules and (judged.eligible != "yes" or each.rule.startswith(("minimum_", "needs_"))):
            yield each.rules[0].article


def rules_table(judged: Sequence[Judged]) -> pl.DataFrame:
    """A row for each way and rule: what it asks, what was found, the verdict, and where it stands written."""
    rows = [
        {"instrument": each.way.instrument, "variant": each.way.variant, **_row(verdict)}
        for each in judged
        for verdict in each.verdicts
    ]
    text = ("rule", "applies_to", "value", "unit", "found", "verdict")
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("instrument", "variant", *text), pl.String)
        | {"decides": pl.Boolean, "settled": pl.Boolean}
        | dict.fromkeys(("reason", "article", "source_url", "source_grade", "confidence", "record"), pl.String),
        infer_schema_length=None,
    )


def _row(verdict: Verdict) -> Mapping[str, object]:
    """A verdict with the rule it cites; several rules of one type give their values with `;` between, `?` if unsettled."""
    cited = verdict.rules[0] if verdict.rules else None
    alike = [rule for rule in verdict.rules if cited and rule.unit == cited.unit and rule.unit in ("class", "area")]
    values = "; ".join(dict.fromkeys(f"{rule.value}{'' if rule.settled else '?'}" for rule in alike))
    return {
        "rule": verdict.rule,
        "applies_to": cited and cited.applies_to,
        "value": values or (cited and cited.value),
        "unit": cited and cited.unit,
        "found": verdict.found or None,
        "verdict": verdict.outcome,
        "decides": decides(verdict.rule),
        "settled": bool(cited and cited.settled),
        "reason": verdict.reason,
        "article": cited and cited.article,
        "source_url": cited and cited.source_url,
        "source_grade": cited and cited.source_grade,
        "confidence": cited and cited.confidence,
        "record": cited and cited.id,
    }


def changes_table(judged: Sequence[Judged]) -> pl.DataFrame:
    """A row for each change; those of one way belong together, and what it would be with all of them stands beside."""
    return pl.DataFrame(
        [
            {
                "instrument": each.way.instrument,
                "variant": each.way.variant,
                "change": change.kind,
                "number": change.number,
                "states": list(change.states),
                "value": change.value,
                "text": told(change),
                "afterwards": each.afterwards,
            }
            for each in judged
            for change in each.changes
        ],
        schema={
            "instrument": pl.String,
            "variant": pl.String,
            "change": pl.String,
            "number": pl.Int64,
            "states": pl.List(pl.String),
            "value": pl.String,
            "text": pl.String,
            "afterwards": pl.String,
        },
    )


def states_table(book: RuleBook, heard: Heard) -> pl.DataFrame:
    """A row for each state of the group: what it is on that day, and its ceiling under SAFE."""
    anywhere = ("member", "eea_efta", "ukraine", "candidate", "security_partner", "ally", "third_country")
    standing = {name: book.in_class(name, book.ways[0], heard.asked.day) for name in anywhere}
    loans = {state: book.loans.get(state) for state in sorted(heard.asked.group)}
    return pl.DataFrame(
        [
            {
                "state": state,
                "name": party_name(state),
                "standing": [name for name, states in standing.items() if state in states],
                "safe_ceiling_eur_m": loan.ceiling_eur_m if loan else None,
                "safe_approved_on": loan.approved_on if loan else None,
            }
            for state, loan in loans.items()
        ],
        schema={
            "state": pl.String,
            "name": pl.String,
            "standing": pl.List(pl.String),
            "safe_ceiling_eur_m": pl.Float64,
            "safe_approved_on": pl.String,
        },
    )


QUESTION = Question(
    name="eligibility",
    title="In which instruments may these states take part together?",
    about=(
        "Holds a group of states, or the parties of an agreement, against every participation rule of every EU and NATO "
        "instrument: who counts, how many it takes, the share of components from outside, areas and days. Each rule comes "
        "with its article and source; what the sources do not settle is shown as such. Where a rule is not met, the "
        "smallest changes are named that would open the instrument. Whether there is money left, or anybody wants to, it does not say."
    ),
    parameters=EligibilityParameters,
    answer=answer,
)
