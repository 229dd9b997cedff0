"""The data dictionary: every kind of fact with its fields, types, units, codes and meanings, from the record types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from phalanx.registry.records import KINDS, Column, Record, columns, named
from phalanx.registry.seed import edition
from phalanx.surfaces.documentation.bundled import bundled_world
from phalanx.surfaces.documentation.markdown import code, opening, table, words
from phalanx.vocabulary.values import Code, Reference, Several, ValueType
from phalanx.world import World

INTRODUCTION = """\
A **kind** of facts is a table, and a file of the same name. A **record** is a row. Every record names a public page
where it can be checked, the grade of that source, and how sure we are.

- An empty cell means: not known, or does not apply. It never means no, none or zero.
- A **date** is as exact as its source: a year, a month or a day.
- A **set** is written with `;` between its values, sorted.
- A **party** is a state by its ISO 3166-1 code of two letters (`FR`, `GB`, `GR`, and `XK` for Kosovo), a former state by
  its ISO 3166-3 code of four, an institution such as `EU` or `NATO`, or `COW-nnn` for a former state that has neither.
- A **number** carries its unit in the name of its column or in its type below.
- Fields marked ● must be filled.

`phalanx facts export FOLDER --format datapackage` writes the same descriptions as a Frictionless data package.
"""
COUNTED = """\
The numbers are those of the bundled facts, edition {edition}. Records that only a source of grade E vouches for are not
counted: they never speak.
"""
PLURALS = {"code": "codes", "party": "parties", "text": "texts"}


def page() -> str:
    """The data dictionary."""
    world = bundled_world()
    parts = [
        opening("Data dictionary", "the record types in src/phalanx/registry/records"),
        INTRODUCTION,
        f"## Kinds of facts\n\n{COUNTED.format(edition=edition())}",
        table(("kind", "records", "what a record is"), (_overview(kind, world) for kind in KINDS.values())),
        *(part for kind in KINDS.values() for part in _kind(kind, world)),
    ]
    return "\n".join(parts)


def _overview(kind: type[Record], world: World) -> tuple[str, str, str]:
    return f"[{kind.KIND}](#{kind.KIND})", str(world.table(kind.KIND).height), words(kind.TITLE.rstrip("."))


def _kind(kind: type[Record], world: World) -> Iterator[str]:
    rows = world.table(kind.KIND)
    yield f"## {kind.KIND} {{ #{kind.KIND} }}\n"
    yield f"{words(kind.TITLE)}\n"
    told = [f"File {code(f'{kind.KIND}.csv')}, {rows.height} record{'' if rows.height == 1 else 's'}."]
    told.append(f"What names a record: {' and '.join(code(field) for field in kind.KEY)}.")
    if rows.height:
        first = named(kind, *(str(rows[field][0]) for field in kind.KEY))
        told.append(f"The first one: {code(f'phalanx facts show {first}')}.")
    if kind.BEGINS:
        told.append(f"A record belongs to the World from its {code(kind.BEGINS)} on.")
    yield " ".join(told) + "\n"
    yield table(("field", "type", "", "meaning"), (_field(column) for column in columns(kind).values()))
    for column in columns(kind).values():
        codes = _codes(column.type)
        if codes:
            yield f'??? note "Codes of {column.name}"\n'
            yield "\n".join(
                f"    {line}".rstrip()
                for line in table(("code", "meaning"), ((code(c), words(m)) for c, m in codes.items())).splitlines()
            )
            yield ""


def _field(column: Column) -> tuple[str, str, str, str]:
    meaning = words(column.meaning)
    if column.default is not None:
        meaning += f" Left out, it is {code(column.default)}."
    return code(column.name), _type(column.type), "●" if column.required else "", meaning


def _type(value_type: ValueType) -> str:
    """The type in words, with links to the kinds that it refers to."""
    inner = value_type.of if isinstance(value_type, Several) else value_type
    if isinstance(inner, Reference):
        links = " or ".join(f"[{kind}](#{kind})" for kind in inner.kinds)
        return f"set of ids in {links}" if isinstance(value_type, Several) else f"id in {links}"
    if isinstance(value_type, Several):
        return words(f"set of {PLURALS.get(inner.describe(), inner.describe())}")
    return words(value_type.describe())


def _codes(value_type: ValueType) -> Mapping[str, str]:
    inner = value_type.of if isinstance(value_type, Several) else value_type
    return inner.codes if isinstance(inner, Code) else {}
