"""`phalanx serve` as a process: it says where it is, answers, and goes when told to; and what it refuses."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.surfaces.cli.conftest import Run

from phalanx.surfaces.cli import serving


@contextmanager
def served(registry: Path, *more: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on a port that is free, once it says that it is there."""
    command = [sys.executable, "-m", "phalanx", "--registry", str(registry), "serve", "--port", "0", *more]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            found = re.fullmatch(r"Phalanx is at http://127\.0\.0\.1:(\d+)/ – Ctrl\+C ends it\.\n", line)
            assert found is not None, line + (server.stderr.read() if server.stderr and not line else "")
            yield server, int(found[1])
        finally:
            if server.poll() is None:
                server.kill()


def ask(port: int, path: str, method: str = "GET") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_goes_in_good_order(registry: Path, number: int) -> None:
    with served(registry) as (server, port):
        status, body = ask(port, "/healthz")
        assert (status, json.loads(body)["status"]) == (200, "ok")
        assert ask(port, "/api/v1/questions/growth?scope=brief&format=csv")[0] == 200
        assert ask(port, "/api/v1/atlas", "POST")[0] == 405
        assert ask(port, "/api/v1/records/%zz")[0] == 400
        open_connection = socket.create_connection(("127.0.0.1", port))  # one that waits does not hold it up
        server.send_signal(number)
        out, err = server.communicate(timeout=20)
        open_connection.close()
    assert (server.returncode, out, err) == (0, "", "")


def test_what_is_no_request_is_refused_and_others_are_answered(registry: Path) -> None:
    with served(registry) as (server, port):
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"GET /api/v1/atlas HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        gone = socket.create_connection(("127.0.0.1", port))
        gone.sendall(b"GET /api/v1/questions/growth?format=svg HTTP/1.1\r\nHost: x\r\n\r\n")
        gone.close()
        for nonsense in (b"\x16\x03\x01\x02", b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as other:
                other.sendall(nonsense)
                answered = other.recv(100)
                assert answered == b"" or answered.startswith((b"HTTP/1.1 400", b"HTTP/1.1 405"))
        with socket.create_connection(("127.0.0.1", port), timeout=20) as large:
            large.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Large: " + b"x" * 70_000)
            assert large.recv(100).startswith(b"HTTP/1.1 400")
        assert ask(port, "/healthz")[0] == 200
        half.close()
        server.terminate()
        _, err = server.communicate(timeout=20)
    assert (server.returncode, err) == (0, "")


def test_many_at_once_are_all_answered(registry: Path) -> None:
    with served(registry) as (_, port):
        found: list[int] = []
        threads = [
            threading.Thread(target=lambda: found.append(ask(port, "/api/v1/questions/clauses")[0])) for _ in range(30)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert found == [200] * 30


def test_a_taken_port_is_said(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = run("serve", "--port", port)
    assert said.code == 2
    assert f"Port {port} of 127.0.0.1 is taken" in said.err
    assert "--port" in said.err


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "x" * 300, "\u2028"])
def test_a_host_that_is_not_here_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    def unknown(*arguments: object, **options: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    if host != "192.0.2.1":
        monkeypatch.setattr(socket, "getaddrinfo", unknown)  # the tests ask no name server
    else:
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (host, 0))]
        )
    said = run("serve", "--host", host, "--port", 0)
    assert said.code == 2
    assert "is no address of this machine" in said.err


def test_a_damaged_registry_is_said_before_anything_is_served(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes.sqlite"
    notes.write_text("These are my notes.")
    assert run("serve", "--port", 0, on=notes).code == 4
    assert run("serve", "--port", 99999).code == 2


@pytest.fixture
def unserved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A server that starts, and ends at once; gives the addresses a browser was shown."""
    shown: list[str] = []
    monkeypatch.setattr("phalanx.surfaces.api.serve", lambda app, listening, started: (started(), listening.close()))
    monkeypatch.setattr("webbrowser.open", shown.append)
    for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return shown


def test_a_browser_opens_only_where_there_is_one(
    run: Run, unserved: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("serve", "--port", 0, "--open").code == 0
    assert unserved == []
    monkeypatch.setenv("DISPLAY", ":0")
    run("serve", "--port", 0)
    assert unserved == []
    said = run("serve", "--port", 0, "--open")
    assert unserved == [re.search(r"http://\S+", said.out)[0]]  # type: ignore[index]
    monkeypatch.setenv("SSH_CONNECTION", "here there")
    run("serve", "--port", 0, "--open")
    assert len(unserved) == 1


def test_who_opens_it_to_others_is_warned(run: Run, unserved: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("serve", "--port", 0).err == ""
    everywhere = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("", 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [everywhere])
    said = run("serve", "--port", 0, "--host", "everywhere")
    assert "other machines can reach" in said.err
    assert "http://127.0.0.1:" in said.out


def test_asking_and_helping_load_no_web_framework() -> None:
    watch = (
        "import sys; from phalanx.surfaces.cli import main\n"
        "try: main({!r})\n"
        "except SystemExit: pass\n"
        "print([name for name in ('fastapi', 'starlette', 'uvicorn', 'prometheus_client') if name in sys.modules])"
    )
    for arguments in (["--help"], ["serve", "--help"], ["questions"]):
        said = subprocess.run(
            [sys.executable, "-c", watch.format(arguments)], capture_output=True, text=True, check=True
        )
        assert said.stdout.splitlines()[-1] == "[]"


def test_addresses_of_version_six_stand_in_brackets() -> None:
    class Listening:
        def getsockname(self) -> tuple[str, int, int, int]:
            return "::1", 8000, 0, 0

    assert serving._address(Listening()) == "http://[::1]:8000/"  # type: ignore[arg-type]
    assert serving._is_loopback(Listening())  # type: ignore[arg-type]
