"""Where the cells of a sheet stand: column widths, merged headings, and how high each heading is."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtCore import Qt as Q
from PySide6.QtGui import QFontMetrics

from desktop.ui.kit.text import wide
from desktop.ui.looks import look
from reports.statistics.sheets import Column, Kind, Sheet, shown

PAD = 8
LONGEST = 16  # full-width characters of a column of words; more is elided
NUMBERS = frozenset({Kind.COUNT, Kind.MONEY, Kind.WAN, Kind.RATE})
WRAP = Q.AlignmentFlag.AlignCenter | Q.TextFlag.TextWordWrap | Q.TextFlag.TextWrapAnywhere


@dataclass(frozen=True, slots=True)
class Head:
    """One heading: over which columns and in which rows of the head it stands."""

    words: str
    first: int
    last: int
    top: int
    bottom: int


@dataclass(slots=True)
class Grid:
    """Pixels at the present look: `x` where each column begins (one more for the end), `y` where each head row does."""

    heads: list[Head] = field(default_factory=list)
    x: list[int] = field(default_factory=lambda: [0])
    y: list[int] = field(default_factory=lambda: [0])

    @property
    def width(self) -> int:
        return self.x[-1]

    @property
    def head(self) -> int:
        """Height of the whole head."""
        return self.y[-1]

    def box(self, head: Head) -> QRect:
        return QRect(
            self.x[head.first],
            self.y[head.top],
            self.x[head.last + 1] - self.x[head.first],
            self.y[head.bottom + 1] - self.y[head.top],
        )


def grid(sheet: Sheet, room: int) -> Grid:
    """The columns as wide as they need to be; what is left of `room` goes to the columns of words."""
    made = Grid(heads=merged(sheet))
    widths = [_width(sheet, n, column) for n, column in enumerate(sheet.columns)]
    spare = room - sum(widths)
    if spare > 0:
        growing = [n for n, c in enumerate(sheet.columns) if c.kind not in NUMBERS] or list(range(len(widths)))
        share = min(spare // len(sheet.columns), look().px(48))
        for n in range(len(widths)):
            widths[n] += share
        left = room - sum(widths)
        if left > 0:
            widths[growing[0]] += min(left, look().px(120))
    for width in widths:
        made.x.append(made.x[-1] + width)
    made.y = _rows(sheet, made)
    return made


def merged(sheet: Sheet) -> list[Head]:
    """Equal neighbours under the same heading are one; a short heading goes down to the rows."""
    depth, made = sheet.depth, list[Head]()
    for level in range(depth):
        n = 0
        while n < len(sheet.columns):
            head = sheet.columns[n].head
            if level >= len(head):
                n += 1
                continue
            last = n
            path = head[: level + 1]
            while (
                last + 1 < len(sheet.columns)
                and sheet.columns[last + 1].head[: level + 1] == path
                and level + 1 < len(sheet.columns[last + 1].head)
                and level + 1 < len(head)
            ):
                last += 1
            bottom = depth - 1 if level == len(head) - 1 else level
            made.append(Head(head[level].replace("\uff08", "\n\uff08"), n, last, level, bottom))
            n = last + 1
    return made


def _width(sheet: Sheet, n: int, column: Column) -> int:
    """At least its own heading on a few lines, at least its figures whole."""
    font, em = look().font(), wide("国", look().font())
    values = [shown(row[n], column.kind) for row in sheet.lines()]
    bold = look().font(bold=bool(sheet.total))
    longest = max((wide(v, bold) for v in values), default=0)
    if column.kind not in NUMBERS:
        longest = min(longest, LONGEST * em)
    heading = 0
    for part in column.head[-1].replace("\uff08", "\n\uff08").split("\n"):
        lines = 1 if len(part) <= 5 else 2 if len(part) <= 8 else 3
        heading = max(heading, wide(part, font) // lines + (em if lines > 1 else 2))
    least = 3 * em if column.kind in NUMBERS else 4 * em
    return max(longest, heading, least) + 2 * PAD


def _rows(sheet: Sheet, made: Grid) -> list[int]:
    """Each row of the head as high as its tallest wrapped heading."""
    metrics, least = QFontMetrics(look().font()), look().px(26)
    highs = [least] * sheet.depth
    for head in made.heads:
        width = made.x[head.last + 1] - made.x[head.first] - 8
        needed = metrics.boundingRect(QRect(0, 0, width, 1000), int(WRAP), head.words).height() + 8
        there = sum(highs[head.top : head.bottom + 1])
        if needed > there:
            highs[head.bottom] += needed - there
    y = [0]
    for high in highs:
        y.append(y[-1] + high)
    return y
