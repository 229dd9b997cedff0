"""Sites in use stay, also those that are a moment old; what killed processes left is cleared away."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from phalanx.registry import building_sites


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite"


def left(place: Path, *names: str, hours_ago: float = 0) -> Path:
    """A site as a killed process leaves it, with these files in it."""
    folder = place.with_name(f".{place.name}-killed")
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"")
    then = time.time() - hours_ago * 3600
    os.utime(folder, (then, then))
    return folder


def test_a_site_is_there_while_it_is_used_and_gone_after(place: Path) -> None:
    with building_sites.claim(place) as folder:
        (folder / "half").write_text("half a registry")
        building_sites.clear(place)
        assert (folder / "half").exists(), "it is in use"
        with building_sites.claim(place) as other:
            assert other != folder
    assert list(place.parent.iterdir()) == []


def test_a_site_goes_with_an_error_too(place: Path) -> None:
    with pytest.raises(RuntimeError), building_sites.claim(place):
        raise RuntimeError
    assert list(place.parent.iterdir()) == []


def test_a_site_nobody_holds_is_cleared_away_with_all_that_is_in_it(place: Path) -> None:
    left(place, building_sites.LOCK, "registry.sqlite", "registry.sqlite-wal")
    building_sites.clear(place)
    assert list(place.parent.iterdir()) == []


@pytest.mark.parametrize(("hours_ago", "stays"), [(0.5, True), (1.5, False), (-24, True)])
def test_a_site_without_a_lock_is_cleared_away_once_it_is_old(place: Path, hours_ago: float, stays: bool) -> None:
    folder = left(place, "registry.sqlite", hours_ago=hours_ago)
    building_sites.clear(place)
    assert folder.exists() == stays


def test_what_is_of_another_place_stays(place: Path) -> None:
    folder = left(place.with_name("other.sqlite"), building_sites.LOCK)
    place.with_name(f".{place.name}-note").write_text("a file of somebody")
    building_sites.clear(place)
    assert folder.exists()
    assert place.with_name(f".{place.name}-note").exists()


def test_a_site_that_is_taken_before_it_is_locked_is_begun_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, asked = building_sites._locked, list[Path]()

    def late(folder: Path) -> object:
        asked.append(folder)
        return None if len(asked) == 1 else lock(folder)

    monkeypatch.setattr(building_sites, "_locked", late)
    with building_sites.claim(place) as folder:
        assert [folder] == asked[1:]
        assert not asked[0].exists()
