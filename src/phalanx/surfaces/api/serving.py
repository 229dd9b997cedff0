"""Serving: the application on a port, patient with its readers but not without end, and gone when told to go."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import sys
from asyncio import TimerHandle, Transport
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from phalanx.errors import BadInput

if TYPE_CHECKING:
    from fastapi import FastAPI

REQUEST_WAIT_S = 10
"""How long a whole request may take to arrive, from its first byte or from the connection."""
READER_WAIT_S = 20
"""How long a reader may take nothing of an answer that waits for it."""
IDLE_WAIT_S = 15
"""How long a connection may wait for its next request."""
FAREWELL_S = 3
TURN_S = 0.001
LARGEST_REQUEST = 64 * 2**10
MOST_CONNECTIONS = 1000
BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; see `phalanx.surfaces.api.listen`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise _no_host(host) from error
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two programs share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise BadInput(
                f"Port {port} of {host} is taken",
                "a port that no other program listens at",
                "end the other program, or choose another with --port; 0 takes any that is free",
            ) from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise _no_host(host) from error
        raise BadInput(
            f"Port {port} of {host} cannot be used: {error.strerror}", "a port you may use", "choose one above 1023"
        ) from error
    return listening


def _no_host(host: str) -> BadInput:
    return BadInput(
        f"{host!r} is no address of this machine",
        "127.0.0.1, or a name or address of this machine",
        "choose another with --host; 0.0.0.0 means all of them",
    )


def serve(app: FastAPI, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve an application; see `phalanx.surfaces.api.serve`."""
    for each in (signal.SIGINT, signal.SIGTERM):
        # uvicorn shuts down in good order and then raises the signal again, for whoever handled it before.
        signal.signal(each, _leave)
    # Answers being made take turns with answers that are ready; the turns are short, so that the ready ones hardly wait.
    sys.setswitchinterval(TURN_S)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    Server(configured(app), started).run(sockets=[listening])


def configured(app: Any) -> uvicorn.Config:
    """How an ASGI application is served: with bounds on time and size."""
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_WAIT_S,
        timeout_graceful_shutdown=FAREWELL_S,
        limit_concurrency=MOST_CONNECTIONS,
    )


def _leave(number: int, frame: object) -> None:
    raise SystemExit(0)


class Server(uvicorn.Server):
    """A server that tells when it has started."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell()


class PatientProtocol(HttpToolsProtocol):
    """One connection, given up when its request does not arrive, grows too large, or nobody takes the answer."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._awaited: TimerHandle | None = None
        self._reading: TimerHandle | None = None
        self._received = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._awaited, self._reading):
            if timer is not None:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        if self._awaited is not None:
            self._received += len(data)
            if self._received > LARGEST_REQUEST:
                self.send_400_response("The request is too large.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_request()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None
        self._received = 0

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _await_request(self) -> None:
        if self._awaited is None:
            self._awaited = self.loop.call_later(REQUEST_WAIT_S, self.transport.abort)

    def _watch_reader(self, waiting: int) -> None:
        """Give up a reader that took nothing since the last look; a slow one may take its time."""

        def look() -> None:
            now = self.transport.get_write_buffer_size()
            if now >= waiting:
                self.transport.abort()
            else:
                self._watch_reader(now)

        self._reading = self.loop.call_later(READER_WAIT_S, look)
