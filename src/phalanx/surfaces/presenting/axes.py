"""Long names on an upright axis broken into lines, so that they stay whole and leave the drawing its room."""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.colouring import DATA, channels, rows

SHARE = 0.35
"""Of a drawing's width, what names may take."""
LETTER = 0.53
"""The mean width of a letter as a share of the type size."""
LEADING = 13
"""Pixels from one line of a name to the next."""
MOST_LINES = 4
END = " …"
BETWEEN = 5
"""Pixels between two names that stand one above the other."""
DENSE = 2 * LEADING
"""A row of fewer pixels has no room for two lines: its author wants the rows close, as in a matrix."""
WIDER = 1.25
"""By so much a name may be longer than its share where that keeps it on one line of a dense drawing."""

_UNIT = re.compile(r"(?<=\d) (?=[A-Za-z]{1,3}\b)")


def break_names(spec: dict[str, Any], width: int) -> None:
    """Break the names on the y axes of a finished specification, in place, for a drawing so many pixels wide.

    Names of codes that the theme words, and axes whose labels an author words, stay as they are.
    """
    room = max(int(width * SHARE / (look.pixels("chart-text") * LETTER)), 8)
    data = list(rows(spec))
    height = spec.get("height")
    dense = isinstance(height, Mapping) and height.get("step", DENSE) < DENSE
    step = 0
    for channel in _named_heights(spec):
        names = [row[channel["field"]] for row in data if isinstance(row.get(channel["field"]), str)]
        told = {name: lines(name, room) for name in sorted(set(names))}
        long = {name: parts for name, parts in told.items() if len(parts) > 1}
        if not long:
            continue
        limit = {"labelLimit": round(width * SHARE * WIDER)}  # letters differ: a wide name is not cut
        if dense and max(map(len, long)) <= room * WIDER:
            channel["axis"] = limit | (channel.get("axis") or {})
            continue
        words = json.dumps(long, ensure_ascii=False)
        broken = {"labelExpr": f"{words}[datum.label] || datum.label", "labelLineHeight": LEADING}
        channel["axis"] = (channel.get("axis") or {}) | broken | limit | {"labelOffset": _middle(long)}
        step = max(step, _step(channel, told))
    if step:
        _give_room(spec, step)


def lines(name: str, room: int) -> list[str]:
    """A name in as few lines of at most `room` letters as it needs, of about equal length; its end left out past four."""
    if len(name) <= room:
        return [name]
    told = _wrap(name, room)
    for narrower in range(room - 1, room // 2, -1):
        trial = _wrap(name, narrower)
        if len(trial) > len(told) or trial[-1].endswith("…") or max(map(len, trial)) > narrower:
            break
        told = trial
    return told


def _wrap(name: str, room: int) -> list[str]:
    """The name in lines; a number and its unit stay on one."""
    bound = _UNIT.sub("\N{NO-BREAK SPACE}", name)
    return textwrap.wrap(bound, room, max_lines=MOST_LINES, placeholder=END, break_long_words=False)


def _middle(long: Mapping[str, list[str]]) -> dict[str, Any]:
    """The offset that brings the middle of each name, not its first line, to its row."""
    by_lines: dict[int, list[str]] = {}
    for name, parts in long.items():
        by_lines.setdefault(len(parts), []).append(name)
    return {
        "condition": [
            {
                "test": f"indexof({json.dumps(names, ensure_ascii=False)}, datum.value) >= 0",
                "value": -LEADING * (count - 1) / 2,
            }
            for count, names in sorted(by_lines.items())
        ],
        "value": 0,
    }


def _step(channel: Mapping[str, Any], told: Mapping[str, list[str]]) -> int:
    """The pixels from one row to the next at which no name touches its neighbour: where the order is known, by neighbours."""
    order = channel.get("sort")
    if not isinstance(order, list) or not set(told) <= set(order):
        return max(map(len, told.values())) * LEADING + BETWEEN
    counts = [len(told[name]) for name in dict.fromkeys(order) if name in told]
    both = max((one + other for one, other in pairwise(counts)), default=2 * counts[0])
    return max(math.ceil(both * LEADING / 2), counts[0] * LEADING, counts[-1] * LEADING) + BETWEEN


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
    """See to it that each name has so many pixels of height, where the height follows from the number of names.

    Bars stay as thick as they are beside short names; what stands side by side in a row takes its share of it.
    """
    config = spec["config"]
    view = config.get("view", {})
    usual = view.get("discreteHeight", {}).get("step", 0)
    config["view"] = view | {"discreteHeight": {"step": max(step, usual)}}
    band = config.get("bar", {}).get("discreteBandSize", {})
    if step > usual and "band" in band and not any(name == "yOffset" for name, _ in channels(spec)):
        config["bar"] = config["bar"] | {"discreteBandSize": round(usual * band["band"])}
    own = spec.get("height")
    if isinstance(own, Mapping) and "for" not in own and isinstance(own.get("step"), int | float):
        spec["height"] = {**own, "step": max(step, own["step"])}
