"""A rule of an instrument: who may take part, how many it takes, until when, and on what terms."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from phalanx.registry.records.base import Confidence, Contradiction, Id, Note, Record, SourceGrade, SourceUrl
from phalanx.vocabulary.values import (
    Code,
    Day,
    Flag,
    Identifier,
    Integer,
    Misfit,
    Number,
    Party,
    Reference,
    Several,
    Text,
    ValueType,
)

RULE_CODES = {
    "who_counts": "A class of states that counts among the participants",
    "who_counts_as_member": "A class of states that counts among the member states",
    "may_join": "A class of states that may join without being counted",
    "unanimity": "A class of states that takes part only if all who decide agree",
    "minimum_participants": "Least number of participants; of entities, one is taken for each state",
    "minimum_member_states": "Least number of member states among them",
    "maximum_participants": "Largest number of participants",
    "needs_loan": "Least number of member states with a loan ceiling among them",
    "maximum_outside_component_pct": "Largest share of component cost from outside",
    "lifted_component_cap": "The share to which an agreement with a state lifts that cap",
    "area": "A capability area it is for; where there is one such rule, it is for no other area",
    "excluded_area": "A capability area it is not for",
    "window_start": "First day",
    "window_end": "Last day",
    "single_state_until": "Last day on which one state could buy alone",
    "application_deadline": "Last day for applications",
    "awarded_by": "When all its money had been awarded",
    "runs": "Whether it runs, as last reported",
    "loan_request_deadline": "Last day on which a member state could ask for a loan",
    "state_ceiling": "Sum of the loan ceilings of states, which are in safe_allocations",
    "budget_left": "Money not yet awarded",
    "prefinancing_pct": "Share that is paid ahead",
    "funding_rate_pct": "Share of the cost, or of the contract's value, that is paid at most",
    "bonus_pct": "By how much the rate can rise",
}

CLASS_CODES = {
    "member": "A member of the European Union",
    "associated": "A state the instrument names as associated",
    "eea_efta": "A member of the European Economic Area through EFTA",
    "ukraine": "Ukraine",
    "candidate": "A candidate or potential candidate for the European Union",
    "partner_with_agreement": "A third country with an agreement on this instrument, named as associated",
    "security_partner": "A third country with a security and defence partnership with the European Union",
    "named": "A state the instrument names as eligible",
    "ally": "A member of NATO",
    "third_country": "Any country that is no member of the European Union",
}

RUNS_CODES = {
    "active": "Running",
    "closed": "Closed",
}

VARIANT_CODES = {
    "standard_call": "A standard call",
    "disruptive_technology": "A call for disruptive technology",
    "common_procurement": "Common procurement",
    "industrial_reinforcement": "Industrial reinforcement",
    "single_state_purchase": "A purchase by one state alone",
}

UNIT_CODES = {
    "class": "A class of states",
    "participants": "Participants",
    "states": "States",
    "percent": "Per cent",
    "percentage_points": "Percentage points",
    "million_eur": "Million EUR",
    "date": "A date",
    "area": "The id of a capability area",
    "status": "Active or closed",
}

VALUE_TYPES: Mapping[str, ValueType] = {
    "class": Code(CLASS_CODES),
    "participants": Integer(low=0),
    "states": Integer(low=0),
    "percent": Number(low=0, high=100),
    "percentage_points": Number(low=0, high=100),
    "million_eur": Number(low=0),
    "date": Day(),
    "area": Identifier(),
    "status": Code(RUNS_CODES),
}
"""How the value of a rule is read, by its unit."""

UNITS: Mapping[str, str] = {
    **dict.fromkeys(("who_counts", "who_counts_as_member", "may_join", "unanimity"), "class"),
    **dict.fromkeys(("minimum_participants", "maximum_participants"), "participants"),
    **dict.fromkeys(("minimum_member_states", "needs_loan"), "states"),
    **dict.fromkeys(("maximum_outside_component_pct", "lifted_component_cap"), "percent"),
    **dict.fromkeys(("prefinancing_pct", "funding_rate_pct"), "percent"),
    **dict.fromkeys(("area", "excluded_area"), "area"),
    **dict.fromkeys(("window_start", "window_end", "single_state_until"), "date"),
    **dict.fromkeys(("application_deadline", "awarded_by", "loan_request_deadline"), "date"),
    **dict.fromkeys(("state_ceiling", "budget_left"), "million_eur"),
    "bonus_pct": "percentage_points",
    "runs": "status",
}
"""The unit of every rule."""


class ParticipationRule(Record):
    """A rule of an instrument: who may take part, how many it takes, until when, and on what terms."""

    KIND: ClassVar[str] = "participation_rules"
    TITLE: ClassVar[str] = (
        "A rule of an instrument: who may take part, how many it takes, until when, and on what terms."
    )

    id: Id
    instrument: Annotated[str, Reference(kinds=("instruments",)), Field(description="The instrument it belongs to.")]
    variant: Annotated[
        str | None,
        Code(VARIANT_CODES),
        Field(description="The way of taking part it is for; empty: every way the instrument has."),
    ] = None
    rule: Annotated[str, Code(RULE_CODES), Field(description="What it rules.")]
    applies_to: Annotated[
        str | None,
        Text(),
        Field(description="What it is about, where not about the whole: a stage of work, a kind of bonus."),
    ] = None
    value: Annotated[
        str | None,
        Text(),
        Field(description="Its value in the unit named; empty where the sources give none."),
    ] = None
    unit: Annotated[str, Code(UNIT_CODES), Field(description="The unit of the value, which the rule decides.")]
    states: Annotated[
        tuple[str, ...] | None,
        Several(of=Party()),
        Field(description="The states it is about, where it names some."),
    ] = None
    article: Annotated[str, Text(), Field(description="The legal act, with the article where it is known.")]
    settled: Annotated[
        bool,
        Flag(),
        Field(description="Whether the sources settle it. What they do not settle is shown as such, never assumed."),
    ]
    summary: Annotated[str, Text(), Field(description="What it says, in our own words.")]
    source_url: SourceUrl
    source_grade: SourceGrade
    confidence: Confidence
    note: Note = None

    def contradictions(self, today: date) -> Iterator[Contradiction]:
        """A unit that the rule does not have, a value that is not of that unit, or none where it is settled."""
        yield from super().contradictions(today)
        unit = UNITS[self.rule]
        if self.unit != unit:
            yield Contradiction("unit", f"{self.unit}, with {self.rule}", unit, "correct rule or unit")
        elif self.value is None:
            if self.settled or unit == "class":
                yield Contradiction(
                    "value", "an empty cell", f"a value in the unit {unit}", "fill it, or say that it is not settled"
                )
        else:
            try:
                canonical = VALUE_TYPES[unit].write(VALUE_TYPES[unit].parse(self.value))
            except Misfit as misfit:
                expected = (misfit.context or {}).get("expected", unit)
                yield Contradiction("value", repr(self.value), expected, "correct it")
            else:
                if canonical != self.value:
                    yield Contradiction("value", repr(self.value), canonical, "write it in its shortest form")
