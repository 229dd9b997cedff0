"""`phalanx serve`: the page and the API, on this machine unless told otherwise."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from phalanx.surfaces.cli.opening import opened
from phalanx.surfaces.cli.output import say
from phalanx.surfaces.cli.state import STATE

if TYPE_CHECKING:
    import socket


def serve(
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes any that is free.", min=0, max=65535)] = 8000,
    public_url: Annotated[
        str | None, typer.Option(help="The address under which everybody reaches it, for citations.", metavar="URL")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser, where there is one.")] = False,
) -> None:
    """Serve the page and the API until Ctrl+C or a signal ends it."""
    from phalanx.surfaces import api

    opened().close()  # whatever is wrong with the registry is told before anything is served
    listening = api.listen(host, port)
    app = api.create_app(STATE.registry, public_url=public_url)
    address = _address(listening)

    def started() -> None:
        say(f"Phalanx is at {address} – Ctrl+C ends it.")
        sys.stdout.flush()
        if open_browser:
            _open(address)

    if not _is_loopback(listening):
        sys.stderr.write(
            "Note: other machines can reach this server. It only reads, and knows no passwords; put a server in front "
            "of it that encrypts.\n"
        )
    api.serve(app, listening, started)


def _address(listening: socket.socket) -> str:
    """The address to type into a browser."""
    host, port = listening.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_loopback(listening: socket.socket) -> bool:
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def _open(address: str) -> None:
    """Show the page in a browser; from afar, or without a screen, there is none."""
    import webbrowser

    afar = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    on_screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if on_screen and not afar:
        webbrowser.open(address)
