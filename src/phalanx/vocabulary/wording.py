"""Wording: numbers and names as a sentence has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

ABBREVIATED = re.compile(r"\b(eu|eur|nato|eea|efta|jef|pesco|safe|gdp|us|tfeu|sme)\b")
"""Parts of names that are written in capitals. The page has the same list, in `wording.ts`."""


def counted(number: int, noun: str = "agreement") -> str:
    """A number with its noun, one or several: "1 agreement", "622 agreements"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "France", "France and Poland", "France, Germany and Poland"; four or more are counted."""
    if len(names) > 3:
        return f"{len(names)} parties"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def joined(names: Sequence[str]) -> str:
    """All names in a sentence, however many: "France", "France and Poland", "France, Germany, Italy and Poland"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def in_words(name: str) -> str:
    """The name of a kind, a field or a parameter as words: `us_enablers` reads "US enablers"."""
    return ABBREVIATED.sub(lambda part: part[0].upper(), name.replace("_", " ").strip()) or name


def capital(text: str) -> str:
    """A text that begins a line: with a capital, the rest as it is."""
    return text[:1].upper() + text[1:]
