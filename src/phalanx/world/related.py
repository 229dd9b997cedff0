"""Related: the records a reader of one record may want to see next, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from phalanx.registry.records import KINDS, columns
from phalanx.vocabulary.codes import label
from phalanx.vocabulary.dates import first_day
from phalanx.vocabulary.parties import party_name
from phalanx.vocabulary.values import Reference, Several
from phalanx.vocabulary.wording import in_words
from phalanx.world import World
from phalanx.world.rows import NAME, named_rows, row_of
from phalanx.world.sources import title_of

MOST = 8
JOININGS = "party_periods"
CORRECTIONS = "corrections"
LEAST_ALIKE = 0.5
"""How much of their parties two agreements share at least to be called related (Jaccard index)."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A related record: its title, when it was signed (None: it is no agreement), and why it is related."""

    record: str
    title: str
    signed: str | None
    why: str


def related(world: World, kind: str, record: str) -> tuple[Relation, ...]:
    """What is related to a record, closest first; nothing where the World does not hold it.

    Records that name one another come first; agreements are then followed by those among the same or mostly the same
    parties, the ones with more fields in common first, and of these the nearer in time: at most `MOST` of them all.
    Every correction that was made to the record before it was bundled comes last.
    """
    row = row_of(world, kind, record)
    if row is None:
        return ()
    close = [*_named_by(world, kind, row), *_naming(world, kind, row)]
    if kind == "agreements":
        close += [*_joined(world, record), *_alike(world, row)]
    found: dict[str, Relation] = {}
    for one in close:
        if one.record != record:
            found.setdefault(one.record, one)
    return (*tuple(found.values())[:MOST], *_correcting(world, kind, record, row))


def _joined(world: World, record: str) -> Iterator[Relation]:
    """The agreements that record a joining to this one, or the one whose joining this one records."""
    for period in world.table(JOININGS).drop_nulls("accession").iter_rows(named=True):
        who = party_name(period["party"])
        for mine, other, why in (
            ("agreement", "accession", f"records that {who} joined"),
            ("accession", "agreement", f"the agreement that {who} joined"),
        ):
            row = row_of(world, "agreements", period[other]) if period[mine] == record else None
            if row is not None:
                yield _relation(period[other], row, why)


def _named_by(world: World, kind: str, row: dict[str, Any]) -> Iterator[Relation]:
    """The records that a row names."""
    for name, kinds in _references(kind):
        values = row[name] if isinstance(row[name], list) else [row[name]]
        for value in filter(None, values):
            for other in kinds:
                target = f"{other}/{value}" if KINDS[other].NAMED_BY_KIND else value
                found = row_of(world, other, target)
                if found is not None:
                    yield _relation(target, found, f"named here as {name.replace('_', ' ')}")


def _naming(world: World, kind: str, row: dict[str, Any]) -> list[Relation]:
    """The records that name this one."""
    if KINDS[kind].KEY != ("id",):
        return []
    naming = _kept(world).naming
    if kind not in naming:
        naming[kind] = _all_naming(world, kind)
    return naming[kind].get(row["id"], [])


def _all_naming(world: World, kind: str) -> dict[str, list[Relation]]:
    """By the id of each record of a kind: the records of other kinds that name it."""
    found: defaultdict[str, list[Relation]] = defaultdict(list)
    for other in KINDS:
        if other == JOININGS:
            continue  # told as the agreements they lead to
        for name, kinds in _references(other):
            if kind in kinds:
                why = f"names this record as {name.replace('_', ' ')}"
                for row in named_rows(world, other).iter_rows(named=True):
                    values = row[name] if isinstance(row[name], list) else [row[name]]
                    for value in dict.fromkeys(filter(None, values)):
                        found[value].append(_relation(row[NAME], row, why))
    return found


def _correcting(world: World, kind: str, record: str, row: dict[str, Any]) -> Iterator[Relation]:
    """What was corrected in this record before it was bundled, and why; or the record that a correction corrects."""
    if kind == CORRECTIONS:
        corrected = row_of(world, row["kind"], row["record"])
        if corrected is not None:
            yield _relation(row["record"], corrected, f"its {in_words(row['field'])} was corrected")
        return
    kept = _kept(world)
    if kept.corrections is None:
        kept.corrections = _all_corrections(world)
    for said in kept.corrections.get((kind, record), ()):
        what = in_words(said["field"])
        yield Relation(said["id"], f"Correction of its {what}", None, said["why"])


def _all_corrections(world: World) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Corrections by the kind and the name of the record that they correct."""
    found = defaultdict(list)
    for row in world.table(CORRECTIONS).iter_rows(named=True):
        found[row["kind"], row["record"]].append(row)
    return found


def _references(kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of a kind that name other records, with the kinds these may be of."""
    for name, column in columns(KINDS[kind]).items():
        value_type = column.type.of if isinstance(column.type, Several) else column.type
        if isinstance(value_type, Reference):
            yield name, value_type.kinds


def _relation(record: str, row: dict[str, Any], why: str) -> Relation:
    return Relation(record, title_of(row, record), row.get("signed"), why)


def _alike(world: World, row: dict[str, Any]) -> list[Relation]:
    """Agreements among the same or mostly the same parties."""
    kept = _kept(world)
    if kept.pacts is None:
        kept.pacts = _all_pacts(world)
    this, ranked = _pact(row), []
    for other in kept.pacts:
        shared = len(this.parties & other.parties)
        alike = shared / len(this.parties | other.parties)
        if alike < LEAST_ALIKE or other.id == this.id:
            continue
        common = sorted(this.domains & other.domains)
        rank = (-alike, -len(common), abs((other.day - this.day).days))
        ranked.append((rank, other.id, Relation(other.id, other.title, other.signed, _why(alike, shared, common))))
    return [relation for _, _, relation in sorted(ranked, key=lambda one: one[:2])]


class _Pact(NamedTuple):
    """What of an agreement tells how alike it is to another."""

    id: str
    title: str
    signed: str
    day: date
    parties: frozenset[str]
    domains: frozenset[str]


def _all_pacts(world: World) -> list[_Pact]:
    return [_pact(row) for row in world.table("agreements").iter_rows(named=True)]


def _pact(row: dict[str, Any]) -> _Pact:
    parties, domains = frozenset(row["parties"]), frozenset(row["domains"] or ())
    return _Pact(row["id"], title_of(row, row["id"]), row["signed"], first_day(row["signed"]), parties, domains)


def _why(alike: float, shared: int, common: list[str]) -> str:
    who = "the same parties" if alike == 1 else f"{shared} parties in common"
    return f"{who}, also on {', '.join(label(domain) for domain in common[:3])}" if common else who


@dataclass
class _Kept:
    """What was gathered from a World for one record and serves all others: each part None or missing until it is needed."""

    naming: dict[str, dict[str, list[Relation]]] = field(default_factory=dict)
    corrections: dict[tuple[str, str], list[dict[str, Any]]] | None = None
    pacts: list[_Pact] | None = None


_KEPT: WeakKeyDictionary[World, _Kept] = WeakKeyDictionary()
"""For as long as somebody holds the World: who asks for one record asks for many."""


def _kept(world: World) -> _Kept:
    return _KEPT.setdefault(world, _Kept())
