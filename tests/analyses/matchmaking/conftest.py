"""The rule books that these tests share: of the small rules, counted by hand, and of the bundled facts."""

from __future__ import annotations

import pytest
from tests.analyses.matchmaking.small_rules import small_rules

from phalanx.analyses.matchmaking.rulebook import RuleBook
from phalanx.world import World


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The World of the small rules at the end of September 2026."""
    with small_rules(tmp_path_factory.mktemp("rules")) as world:
        return world


@pytest.fixture(scope="session")
def book(small: World) -> RuleBook:
    return RuleBook.of(small)


@pytest.fixture(scope="session")
def bundled(bundled_world: World) -> RuleBook:
    return RuleBook.of(bundled_world)
