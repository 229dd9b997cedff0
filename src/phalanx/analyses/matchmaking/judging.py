"""Judging: a way of taking part held against a group, and the smallest changes that would open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from phalanx.analyses.matchmaking.changes import made, smallest
from phalanx.analyses.matchmaking.rulebook import RuleBook, Way
from phalanx.analyses.matchmaking.rules import Asked, Case, Change, Eligible, Outcome, Verdict, decides, eligible, judge

ENDING = frozenset({"window_end", "awarded_by", "runs"})
"""The rules by which an instrument has ended."""
DECIDING: Mapping[Eligible, Outcome] = {"no": "failed", "unsettled": "unsettled", "yes": "met"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A way of taking part with what every rule says of the group, and what would open it."""

    way: Way
    verdicts: tuple[Verdict, ...]
    eligible: Eligible
    changes: tuple[Change, ...]
    afterwards: Eligible
    """What it would be once the changes are made."""

    @property
    def ended(self) -> bool:
        """Whether a rule fails by which the way has ended."""
        return any(each.outcome == "failed" and each.rule in ENDING for each in self.verdicts)

    @property
    def deciding(self) -> tuple[Verdict, ...]:
        """What decides: the rules that fail, or else those that are not settled, or else all that are met."""
        wanted = DECIDING[self.eligible]
        return tuple(each for each in self.verdicts if decides(each.rule) and each.outcome == wanted)

    @property
    def records(self) -> tuple[str, ...]:
        """The instrument and the rules that decide."""
        return (self.way.instrument, *(rule.id for each in self.deciding for rule in each.rules))


def judge_way(book: RuleBook, way: Way, asked: Asked) -> Judged:
    """Hold every rule of a way against the group; find the smallest changes, and judge again with them."""
    case = Case.of(book, way, asked)
    verdicts = judge(case)
    outcome = eligible(verdicts)
    changes = smallest(case, verdicts)
    afterwards = eligible(judge(Case.of(book, way, made(asked, changes)))) if changes else outcome
    return Judged(way, verdicts, outcome, changes, afterwards)
