"""What kinds have in common whose rows may follow from a public total by a rule: the mark, and the rule in words."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from phalanx.registry.records.base import Contradiction
from phalanx.vocabulary.values import Flag, Text

Illustrative = Annotated[
    bool,
    Flag(),
    Field(description="Whether the figures follow by a rule or a judgement, rather than being seen in the source."),
]
Derivation = Annotated[
    str | None,
    Text(),
    Field(description="By which rule, from which figures; needed where the row is illustrative."),
]


def without_rule(illustrative: bool, derivation: str | None) -> Iterator[Contradiction]:
    """The contradiction of an illustrative row that does not say its rule; else nothing."""
    if illustrative and derivation is None:
        yield Contradiction(
            "derivation", "an empty cell", "the rule by which an illustrative figure came about",
            "fill it, or say that the row is not illustrative",
        )  # fmt: skip
