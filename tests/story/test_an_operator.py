"""One operator's registry, from an older version to a server under a sub-path, with everything that goes wrong between.

Every part is a real one: PostgreSQL, processes that write at once and are killed, another machine's clock and language.
What is served of it afterwards is in `operator_serves.py` beside this file; a disk that fills is at the end of this one.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from playwright.sync_api import Browser
from tests.conftest import find_postgres, postgres_server
from tests.registry.examples import agreement, write_agreements
from tests.story.operator_desk import Desk, needed, plain
from tests.story.operator_serves import a_cluster, behind_nginx, in_the_browser, metrics_of, out_of_reach

import phalanx
from phalanx.registry import schema
from phalanx.registry.engines import APPLICATION_ID
from phalanx.registry.journal import COLUMNS
from phalanx.registry.store import Registry

FAR = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""Another machine: fourteen hours ahead of UTC, and of a language that has no letters but those of English."""


@pytest.fixture
def cluster_folder() -> Iterator[Path]:
    """Where a database cluster can be that does not run as root, which may not look into the tests' own folders."""
    folder = Path(tempfile.mkdtemp(prefix="phalanx-operator-"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.browser
def test_a_registry_lives_through_all_that_an_operator_sees(
    tmp_path: Path, cluster_folder: Path, plain_chromium: Browser
) -> None:
    for program in ("nginx", "faketime"):
        needed(program)
    desk = Desk(tmp_path)
    file = tmp_path / "registry.sqlite"
    head, growth = an_older_registry_is_brought_up(desk, file)
    desk.run(file, "facts", "backup", tmp_path / "first.backup")

    with postgres_server(find_postgres(), cluster_folder) as address:
        far = Desk(tmp_path / "far", FAR)
        url = plain(address.set(database="phalanx"))
        with connected(plain(address)) as database:
            database.execute("CREATE DATABASE phalanx TEMPLATE template0")

        it_moves_to_another_machine(desk, far, file, url)
        assert head_of(far, url) == head
        assert growth_of(url) == growth
        only_one_of_two_restores_is_made(far, address)

        seq = head[0]
        seq = two_write_at_once(desk, far, url, seq)
        seq = one_is_killed_while_it_writes(desk, far, url, seq)
        seq = a_clock_jumps(desk, url, seq)

        with behind_nginx(desk, url, tmp_path / "nginx") as (site, log):
            told = metrics_of(site)
            assert told["phalanx_journal_entries"] == seq
            assert told["phalanx_registry_readable"] == 1
            in_the_browser(plain_chromium, site, seq, tmp_path)
            # Whoever imports meanwhile, from another machine, is read at the next request.
            desk.run(url, "facts", "import", rows(tmp_path, "late", 1), "--by", "Late", "--why", "while it is served")
            seq += 1
            assert metrics_of(site)["phalanx_journal_entries"] == seq
            out_of_reach(url, site, log)
        a_cluster(desk, url)

        # And home again: what was entered on the server is in a file, entry by entry.
        far.run(url, "facts", "backup", tmp_path / "last.backup")
        desk.run(tmp_path / "home.sqlite", "facts", "restore", tmp_path / "last.backup")
        assert head_of(desk, tmp_path / "home.sqlite") == sealed(url)
        assert sealed(url)[0] == seq


def test_a_killed_first_start_leaves_nothing_that_hinders(tmp_path: Path) -> None:
    desk, file = Desk(tmp_path), tmp_path / "data" / "registry.sqlite"
    begun = desk.start(file, "facts", "verify")
    until(lambda: list(tmp_path.glob("data/.registry.sqlite-*/registry.sqlite-wal")), begun)
    begun.kill()
    begun.communicate()
    assert [left.name[:17] for left in file.parent.iterdir()] == [".registry.sqlite-"], "killed too late to matter"
    desk.run(file, "facts", "verify")
    assert [left.name for left in file.parent.iterdir()] == ["registry.sqlite"]


# ── An older version ─────────────────────────────────────────────────────────────────────────────────────────────────


def an_older_registry_is_brought_up(desk: Desk, file: Path) -> tuple[tuple[int, str], Any]:
    """A registry as the first version kept it is opened by today's: the same entries and numbers, and search besides."""
    today = desk.folder / "today.sqlite"
    desk.run(today, "facts", "import", rows(desk.folder, "heirloom", 3), "--by", "A. Curator", "--why", "years ago")
    make_at_first_version(file, today)
    assert tables(file) == {"alembic_version", "head", "journal"}
    head = head_of(desk, file)
    assert head == sealed(today)
    assert tables(file) > {"texts", "words"}
    found = desk.run(file, "facts", "list", "agreements", "--search", "heirloom", "--format", "csv").splitlines()
    assert {line.partition(",")[0] for line in found[1:]} == {"heirloom-0", "heirloom-1", "heirloom-2"}
    growth = growth_of(str(file))
    assert growth == growth_of(str(today))
    return head, growth


def make_at_first_version(file: Path, today: Path) -> None:
    """The entries of a registry of today in the tables of the first version, made by its own migration."""
    engine = sa.create_engine(f"sqlite:///{file}")
    config = Config()
    config.set_main_option("script_location", "phalanx.registry:migrations")
    with Registry.open(str(today)) as registry, engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, schema.KNOWN_REVISIONS[0])
        entries = [{name: getattr(entry, name) for name in COLUMNS} for entry in registry.entries()]
        connection.execute(schema.journal.insert(), entries)
        seq, last, at = registry.head()
        connection.execute(schema.head.update().values(seq=seq, hash=last, at=at))
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in names if not name.startswith("words_")}


# ── Another machine ──────────────────────────────────────────────────────────────────────────────────────────────────


def it_moves_to_another_machine(desk: Desk, far: Desk, file: Path, url: str) -> None:
    """A backup goes from a file into a server's database far away, and comes back from there byte by byte."""
    said = far.run(url, "facts", "restore", desk.folder / "first.backup")
    assert "entries restored" in said
    far.run(url, "facts", "backup", far.folder / "again.backup")
    assert (far.folder / "again.backup").read_bytes() == (desk.folder / "first.backup").read_bytes()
    assert far.refused(4, url, "facts", "restore", desk.folder / "first.backup").count("holds a registry already") == 1


def only_one_of_two_restores_is_made(far: Desk, address: sa.URL) -> None:
    """Two backups are restored into one empty database at once: one is there whole, the other hears that it is not."""
    with connected(plain(address)) as database:
        database.execute("CREATE DATABASE contested TEMPLATE template0")
    url = plain(address.set(database="contested"))
    short = far.folder / "short.sqlite"
    with Registry.create(str(short)):
        pass
    far.run(short, "facts", "import", rows(far.folder, "other", 2), "--by", "Other", "--why", "another registry")
    far.run(short, "facts", "backup", far.folder / "short.backup")
    both = [
        far.start(url, "facts", "restore", backup)
        for backup in (far.folder / "again.backup", far.folder / "short.backup")
    ]
    ended = [(one.communicate(timeout=120), one.returncode) for one in both]
    assert sorted(code for _, code in ended) == [0, 4], ended
    said = next(out for (out, _), code in ended if code == 0)
    complaint = next(err for (_, err), code in ended if code == 4)
    assert re.search("meanwhile|already", complaint)
    assert f"Journal head: {sealed(url)[1]}" in said, "the one that says so is the one that is there"


# ── Two hands ────────────────────────────────────────────────────────────────────────────────────────────────────────


def two_write_at_once(desk: Desk, far: Desk, url: str, seq: int) -> int:
    """Both wait for a third that is slow, say so, and land one after the other."""
    with connected(url) as slow:
        with slow.transaction():
            slow.execute("SELECT * FROM head FOR UPDATE")
            hands = [
                each.start(url, "facts", "import", rows(desk.folder, name, 400), "--by", name, "--why", "by hand")
                for each, name in ((desk, "left"), (far, "right"))
            ]
            for hand in hands:
                assert hand.stderr is not None
                assert "another process is writing" in hand.stderr.readline()
        for hand in hands:
            out, err = hand.communicate(timeout=120)
            assert (hand.returncode, err) == (0, "")
            assert "400 entries added" in out
    assert sealed(url)[0] == seq + 800
    with Registry.open(url) as registry:
        turns = [entry.who for entry in registry.entries() if entry.seq > seq]
    assert turns in (["left"] * 400 + ["right"] * 400, ["right"] * 400 + ["left"] * 400)
    return seq + 800


def one_is_killed_while_it_writes(desk: Desk, far: Desk, url: str, seq: int) -> int:
    """`kill -9` once rows of an import are on the server: none of them stays, and the next import goes in."""
    many = rows(desk.folder, "many", 6000)
    doomed = desk.start(url, "facts", "import", many, "--by", "Doomed", "--why", "to be killed")
    writes = "SELECT 1 FROM pg_locks WHERE relation = 'journal'::regclass AND mode = 'RowExclusiveLock'"
    with connected(url) as database:
        until(lambda: database.execute(writes).fetchall(), doomed)
        doomed.send_signal(signal.SIGKILL)
        doomed.communicate()
        assert doomed.returncode == -signal.SIGKILL
        assert sealed(url)[0] == seq
        far.run(url, "facts", "import", rows(desk.folder, "after", 2), "--by", "Next", "--why", "after the crash")
        assert database.execute("SELECT count(*) FROM journal WHERE who = 'Doomed'").fetchone() == (0,)
    assert sealed(url)[0] == seq + 2
    return seq + 2


# ── A clock that jumps ───────────────────────────────────────────────────────────────────────────────────────────────


def a_clock_jumps(desk: Desk, url: str, seq: int) -> int:
    """A year ahead, then a day behind: the journal stays in order, says what is odd, and knows what was known when."""
    before = sealed(url)[1]
    ahead, behind = Desk(desk.folder, clock="+365d"), Desk(desk.folder, clock="-1d")
    first, second = rows(desk.folder, "ahead", 1), rows(desk.folder, "behind", 1)
    assert "clock" not in ahead.run(url, "facts", "import", first, "--by", "Ahead", "--why", "from next year", err=True)
    said = behind.run(url, "facts", "import", second, "--by", "Behind", "--why", "from yesterday", err=True)
    assert re.search(r"Note: The last entry is of \S+Z, and this machine's clock says \S+Z: one of the two", said)
    assert "bears the time of that entry" in said
    assert "As of now, entries from then on are not known yet" in desk.run(url, "facts", "verify", err=True)
    with Registry.open(url) as registry:
        *_, next_year, yesterday = registry.entries()
        assert (next_year.who, yesterday.who) == ("Ahead", "Behind")
        assert next_year.at == yesterday.at, "never earlier than the entry before"
        assert phalanx.World.of(registry, known_at=phalanx_now()).journal_head == before
        latest = phalanx.World.of(registry)
        again = phalanx.World.of(registry, latest.valid_on, latest.known_at)
        assert again.journal_head == latest.journal_head == yesterday.hash, "asked again as known then, it is the same"
    return seq + 2


def phalanx_now() -> Any:
    from phalanx.vocabulary.dates import read_moment

    return read_moment("now")


# ── What all of them use ─────────────────────────────────────────────────────────────────────────────────────────────


def rows(folder: Path, name: str, count: int) -> Path:
    """A file of so many agreements, each named for it."""
    place = folder / name
    place.mkdir(exist_ok=True)
    made = (agreement(f"{name}-{n}", title=f"Treaty {name} {n}", note="Made up. " * 8) for n in range(count))
    return write_agreements(place, *made)


def head_of(desk: Desk, registry: object) -> tuple[int, str]:
    """Number and seal of the last entry, once the whole journal was checked."""
    found = re.search(r"(\d+) entries hold\. Journal head: (\w{64})", desk.run(registry, "facts", "verify"))
    assert found
    return int(found[1]), found[2]


def sealed(registry: object) -> tuple[int, str]:
    """The same without a command of its own."""
    with Registry.open(str(registry)) as opened:
        return opened.verify()


def growth_of(url: str) -> Any:
    with phalanx.open_registry(url) as registry:
        answer = phalanx.ask("growth", registry, valid_on="2026-11-01")
    return [(finding.name, finding.value) for finding in answer.findings]


def until(happens: Any, process: subprocess.Popen[str]) -> None:
    """Wait for something that a running process brings about."""
    give_up = time.monotonic() + 60
    while not happens():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < give_up
        time.sleep(0.002)


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


# ── A disk that fills ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB, which only whoever may mount one can have."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount a small disk (root, outside of most containers)")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
def test_a_disk_that_fills_keeps_whole_imports_and_says_what_to_do(tmp_path: Path, small_disk: Path) -> None:
    desk, file, ballast = Desk(tmp_path), small_disk / "registry.sqlite", small_disk / "ballast"
    seq, head = head_of(desk, file)

    # There is room for half of it: nothing of the import is kept, and what was there is read as before.
    fill_up(small_disk, leaving=1_500_000)
    many = rows(tmp_path, "many", 6000)
    said = desk.refused(4, file, "facts", "import", many, "--by", "x", "--why", "y")
    assert "the disk is full" in said
    assert "free some space" in said
    assert head_of(desk, file) == (seq, head)
    assert "No space left on device" in desk.refused(2, file, "facts", "backup", small_disk / "full.backup")
    assert "No space left on device" in desk.refused(2, file, "facts", "export", small_disk / "full")
    assert not (small_disk / "full").exists()
    assert "the disk is full" in filled_to_the_brim(desk, file, small_disk)
    assert "No space left on device" in desk.refused(2, file, "ask", "growth", "-o", small_disk / "growth.json")
    with (small_disk / "list.json").open("w") as full:
        ended = desk.start(file, "facts", "list", "agreements", "--limit", 0, "--format", "json", stdout=full)
        _, said = ended.communicate(timeout=60)
    assert (ended.returncode, said.count("No space left on device"), "Traceback" in said) == (2, 1, False)
    assert {left.name for left in small_disk.iterdir()} == {"ballast", "list.json", "registry.sqlite"}

    # There is room for the import, but not to tidy up behind it: it is whole all the same.
    ballast.unlink()
    fill_up(small_disk, leaving=7_000_000)
    desk.run(file, "facts", "import", many, "--by", "x", "--why", "y")
    fill_up(small_disk, leaving=0)
    header = file.read_bytes()[:100]
    assert int.from_bytes(header[28:32], "big") * int.from_bytes(header[16:18], "big") > file.stat().st_size
    assert head_of(desk, file)[0] == seq + 6000
    ballast.unlink()
    desk.run(file, "facts", "import", rows(tmp_path, "more", 1), "--by", "x", "--why", "y")
    assert sealed(file)[0] == seq + 6001


def filled_to_the_brim(desk: Desk, file: Path, disk: Path) -> str:
    """What is said where not even reading has room; then a little is freed, and reading goes on."""
    fill_up(disk, leaving=0)
    said = desk.refused(4, file, "facts", "verify")
    os.truncate(disk / "ballast", (disk / "ballast").stat().st_size - 200_000)
    desk.run(file, "facts", "verify")
    fill_up(disk, leaving=50_000)
    return said


def fill_up(disk: Path, leaving: int) -> None:
    """Ballast that leaves so many bytes of a disk."""
    free = int(subprocess.run(["df", "-B1", "--output=avail", disk], capture_output=True, check=True).stdout.split()[1])
    with (disk / "ballast").open("ab") as ballast:
        ballast.write(bytes(max(free - leaving, 0)))
