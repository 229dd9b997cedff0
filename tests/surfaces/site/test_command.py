"""`phalanx publish`: what it says, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.surfaces.site.conftest import Site, few_questions, files_of

from phalanx.surfaces.cli import main
from phalanx.surfaces.cli.state import STATE
from phalanx.surfaces.site import publishing
from phalanx.surfaces.site.folder import MARKER


def run(*arguments: object) -> int:
    STATE.as_json = STATE.debug = False
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def test_it_says_what_it_wrote_and_writes_the_same_bytes_again(
    plain_site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with few_questions():
        assert run("--registry", plain_site.registry, "publish", tmp_path / "site") == 0
    said, found, before = capfd.readouterr(), files_of(tmp_path / "site"), files_of(plain_site.folder)
    size = sum(len(content) for name, content in found.items() if name != MARKER)
    assert f"{len(found) - 1} files, {size / 1e6:.1f} MB" in said.out
    assert f"python -m http.server --directory {tmp_path / 'site'}" in said.out
    assert "Left out" not in said.out
    assert said.err == ""
    assert set(found) == set(before)
    if day_of(found) == day_of(before):  # no midnight between the two
        assert {name for name in found if found[name] != before[name]} == set()


def day_of(files: Mapping[str, bytes]) -> str:
    return str(json.loads(files["api/v1/atlas.json"])["world"]["valid_on"])


@pytest.mark.parametrize(
    "address",
    [
        "", "example.org", "ftp://example.org", "https://", "https:///x", "https://example.org/?a=b", "javascript:alert(1)",
        "https://example.org/#x", "https://user@example.org", "https://example.org:port/", "https://exa mple.org",
        'https://example.org/"><script>', "https://[::1", "https://example.org/\n",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(
    built_page: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], address: str
) -> None:
    assert run("--json", "publish", tmp_path / "site", "--base-url", address) == 2
    assert "address of a site" in json.loads(capfd.readouterr().err)["found"]
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org/phalanx/", "https://example.org/phalanx"),
        ("http://127.0.0.1:8080/a/b", "http://127.0.0.1:8080/a/b"),
    ],
)
def test_an_address_is_kept_without_its_last_slash(address: str, kept: str) -> None:
    assert publishing.checked(address) == kept


def test_without_a_built_page_it_says_how_to_build_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "PAGE", tmp_path / "nowhere")
    assert run("publish", tmp_path / "site") == 2
    said = capfd.readouterr().err
    assert "Node.js 20.19" in said
    assert "make page" in said
    assert not (tmp_path / "site").exists()


def test_a_stranger_s_folder_is_refused(built_page: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert run("publish", tmp_path) == 2
    assert "did not make" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_registry_that_is_none_is_told(built_page: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no-registry.sqlite").write_text("not a database " * 100)
    assert run("--registry", tmp_path / "no-registry.sqlite", "publish", tmp_path / "site") == 4
    assert "Traceback" not in capfd.readouterr().err
    assert not (tmp_path / "site").exists()
