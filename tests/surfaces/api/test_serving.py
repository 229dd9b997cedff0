"""Connections: one whose request does not come, or whose reader takes nothing, is given up; a slow one is not."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from phalanx.surfaces.api import listen, serving

LARGE = 24 * 2**20
"""More than the buffers between two sockets of one machine hold."""


async def large(scope: Any, receive: Any, send: Any) -> None:
    """An application that gives the same large answer to everything."""
    if scope["type"] != "http":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LARGE)]})
    await send({"type": "http.response.body", "body": bytes(LARGE)})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server of that application with little patience."""
    monkeypatch.setattr(serving, "REQUEST_WAIT_S", 0.5)
    monkeypatch.setattr(serving, "READER_WAIT_S", 0.5)
    listening, ready = listen("127.0.0.1", 0), threading.Event()
    number = listening.getsockname()[1]
    server = serving.Server(serving.configured(large), ready.set)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    assert ready.wait(30)
    yield number
    server.should_exit = True
    running.join(30)
    assert not running.is_alive()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def everything(connection: socket.socket, pause: Callable[[], None] = lambda: None) -> bytes:
    """All that comes until the other side closes; a connection that breaks off ends it, too."""
    parts = []
    while True:
        try:
            part = connection.recv(2**20)
        except ConnectionError:
            break
        if not part:
            break
        parts.append(part)
        pause()
    return b"".join(parts)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Sl"])
def test_a_request_that_does_not_come_is_given_up(port: int, sent: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(sent)
        assert everything(connection) == b""


def test_the_second_request_of_a_connection_is_not_waited_for_without_end_either(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        received = 0
        while received < LARGE:
            received += len(connection.recv(2**20))
        connection.sendall(b"GET / HT")
        assert len(everything(connection)) < 1000


def test_a_reader_that_takes_nothing_is_given_up(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(2)  # what is tested is time itself: a reader that sleeps through several looks
        assert len(everything(connection)) < LARGE


def test_a_slow_reader_gets_everything(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        began = time.monotonic()
        whole = everything(connection, lambda: time.sleep(0.05))
        assert len(whole) > LARGE
        assert time.monotonic() - began > 2 * serving.READER_WAIT_S
