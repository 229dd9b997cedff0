from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.registry.examples import agreement, file, write_agreements

from phalanx.errors import BadFacts, Problem
from phalanx.registry.store import Registry


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """One agreement, on SQLite: what a file says does not depend on where the journal lives."""
    with Registry.create(str(tmp_path / "registry.sqlite")) as opened:
        file(opened, write_agreements(tmp_path / "first", agreement("known")))
        yield opened


@pytest.fixture
def problems_of(registry: Registry) -> Callable[[Path], list[Problem]]:
    """Import what must be refused; gives the problems, each of which must be complete, and sees that nothing was kept."""

    def refused(path: Path) -> list[Problem]:
        before = registry.head()
        with pytest.raises(BadFacts) as bad:
            file(registry, path)
        assert registry.head() == before
        assert bad.value.exit_code == 2
        for problem in bad.value.problems:
            assert problem.file.startswith(path.name if path.is_file() else "")
            assert problem.found
            assert problem.expected
            assert str(problem) in str(bad.value)
        with pytest.raises(BadFacts) as dry:
            file(registry, path, dry_run=True)
        assert dry.value.problems == bad.value.problems
        return list(bad.value.problems)

    return refused
