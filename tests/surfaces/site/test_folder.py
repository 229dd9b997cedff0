"""The folder of a site: made beside, moved at the end, and nobody else's files are touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from phalanx.errors import BadInput
from phalanx.surfaces.site.folder import MARKER, drafted


class Stopped(Exception):
    """Somebody stopped the run."""


def write(folder: Path, **files: str) -> None:
    with drafted(folder) as draft:
        for name, text in files.items():
            draft.write(name.replace("__", "/"), text.encode())


def begin_and_stop(folder: Path) -> None:
    with drafted(folder) as draft:
        draft.write("index", b"new")
        raise Stopped


def read(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MARKER
    }


@pytest.mark.parametrize("there", [False, True], ids=["new", "empty"])
def test_a_new_or_empty_folder_is_filled(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "deep" / "site"
    if there:
        folder.mkdir(parents=True)
    write(folder, index="1", a__b="2")
    assert read(folder) == {"index": "1", "a/b": "2"}
    assert [path.name for path in folder.parent.iterdir()] == ["site"]


def test_publishing_again_replaces_and_removes_what_it_made(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, index="1", gone="2", deep__er__gone="3")
    write(folder, index="new")
    assert read(folder) == {"index": "new"}
    assert [path.name for path in sorted(folder.iterdir())] == [MARKER, "index"]
    assert json.loads((folder / MARKER).read_text())["files"] == ["index"]


def test_what_somebody_added_stays(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, index="1", deep__gone="2")
    (folder / "CNAME").write_text("example.org")
    (folder / "deep" / "note").write_text("mine")
    write(folder, index="new")
    assert read(folder) == {"index": "new", "CNAME": "example.org", "deep/note": "mine"}


def test_a_stranger_s_folder_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="did not make"):
        write(folder, index="1")
    assert read(folder) == {"thesis.txt": "years of work"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"files": 3}', "\x00"])
def test_a_marker_that_says_nothing_marks_nothing(tmp_path: Path, marker: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / MARKER).write_text(marker)
    with pytest.raises(BadInput, match="did not make"):
        write(folder, index="1")


def test_a_marker_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "site", tmp_path / "outside"
    outside.write_text("mine")
    write(folder, index="1")
    listed = ["index", "../outside", str(outside), "a/../../outside"]
    (folder / MARKER).write_text(json.dumps({"files": listed}))
    write(folder, other="1")
    assert outside.read_text() == "mine"
    assert read(folder) == {"other": "1"}


def test_a_run_that_stops_leaves_the_old_site(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, index="old", more="old")
    with pytest.raises(Stopped):
        begin_and_stop(folder)
    assert read(folder) == {"index": "old", "more": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_run_left_beside_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".site.phalanx-part"
    left.mkdir()
    (left / "index").write_text("half")
    write(tmp_path / "site", index="whole")
    assert read(tmp_path / "site") == {"index": "whole"}
    assert not left.exists()


def test_a_run_stopped_while_moving_is_mended_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    write(folder, a="old", b="old", gone="old")
    moved: list[Path] = []

    def stop_at_the_second(source: Path, target: Path) -> None:
        if moved:
            raise Stopped
        moved.append(source.rename(target))

    with monkeypatch.context() as patch:
        patch.setattr("phalanx.surfaces.site.folder.shutil.move", stop_at_the_second)
        with pytest.raises(Stopped):
            write(folder, a="new", b="new", c="new")
    write(folder, a="new", b="new", c="new")
    assert read(folder) == {"a": "new", "b": "new", "c": "new"}


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(BadInput, match="is a file"):
        write(tmp_path / "site", index="1")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="cannot be written"):
        write(tmp_path / "file" / "site", index="1")


def test_a_name_too_long_for_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"), drafted(tmp_path / "site") as draft:
        draft.write("ł" * 200, b"")
    assert not (tmp_path / "site").exists()
