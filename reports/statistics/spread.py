"""How a table is spread over a leaf of A4: merged heads, widths that fill the leaf, heights that hold the words.

Widths are pixels at 96 to the inch, as spreadsheets count columns; heights and type sizes are points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from reports.statistics.sheets import Column, Kind, Sheet, Value, shown

ACROSS, UPRIGHT_LEAF = 1024, 696  # px between margins of 12 mm: A4 landscape, A4 portrait
SIZES = (10, 9, 8)  # pt; a smaller one when the table does not fit
PAD = 7  # px that a cell keeps free beside its words
TALLEST = 409.0  # pt; no spreadsheet has higher rows
WRAPPED = 28  # lines that a cell may take before its column is made wider
FEW = 12  # rows; a short table stands in roomier rows


def breadth(text: str, half: float = 0.56) -> float:
    """In full-width characters; digits and Latin letters take `half` of one (0.5 in 宋体, a little more elsewhere)."""
    return sum(1.0 if east_asian_width(c) in "WFA" else half for c in text)


def px(characters: float, size: float) -> float:
    """The width of so many full-width characters of type `size`."""
    return characters * size * 96 / 72


def lines(text: str, width: float, size: float) -> int:
    """How many lines the words take in a cell, on the safe side: the last character of a line may have to move down."""
    room = max((width - PAD) / px(1, size), 1.0)
    return sum(_wrapped(breadth(part), room) for part in text.split("\n"))


def _wrapped(needed: float, room: float) -> int:
    return 1 if needed <= room else math.ceil(needed / max(room - 0.5, 1.0))


def height(count: int, size: float) -> float:
    """Of a row whose fullest cell has `count` lines."""
    return min(TALLEST, count * size * 1.36 + 6)


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of the heading, merged over rows `top`..`bottom` and columns `left`..`right`, all within."""

    words: str
    top: int
    left: int
    bottom: int
    right: int
    upright: bool = False  # its characters stand one below the other


@dataclass(frozen=True, slots=True)
class Spread:
    """`size`: pt of the body. `widths` in px; `head_heights` and `heights` (one per line of the body) in pt."""

    size: int
    widths: tuple[int, ...]
    heads: tuple[Head, ...]
    head_heights: tuple[float, ...]
    heights: tuple[float, ...]

    @property
    def width(self) -> int:
        return sum(self.widths)


def spread(sheet: Sheet) -> Spread:
    """Fits the table to its leaf: its wishes stretched to fill it, or shrunk as far as its values allow."""
    leaf = UPRIGHT_LEAF if sheet.tall else ACROSS
    rows = tuple(sheet.lines())
    size = next((s for s in SIZES if sum(_least(sheet.columns, rows, s)) <= leaf), SIZES[-1])
    widths = _fitted(sheet.columns, _least(sheet.columns, rows, size), leaf, size)
    heads = tuple(_set(head, widths, size) for head in merged(sheet.columns, sheet.depth))
    return Spread(
        size=size,
        widths=widths,
        heads=heads,
        head_heights=_head_heights(heads, sheet.depth, widths, size),
        heights=tuple(_height(sheet.columns, row, widths, size, len(rows) <= FEW) for row in rows),
    )


def _least(columns: Sequence[Column], rows: Sequence[tuple[Value, ...]], size: int) -> list[float]:
    """The narrowest that each column may be: numbers, days and IDs whole; words in at least four characters a line."""
    return [
        max(px(1, size) + PAD, px(_needed(column, [shown(row[n], column.kind) for row in rows]), size) + PAD)
        for n, column in enumerate(columns)
    ]


def _needed(column: Column, texts: Sequence[str]) -> float:
    if column.kind is not Kind.TEXT:
        return max((breadth(text, 0.5) for text in texts), default=0.0)
    longest = max((breadth(part) for text in texts for part in text.split("\n")), default=0.0)
    fullest = max((sum(math.ceil(breadth(part)) for part in text.split("\n")) for text in texts), default=0)
    return max(min(longest, 4.0), fullest / WRAPPED)


def _fitted(columns: Sequence[Column], least: Sequence[float], leaf: int, size: int) -> tuple[int, ...]:
    wish = [max(low, px(column.width, size) + PAD) for column, low in zip(columns, least, strict=True)]
    spare = leaf - sum(wish)
    if spare >= 0:
        grown = leaf / sum(wish)
        most = (2.2 if column.kind is Kind.TEXT else 1.6 for column in columns)
        return tuple(int(w * min(grown, m)) for w, m in zip(wish, most, strict=True))
    slack = sum(wish) - sum(least)
    part = min(1.0, -spare / slack) if slack else 0.0
    return tuple(math.floor(w - (w - low) * part) for w, low in zip(wish, least, strict=True))


def merged(columns: Sequence[Column], depth: int) -> tuple[Head, ...]:
    """Equal neighbours are one, across under the same head and down; a short head reaches down to the rows."""
    words = [
        [column.head[min(r, len(column.head) - 1)] or (column.head[r - 1] if r else "") for column in columns]
        for r in range(depth)
    ]
    owner: dict[tuple[int, int], int] = {}
    found: list[Head] = []
    for top in range(depth):
        for left in range(len(columns)):
            if (top, left) in owner:
                continue
            right = left
            while (
                right + 1 < len(columns)
                and (top, right + 1) not in owner
                and words[top][right + 1] == words[top][left]
                and owner.get((top - 1, right + 1)) == owner.get((top - 1, left))
            ):
                right += 1
            bottom = top
            while bottom + 1 < depth and all(words[bottom + 1][n] == words[top][left] for n in range(left, right + 1)):
                bottom += 1
            owner.update({(r, n): len(found) for r in range(top, bottom + 1) for n in range(left, right + 1)})
            found.append(Head(words[top][left], top, left, bottom, right))
    return tuple(found)


def _set(head: Head, widths: Sequence[int], size: int) -> Head:
    """Upright where a line would hold fewer than three characters and the words would take more than two lines."""
    width = sum(widths[head.left : head.right + 1])
    a_line = (width - PAD) / px(1, size)
    upright = a_line < 3 and breadth(head.words) > max(2 * math.floor(a_line), 1)
    return Head(head.words, head.top, head.left, head.bottom, head.right, upright)


def _head_heights(heads: Sequence[Head], depth: int, widths: Sequence[int], size: int) -> tuple[float, ...]:
    found = [height(1, size) + 2] * depth
    for head in sorted(heads, key=lambda h: h.bottom - h.top):
        width = sum(widths[head.left : head.right + 1])
        count = len(head.words) if head.upright else lines(head.words, width, size)
        missing = height(count, size) + 2 - sum(found[head.top : head.bottom + 1])
        if missing > 0:
            found[head.bottom] += missing
    return tuple(min(TALLEST, one) for one in found)


def _height(columns: Sequence[Column], row: tuple[Value, ...], widths: Sequence[int], size: int, roomy: bool) -> float:
    count = max(
        lines(shown(value, column.kind), width, size) if column.kind in (Kind.TEXT, Kind.ID) else 1
        for column, value, width in zip(columns, row, widths, strict=True)
    )
    return max(24.0 if roomy else 19.0, height(count, size))
