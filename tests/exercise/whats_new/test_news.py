"""The World without the news, counted by hand in a journal of a few entries with set times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from phalanx.exercise.whats_new.news import News, news_of
from phalanx.registry.journal import Statement
from phalanx.registry.store import Registry
from phalanx.world import World

VALID_ON = date(2020, 12, 31)
OLD = "https://example.org/old"


def whole(name: str, source: str = OLD, grade: str = "B", **other: str) -> Statement:
    """A source's word on a whole agreement."""
    said = {
        "id": name, "title": f"Agreement {name}", "parties": "DE;FR", "signed": "2019-05-02", "status": "signed",
        "form": "cooperation_agreement", "legal_type": "agreement", "scope": "operational", "mutual_defence": "none",
        "source_url": source, "source_grade": grade, "confidence": "verified",
    }  # fmt: skip
    return Statement("agreements", name, None, json.dumps(said | other), source, grade)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A registry that began on the first day of 2020 with the agreements a and b, of May 2019."""
    with Registry.create(f"sqlite:///{tmp_path / 'journal.sqlite'}") as registry:
        enter(registry, "2020-01-01", whole("a"), whole("b"))
        yield registry


def enter(registry: Registry, day: str, *statements: Statement) -> None:
    at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    registry.append(statements, who="the tests", why="a set time", at=at)


def news(registry: Registry, since: str = "2020-06-01") -> News:
    return news_of(World.of(registry, VALID_ON), date.fromisoformat(since))


def held(world: World) -> list[str]:
    return world.table("agreements")["id"].to_list()


def test_what_was_learned_since_is_missing_before(registry: Registry) -> None:
    enter(registry, "2020-06-01", whole("c"))
    found = news(registry)
    assert (held(found.before), held(found.after)) == (["a", "b"], ["a", "b", "c"])
    assert found.changed == {"agreements"}
    assert found.parties == {"c": {"DE", "FR"}}


def test_the_day_itself_counts_and_the_day_before_does_not(registry: Registry) -> None:
    enter(registry, "2020-05-31", whole("c"))
    assert news(registry).changed == frozenset()
    assert news(registry, "2020-05-31").changed == {"agreements"}


def test_nothing_new_leaves_one_world(registry: Registry) -> None:
    found = news(registry)
    assert found.before is found.after
    assert found.parties == {}


def test_what_the_registry_began_with_is_no_news(registry: Registry) -> None:
    assert news(registry, "2019-12-01").changed == frozenset()


def test_an_agreement_signed_since_is_news_though_it_was_known(registry: Registry) -> None:
    enter(registry, "2020-02-01", whole("soon", signed="2020-09-09"))
    found = news(registry)
    assert held(found.before) == ["a", "b"]
    assert list(found.parties) == ["soon"]


@pytest.mark.parametrize(
    "statement",
    [
        Statement("agreements", "a", "source_url", "https://example.org/new", "https://example.org/new", "A"),
        Statement("agreements", "a", "note", "Seen again.", OLD, "B"),
        whole("a", "https://example.org/second"),
    ],
    ids=["another page", "a note", "a second source"],
)
def test_where_a_fact_is_from_changes_no_answer(registry: Registry, statement: Statement) -> None:
    enter(registry, "2020-07-01", statement)
    assert news(registry).changed == frozenset()


def test_a_corrected_value_makes_news_of_the_agreement(registry: Registry) -> None:
    enter(registry, "2020-07-01", Statement("agreements", "a", "parties", "DE;FR;PL", OLD, "B"))
    found = news(registry)
    assert found.parties == {"a": {"DE", "FR", "PL"}}
    assert found.of(["PL"]) == ["a"]
    assert found.of(["PL", "SE"], 2) == []


def test_what_was_withdrawn_is_there_before(registry: Registry) -> None:
    enter(registry, "2020-07-01", Statement("agreements", "b", None, None, OLD, "B"))
    found = news(registry)
    assert (held(found.before), held(found.after)) == (["a", "b"], ["a"])
    assert found.parties == {"b": {"DE", "FR"}}
    assert found.titles == {"b": "Agreement b"}
