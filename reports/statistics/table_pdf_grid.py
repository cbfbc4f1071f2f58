"""A ruled table of many rows: headings merged over several levels and repeated on each page, figures in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from reportlab.lib.colors import HexColor, black
from reportlab.platypus import PageBreak
from reportlab.platypus.flowables import Flowable

from reports.statistics.drawing_ink import kept, put, wide
from reports.statistics.sheets import Column, Kind, Value, shown
from reports.statistics.table_pdf_columns import LARGEST, NUMBERS, PAD
from reports.typesetting.fonts import Style
from reports.typesetting.paragraph import Align, Paragraph
from reports.typesetting.prose import line, prose
from reports.typesetting.themes import Type

_GROUND = HexColor("#F1EFEA")  # under headings and totals
_NOUGHT = HexColor("#76777A")
_HAIR, _FRAME = 0.45, 1.0
_BESIDE = 2.0  # points at each side of a heading
_SHORT = 6  # characters of words that are centred, where all of a column are as short


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How close rows stand, in points: the height of one, its type, the blank above and below its words."""

    least: float
    size: float = LARGEST
    down: float = 3.0


@dataclass(frozen=True, slots=True)
class Head:
    """One heading over `columns` columns and `levels` levels, from column `at` and level `level`."""

    words: str
    at: int
    level: int
    columns: int
    levels: int


def heads(columns: Sequence[Column]) -> list[Head]:
    """Neighbours of one name under one heading are one; a column with fewer levels reaches down to the rows."""
    depth = max(len(column.head) for column in columns)
    made: list[Head] = []
    for level in range(depth):
        n = 0
        while n < len(columns):
            path = columns[n].head[: level + 1]
            if len(columns[n].head) <= level:
                n += 1
                continue
            last = len(path) == len(columns[n].head)
            end = n + 1
            while (
                not last
                and end < len(columns)
                and columns[end].head[: level + 1] == path
                and len(columns[end].head) > level + 1
            ):
                end += 1
            made.append(Head(path[-1], n, level, end - n, depth - level if last else 1))
            n = end
    return made


@dataclass(frozen=True, slots=True)
class _Figure:
    """Figures on one line; `right` is where they end, points from the left of the cell."""

    words: str
    right: float
    type: Type
    nought: bool


_Cell = _Figure | tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row ready to draw. `goes_on`: it began on the page before."""

    cells: tuple[_Cell, ...]
    height: float
    total: bool = False
    goes_on: bool = False


class Table(Flowable):
    """Columns of given `widths`; no row is taller than `page` points.

    `foot` follows the last row; it never stands on a page without one.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        rows: Sequence[Sequence[Value]],
        type_: Type,
        *,
        total: Sequence[Value] | None = None,
        setting: Setting,
        page: float,
        foot: Sequence[Flowable] = (),
    ) -> None:
        super().__init__()
        self.hAlign = "LEFT"
        self._widths = list(widths)
        self._whole = sum(widths)
        self._type, self._down = type_, setting.down
        named = self._head_type(columns)
        self._heads = [(head, line(head.words, named, Align.CENTRE)) for head in heads(columns)]
        self._levels = self._level_heights(max(len(column.head) for column in columns))
        self._page = page
        most = page - sum(self._levels) - 2 * _FRAME
        lines = [*rows, total] if total else list(rows)
        rights = [self._right(n, column, lines) for n, column in enumerate(columns)]
        middle = [self._centred(n, column, rows) for n, column in enumerate(columns)]
        self._foot = list(foot)
        self._tail = sum(each.wrap(self._whole, 0)[1] for each in self._foot)
        self._lines: list[Line] = []
        for at, row in enumerate(lines):
            strong = at == len(rows)
            cells = tuple(
                self._cell(value, columns[n], rights[n], middle[n] or strong, strong) for n, value in enumerate(row)
            )
            self._lines += self._cut(Line(cells, max(setting.least, self._height(cells)), strong), most)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = self._whole
        self.height = self._body() + self._tail
        return self.width, self.height

    def _body(self) -> float:
        """Points of headings and rows."""
        return sum(self._levels) + sum(each.height for each in self._lines)

    def split(self, width: float, height: float) -> list[Flowable]:
        """Neither the total nor the foot stands alone on a new page."""
        if self._body() + self._tail <= height + 1e-6:
            return [self]
        left = height - sum(self._levels) + 1e-6
        end = 0
        while end < len(self._lines) and self._lines[end].height <= left:
            left -= self._lines[end].height
            end += 1
        end = min(end, len(self._lines) - 1)
        if end > 1 and self._lines[end].total:
            end -= 1
        if not end:
            return self._apart(height)
        return [self._part(self._lines[:end], ()), PageBreak(), self._part(self._lines[end:], self._foot)]

    def _apart(self, height: float) -> list[Flowable]:
        """One row left, and no room for it and the foot: on a page of its own the foot goes on without it."""
        if len(self._lines) == 1 and self._body() <= height + 1e-6 and self._body() + self._tail > self._page:
            return [self._part(self._lines, ()), *self._foot]
        return []

    def _part(self, lines: Sequence[Line], foot: Sequence[Flowable]) -> Self:
        part = object.__new__(type(self))
        part.__dict__.update(self.__dict__)
        part.__dict__.pop("_postponed", None)  # ReportLab's mark on what did not fit before; the part may
        part._lines, part._foot = list(lines), list(foot)
        part._tail = self._tail if foot else 0.0
        return part

    def draw(self) -> None:
        canvas: Any = self.canv
        edges = _edges(self._widths)
        with kept(canvas):
            canvas.translate(0, self._tail)
            top = self._body() - sum(self._levels)
            self._grounds(top)
            self._draw_heads(edges)
            y = top
            for row in self._lines:
                self._draw_line(row, edges, y)
                y -= row.height
            self._rules(edges, top)
        y = self._tail
        for each in self._foot:
            y -= each.wrap(self._whole, 0)[1]
            each.drawOn(canvas, 0, y)

    def _grounds(self, top: float) -> None:
        canvas: Any = self.canv
        with kept(canvas):
            canvas.setFillColor(_GROUND)
            canvas.rect(0, top, self._whole, sum(self._levels), stroke=0, fill=1)
            for each in self._lines:
                top -= each.height
                if each.total:
                    canvas.rect(0, top, self._whole, each.height, stroke=0, fill=1)

    def _draw_heads(self, edges: Sequence[float]) -> None:
        canvas: Any = self.canv
        with kept(canvas):
            canvas.setLineWidth(_HAIR)
            for head, words in self._heads:
                x, right = edges[head.at], edges[head.at + head.columns]
                top = self._body() - sum(self._levels[: head.level])
                tall = sum(self._levels[head.level : head.level + head.levels])
                canvas.rect(x, top - tall, right - x, tall, stroke=1, fill=0)
                _, own = words.wrap(right - x - 2 * _BESIDE, 0)
                words.drawOn(canvas, x + _BESIDE, top - tall + (tall - own) / 2)

    def _draw_line(self, each: Line, edges: Sequence[float], top: float) -> None:
        canvas: Any = self.canv
        for n, cell in enumerate(each.cells):
            if isinstance(cell, _Figure):
                y = top - each.height / 2 - 0.36 * cell.type.size
                put(
                    canvas,
                    cell.words,
                    cell.type,
                    edges[n] + cell.right,
                    y,
                    Align.RIGHT,
                    _NOUGHT if cell.nought else black,
                )
                continue
            inner = self._widths[n] - 2 * PAD
            own = sum(part.wrap(inner, 0)[1] for part in cell)
            y = top - (each.height - own) / 2
            for part in cell:
                _, tall = part.wrap(inner, 0)
                y -= tall
                part.drawOn(canvas, edges[n] + PAD, y)

    def _rules(self, edges: Sequence[float], top: float) -> None:
        canvas: Any = self.canv
        with kept(canvas):
            canvas.setLineWidth(_HAIR)
            for x in edges[1:-1]:
                canvas.line(x, 0, x, top)
            y = top
            for each in self._lines:
                if not each.goes_on:
                    canvas.line(0, y, self._whole, y)
                y -= each.height
            canvas.setLineWidth(_FRAME)
            canvas.line(0, top, self._whole, top)
            canvas.rect(0, 0, self._whole, self._body(), stroke=1, fill=0)

    def _head_type(self, columns: Sequence[Column]) -> Type:
        """A little smaller than the figures; smaller still where that sets four characters on a line over a number."""
        narrow = min((w for w, c in zip(self._widths, columns, strict=True) if c.kind in NUMBERS), default=self._whole)
        usual, four = self._type.size - 0.5, (narrow - 2 * _BESIDE) / 4 - 0.01
        size = four if usual - 0.7 <= four < usual else usual
        return replace(self._type, size=size, leading=size * 1.2)

    def _level_heights(self, depth: int) -> list[float]:
        """Each level as tall as its own headings; one over several levels makes the last of them grow."""
        tall = [self._type.leading + 2 * self._down] * depth
        edges = _edges(self._widths)
        for head, words in sorted(self._heads, key=lambda pair: pair[0].levels):
            needed = words.wrap(edges[head.at + head.columns] - edges[head.at] - 2 * _BESIDE, 0)[1] + 2 * self._down
            reached = slice(head.level, head.level + head.levels)
            tall[reached.stop - 1] += max(0.0, needed - sum(tall[reached]))
        return tall

    def _right(self, n: int, column: Column, rows: Sequence[Sequence[Value]]) -> float:
        """Where figures end: the widest of them stands in the middle of its column, the others end with it."""
        if column.kind not in NUMBERS and column.kind is not Kind.DAY:
            return 0.0
        type_ = replace(self._type, style=Style.HEI_BOLD) if column.total else self._type
        widest = max((wide(words, type_) for words in {shown(row[n], column.kind) for row in rows}), default=0.0)
        return (self._widths[n] + widest) / 2

    def _centred(self, n: int, column: Column, rows: Sequence[Sequence[Value]]) -> bool:
        """Whether the words of a column are all short; in a column they are set in one way."""
        words = {shown(row[n], column.kind) for row in rows}
        return all(len(each) <= _SHORT and wide(each, self._type) <= self._widths[n] - 2 * PAD for each in words)

    def _cell(self, value: Value, column: Column, right: float, middle: bool, strong: bool) -> _Cell:
        words = shown(value, column.kind)
        type_ = replace(self._type, style=Style.HEI_BOLD) if strong else self._type
        if right and not isinstance(value, str):
            line(words, type_)  # raises MissingGlyph before a page exists
            return _Figure(words, right, type_, value == 0 and not strong)
        return tuple(prose(words, type_, indent=0, align=Align.CENTRE if middle else Align.LEFT))

    def _height(self, cells: Sequence[_Cell]) -> float:
        tall = 0.0
        for n, cell in enumerate(cells):
            if not isinstance(cell, _Figure):
                tall = max(tall, sum(part.wrap(self._widths[n] - 2 * PAD, 0)[1] for part in cell))
        return max(tall, self._type.leading) + 2 * self._down

    def _cut(self, each: Line, most: float) -> list[Line]:
        """A row taller than a page as several, the words of each cell running on."""
        made: list[Line] = []
        while each.height > most:
            above: list[_Cell] = []
            below: list[_Cell] = []
            for n, cell in enumerate(each.cells):
                first, rest = (
                    (cell, ())
                    if isinstance(cell, _Figure)
                    else _torn(cell, self._widths[n] - 2 * PAD, most - 2 * self._down)
                )
                above.append(first)
                below.append(rest)
            made.append(Line(tuple(above), most, each.total, bool(made)))
            each = Line(tuple(below), self._height(below), each.total, goes_on=True)
        return [*made, each]


def _torn(cell: Sequence[Paragraph], inner: float, room: float) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    above: list[Paragraph] = []
    for n, part in enumerate(cell):
        _, tall = part.wrap(inner, 0)
        if tall <= room:
            above.append(part)
            room -= tall
            continue
        halves: list[Any] = part.split(inner, room)
        if len(halves) < 2:
            return tuple(above), tuple(cell[n:])
        return (*above, halves[0]), (halves[1], *cell[n + 1 :])
    return tuple(above), ()


def _edges(widths: Sequence[float]) -> list[float]:
    found = [0.0]
    for each in widths:
        found.append(found[-1] + each)
    return found
