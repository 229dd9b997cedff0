"""What every test can ask for: a registry's address on SQLite and on PostgreSQL, and a machine with no way out.

`registry_url` runs a test twice, on a new SQLite file and on a new database of a throw-away PostgreSQL server.
Tests need no network, no data folder of the person who runs them and no luck: sockets reach this machine only, the
data folder is a temporary one, and Hypothesis draws the same examples every time.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from sqlalchemy import URL, make_url
from tests.browser.launching import built_page, chromium, launch, plain_chromium  # noqa: F401  # fixtures
from tests.remembering import remembering, shared_folder

from phalanx.public import open_registry
from phalanx.question import Question

ROOT = Path(__file__).parent

# With --full-machine a skipped test fails, unless its reason opens with one of these. Each says why no machine is to
# blame; an empty list means that a full machine runs everything.
ALLOWED_SKIPS: tuple[str, ...] = ()

hypothesis.settings.register_profile("default", derandomize=True, deadline=None, database=None, print_blob=True)
hypothesis.settings.register_profile("thorough", hypothesis.settings.get_profile("default"), max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    os.environ["COLUMNS"] = "120"  # tables in the terminal break at one width, whoever's window it is


LONGEST = (
    "everywhere/test_docs.py",
    "surfaces/site/test_publishing.py",
    "everywhere/test_bench.py",
    "surfaces/cli/test_asking.py",
    "surfaces/api/test_description.py",
    "surfaces/api/test_questions.py",
    "browser/test_questions.py",
)
"""Files that take longest, in their order: begun first, they leave no processor idle at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first, stories and browser tests last: while Playwright is open, nothing else in its thread can run an event loop."""
    items.sort(key=lambda item: order(item.path.relative_to(ROOT)))


def order(file: Path) -> tuple[int, int]:
    """Where a file stands among all: what needs no browser, and of that what takes longest; then stories, then the browser's own."""
    place = LONGEST.index(file.as_posix()) if file.as_posix() in LONGEST else len(LONGEST)
    return ("browser" in file.parts) * 2 + ("story" in file.parts), place


# ── Skips ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full-machine",
        action="store_true",
        help="this machine has everything the tests need: a test that is skipped all the same fails",
    )
    parser.addoption(
        "--pictures",
        action="store_true",
        help="keep pictures of what browser tests see in build/screens/, which takes a fifth of their time",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        refuse_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report, collector.config)
    return report


def refuse_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    """Turn a skip into a failure where the machine was said to be full and the reason is not an allowed one."""
    if not (report.skipped and config.getoption("--full-machine")):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(ALLOWED_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: skipped on a machine that should run every test: {reason}"


# ── A machine with no way out ────────────────────────────────────────────────────────────────────────────────────────


class NetworkUsed(AssertionError):
    """A test tried to reach another machine."""


def is_this_machine(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Refuse every connection and every look-up of a name that leads away from this machine."""
    connect, connect_ex, sendto, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.socket.sendto,
        socket.getaddrinfo,
    )

    def check(address: object) -> None:
        if isinstance(address, tuple) and not is_this_machine(address[0]):
            raise NetworkUsed(f"Tests need no network, and this one tried to reach {address[0]}, port {address[1]}.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *arguments: Any) -> int:
        check(arguments[-1])
        return sendto(self, data, *arguments)

    def guarded_look_up(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        check((host, port))
        return look_up(host, port, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket.socket, "sendto", guarded_sendto)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own, so that nobody's registry is read or changed; and no settings of theirs."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("PHALANX_", "XDG_", "PG")):
                patch.delenv(name)
        for name in ("FORCE_COLOR", "NO_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        yield home


# ── Registries ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def bundled_registry(tmp_path_factory: pytest.TempPathFactory, nobody_home: Path) -> Path:
    """A registry of the bundled facts, made once; copy it before writing."""
    path = tmp_path_factory.mktemp("bundled") / "registry.sqlite"
    open_registry(str(path)).close()
    return path


@pytest.fixture(scope="session")
def bundled(bundled_registry: Path) -> Path:
    """The same by a short name, which a test may give to what it makes of the bundled facts."""
    return bundled_registry


@pytest.fixture
def remembered(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a test, what another one has asked of the same facts is not worked out again."""
    monkeypatch.setattr(Question, "ask", remembering(shared_folder(tmp_path_factory), Question.ask))


@pytest.fixture(params=["sqlite", "postgresql"])
def registry_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a registry that does not exist yet; a test that asks for it runs on every store."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_database"))
    return f"sqlite:///{tmp_path / 'registry.sqlite'}"


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of a new, empty database, which goes when the test is over."""
    server, name = make_url(postgres_url), f"phalanx_{secrets.token_hex(6)}"
    statement = "CREATE DATABASE {} TEMPLATE template0".format
    with connected(server) as connection:
        connection.execute(statement(name).encode())
    yield server.set(database=name).render_as_string(hide_password=False)
    with connected(server) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def postgres_url(only_this_machine: None) -> Iterator[str]:
    """The address of a throw-away PostgreSQL server on this machine's loopback, shared by all tests of a run."""
    folder = Path(tempfile.mkdtemp(prefix="phalanx-postgresql-"))
    try:
        with postgres_server(find_postgres(), folder) as url:
            yield url.render_as_string(hide_password=False)
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres_server(programs: Path, folder: Path) -> Iterator[URL]:
    """A server with its data in `folder`, ready for connections; ended by its own pid."""
    password_file, log_file, data = folder / "password", folder / "log", folder / "data"
    password = secrets.token_urlsafe(12)
    password_file.write_text(password)
    as_whom = as_postgres_user(folder)
    initdb = [*as_whom, str(programs / "initdb"), f"--pgdata={data}", "--username=phalanx", f"--pwfile={password_file}"]
    subprocess.run(
        [*initdb, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    url = URL.create("postgresql+psycopg", "phalanx", password, "127.0.0.1", free_port(), "postgres")
    settings = {
        "listen_addresses": url.host,
        "port": url.port,
        "unix_socket_directories": "",
        "shared_buffers": "64MB",
        "fsync": "off",  # nothing here outlives the run
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    with log_file.open("wb") as log:
        server = subprocess.Popen(
            [*as_whom, str(programs / "postgres"), "-D", str(data), *options], stdout=log, stderr=log, cwd=folder
        )
    try:
        wait_for(server, url, log_file)
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's word for: now, but in good order
        server.wait(timeout=30)


def find_postgres() -> Path:
    """The folder of the newest PostgreSQL server's programs; without one, the test is skipped."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda program: int(program.parts[-3]), reverse=True
    )
    on_path = [Path(found).resolve() for found in [shutil.which("initdb")] if found]
    for program in [*installed, *on_path]:
        if (program.parent / "postgres").exists():
            return program.parent
    pytest.skip("needs a PostgreSQL server (Debian: apt-get install postgresql)")


def as_postgres_user(folder: Path) -> list[str]:
    """What goes before a command so that it does not run as root, which PostgreSQL refuses, and ends with the tests."""
    if not shutil.which("setpriv"):
        if os.geteuid() == 0:
            pytest.skip("needs setpriv, as PostgreSQL does not run as root (Debian: apt-get install util-linux)")
        return []
    if os.geteuid() != 0:
        return ["setpriv", "--pdeathsig", "INT"]
    shutil.chown(folder, "postgres", "postgres")
    for path in folder.iterdir():
        shutil.chown(path, "postgres", "postgres")
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--pdeathsig", "INT"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], url: URL, log_file: Path) -> None:
    """Come back once the server takes connections; raise with its log if it ends or takes a minute."""
    for _ in range(600):
        try:
            with connected(url):
                return
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log_file.read_text()}")


@contextmanager
def connected(url: URL) -> Iterator[psycopg.Connection[Any]]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
