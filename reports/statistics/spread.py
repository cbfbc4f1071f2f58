"""How a table is spread over a leaf of A4: widths that fill the leaf, heights that hold the words.

Widths are pixels at 96 to the inch, as spreadsheets count columns; heights and type sizes are points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from reports.statistics.heads import Head, broken, merged
from reports.statistics.sheets import Column, Kind, Sheet, Value, shown

ACROSS, UPRIGHT_LEAF = 1024, 696  # px between margins of 12 mm: A4 landscape, A4 portrait
SIZES = (10, 9, 8)  # pt; a smaller one when the table does not fit
PAD = 7  # px that a cell keeps free beside its words
TALLEST = 409.0  # pt; no spreadsheet has higher rows
LINE = 1.42  # line height, in type sizes
UPRIGHT = 1.5  # line height of words that stand upright
WRAPPED = 24  # lines that a cell may take before its column is made wider
FEW = 12  # rows; a short table stands in roomier rows
CLOSE = 16.0  # pt; rows stand as close as this to keep a table on one leaf
SEVERAL = re.compile("(?<=[、,;\uff0c\uff1b\\s])")  # after what a cell of several IDs may break


def breadth(text: str) -> float:
    """In full-width characters. Digits and Latin letters take half of one in 宋体, a little more in other faces."""
    return sum(1.0 if east_asian_width(c) in "WFA" else 0.72 if c.isupper() else 0.56 for c in text)


def px(characters: float, size: float) -> float:
    """The width of so many full-width characters of type `size`."""
    return characters * size * 96 / 72


def lines(text: str, width: float, size: float) -> int:
    """How many lines the words take in a cell, on the safe side: the last character of a line may have to move down."""
    room = max((width - PAD) / px(1, size) + 0.1, 1.0)
    return sum(_wrapped(breadth(part), room) for part in text.split("\n"))


def _wrapped(needed: float, room: float) -> int:
    return 1 if needed <= room else math.ceil(needed / max(room - 0.5, 1.0))


def height(count: int, size: float) -> float:
    """Of a row whose fullest cell has `count` lines."""
    return min(TALLEST, count * size * LINE + 6)


@dataclass(frozen=True, slots=True)
class Spread:
    """`size`: pt of the body. `widths` in px. `head_heights`, `heights` (one per line of the body) and the `least` that
    those may be in pt.
    """

    size: int
    widths: tuple[int, ...]
    heads: tuple[Head, ...]
    head_heights: tuple[float, ...]
    heights: tuple[float, ...]
    least: tuple[float, ...]


def spread(sheet: Sheet) -> Spread:
    """Fits the table to its leaf: its wishes stretched to fill it, or shrunk as far as its values allow."""
    leaf = UPRIGHT_LEAF if sheet.tall else ACROSS
    rows = tuple(sheet.lines())
    sizes = SIZES if len(rows) <= FEW else SIZES[1:]
    size = next((s for s in sizes if sum(_least(sheet.columns, rows, s)) <= leaf), sizes[-1])
    widths = _fitted(sheet.columns, rows, leaf, size)
    heads = tuple(_set(head, widths, size) for head in merged(sheet.columns, sheet.depth))
    counts = tuple(_count(sheet.columns, row, widths, size) for row in rows)
    usual = 24.0 if len(rows) <= FEW else 19.0
    return Spread(
        size=size,
        widths=widths,
        heads=heads,
        head_heights=_head_heights(heads, sheet.depth, widths, size),
        heights=tuple(max(usual, height(count, size)) for count in counts),
        least=tuple(max(CLOSE, height(count, size) - 3) for count in counts),
    )


def _least(columns: Sequence[Column], rows: Sequence[tuple[Value, ...]], size: int) -> list[float]:
    """The narrowest that each column may be: numbers, days and IDs whole; words in at least four characters a line."""
    return [
        px(max(_named(column), _needed(column, [shown(row[n], column.kind) for row in rows])), size) + PAD
        for n, column in enumerate(columns)
    ]


def _named(column: Column) -> float:
    """What its own head asks for: a character, upright; with a unit in brackets three, which stand in lines."""
    return 3.0 if set("(\uff08") & set(column.head[-1]) else 1.0


def _needed(column: Column, texts: Sequence[str]) -> float:
    if column.kind is Kind.ID:
        return max((breadth(part) for text in texts for part in SEVERAL.split(text)), default=0.0)
    if column.kind is not Kind.TEXT:
        beside = 0.0 if column.kind in (Kind.COUNT, Kind.DAY) else 0.5
        return max((breadth(text) + beside for text in texts), default=0.0)
    longest = max((breadth(part) for text in texts for part in text.split("\n")), default=0.0)
    fullest = max((sum(math.ceil(breadth(part)) for part in text.split("\n")) for text in texts), default=0)
    return max(min(longest, 4.0), fullest / WRAPPED)


def _fitted(columns: Sequence[Column], rows: Sequence[tuple[Value, ...]], leaf: int, size: int) -> tuple[int, ...]:
    """Wishes stretched to fill the leaf; too wide ones give up first what they do not need, then what they must."""
    least = _least(columns, rows, size)
    wish = [max(low, px(column.width, size) + PAD) for column, low in zip(columns, least, strict=True)]
    if sum(wish) <= leaf:
        grown = leaf / sum(wish)
        most = (2.2 if column.kind is Kind.TEXT else 1.6 for column in columns)
        return tuple(int(w * min(grown, m)) for w, m in zip(wish, most, strict=True))
    longest = [_longest(column, [shown(row[n], column.kind) for row in rows]) for n, column in enumerate(columns)]
    needed = [max(low, min(w, px(long, size) + PAD)) for w, low, long in zip(wish, least, longest, strict=True)]
    return _shrunk(wish, needed, leaf) if sum(needed) <= leaf else _shrunk(needed, least, leaf)


def _longest(column: Column, texts: Sequence[str]) -> float:
    """Of its cells on one line each; its head stands in two."""
    return max(breadth(column.head[-1]) / 2 + 0.5, *(breadth(part) for text in texts for part in text.split("\n")), 0.0)


def _shrunk(wish: Sequence[float], least: Sequence[float], leaf: int) -> tuple[int, ...]:
    slack, over = sum(wish) - sum(least), sum(wish) - leaf
    part = min(1.0, over / slack) if slack else 0.0
    return tuple(math.floor(w - (w - low) * part) for w, low in zip(wish, least, strict=True))


def _set(head: Head, widths: Sequence[int], size: int) -> Head:
    """Upright where a line would hold fewer than three characters and the words would take more than two lines."""
    a_line = (sum(widths[head.left : head.right + 1]) - PAD) / px(1, size) + 0.05
    upright = a_line < 3 and len(head.words) > max(2 * math.floor(a_line), 1)
    return replace(head, words=head.words if upright else broken(head.words, a_line), upright=upright)


def _head_heights(heads: Sequence[Head], depth: int, widths: Sequence[int], size: int) -> tuple[float, ...]:
    """What a head over several rows lacks goes to the last of them where words stand upright there, else to all."""
    found = [height(1, size) + 4] * depth
    uprights = {head.top for head in heads if head.upright and head.top == head.bottom}
    for head in sorted(heads, key=lambda h: h.bottom - h.top):
        width = sum(widths[head.left : head.right + 1])
        tall = len(head.words) * size * UPRIGHT if head.upright else height(lines(head.words, width, size), size)
        missing = tall + 4 - sum(found[head.top : head.bottom + 1])
        rows = [head.bottom] if head.bottom in uprights else range(head.top, head.bottom + 1)
        for row in rows if missing > 0 else ():
            found[row] += missing / len(rows)
    return tuple(min(TALLEST, round(one, 2)) for one in found)


def _count(columns: Sequence[Column], row: tuple[Value, ...], widths: Sequence[int], size: int) -> int:
    """Lines of the fullest cell of a row."""
    return max(
        _lines(shown(value, column.kind), column.kind, width, size)
        for column, value, width in zip(columns, row, widths, strict=True)
    )


def _lines(text: str, kind: Kind, width: int, size: int) -> int:
    if kind is Kind.TEXT:
        return lines(text, width, size)
    if kind is Kind.ID and px(breadth(text), size) + PAD > width:
        return len(SEVERAL.split(text))
    return 1
