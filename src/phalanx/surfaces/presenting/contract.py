"""The contract: an Answer as JSON, keys in the order of the contract, equal answers in equal bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from phalanx.answer import Answer


def to_json(answer: Answer) -> bytes:
    """The whole answer as UTF-8 JSON with a closing line break."""
    import orjson

    return orjson.dumps(answer.to_dict(), default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def in_one_line(told: Mapping[str, Any]) -> bytes:
    """A mapping as the same JSON without its white space, for what travels."""
    import orjson

    return orjson.dumps(told, default=_plain)


def render(answer: Answer) -> bytes:
    """The whole answer; a single table or chart is found inside it by name."""
    return to_json(answer)


def _plain(value: Any) -> Any:
    """What JSON has no word for: decimals as numbers, mappings and sets as objects and sorted lists, the rest as text."""
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, AbstractSet):
        return sorted(value, key=str)
    return str(value)
