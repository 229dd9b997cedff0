from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.examples import tamper, whole

from phalanx.errors import JournalBroken
from phalanx.registry.journal import BEGINNING, COLUMNS, GENESIS, Statement, enter, find_faults, seal
from phalanx.registry.store import Registry

Row = tuple[object, ...]
AT = "2026-01-01T00:00:00.000000Z"


@pytest.fixture
def registry(registry_url: str) -> Iterator[Registry]:
    """Ten entries, made in three appends."""
    with Registry.create(registry_url) as opened:
        for names in (range(1, 4), range(4, 8), range(8, 11)):
            opened.append([whole(f"record-{n}") for n in names], who="Curator", why="test")
        yield opened


def faults_of(registry: Registry) -> tuple[str, ...]:
    with pytest.raises(JournalBroken) as broken:
        registry.verify()
    assert broken.value.exit_code == 3
    return broken.value.faults


# ── Sealing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_untouched_journal_holds(registry: Registry) -> None:
    assert registry.verify() == registry.head()[:2]
    assert registry.head()[0] == 10


def test_an_empty_journal_holds(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        assert registry.verify() == (0, GENESIS)
        assert registry.head() == (0, GENESIS, BEGINNING)


def test_a_seal_depends_on_every_column_and_on_the_entry_before() -> None:
    row: Row = (1, AT, "who", "why", "kind", "record", "field", "value", "source", "A", "passage", "2025")
    seals = {seal(GENESIS, row), seal("f" * 64, row)}
    for place in range(len(row)):
        seals.add(seal(GENESIS, (*row[:place], None, *row[place + 1 :])))
    assert len(seals) == 2 + len(row)


def test_the_text_of_neighbouring_columns_cannot_move_between_them() -> None:
    assert seal(GENESIS, ("ab", "c")) != seal(GENESIS, ("a", "bc"))


def test_a_cited_head_is_found_again_and_a_strange_one_is_not(registry: Registry) -> None:
    hashes = [entry.hash for entry in registry.entries()]
    for cited in (hashes[3], hashes[9], hashes[0][:12]):
        registry.verify(head=cited)
    registry.verify(head=GENESIS)
    with pytest.raises(JournalBroken, match="no entry has the cited head"):
        registry.verify(head="0123456789abcdef")


# ── Tampering ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seq", [1, 5, 10])
def test_an_altered_column_is_found_and_its_entry_named(registry: Registry, seq: int) -> None:
    entry = next(entry for entry in registry.entries() if entry.seq == seq)
    for column in (name for name in COLUMNS if name != "seq"):
        change = f"UPDATE journal SET {column} = :value WHERE seq = {seq}"
        tamper(registry, change, value="2025-01-01T00:00:00.000000Z")
        first, *others = faults_of(registry)
        assert first.startswith(f"entry {seq} ("), column
        assert "altered" in first
        assert not [fault for fault in others if "head" not in fault], "one altered entry is one fault"
        tamper(registry, change, value=getattr(entry, column))
    registry.verify()


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ((1,), "entry 1 removed before entry 2 "),
        ((5,), "entry 5 removed before entry 6 "),
        ((4, 5, 6), "entries 4 to 6 removed before entry 7 "),
        ((10,), "entry 10 removed from the end"),
        ((8, 9, 10), "entries 8 to 10 removed from the end"),
        (tuple(range(1, 11)), "entries 1 to 10 removed from the end"),
    ],
)
def test_removed_entries_are_named(registry: Registry, gone: tuple[int, ...], said: str) -> None:
    tamper(registry, f"DELETE FROM journal WHERE seq IN ({', '.join(map(str, gone))})")
    [fault] = faults_of(registry)
    assert fault.startswith(said)


def test_a_removed_entry_whose_gap_was_closed_is_found(registry: Registry) -> None:
    renumber = [f"UPDATE journal SET seq = {seq - 1} WHERE seq = {seq}" for seq in range(5, 11)]
    tamper(registry, "DELETE FROM journal WHERE seq = 4", *renumber)
    faults = faults_of(registry)
    assert faults[0].startswith("entry 4 (agreements: record-5,")
    assert any("record-6" in fault and "it was entered as entry 6" in fault for fault in faults)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (4, 5), (2, 9), (1, 10)])
def test_two_entries_that_changed_places_are_both_named(registry: Registry, one: int, other: int) -> None:
    tamper(
        registry,
        f"UPDATE journal SET seq = 99 WHERE seq = {one}",
        f"UPDATE journal SET seq = {one} WHERE seq = {other}",
        f"UPDATE journal SET seq = {other} WHERE seq = 99",
    )
    faults = [fault for fault in faults_of(registry) if "head" not in fault]
    assert faults == [
        f"entry {one} (agreements: record-{other}, {entered(registry, one)}) reordered: it was entered as entry {other}",
        f"entry {other} (agreements: record-{one}, {entered(registry, other)}) reordered: it was entered as entry {one}",
    ]


def entered(registry: Registry, seq: int) -> str:
    [entry] = [entry for entry in registry.entries() if entry.seq == seq]
    return f"entered {entry.at} by {entry.who}"


def test_an_inserted_entry_is_named(registry: Registry) -> None:
    move = [f"UPDATE journal SET seq = {seq + 1} WHERE seq = {seq}" for seq in range(10, 4, -1)]
    copy = (
        "INSERT INTO journal SELECT 5, at, who, why, kind, 'smuggled', field, value, source, grade, passage, valid_from,"
        " hash FROM journal WHERE seq = 4"
    )
    tamper(registry, *move, copy)
    faults = faults_of(registry)
    assert faults[0].startswith("entry 5 (agreements: smuggled,")
    assert "altered" in faults[0]
    assert faults[-1] == "entries 11 to 11 stand after the head: entered without the registry"


def test_an_entry_added_behind_the_head_is_named(registry: Registry) -> None:
    seq, last, at = registry.head()
    [row] = enter([whole("smuggled")], (seq, last), at=at, who="x", why="y")
    names = ", ".join(f":{name}" for name in COLUMNS)
    tamper(registry, f"INSERT INTO journal VALUES ({names})", **dict(zip(COLUMNS, row, strict=True)))
    assert faults_of(registry) == ("entries 11 to 11 stand after the head: entered without the registry",)


def test_an_entry_replaced_and_sealed_anew_is_told_by_the_next(registry: Registry) -> None:
    reseal(registry, 5)
    [fault] = faults_of(registry)
    assert fault.startswith("entry 6 (")
    assert "or entry 5 replaced and sealed anew" in fault


def test_the_last_entry_replaced_and_sealed_anew_is_told_by_the_head(registry: Registry) -> None:
    reseal(registry, 10)
    [fault] = faults_of(registry)
    assert fault.startswith("the head does not name entry 10")


def reseal(registry: Registry, seq: int) -> None:
    entries = {entry.seq: entry for entry in registry.entries()}
    entry = entries[seq]
    row = tuple("forged" if name == "value" else getattr(entry, name) for name in COLUMNS[:-1])
    new = seal(entries[seq - 1].hash, row)
    tamper(registry, f"UPDATE journal SET value = 'forged', hash = :hash WHERE seq = {seq}", hash=new)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("hash = 'x'", "the head does not name entry 10"),
        ("at = '2999-01-01T00:00:00.000000Z'", "the head does not name entry 10"),
        ("seq = 11", "entry 11 removed from the end"),
        ("seq = 7", "entries 8 to 10 stand after the head"),
    ],
)
def test_an_altered_head_is_found(registry: Registry, change: str, said: str) -> None:
    tamper(registry, f"UPDATE head SET {change}")
    [fault] = faults_of(registry)
    assert fault.startswith(said)


def test_a_removed_head_is_found(registry: Registry) -> None:
    tamper(registry, "DELETE FROM head")
    assert faults_of(registry) == ("the head is gone, which names the last entry",)


def test_many_faults_are_told_without_a_search_for_each(registry_url: str) -> None:
    with Registry.create(registry_url) as registry:
        registry.append([whole(f"record-{n}") for n in range(2_000)], who="x", why="y")
        tamper(registry, "UPDATE journal SET who = 'z'")
        assert len(faults_of(registry)) == 2_000


# ── Any tampering ────────────────────────────────────────────────────────────────────────────────────────────────────


def journal(length: int) -> list[Row]:
    said = (Statement("kind", f"record-{n}", "field", str(n), "https://example.org", "A") for n in range(length))
    return list(enter(said, (0, GENESIS), at=AT, who="who", why="why"))


def head_of(rows: list[Row]) -> tuple[int, str, str]:
    return (len(rows), str(rows[-1][-1]), AT)


@given(length=st.integers(1, 30), data=st.data())
def test_any_altered_cell_is_found_in_its_entry(length: int, data: st.DataObject) -> None:
    rows = journal(length)
    place = data.draw(st.integers(0, length - 1))
    column = data.draw(st.integers(1, len(COLUMNS) - 1))
    before = rows[place][column]
    value = data.draw(st.one_of(st.none(), st.text(), st.binary(), st.integers()).filter(lambda new: new != before))
    rows[place] = (*rows[place][:column], value, *rows[place][column + 1 :])
    faults = list(find_faults(rows, head_of(journal(length))))
    assert faults[0].startswith(f"entry {place + 1} (")
    assert len([fault for fault in faults if "head" not in fault]) == 1


@given(length=st.integers(2, 30), data=st.data())
def test_any_removal_is_found_at_its_place(length: int, data: st.DataObject) -> None:
    rows = journal(length)
    first = data.draw(st.integers(1, length))
    last = data.draw(st.integers(first, length))
    faults = list(find_faults(rows[: first - 1] + rows[last:], head_of(rows)))
    assert len(faults) == 1
    assert faults[0].startswith(f"entry {first} removed" if first == last else f"entries {first} to {last} removed")


@given(length=st.integers(2, 15), data=st.data())
def test_any_other_order_is_found(length: int, data: st.DataObject) -> None:
    rows = journal(length)
    order = data.draw(st.permutations(range(length)).filter(lambda drawn: list(drawn) != sorted(drawn)))
    moved: list[Row] = [(seq, *rows[place][1:]) for seq, place in enumerate(order, 1)]
    told = list(find_faults(moved, head_of(rows)))
    for seq, place in enumerate(order, 1):
        about = [fault for fault in told if fault.startswith(f"entry {seq} (")]
        if place + 1 == seq:
            assert not about
        else:
            name = f"entry {seq} (kind: record-{place}, field, entered {AT} by who)"
            assert about == [f"{name} reordered: it was entered as entry {place + 1}"]


@pytest.mark.parametrize("order", [lambda rows: [rows[1], rows[0]], lambda rows: [rows[0], rows[0], rows[1]]])
def test_lines_in_another_order_are_found(order: Callable[[list[Row]], list[Row]]) -> None:
    rows = journal(2)
    assert any("reordered" in fault for fault in find_faults(order(rows), head_of(rows)))
