"""Facts by kind: filters agree with Polars on the World, pages add up to the whole, files read back."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from tests.surfaces.api.conftest import Enter, Reader

from phalanx.registry.records import KINDS, columns, named
from phalanx.registry.store import Registry
from phalanx.registry.writing import export
from phalanx.surfaces.api.asking import CLOCKS
from phalanx.surfaces.api.facts import parameters
from phalanx.world import World

FACTS = "/api/v1/facts/"


def rows(get: Reader, kind: str, **asked: Any) -> list[dict[str, Any]]:
    told = get(f"{FACTS}{kind}?{urlencode({'limit': 1000} | asked, doseq=True)}").json()
    assert told["total"] == len(told["rows"])
    found: list[dict[str, Any]] = told["rows"]
    for row in found:
        assert row.pop("record_id") == named(KINDS[kind], *(str(row[name]) for name in KINDS[kind].KEY))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_what_the_world_holds(get: Reader, world: World, kind: str) -> None:
    assert rows(get, kind) == world.table(kind).to_dicts()


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"form": "strategic_partnership"}, pl.col("form") == "strategic_partnership"),
        ({"form": ["strategic_partnership", "procurement_contract"], "level": "state"},
         pl.col("form").is_in(["strategic_partnership", "procurement_contract"]) & (pl.col("level") == "state")),
        ({"parties": "FR"}, pl.col("parties").list.contains("FR")),
        ({"parties": ["FR", "PL"]}, pl.col("parties").list.contains("FR") | pl.col("parties").list.contains("PL")),
        ({"domains": "cyber", "parties": "EE"},
         pl.col("domains").list.contains("cyber") & pl.col("parties").list.contains("EE")),
        ({"signed.from": "2024-05-01", "signed.to": "2024-05-31"},
         pl.col("signed").is_between(pl.lit("2024-05-01"), pl.lit("2024-05-31")) | (pl.col("signed") == "2024-05")),
        ({"signed.from": "2025"}, pl.col("signed").str.slice(0, 4) >= "2025"),
        ({"signed.to": "2013"}, pl.col("signed").str.slice(0, 4) <= "2013"),
        ({"value_eur_m.from": 1000}, pl.col("value_eur_m") >= 1000),
        ({"value_eur_m.from": 10, "value_eur_m.to": "20.5"}, pl.col("value_eur_m").is_between(10, 20.5)),
        ({"title": "Treaty of Nancy on enhanced cooperation and friendship"},
         pl.col("title") == "Treaty of Nancy on enhanced cooperation and friendship"),
        ({"source_grade": ["A", "B"], "mutual_defence": "assistance"},
         pl.col("source_grade").is_in(["A", "B"]) & (pl.col("mutual_defence") == "assistance")),
        ({"id": "no-such-agreement"}, pl.lit(False)),
    ],
)  # fmt: skip
def test_filters_agree_with_polars(get: Reader, world: World, asked: dict[str, Any], fits: pl.Expr) -> None:
    expected = world.table("agreements").filter(fits)
    assert rows(get, "agreements", **asked) == expected.to_dicts()
    assert expected.height or "id" in asked  # each filter finds something


@pytest.mark.parametrize(
    ("kind", "asked", "fits"),
    [
        ("states", {"pesco": "yes"}, pl.col("pesco")),
        ("states", {"pesco": "no", "nato_since.from": 2000}, ~pl.col("pesco") & (pl.col("nato_since") >= 2000)),
        ("states", {"nato_since": [1949, 2004]}, pl.col("nato_since").is_in([1949, 2004])),
        ("states", {"pop_m.from": 60}, pl.col("pop_m") >= 60),
        ("defence_expenditure", {"year": 2024, "pct_gdp.from": "2.5"},
         (pl.col("year") == 2024) & (pl.col("pct_gdp") >= 2.5)),
    ],
)  # fmt: skip
def test_flags_and_numbers_agree_with_polars(
    get: Reader, world: World, kind: str, asked: dict[str, Any], fits: pl.Expr
) -> None:
    expected = world.table(kind).filter(fits).to_dicts()
    assert expected
    assert rows(get, kind, **asked) == expected


@pytest.mark.parametrize(
    ("sort", "by", "descending"),
    [
        ("signed", ["signed"], [False]),
        ("-signed,id", ["signed", "id"], [True, False]),
        (["form", "-title"], ["form", "title"], [False, True]),
        ("-value_eur_m", ["value_eur_m"], [True]),
        ("value_eur_m", ["value_eur_m"], [False]),
    ],
)
def test_sorted_as_polars_sorts_with_the_unknown_last(
    get: Reader, world: World, sort: str | list[str], by: list[str], descending: list[bool]
) -> None:
    expected = world.table("agreements").sort(by, descending=descending, nulls_last=True, maintain_order=True)
    assert rows(get, "agreements", sort=sort) == expected.to_dicts()


def test_a_set_sorts_as_its_text(get: Reader) -> None:
    texts = [";".join(row["parties"]) for row in rows(get, "agreements", sort="parties")]
    assert texts == sorted(texts)


@pytest.mark.parametrize("query", ["", "&sort=-signed,title", "&parties=FR&sort=title", "&q=defence"])
@pytest.mark.parametrize("limit", [7, 100, 1000])
def test_pages_one_after_the_other_are_the_whole(get: Reader, limit: int, query: str) -> None:
    whole = get(f"{FACTS}agreements?limit=1000{query}").json()
    assert whole["next"] is None
    collected, following = [], f"{FACTS}agreements?limit={limit}{query}"
    while following:
        page = get(following).json()
        assert page["total"] == whole["total"]
        assert 0 < len(page["rows"]) <= limit
        collected += page["rows"]
        following = page["next"]
    assert collected == whole["rows"]


def test_the_link_to_the_next_page_is_relative_and_says_the_same(get: Reader) -> None:
    first = get(f"{FACTS}agreements?form=unspecified&form=strategic_partnership&limit=5&offset=5")
    link = first.headers["link"]
    assert link == f'<?{first.json()["next"].partition("?")[2]}>; rel="next"'
    assert "link" not in get(f"{FACTS}turning_points").headers


def test_an_offset_beyond_the_end_is_an_empty_page(get: Reader) -> None:
    told = get(f"{FACTS}agreements?offset=100000").json()
    assert (told["rows"], told["next"], told["offset"]) == ([], None, 100_000)
    assert told["total"] == 622


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["agreements", "states", "mobility_links"])
@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_files_are_those_of_an_export(get: Reader, bundled: Path, tmp_path: Path, kind: str, form: str) -> None:
    with Registry.open(str(bundled)) as registry:
        [exported] = export(registry, tmp_path, form, kind=kind)
    told = get(f"{FACTS}{kind}?format={form}&valid_on=2100-01-01")
    assert told.headers["content-disposition"] == f'attachment; filename="{kind}.{form}"'
    if form == "csv":
        assert told.body == exported.read_bytes()
    elif form == "parquet":
        assert pq.read_table(io.BytesIO(told.body)).equals(pq.read_table(exported))
    else:
        ours, theirs = (openpyxl.load_workbook(file)[kind].values for file in (io.BytesIO(told.body), exported))
        assert list(ours) == list(theirs)


def test_csv_reads_back_with_pandas(get: Reader, world: World) -> None:
    told = get(f"{FACTS}agreements?format=csv&parties=FR&sort=signed")
    assert told.headers["content-type"] == "text/csv; charset=utf-8"
    read = pd.read_csv(io.BytesIO(told.body))
    expected = (
        world.table("agreements").filter(pl.col("parties").list.contains("FR")).sort("signed", maintain_order=True)
    )
    assert read["id"].tolist() == expected["id"].to_list()
    assert read["parties"].str.split(";").tolist() == expected["parties"].to_list()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_of_nothing_has_its_columns(get: Reader, form: str) -> None:
    body = io.BytesIO(get(f"{FACTS}agreements?format={form}&id=nothing").body)
    read = pd.read_csv(body) if form == "csv" else pd.read_parquet(body)
    assert list(read.columns) == list(columns(KINDS["agreements"]))
    assert len(read) == 0


def test_a_workbook_of_nothing_has_its_columns(get: Reader) -> None:
    book = openpyxl.load_workbook(io.BytesIO(get(f"{FACTS}agreements?format=xlsx&id=nothing").body))
    assert list(book["agreements"].values) == [tuple(columns(KINDS["agreements"]))]


def test_a_file_holds_all_rows_unless_a_limit_is_given(get: Reader) -> None:
    assert get(f"{FACTS}agreements?format=csv").text.count("\n") == 623
    assert get(f"{FACTS}agreements?format=csv&limit=3&offset=1").text.count("\n") == 4


def test_a_formula_in_a_cell_is_no_formula_in_a_file(registry: Path, ours: Reader, enter: Enter) -> None:
    enter(registry, title="=HYPERLINK(1)")
    told = ours(f"{FACTS}agreements?id=xx-made-up&format=csv").text
    assert "'=HYPERLINK(1)" in told
    assert ours(f"{FACTS}agreements?id=xx-made-up").json()["rows"][0]["title"] == "=HYPERLINK(1)"


# ── The two clocks, and words ────────────────────────────────────────────────────────────────────────────────────────


def test_as_of_a_day(get: Reader, bundled: Path) -> None:
    with Registry.open(str(bundled)) as registry:
        then = World.of(registry, date(2014, 12, 31))
    assert rows(get, "agreements", valid_on="2014") == then.table("agreements").to_dicts()
    assert get(f"{FACTS}agreements?valid_on=2014").json()["world"]["valid_on"] == "2014-12-31"


def test_as_known_at_a_moment(registry: Path, ours: Reader, enter: Enter) -> None:
    before = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    enter(registry)
    assert len(rows(ours, "agreements", id="xx-made-up")) == 1
    assert rows(ours, "agreements", id="xx-made-up", known_at=before) == []
    assert rows(ours, "agreements", known_at="2001-01-01") == []


def test_words_filter_too(get: Reader) -> None:
    found = rows(get, "agreements", q="Nancy")
    assert "fr-pl-2025-nancy-treaty" in [row["id"] for row in found]
    assert all("nancy" in str(row).lower() for row in found)
    assert rows(get, "agreements", q="Nancy", parties="EE") == []


# ── The dictionary ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_dictionary_tells_every_column(get: Reader, world: World) -> None:
    told = {each["kind"]: each for each in get("/api/v1/kinds").json()}
    assert list(told) == list(KINDS)
    for name, kind in KINDS.items():
        assert told[name]["rows"] == world.table(name).height
        assert [column["name"] for column in told[name]["columns"]] == list(columns(kind))
    form = next(column for column in told["agreements"]["columns"] if column["name"] == "form")
    assert form["codes"]["procurement_contract"] == "A purchase, order or joint buy"
    assert (form["required"], form["type"], form["takes"]) == (True, "text", "code")


@pytest.mark.parametrize("kind", KINDS)
def test_no_column_is_called_as_a_parameter_is(kind: str) -> None:
    own = set(columns(KINDS[kind]))
    others = {"record_id", "q", "sort", "limit", "offset", "format", *(clock.name for clock in CLOCKS)}
    assert not own & others
    names = [parameter.name for parameter in parameters(kind)]
    assert len(set(names)) == len(names)
