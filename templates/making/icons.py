"""The icons of the advice boxes, drawn for this project from circles, lines and arcs, as PNG files.

A shape is a function from a point to its distance from the ink (negative inside), on a square of
24 by 24. What it takes is in this file alone, so that the bytes are the same on every machine: no
drawing library, and no compressor whose versions differ (Word's package is compressed anyway).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import atan2, degrees, hypot

from making.look import DARK

SIZE = 160
"""Pixels of a side: 600 to the inch at the size of print, 0.68 cm."""
_GRID = 24
_STROKE = 0.9  # half the width of a line

Shape = Callable[[float, float], float]


def _dot(x: float, y: float, radius: float) -> Shape:
    return lambda px, py: hypot(px - x, py - y) - radius


def _ring(x: float, y: float, radius: float) -> Shape:
    return lambda px, py: abs(hypot(px - x, py - y) - radius) - _STROKE


def _line(*points: tuple[float, float]) -> Shape:
    pieces = list(pairwise(points))

    def distance(px: float, py: float) -> float:
        return min(_from_piece(px, py, *start, *end) for start, end in pieces) - _STROKE

    return distance


def _from_piece(px: float, py: float, x: float, y: float, to_x: float, to_y: float) -> float:
    dx, dy = to_x - x, to_y - y
    along = max(0.0, min(1.0, ((px - x) * dx + (py - y) * dy) / (dx * dx + dy * dy)))
    return hypot(px - x - along * dx, py - y - along * dy)


def _closed(*points: tuple[float, float]) -> Shape:
    return _line(*points, points[0])


def _arc(x: float, y: float, wide: float, high: float, start: float, end: float) -> Shape:
    """A piece of an ellipse, clockwise in degrees from the right."""

    def distance(px: float, py: float) -> float:
        angle = degrees(atan2((py - y) / high, (px - x) / wide)) % 360
        if start <= angle <= end or start <= angle + 360 <= end:
            scale = hypot((px - x) / wide, (py - y) / high)
            slope = hypot((px - x) / wide**2, (py - y) / high**2) or 1e-9
            return abs(scale - 1) * scale / slope - _STROKE
        return float("inf")

    return distance


ICONS: dict[str, Sequence[Shape]] = {
    "magnifier": (_ring(10, 10, 6.4), _line((14.9, 14.9), (21, 21))),
    "layers": (
        _closed((12, 2.8), (21.2, 7.6), (12, 12.4), (2.8, 7.6)),
        _line((2.8, 12.2), (12, 17), (21.2, 12.2)),
        _line((2.8, 16.6), (12, 21.4), (21.2, 16.6)),
    ),
    "target": (_ring(12, 12, 9.2), _ring(12, 12, 5), _dot(12, 12, 1.7)),
    "clock": (_ring(12, 12, 9.2), _line((12, 6.6), (12, 12), (15.8, 14.4))),
    "scales": (
        _line((12, 2.8), (12, 20.8)),
        _line((7, 20.8), (17, 20.8)),
        _line((4, 5.6), (20, 5.6)),
        _closed((5.2, 6.4), (8.6, 13.6), (1.8, 13.6)),
        _closed((18.8, 6.4), (22.2, 13.6), (15.4, 13.6)),
    ),
    "pencil": (
        _closed((16.6, 3), (21, 7.4), (8.4, 20), (2.8, 21.2), (4, 15.6)),
        _line((13.6, 6), (18, 10.4)),
    ),
    "bubble": (
        _closed((2.8, 4), (21.2, 4), (21.2, 16.4), (11.6, 16.4), (6.8, 21), (6.8, 16.4), (2.8, 16.4)),
        _line((7, 8.4), (17, 8.4)),
        _line((7, 12), (13.6, 12)),
    ),
    "list": (
        _line((2.6, 5.4), (4.4, 7.2), (7.6, 3.6)),
        _line((2.6, 12.2), (4.4, 14), (7.6, 10.4)),
        _line((2.6, 19), (4.4, 20.8), (7.6, 17.2)),
        _line((11.6, 5.6), (21.4, 5.6)),
        _line((11.6, 12.4), (21.4, 12.4)),
        _line((11.6, 19.2), (21.4, 19.2)),
    ),
    "shield": (
        _line((12, 2.6), (20.4, 5.4), (20.4, 11.6), (18, 16.6), (12, 21.4)),
        _line((12, 2.6), (3.6, 5.4), (3.6, 11.6), (6, 16.6), (12, 21.4)),
        _line((8, 11.6), (11, 14.6), (16.2, 8.6)),
    ),
    "eye": (
        _arc(12, 19.4, 12.4, 12.6, 217, 323),
        _arc(12, 4.6, 12.4, 12.6, 37, 143),
        _line((2.2, 12), (2.3, 12)),
        _line((21.7, 12), (21.8, 12)),
        _ring(12, 12, 3),
    ),
    "coins": (
        _arc(12, 6, 8.6, 3.2, 0, 360),
        _line((3.4, 6), (3.4, 18)),
        _line((20.6, 6), (20.6, 18)),
        _arc(12, 10, 8.6, 3.2, 0, 180),
        _arc(12, 14, 8.6, 3.2, 0, 180),
        _arc(12, 18, 8.6, 3.2, 0, 180),
    ),
}


@cache
def png(name: str) -> bytes:
    """Return an icon: sixteen levels from nothing to the dark colour, on a ground that is not painted."""
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 4, 3, 0, 0, 0)  # four bits a pixel, by palette
    data = b"".join(b"\0" + bytes(row) for row in _rows(ICONS[name]))
    palette, opacity = bytes.fromhex(DARK) * 16, bytes(level * 17 for level in range(16))
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"tRNS", opacity), (b"IDAT", _stored(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _rows(shapes: Sequence[Shape]) -> Iterator[Iterator[int]]:
    scale = SIZE / _GRID
    for row in range(SIZE):
        levels = [_level(shapes, (column + 0.5) / scale, (row + 0.5) / scale, scale) for column in range(SIZE)]
        yield (left << 4 | right for left, right in zip(levels[::2], levels[1::2], strict=True))


def _level(shapes: Sequence[Shape], x: float, y: float, scale: float) -> int:
    covered = 0.5 - min(shape(x, y) for shape in shapes) * scale
    # In two steps, so that the last binary digit of a distance decides nothing.
    return round(round(15 * max(0.0, min(1.0, covered)), 6))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _stored(data: bytes) -> bytes:
    """Return data as a zlib stream (RFC 1950, 1951) of blocks that are not compressed."""
    blocks = [data[start : start + 65535] for start in range(0, len(data), 65535)]
    written = b"".join(
        struct.pack("<BHH", number == len(blocks), len(block), len(block) ^ 0xFFFF) + block
        for number, block in enumerate(blocks, start=1)
    )
    return b"\x78\x01" + written + struct.pack(">I", zlib.adler32(data))
