"""`phalanx publish`: the page and its answers as files that any web server serves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from phalanx.surfaces.cli.opening import opened
from phalanx.surfaces.cli.output import say, steps
from phalanx.surfaces.cli.state import STATE


def publish(
    folder: Annotated[Path, typer.Argument(help="A folder that is new, empty, or was published before.")],
    base_url: Annotated[
        str | None,
        typer.Option(help="The address the site will have, for previews and search engines.", metavar="URL"),
    ] = None,
) -> None:
    """Write the page with its answers made beforehand, as files that need no Phalanx to be served."""
    from phalanx.surfaces.site import publish as write

    opened().close()  # whatever is wrong with the registry is told in its own words
    with steps("publishing") as told:
        made = write(folder, STATE.registry, base_url=base_url, told=told)
    say(f"{made.files:,} files, {made.bytes / 1e6:.1f} MB, in {folder}")
    if made.left_out:
        say("\nLeft out, to stay below 25 MB:")
        for left in made.left_out:
            say(f"  {left.count:,} of {left.of:,} {left.title}")
    say(f"\nTo look at it: python -m http.server --directory {folder}")
