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
DOWN, DOWN_UPRIGHT = 510.0, 756.0  # pt between its margins: A4 landscape, A4 portrait
SMALLER = 0.8  # as far as a table may shrink to stay on one leaf
ROUND, CHECK = 140.0, 18.0  # pt that title and foot take, and a row of checks
TALLEST = 409.0  # pt; no spreadsheet has higher rows
LINE = 1.42  # line height, in type sizes
UPRIGHT = 1.46  # line height of words that stand upright
WRAPPED = 24  # lines that a cell may take before its column is made wider
FEW = 13  # rows: a year's months and their total; a short table stands in roomier rows
CLOSE = 16.0  # pt; rows stand as close as this to keep a table on one leaf
SEVERAL = re.compile("[^、,;\uff0c\uff1b\\s]+[、,;\uff0c\uff1b]?")  # one of the IDs of a cell


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


def one_below_another(ids: str, width: float, size: float) -> str:
    """Several IDs that do not stand in one line, each in its own: none is broken in the middle."""
    return ids if px(breadth(ids), size) + PAD <= width else "\n".join(SEVERAL.findall(ids))


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
    """Fits the table to its leaf: its wishes stretched to fill it, or shrunk as far as its values allow.

    In the largest type that keeps it on one leaf, where need be a little smaller; else in the largest that its width
    allows.
    """
    rows = tuple(sheet.lines())
    leaf = UPRIGHT_LEAF if sheet.tall else ACROSS
    sizes = SIZES if len(rows) <= FEW else SIZES[1:]
    wide = [size for size in sizes if sum(_least(sheet.columns, rows, size)) <= leaf] or [sizes[-1]]
    found = [_spread(sheet, rows, leaf, size) for size in wide]
    room = (DOWN_UPRIGHT if sheet.tall else DOWN) - ROUND - CHECK * math.ceil(len(sheet.checks) / 3)
    tall = [(one, sum(one.head_heights) + sum(one.least)) for one in found]
    return next(
        (one for limit in (room, room / SMALLER - ROUND / 4) for one, least in tall if least <= limit), found[0]
    )


def _spread(sheet: Sheet, rows: Sequence[tuple[Value, ...]], leaf: int, size: int) -> Spread:
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
    """What its own head asks for: a character, upright; with a unit in brackets room for that, below the words."""
    words = column.head[-1]
    at = next((n for n, c in enumerate(words) if c in "(\uff08"), None)
    return 1.0 if at is None else min(5.0, max(3.0, breadth(words[at:])))


def _needed(column: Column, texts: Sequence[str]) -> float:
    if column.kind is Kind.ID:
        return max((breadth(part) for text in texts for part in SEVERAL.findall(text)), default=0.0)
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
    longest = [
        max(head, *(breadth(part) for row in rows for part in shown(row[n], column.kind).split("\n")), 0.0)
        for n, (column, head) in enumerate(zip(columns, _headed(columns), strict=True))
    ]
    needed = [max(low, min(w, px(long, size) + PAD)) for w, low, long in zip(wish, least, longest, strict=True)]
    return _shrunk(wish, needed, leaf) if sum(needed) <= leaf else _shrunk(needed, least, leaf)


def _headed(columns: Sequence[Column]) -> list[float]:
    """What the heads over each column ask for, in full-width characters: that their words stand in two lines."""
    found = [0.0] * len(columns)
    for head in merged(columns, max(len(column.head) for column in columns)):
        across = range(head.left, head.right + 1)
        for n in across:
            found[n] = max(found[n], breadth(head.words) / 2 / len(across) + 0.5)
    return found


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
    return one_below_another(text, width, size).count("\n") + 1 if kind is Kind.ID else 1
