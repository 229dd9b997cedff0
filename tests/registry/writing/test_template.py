"""An empty file of every kind to fill in: it reads back as no rows, and its page names every column."""

from __future__ import annotations

from pathlib import Path

import pytest

from phalanx.errors import BadInput
from phalanx.intake.filing import file_facts
from phalanx.registry.records import KINDS, columns
from phalanx.registry.store import Registry
from phalanx.registry.writing.template import write_template


def test_every_kind_has_a_template_that_reads_back_as_nothing(tmp_path: Path) -> None:
    for kind in KINDS:
        table, page = write_template(kind, tmp_path)
        assert table.read_text(encoding="utf-8").splitlines() == [",".join(columns(KINDS[kind]))]
        told = page.read_text(encoding="utf-8")
        for name, column in columns(KINDS[kind]).items():
            assert f"- `{name}` – " in told
            assert column.meaning in told
    with Registry.create(str(tmp_path / "registry.sqlite")) as registry:
        assert file_facts(registry, tmp_path, who="x", why="y").rows == 0


def test_the_page_says_what_must_be_filled_and_which_codes_there_are(tmp_path: Path) -> None:
    _, page = write_template("needs", tmp_path)
    told = page.read_text(encoding="utf-8")
    assert "no two may share it: area, item, state." in told
    assert "- `quantity` – number, must be filled." in told
    assert "- `value_eur_m` – number, million EUR, may be empty." in told
    assert "    - `vehicles`: Vehicles" in told


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "needs.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match=r"needs\.csv in .* would be overwritten"):
        write_template("needs", tmp_path)
    assert (tmp_path / "needs.csv").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "needs.md").exists()


def test_an_unknown_kind_and_a_folder_that_cannot_be_made_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no kind of facts called 'need'"):
        write_template("need", tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be written"):
        write_template("needs", tmp_path / "file" / "folder")
