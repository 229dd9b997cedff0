"""The HTTP API and the pages it serves: `create_app` makes the application, `listen` and `serve` put it on a port.

The web framework is loaded when one of them is called: commands that serve nothing do not wait for it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["create_app", "listen", "serve"]


def create_app(registry_url: str | None, *, static: bool = False, public_url: str | None = None) -> FastAPI:
    """The application on a registry (None: the default one), which is opened with the first request.

    `static`: pages say that answers are files made beforehand, as in an export. `public_url` is the address under which
    the site can be reached by everybody; citations and previews name it.
    """
    from phalanx.surfaces.api.app import build

    return build(registry_url, static=static, public_url=public_url)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at a host and port (0: any that is free).

    Raises:
        BadInput: the port is taken or may not be used, or the host is no address of this machine.
    """
    from phalanx.surfaces.api import serving

    return serving.listen(host, port)


def serve(app: FastAPI, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then let open answers finish, and come back by SystemExit with code 0.

    `started` is called once requests are answered.
    """
    from phalanx.surfaces.api import serving

    serving.serve(app, listening, started)
