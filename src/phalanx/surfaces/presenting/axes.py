"""Long names on an upright axis broken into lines, so that they stay whole and leave the drawing its room."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.colouring import DATA, rows

SHARE = 0.35
"""Of a drawing's width, what names may take."""
LETTER = 0.53
"""The mean width of a letter as a share of the type size."""
LEADING = 13
"""Pixels from one line of a name to the next."""
MOST_LINES = 3
END = " …"
BETWEEN = 5
"""Pixels between two names that stand one above the other."""


def break_names(spec: dict[str, Any], width: int) -> None:
    """Break the names on the y axes of a finished specification, in place, for a drawing so many pixels wide.

    Names of codes that the theme words, and axes whose labels an author words, stay as they are.
    """
    room = max(int(width * SHARE / (look.pixels("chart-text") * LETTER)), 8)
    data = list(rows(spec))
    most = 1
    for channel in _named_heights(spec):
        names = {row[channel["field"]] for row in data if isinstance(row.get(channel["field"]), str)}
        long = {name: lines(name, room) for name in sorted(names) if len(name) > room}
        if long:
            words = json.dumps(long, ensure_ascii=False)
            channel["axis"] = (channel.get("axis") or {}) | {
                "labelExpr": f"{words}[datum.label] || datum.label",
                "labelLineHeight": LEADING,
                "labelLimit": round(width * SHARE * 1.25),  # letters differ: a wide name is not cut
            }
            most = max(most, *map(len, long.values()))
    if most > 1:
        _give_room(spec, most * LEADING + BETWEEN)


def lines(name: str, room: int) -> list[str]:
    """A name in as few lines of at most `room` letters as it needs, of about equal length; its end left out past three."""
    told = _wrap(name, room)
    for narrower in range(room - 1, room // 2, -1):
        trial = _wrap(name, narrower)
        if len(trial) > len(told) or trial[-1].endswith("…") or max(map(len, trial)) > narrower:
            break
        told = trial
    return told


def _wrap(name: str, room: int) -> list[str]:
    return textwrap.wrap(name, room, max_lines=MOST_LINES, placeholder=END, break_long_words=False)


def _named_heights(node: Any) -> Iterator[dict[str, Any]]:
    """Every y channel that names things and leaves the wording of its axis to the theme."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "encoding" and isinstance(value, Mapping):
                channel = value.get("y")
                if (
                    isinstance(channel, dict)
                    and channel.get("type") in {"nominal", "ordinal"}
                    and isinstance(channel.get("field"), str)
                    and channel.get("axis", {}) is not None
                    and "labelExpr" not in channel.get("axis", {})
                ):
                    yield channel
            elif key not in (*DATA, "config"):
                yield from _named_heights(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _named_heights(item)


def _give_room(spec: dict[str, Any], step: int) -> None:
    """See to it that each name has so many pixels of height, where the height follows from the number of names."""
    view = spec["config"].get("view", {})
    usual = view.get("discreteHeight", {}).get("step", 0)
    spec["config"]["view"] = view | {"discreteHeight": {"step": max(step, usual)}}
    own = spec.get("height")
    if isinstance(own, Mapping) and "for" not in own and isinstance(own.get("step"), int | float):
        spec["height"] = {**own, "step": max(step, own["step"])}
