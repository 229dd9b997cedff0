"""Labels at the ends of lines moved apart where they would lie on one another."""

from __future__ import annotations

import re

LEADING = 14.0  # pixels from one label's middle to the next
SAME_COLUMN = 1.0  # labels whose anchors differ by less stand one above the other

_GROUP = re.compile(r'<g class="mark-text role-mark[^"]*"[^>]*>(?:<text[^>]*>[^<]*</text>)+</g>')
_PLACE = re.compile(r'(<text[^>]* transform="translate\()([-\d.]+),([-\d.]+)(\)")')


def spread(body: str) -> str:
    """The drawing with the labels of one column at least a line apart, each as near its place as the others allow."""
    return _GROUP.sub(lambda group: _spread_group(group[0]), body)


def apart(places: list[float], leading: float = LEADING) -> list[float]:
    """The places moved as little as brings each at least `leading` from the next; their order stays.

    Neighbours that are too close become a block around their common middle; blocks that meet join.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([index])
        while len(blocks) > 1 and _first(blocks[-1], places, leading) - _last(blocks[-2], places, leading) < leading:
            upper = blocks.pop()
            blocks[-1] += upper
    moved = list(places)
    for block in blocks:
        for step, index in enumerate(block):
            moved[index] = _first(block, places, leading) + step * leading
    return moved


def _first(block: list[int], places: list[float], leading: float) -> float:
    return sum(places[index] for index in block) / len(block) - (len(block) - 1) * leading / 2


def _last(block: list[int], places: list[float], leading: float) -> float:
    return _first(block, places, leading) + (len(block) - 1) * leading


def _spread_group(group: str) -> str:
    found = [(float(place[2]), float(place[3])) for place in _PLACE.finditer(group)]
    if len(found) < 2 or max(x for x, _ in found) - min(x for x, _ in found) > SAME_COLUMN:
        return group
    heights = iter(apart([y for _, y in found]))
    return _PLACE.sub(lambda place: f"{place[1]}{place[2]},{next(heights):.6g}{place[4]}", group)
