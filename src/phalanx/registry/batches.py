"""Batches: a long stream in pieces small enough to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def in_batches(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items in order, `size` at a time; the last batch may be shorter, none is empty."""
    stream = iter(items)
    while batch := tuple(islice(stream, size)):
        yield batch
