"""What kinds have in common whose values come with a range: the value lies within it."""

from collections.abc import Iterator

from phalanx.registry.records.base import Contradiction


def out_of_range(field: str, low: float, value: float, high: float) -> Iterator[Contradiction]:
    """The contradiction of a value outside its own range, from `low` to `high`; else nothing."""
    if not low <= value <= high:
        yield Contradiction(
            field, f"{value:g}, outside {low:g} to {high:g}", "a number from low to high", "correct one of the three"
        )
