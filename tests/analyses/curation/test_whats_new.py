"""whats-new: what was learned and what happened, counted by hand in a journal of a few entries with set times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import polars as pl
import pytest

import phalanx.facts
from phalanx.analyses import find_question
from phalanx.answer import Answer
from phalanx.errors import BadInput
from phalanx.intake.filing import file_facts
from phalanx.registry.journal import Statement
from phalanx.registry.store import Registry
from phalanx.world import World

FACTS = Path(phalanx.facts.__path__[0])
VALID_ON = date(2020, 12, 31)
OLD = "https://example.org/old"


def cells(name: str, **other: str) -> dict[str, str]:
    """A record of an agreement as its cells."""
    return {
        "id": name,
        "title": f"Agreement {name}",
        "parties": "DE;FR",
        "signed": "2019-05-02",
        "status": "signed",
        "form": "cooperation_agreement",
        "legal_type": "agreement",
        "scope": "operational",
        "mutual_defence": "none",
        "source_url": OLD,
        "source_grade": "B",
        "confidence": "verified",
    } | other


def whole(name: str, source: str = OLD, grade: str = "B", **other: str) -> Statement:
    """A source's word on a whole agreement."""
    said = cells(name, source_url=source, source_grade=grade, **other)
    return Statement("agreements", name, None, json.dumps(said), source, grade)


def field(name: str, column: str, value: str | None, source: str = OLD, grade: str = "B") -> Statement:
    """A source's word on one field of an agreement; no value takes it back."""
    return Statement("agreements", name, column, value, source, grade)


def withdrawal(name: str) -> Statement:
    return Statement("agreements", name, None, None, OLD, "B")


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A registry that knew, since the first day of 2020, four agreements of May 2019: a, b, c and d."""
    with Registry.create(f"sqlite:///{tmp_path / 'journal.sqlite'}") as registry:
        enter(registry, "2020-01-01", *(whole(name) for name in "abcd"))
        yield registry


def enter(registry: Registry, day: str, *statements: Statement) -> None:
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    registry.append(statements, who="the tests", why="what was learned that day", at=at)


def ask(registry: Registry, since: str = "2020-06-01", known_at: datetime | None = None) -> Answer:
    return find_question("whats-new").ask(World.of(registry, VALID_ON, known_at), {"since": since})


def learned(answer: Answer) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """Record, what, field, before and after of every row."""
    return list(answer.table("learned").select("record", "what", "field", "before", "after").iter_rows())


# ── What the registry learned ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_entered_is_nothing_learned(registry: Registry) -> None:
    answer = ask(registry)
    assert next(iter(answer.tables)) == "learned"
    assert learned(answer) == []
    assert answer.finding("learned_records").value == 0
    assert answer.finding("learned_records").text == "Since 1 June 2020 the registry has learned no new records."


def test_a_new_record_comes_with_title_source_and_day(registry: Registry) -> None:
    enter(registry, "2020-07-01", whole("e", "https://example.org/e", "A"))
    answer = ask(registry)
    assert answer.table("learned").to_dicts() == [
        {
            "record": "e",
            "kind": "agreements",
            "title": "Agreement e",
            "what": "new record",
            "field": None,
            "before": None,
            "after": None,
            "source": "https://example.org/e",
            "grade": "A",
            "known_since": "2020-07-01",
            "valid_from": None,
        }
    ]
    assert answer.finding("learned_records").evidence == ("e",)


def test_the_day_itself_belongs_to_the_span(registry: Registry) -> None:
    # The four were entered at noon of the first of January; the day counts from its midnight.
    assert ask(registry, "2020-01-01").finding("learned_records").value == 4
    assert ask(registry, "2020-01-02").finding("learned_records").value == 0
    assert ask(registry, "2020").finding("learned_records").value == 4


def test_a_correction_and_a_first_value_show_before_and_after(registry: Registry) -> None:
    enter(registry, "2020-07-01", field("a", "signed", "2019-05-03"), field("a", "note", "Seen in the gazette."))
    answer = ask(registry)
    assert learned(answer) == [
        ("a", "corrected", "signed", "2019-05-02", "2019-05-03"),
        ("a", "new value", "note", None, "Seen in the gazette."),
    ]
    assert answer.finding("learned_values").value == 2


def test_a_correction_that_was_taken_back_in_the_span_is_no_news(registry: Registry) -> None:
    enter(registry, "2020-07-01", field("a", "signed", "2019-05-03"))
    enter(registry, "2020-08-01", field("a", "signed", "2019-05-02"))
    assert learned(ask(registry)) == []


def test_a_second_source_that_agrees_is_one_row(registry: Registry) -> None:
    enter(registry, "2020-07-01", whole("a", "https://example.org/paper", "C"))
    answer = ask(registry)
    assert learned(answer) == [("a", "second source", None, None, None)]
    assert answer.table("learned")["source"].to_list() == ["https://example.org/paper"]
    assert answer.finding("second_sources").value == 1


def test_a_better_source_is_heard_and_a_worse_one_is_not(registry: Registry) -> None:
    # Grade A outdoes our B, so its date speaks; grade C does not, and its word is kept beside what we hold.
    enter(registry, "2020-07-01", whole("a", "https://example.org/gazette", "A", signed="2019-05-04"))
    enter(registry, "2020-07-02", whole("b", "https://example.org/paper", "C", signed="2019-05-05"))
    assert learned(ask(registry)) == [
        ("b", "second source", None, None, None),
        ("b", "not heard", "signed", "2019-05-02", "2019-05-05"),
        ("a", "second source", None, None, None),
        ("a", "corrected", "signed", "2019-05-02", "2019-05-04"),
    ]


def test_a_new_grade_is_a_correction_of_the_grade_alone(registry: Registry) -> None:
    enter(registry, "2020-07-01", field("a", "source_grade", "A", grade="A"))
    assert learned(ask(registry)) == [("a", "corrected", "source_grade", "B", "A")]


def test_grade_e_alone_is_kept_and_not_heard(registry: Registry) -> None:
    enter(registry, "2020-07-01", whole("e", "https://example.org/state", "E"))
    enter(registry, "2020-07-01", field("a", "summary", "A plot.", "https://example.org/state", "E"))
    answer = ask(registry)
    assert learned(answer) == [
        ("e", "not heard", None, None, None),
        ("a", "not heard", "summary", None, "A plot."),
    ]
    assert answer.finding("learned_records").value == 0


def test_withdrawals_of_a_record_and_of_a_value(registry: Registry) -> None:
    enter(registry, "2020-02-01", field("b", "note", "A doubt."))
    enter(registry, "2020-07-01", withdrawal("a"), field("b", "note", None))
    answer = ask(registry)
    assert learned(answer) == [
        ("a", "withdrawn", None, None, None),
        ("b", "withdrawn", "note", "A doubt.", None),
    ]
    assert answer.table("learned")["title"].to_list() == ["Agreement a", "Agreement b"]
    assert answer.finding("withdrawn").value == 2


def test_a_record_that_came_and_went_in_the_span_is_no_news(registry: Registry) -> None:
    enter(registry, "2020-07-01", whole("e"))
    enter(registry, "2020-08-01", withdrawal("e"))
    assert learned(ask(registry)) == []


def test_a_value_that_holds_from_a_day_stands_beside_the_one_before(registry: Registry) -> None:
    later = Statement("agreements", "a", "status", "in_force", OLD, "B", valid_from="2020-09-01")
    enter(registry, "2020-07-01", later)
    answer = ask(registry)
    assert learned(answer) == [("a", "new value", "status", None, "in_force")]
    assert answer.table("learned")["valid_from"].to_list() == ["2020-09-01"]


def test_as_of_an_earlier_moment_later_entries_are_unknown(registry: Registry) -> None:
    enter(registry, "2020-07-01", field("a", "signed", "2019-05-03"))
    enter(registry, "2020-08-01", field("a", "signed", "2019-05-04"))
    july = ask(registry, known_at=datetime(2020, 7, 15, tzinfo=UTC))
    assert learned(july) == [("a", "corrected", "signed", "2019-05-02", "2019-05-03")]
    assert learned(ask(registry)) == [("a", "corrected", "signed", "2019-05-02", "2019-05-04")]


def test_an_imported_correction_appears_with_before_and_after(registry: Registry, tmp_path: Path) -> None:
    row = cells("c", title="The right title")
    (tmp_path / "agreements.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    file_facts(registry, tmp_path / "agreements.csv", who="the tests", why="a misprint")
    assert learned(ask(registry)) == [("c", "corrected", "title", "Agreement c", "The right title")]


def test_a_first_filling_is_told_and_summed_by_kind(small_registry: Registry) -> None:
    # The small world is filled in one import, on the day the test runs: 8 agreements, 1 joining, 4 states,
    # 2 groupings, 3 scopes and 1 turning point.
    answer = find_question("whats-new").ask(World.of(small_registry), {})
    assert answer.finding("learned_records").value == 19
    assert "it was first filled in that time, with 19 records" in answer.finding("learned_records").text
    kinds = dict(answer.table("learned_by_kind").select("kind", "new_record").iter_rows())
    assert kinds == {
        "agreements": 8, "states": 4, "scopes": 3, "groupings": 2, "party_periods": 1, "turning_points": 1,
    }  # fmt: skip
    assert answer.table("learned").height == 19


# ── What happened in the world ───────────────────────────────────────────────────────────────────────────────────────


def happened(answer: Answer) -> list[tuple[str, str, str]]:
    return list(answer.table("happened").select("date", "what", "record").iter_rows())


def test_events_of_the_small_world_in_their_order(small_registry: Registry) -> None:
    # From 2023 on: Sweden joined the pact and the accession was signed on one day, the contract followed in 2024 with a
    # grouping dated to that year – its first day is the earlier – then the treaty and the announced declaration.
    answer = find_question("whats-new").ask(World.of(small_registry, date(2025, 12, 31)), {"since": "2023"})
    assert happened(answer) == [
        ("2025-11", "announced", "de-pl-2025-declaration"),
        ("2025-05-09", "signed", "fr-pl-2025-treaty"),
        ("2024-10-02", "signed", "de-se-2024-contract"),
        ("2024", "was founded", "baltic-sea"),
        ("2023-03-15", "signed", "de-fr-pl-se-2023-accession"),
        ("2023-03-15", "joined", "pp-pact-se"),
    ]
    assert answer.finding("happened_agreements").value == 4
    assert "(1 announced only)" in answer.finding("happened_agreements").text
    assert answer.finding("other_events").evidence == ("baltic-sea", "pp-pact-se")
    # From the first of November, as which the month counts, to the last of December: 29 days, 30 and one.
    assert answer.finding("newest_agreement").value == 60


def test_ends_count_and_dates_too_coarse_to_tell_are_said(small_registry: Registry) -> None:
    # The arrangement of 2015 ended in June 2020. The letter of "2022" may be of March or later, and counts as January.
    world = World.of(small_registry, date(2022, 12, 31))
    ended = find_question("whats-new").ask(world, {"since": "2020-06-01"})
    assert ended.finding("ended").evidence == ("fr-se-2015-research",)
    march = find_question("whats-new").ask(world, {"since": "2022-03"})
    assert march.finding("happened_agreements").value == 0
    assert march.finding("happened_agreements").assumptions == (
        "1 agreement dated too coarsely to tell was taken to be earlier.",
    )
    assert find_question("whats-new").ask(world, {"since": "2022-01"}).finding("happened_agreements").value == 1


def test_what_happened_goes_no_further_than_the_world(small_registry: Registry) -> None:
    answer = find_question("whats-new").ask(World.of(small_registry, date(2024, 12, 31)), {"since": "2024-01-02"})
    assert happened(answer) == [("2024-10-02", "signed", "de-se-2024-contract")]


def test_a_registry_that_knew_nothing_yet_says_so(registry: Registry) -> None:
    with pytest.raises(BadInput, match="knew nothing yet"):
        ask(registry, "2019-01-01", known_at=datetime(2019, 6, 1, tzinfo=UTC))


def test_without_since_the_last_ninety_days(small_registry: Registry) -> None:
    # Ninety days before the last of December 2025 is the second of October; the declaration dates from November.
    answer = find_question("whats-new").ask(World.of(small_registry, date(2025, 12, 31)), {})
    assert answer.parameters == {"since": "2025-10-02", "consequences": False, "plan-to": 2040}
    assert happened(answer) == [("2025-11", "announced", "de-pl-2025-declaration")]


def test_a_day_after_the_world_is_refused(registry: Registry) -> None:
    with pytest.raises(BadInput, match="2999 lies after the World"):
        ask(registry, "2999")


def test_the_planning_calendars_of_the_year_ahead(bundled_world: World) -> None:
    # Independent: the file itself. From 22 November 2026 to 21 November 2027, a year alone counting as January.
    events = pl.read_csv(FACTS / "planning_cycles.csv", infer_schema=False)
    days = [(str(day) + "-01-01")[:10] for day in events["date_start"]]
    expected = {name for name, day in zip(events["id"], days, strict=True) if "2026-11-21" < day <= "2027-11-21"}
    answer = find_question("whats-new").ask(bundled_world, {})
    assert set(answer.table("ahead")["record"]) == expected
    assert answer.finding("ahead").value == len(expected) > 0


def test_bundled_events_are_those_of_the_files(bundled_world: World) -> None:
    signed = pl.read_csv(FACTS / "agreements.csv", infer_schema=False)["signed"]
    expected = sum("2026-01-01" <= (day + "-01-01")[:10] <= "2026-11-21" for day in signed)
    answer = find_question("whats-new").ask(bundled_world, {"since": "2026"})
    assert answer.finding("happened_agreements").value == expected
    (chart,) = (chart for chart in answer.charts if chart.name == "agreements")
    assert sum(row["agreements"] for row in chart.vega_lite["data"]["values"]) == expected


def test_every_finding_rests_on_records_there_are(bundled_world: World) -> None:
    records = set(bundled_world.entries["record"])
    for since in ("2014", "2026-01", "2026-11-21"):
        for finding in find_question("whats-new").ask(bundled_world, {"since": since}).findings:
            assert set(finding.evidence) <= records


@pytest.mark.slow
def test_a_hundred_thousand_records_are_compared_in_seconds() -> None:
    # They take about a second, as records with one entry are never folded one at a time; folding takes many times that.
    rows = 100_000
    many = pl.DataFrame(
        {
            "seq": range(rows),
            "at": ["2020-01-01T00:00:00.000000Z"] * rows,
            "kind": ["agreements"] * rows,
            "record": [f"a{number}" for number in range(rows)],
            "field": [None] * rows,
            "value": [json.dumps(cells("a"))] * rows,
            "source": [OLD] * rows,
            "grade": ["B"] * rows,
            "valid_from": [None] * rows,
        },
        schema_overrides={"field": pl.String, "valid_from": pl.String},
    )
    world = World(VALID_ON, datetime(2020, 12, 31, tzinfo=UTC), "0" * 64, many)
    for since, expected in (("2020", rows), ("2020-02", 0)):
        start = perf_counter()
        assert find_question("whats-new").ask(world, {"since": since}).finding("learned_records").value == expected
        assert perf_counter() - start < 10
