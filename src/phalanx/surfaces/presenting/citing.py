"""How to cite a report, an answer or a record: a line for people and an entry for BibTeX, both naming the exact state of the registry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phalanx.surfaces.presenting import wording

if TYPE_CHECKING:
    from phalanx.answer import Answer, WorldStamp

# What BibTeX reads as a command. A backslash comes first, or it would be escaped twice.
_SPECIAL = (
    {"\\": r"\textbackslash{}"}
    | {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation names: the title, the day of making, the World, the version of Phalanx, where it is found.

    `record` is the id of the record cited, or the question of the answer, where it is one.
    """

    title: str
    made_on: str
    world: WorldStamp
    version: str = ""
    address: str = ""
    record: str = ""


def of_answer(answer: Answer) -> Citation:
    """An answer with everything that was asked for; made on the day of its knowledge, so that it can be asked for again.

    Equal answers are cited in equal words.
    """
    from phalanx import __version__

    return Citation(
        title=f"{wording.plain(answer.title)} ({answer.question}: {wording.parameters_line(answer.parameters)})",
        made_on=answer.world.known_at[:10],
        world=answer.world,
        version=__version__,
        record=answer.question,
    )


def render(answer: Answer) -> str:
    """The entry for BibTeX."""
    return bibtex(of_answer(answer)) + "\n"


def line(citation: Citation) -> str:
    """One line for a footnote."""
    world = citation.world
    parts = [
        f"Phalanx ({citation.made_on[:4]}): {citation.title}.",
        "Open registry of European defence agreements"
        + (f", version {citation.version}" if citation.version else "")
        + ".",
        f"Made on {citation.made_on}, valid on {world.valid_on}, known at {world.known_at}, journal head {world.journal_head}.",
        f"{citation.address}. CC BY 4.0." if citation.address else "CC BY 4.0.",
    ]
    return " ".join(parts)


def bibtex(citation: Citation) -> str:
    """The same as a BibTeX entry."""
    world = citation.world
    fields = {
        "title": "{" + _escaped(citation.title) + "}",
        "author": "{Phalanx}",
        "year": citation.made_on[:4],
        "version": _escaped(citation.version),
        "url": citation.address,
        "note": _escaped(
            f"Valid on {world.valid_on}, known at {world.known_at}, journal head {world.journal_head}. CC BY 4.0"
        ),
    }
    key = re.sub(r"[^a-z0-9]+", "-", f"phalanx-{citation.record}-{citation.made_on}".lower()).strip("-")
    rows = ",\n".join(f"  {name:<7} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{rows}\n}}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
