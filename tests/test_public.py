from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from tests.registry.examples import whole

import phalanx
from phalanx.analyses import CATALOGUE
from phalanx.errors import BadInput, JournalBroken, PhalanxError, RegistryError, UnknownQuestion
from phalanx.public import REGISTRY_VARIABLE, default_registry
from phalanx.registry.engines import is_file
from phalanx.registry.store import Registry


@pytest.fixture
def registry(bundled: Path, tmp_path: Path) -> Iterator[Registry]:
    """A registry of the bundled facts to write into."""
    with phalanx.open_registry(shutil.copy(bundled, tmp_path / "registry.sqlite")) as opened:
        yield opened


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


def test_facts_are_brought_in_and_out(registry: Registry, tmp_path: Path) -> None:
    table = tmp_path / "agreements.csv"
    table.write_text(
        "id,title,parties,signed,status,form,legal_type,scope,mutual_defence,source_url,source_grade,confidence\n"
        "at-ie-2025-made-up,Made-up arrangement,AT;IE,2025-04-03,signed,cooperation_agreement,arrangement,operational,"
        "none,https://example.org/a,A,verified\n",
        encoding="utf-8",
    )
    before = registry.head()
    looked = phalanx.import_facts(table, registry, by="x", why="y", dry_run=True)
    assert (looked.dry_run, looked.effects) == (True, {("agreements", "new"): 1})
    assert registry.head() == before
    filed = phalanx.import_facts(table, registry, by="x", why="y")
    assert len(repr(filed)) < 100, "a notebook shows it, without every change"
    assert registry.head()[0] == before[0] + filed.entries
    [file] = phalanx.export_facts(tmp_path / "out", registry, kind="agreements")
    assert "at-ie-2025-made-up" in file.read_text(encoding="utf-8")
    [earlier] = phalanx.export_facts(tmp_path / "then", registry, kind="agreements", known_at=before[2])
    assert "at-ie-2025-made-up" not in earlier.read_text(encoding="utf-8")
    with pytest.raises(BadInput, match="no published format"):
        phalanx.import_facts(table, registry, by="x", why="y", published="dyad")


def test_what_was_cited_is_asked_again(registry: Registry, tmp_path: Path) -> None:
    cited = phalanx.ask("growth", registry, scope="brief", from_="2014", valid_on="2025-09-30")
    registry.append([whole("more")], who="x", why="y")
    for form in (cited, cited.to_dict()):
        again = phalanx.ask_again(form, registry)
        assert again.save(tmp_path / "again.json").read_bytes() == cited.save(tmp_path / "cited.json").read_bytes()
    astray = cited.to_dict() | {"world": cited.to_dict()["world"] | {"journal_head": "f" * 64}}
    with pytest.raises(JournalBroken, match="not the registry that was asked"):
        phalanx.ask_again(astray, registry)


def test_the_questions_are_a_table_with_parameters_as_ask_takes_them() -> None:
    table = phalanx.questions()
    assert table["question"].to_list() == list(CATALOGUE)
    growth = table.filter(table["question"] == "growth")
    assert "from_" in growth["parameters"].item().to_list()


def test_an_answer_is_saved_in_the_format_its_name_ends_in(registry: Registry, tmp_path: Path) -> None:
    answer = phalanx.ask("growth", registry, scope="brief")
    names = list(answer.tables)
    assert pl.read_parquet(answer.save(str(tmp_path / "a.parquet"), table=names[1])).equals(answer.table(names[1]))
    assert answer.save(tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    assert answer.save(tmp_path / "a.bib").read_text(encoding="utf-8") == answer.cite("bibtex") + "\n"
    with pytest.raises(BadInput, match=r"No format ends as 'a\.docx'"):
        answer.save(tmp_path / "a.docx")
    with pytest.raises(BadInput, match="cannot be written"):
        answer.save(tmp_path / "nowhere" / "a.json")
    with pytest.raises(BadInput, match="no network"):
        answer.save(tmp_path / "a.graphml")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".PNG", ".bib", ".parquet", ".sqlite"], "nothing half"


def test_a_citation_names_question_parameters_clocks_head_and_version(registry: Registry) -> None:
    answer = phalanx.ask("growth", registry, scope="brief", valid_on="2025-09-30")
    for text in (answer.cite(), answer.cite("bibtex")):
        for part in ("growth: scope brief", "2025-09-30", answer.world.known_at, answer.world.journal_head):
            assert part in text
        assert phalanx.__version__ in text
