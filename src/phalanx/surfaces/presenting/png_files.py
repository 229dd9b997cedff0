"""PNG files made small: as few colours as a flat drawing needs, packed with patience. The engine packs in haste."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_COLOURS = 64
DROPPED_BITS = (3, 4, 5, 6)
"""Colours count as one that differ in so many last bits only; the first is taken that leaves few enough."""
CHANNELS, NEAR = ("red", "green", "blue"), "near"
SUB = 1
"""How the engine writes a row: as differences from the pixel before."""
HEAD = struct.Struct(">IIBBBBB")
TRUE_COLOUR, INDEXED = 6, 3


class Chunk(NamedTuple):
    """A part of a PNG file."""

    kind: bytes
    content: bytes


def packed(drawn: bytes) -> bytes:
    """A picture without transparent places in fewer bytes; every colour is within a few shades of what it was.

    One that is written in a way the drawing engine does not use keeps its colours, and is only packed better.
    """
    found = list(chunks(drawn))
    head = next(content for kind, content in found if kind == b"IHDR")
    pixels = zlib.decompress(b"".join(content for kind, content in found if kind == b"IDAT"))
    width, height, bits, colours, *_ = HEAD.unpack(head)
    stride = 4 * width + 1
    if (bits, colours) != (8, TRUE_COLOUR) or set(pixels[::stride]) - {SUB}:
        return _file([Chunk(b"IHDR", head), Chunk(b"IDAT", zlib.compress(pixels, 9))])
    rows = b"".join(pixels[start + 1 : start + stride] for start in range(0, len(pixels), stride))
    palette, places = _few(_colours(rows, width))
    body = b"".join(b"\x00" + places[start : start + width] for start in range(0, len(places), width))
    head = HEAD.pack(width, height, 8, INDEXED, 0, 0, 0)
    return _file([Chunk(b"IHDR", head), Chunk(b"PLTE", palette), Chunk(b"IDAT", zlib.compress(body, 9))])


def chunks(drawn: bytes) -> Iterator[Chunk]:
    """The parts of a PNG file."""
    place = len(SIGNATURE)
    while place < len(drawn):
        length, kind = struct.unpack_from(">I4s", drawn, place)
        yield Chunk(kind, drawn[place + 8 : place + 8 + length])
        place += 12 + length


def _colours(rows: bytes, width: int) -> pl.DataFrame:
    """The colour of every pixel in columns red, green and blue, from rows of differences."""
    import polars as pl
    import pyarrow as pa

    values = pl.Series(pa.Array.from_buffers(pa.uint8(), len(rows), [None, pa.py_buffer(rows)])).cast(pl.UInt32)
    row = pl.int_range(pl.len()) // width
    return pl.DataFrame({name: values.gather_every(4, place) for place, name in enumerate(CHANNELS)}).select(
        (pl.all().cum_sum() % 256).over(row)
    )


def _few(pixels: pl.DataFrame) -> tuple[bytes, bytes]:
    """A palette of few colours, three bytes each, and the place in it of every pixel.

    Colours near to one another become the one of them that most pixels have.
    """
    import polars as pl

    counted = pixels.group_by(CHANNELS).len().sort(["len", *CHANNELS], descending=True)
    for dropped in DROPPED_BITS:
        palette = counted.with_columns(_near(dropped)).unique(NEAR, keep="first", maintain_order=True)
        if palette.height <= MOST_COLOURS:
            break
    else:
        raise AssertionError("two bits a channel are 64 colours")
    places = [0] * 8 ** (8 - dropped)
    for place, near in enumerate(palette[NEAR].to_list()):
        places[near] = place
    placed = pl.Series(places, dtype=pl.UInt8).gather(pixels.select(_near(dropped)).to_series())
    colours = palette.select(CHANNELS).rows()
    return bytes(value for colour in colours for value in colour), bytes(placed.to_list())


def _near(dropped: int) -> pl.Expr:
    """The number of a colour among those that differ in more than its last bits, red, green and blue in one."""
    import polars as pl

    kept = 8 - dropped
    red, green, blue = (pl.col(channel) // 2**dropped for channel in CHANNELS)
    number: pl.Expr = (red * 2**kept + green) * 2**kept + blue
    return number.alias(NEAR)


def _file(parts: Iterable[Chunk]) -> bytes:
    return SIGNATURE + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in (*parts, Chunk(b"IEND", b""))
    )
