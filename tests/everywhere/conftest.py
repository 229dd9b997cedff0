"""The answer to every question of the catalogue, as its documentation asks it of the bundled facts: asked once for all files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.remembering import remembering, shared_folder

from phalanx.analyses import CATALOGUE, find_question
from phalanx.answer import Answer
from phalanx.public import open_registry
from phalanx.question import Question
from phalanx.surfaces.documentation.catalogue import EXAMPLES
from phalanx.world import World


@pytest.fixture(scope="session")
def world(bundled: Path) -> Iterator[World]:
    with open_registry(str(bundled)) as registry:
        yield World.of(registry)


@pytest.fixture(scope="session", params=list(CATALOGUE))
def answer(request: pytest.FixtureRequest, world: World, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    ask = remembering(shared_folder(tmp_path_factory), Question.ask)
    return ask(find_question(request.param), world, EXAMPLES.get(request.param, {}))
