"""The World's columns against a fold over all entries, written here a second time and as plainly as possible."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from phalanx.registry.journal import Entry
from phalanx.registry.records import columns
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.snapshot import SEQ, read_cells, typed
from phalanx.registry.store import WORLD_COLUMNS

NAMES = list(columns(Agreement))
FIELDS = ["title", "note", "value_eur_m"]
SOURCES = [f"https://{n}.example.org" for n in "abc"]
DAYS = ["2001", "2010-06", "2020-02-29"]


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, draw(st.integers(1, 14)) + 1):
        record = draw(st.sampled_from(["r1", "r2", "r3"]))
        source, grade = draw(st.sampled_from(SOURCES)), draw(st.sampled_from("ABCE"))
        what = draw(st.sampled_from(["whole", "whole", "field", "field", "none", "withdrawn"]))
        field = draw(st.sampled_from(FIELDS)) if what in ("field", "none") else None
        value: str | None = None
        if what == "whole":
            cells = {name: str(draw(st.integers(0, 3))) for name in draw(st.sets(st.sampled_from(FIELDS)))}
            value = json.dumps({"id": record, **cells})
        elif what == "field":
            value = str(draw(st.integers(0, 3)))
        valid_from = draw(st.sampled_from([None, *DAYS])) if field else None
        entries.append(Entry(seq, "", "", "", "agreements", record, field, value, source, grade, None, valid_from, ""))
    return entries


def plainly(entries: Sequence[Entry], day: date, *, with_silent: bool) -> list[dict[str, str | None]]:
    """What each record says on a day, by the rules as the how-to tells them."""
    rows = []
    for record in dict.fromkeys(entry.record for entry in entries):
        mine = [entry for entry in entries if entry.record == record]
        gone = max((n for n, e in enumerate(mine) if e.field is None and e.value is None), default=-1)
        claims: dict[tuple[str, str, str | None], Entry | None] = {}
        vouchers: dict[str, str] = {}
        for entry in mine[gone + 1 :]:
            if entry.field is None:
                vouchers[entry.source] = entry.grade
                claims = {key: claim for key, claim in claims.items() if key[0] != entry.source}
                for name, cell in json.loads(entry.value or "").items():
                    claims[entry.source, name, None] = Entry(
                        entry.seq, "", "", "", "", "", name, cell, entry.source, entry.grade, None, None, ""
                    )
            else:
                claims[entry.source, entry.field, entry.valid_from] = entry if entry.value is not None else None
        trusted = any(grade != "E" for grade in vouchers.values())
        if not vouchers or not (trusted or with_silent):
            continue
        row: dict[str, str | None] = dict.fromkeys(NAMES)
        for name in NAMES:
            said = [claim for (_, field, _), claim in claims.items() if field == name and claim]
            if trusted:
                said = [claim for claim in said if claim.grade != "E" and begun(claim.valid_from, day)]
            # later from, then better grade, then entered later
            said.sort(key=lambda claim: (claim.valid_from or "", -ord(claim.grade), claim.seq))
            said.sort(key=lambda claim: claim.grade != "E")
            row[name] = said[-1].value if said else None
        rows.append(row)
    return rows


def begun(valid_from: str | None, day: date) -> bool:
    return valid_from is None or (valid_from + "-01-01"[len(valid_from) - 4 :]) <= day.isoformat()


def frame_of(entries: Sequence[Entry]) -> pl.DataFrame:
    types = dict.fromkeys(WORLD_COLUMNS, pl.String) | {"seq": pl.Int64}
    return pl.DataFrame(
        [[getattr(entry, name) for name in WORLD_COLUMNS] for entry in entries], schema=types, orient="row"
    )


@given(
    entries=journals(), day=st.sampled_from([date(2000, 1, 1), date(2001, 1, 1), date(2010, 6, 30), date(2030, 1, 1)])
)
def test_the_snapshot_is_what_a_plain_fold_gives(entries: list[Entry], day: date) -> None:
    frame = frame_of(entries)
    for with_silent in (False, True):
        cells = read_cells(frame, "agreements", day, with_silent=with_silent)
        assert cells.columns == NAMES
        assert cells.rows(named=True) == plainly(entries, day, with_silent=with_silent)


def test_other_kinds_are_left_out_and_types_are_those_of_the_dictionary() -> None:
    entry = Entry(
        1,
        "",
        "",
        "",
        "states",
        "states/FR",
        None,
        '{"iso2":"FR","pesco":"yes","pop_m":"68.1"}',
        "s",
        "A",
        None,
        None,
        "",
    )
    cells = read_cells(frame_of([entry]), "agreements")
    assert (cells.height, SEQ in cells.columns) == (0, False)
    [row] = typed(read_cells(frame_of([entry]), "states"), "states").iter_rows(named=True)
    assert (row["pesco"], row["pop_m"], row["eu_since"]) == (True, 68.1, None)
