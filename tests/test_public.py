from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.registry.examples import whole

import phalanx
from phalanx.errors import BadInput, PhalanxError, RegistryError, UnknownQuestion
from phalanx.public import REGISTRY_VARIABLE, default_registry
from phalanx.registry.engines import is_file


def test_a_registry_is_made_from_the_bundled_facts_at_first_use(registry_url: str) -> None:
    with phalanx.open_registry(registry_url) as first:
        head = first.head()
        first.verify()
        first.append([whole("more")], who="x", why="y")
    with phalanx.open_registry(registry_url) as second:
        assert second.head()[0] == head[0] + 1, "and opened, not made, ever after"


def test_the_default_registry_lives_where_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert default_registry().endswith("registry.sqlite")
    monkeypatch.setenv(REGISTRY_VARIABLE, str(tmp_path / "here.sqlite"))
    phalanx.open_registry().close()
    assert (tmp_path / "here.sqlite").exists()


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(RegistryError):
            phalanx.open_registry(str(place))


def test_many_may_open_a_new_registry_at_once(registry_url: str) -> None:
    outcomes: list[object] = []

    def start() -> None:
        try:
            with phalanx.open_registry(registry_url) as registry:
                outcomes.append(registry.verify())
        except PhalanxError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(outcomes)) == 1, outcomes
    if is_file(registry_url):
        assert not [path for path in Path(registry_url.removeprefix("sqlite:///")).parent.iterdir() if path.is_dir()]


def test_a_question_is_asked_of_a_world(registry_url: str) -> None:
    with phalanx.open_registry(registry_url) as registry:
        answer = phalanx.ask("growth", registry, scope="brief", valid_on="2025-09-30", from_="2014")
        assert answer.world.valid_on == "2025-09-30"
        assert answer.world.journal_head == registry.head()[1]
        assert answer.parameters["from"] == "2014"
        same = phalanx.ask("growth", registry, scope="brief", valid_on=date(2025, 9, 30), from_="2014", to=None)
        assert [finding.value for finding in same.findings] == [finding.value for finding in answer.findings]
        with pytest.raises(BadInput, match="knew nothing yet"):
            phalanx.ask("growth", registry, known_at=datetime(2000, 1, 1, tzinfo=UTC))


def test_a_question_may_open_its_registry_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(REGISTRY_VARIABLE, str(tmp_path / "default.sqlite"))
    assert phalanx.ask("growth").findings


def test_bad_questions_are_told_before_a_registry_is_opened() -> None:
    with pytest.raises(UnknownQuestion):
        phalanx.ask("grwth")
    with pytest.raises(BadInput):
        phalanx.ask("growth", scoop="brief")
    with pytest.raises(BadInput, match="is not a date"):
        phalanx.ask("growth", valid_on="30.9.2025")


def test_the_public_names_are_there_and_load_late() -> None:
    for name in phalanx.__all__:
        assert getattr(phalanx, name) is not None
    with pytest.raises(AttributeError, match="'nonsense'"):
        phalanx.nonsense  # noqa: B018
    code = "import sys, phalanx; print(sorted({'polars', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
