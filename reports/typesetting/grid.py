"""Ruled forms and tables whose rows may run over a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from reportlab.platypus.flowables import Flowable

HAIR, FRAME = 0.5, 1.0  # points
TALLEST = 900.0  # points; ReportLab offers more than a page when it only asks for a height
PAGE = 600.0  # points every page has; what is taller breaks, whether it should or not
FAINT = 0.45  # grey of the line one signs on
ACROSS, DOWN = 5.0, 4.0  # blank inside a cell, points


class Upright(Enum):
    TOP = auto()
    MIDDLE = auto()
    BOTTOM = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in `span` columns."""

    content: tuple[Flowable, ...] = ()
    span: int = 1
    upright: Upright = Upright.MIDDLE
    underlined: bool = False  # a line along the foot, to sign on


@dataclass(frozen=True, slots=True)
class Side:
    """A label beside several rows; rows that share the same object share the label."""

    label: Flowable


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    least: float = 0.0  # height in points
    breaks: bool = False  # may run over a page
    with_next: bool = False  # a heading row never stands last on a page
    side: Side | None = None
    grows: bool = False  # takes what is left of the page where the whole grid fits on it; at most one row


class Grid(Flowable):
    """Rows over columns of fixed `widths`, the first of them holding the sides when any row has one.

    The first `repeats` rows come again on each page.
    """

    def __init__(
        self,
        widths: Sequence[float],
        rows: Sequence[Row],
        *,
        repeats: int = 0,
        ruled: bool = True,
        across: float = ACROSS,
        down: float = DOWN,
    ) -> None:
        super().__init__()
        self.hAlign = "LEFT"
        self._widths = list(widths)
        self._rows = list(rows)
        self._repeats = repeats
        self._ruled = ruled
        self._across, self._down = across, down
        self._heights: list[float] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._heights = [self._height(row) for row in self._rows]
        self._room_for_sides()
        self._grow(height)
        self.width, self.height = sum(self._widths), sum(self._heights)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        used = 0.0
        for at, row in enumerate(self._rows):
            used += self._heights[at]
            if used <= height + 1e-6:
                continue
            above, below = self._rows[:at], self._rows[at:]
            breaks = row.breaks or self._heights[at] > PAGE
            halves = self._halves(row, height - used + self._heights[at]) if breaks else None
            if halves and self._tall([*above, halves[0]]) <= height + 1e-6:
                above, below = [*above, halves[0]], [halves[1], *below[1:]]
            else:
                end = self._end_above(at, height)
                above, below = self._rows[:end], self._rows[end:]
            if len(above) <= self._repeats:
                return []
            head = self._rows[: self._repeats]
            return [self._with(_settled(above)), self._with(_settled([*head, *below]))]
        return [self]

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setLineWidth(HAIR)
        top = self.height
        side: Side | None = None
        side_top = top
        for row, height in zip(self._rows, self._heights, strict=True):
            if row.side is not side:
                self._draw_side(side, side_top, top)
                side, side_top = row.side, top
            x, column = 0.0, 0
            if row.side:
                x, column = self._widths[0], 1
            for cell in row.cells:
                wide = sum(self._widths[column : column + cell.span])
                column += cell.span
                if self._ruled:
                    canvas.rect(x, top - height, wide, height)
                if cell.underlined:
                    canvas.setStrokeGray(FAINT)
                    canvas.line(x, top - height, x + wide, top - height)
                    canvas.setStrokeGray(0)
                self._draw_stack(cell.content, x, top, wide, height, cell.upright)
                x += wide
            top -= height
        self._draw_side(side, side_top, top)
        if self._ruled:
            canvas.setLineWidth(FRAME)
            canvas.rect(0, 0, self.width, self.height)

    def _end_above(self, at: int, height: float) -> int:
        """How many rows stay above a break before row `at`: no heading last, unless no page holds it with the next."""
        while at and self._tall(self._rows[:at]) > height + 1e-6:
            at -= 1
        end = at
        while end and self._rows[end - 1].with_next:
            end -= 1
        if end <= self._repeats < at and self._tall(self._rows[: at + 1]) > PAGE:
            return at
        return end

    def _tall(self, rows: Sequence[Row]) -> float:
        """Height of these rows by themselves: a label beside too few of them makes the last one grow."""
        return float(self._with(rows).wrap(0, 0)[1])

    def _with(self, rows: Sequence[Row]) -> Grid:
        return Grid(self._widths, rows, repeats=self._repeats, ruled=self._ruled, across=self._across, down=self._down)

    def _spans(self, row: Row) -> list[float]:
        """Inner widths of the cells of a row."""
        column = 1 if row.side else 0
        inner = []
        for cell in row.cells:
            inner.append(sum(self._widths[column : column + cell.span]) - 2 * self._across)
            column += cell.span
        return inner

    def _height(self, row: Row) -> float:
        tallest = max(
            (_stack_height(cell.content, wide) for cell, wide in zip(row.cells, self._spans(row), strict=True)),
            default=0.0,
        )
        return max(row.least, tallest + 2 * self._down)

    def _room_for_sides(self) -> None:
        """The last row beside a label grows until the label fits."""
        at = 0
        while at < len(self._rows):
            side = self._rows[at].side
            end = at + 1
            while side and end < len(self._rows) and self._rows[end].side is side:
                end += 1
            if side:
                needed = side.label.wrap(self._widths[0] - 2 * self._across, 0)[1] + 2 * self._down
                self._heights[end - 1] += max(0.0, needed - sum(self._heights[at:end]))
            at = end

    def _grow(self, height: float) -> None:
        spare = height - sum(self._heights) - FRAME
        growing = [at for at, row in enumerate(self._rows) if row.grows]
        if growing and 0 < spare < TALLEST:
            self._heights[growing[0]] += spare

    def _halves(self, row: Row, room: float) -> tuple[Row, Row] | None:
        """The row above and below the page break, or None where no cell gives two lines."""
        above, below = [], []
        for cell, wide in zip(row.cells, self._spans(row), strict=True):
            if _stack_height(cell.content, wide) + 2 * self._down <= room:
                above.append(cell)
                below.append(replace(cell, content=()))
                continue
            top, rest = _split_stack(cell.content, wide, room - 2 * self._down)
            if not top:
                return None
            above.append(replace(cell, content=top, upright=Upright.TOP))
            below.append(replace(cell, content=rest, upright=Upright.TOP))
        return (
            replace(row, cells=tuple(above), least=0, grows=False),
            replace(row, cells=tuple(below), least=0, grows=False),
        )

    def _draw_side(self, side: Side | None, top: float, bottom: float) -> None:
        if side is None:
            return
        if self._ruled:
            self.canv.rect(0, bottom, self._widths[0], top - bottom)
        self._draw_stack((side.label,), 0, top, self._widths[0], top - bottom, Upright.MIDDLE)

    def _draw_stack(
        self, content: tuple[Flowable, ...], x: float, top: float, wide: float, height: float, upright: Upright
    ) -> None:
        inner = wide - 2 * self._across
        tall = _stack_height(content, inner)
        spare = height - tall - 2 * self._down
        y = top - self._down - {Upright.TOP: 0.0, Upright.MIDDLE: spare / 2, Upright.BOTTOM: spare}[upright]
        for flowable in content:
            _, own = flowable.wrap(inner, height)
            y -= own
            flowable.drawOn(self.canv, x + self._across, y)


def _settled(rows: Sequence[Row]) -> list[Row]:
    """Rows of a grid that runs over pages do not grow: a large blank above signatures invites additions."""
    return [replace(row, grows=False) for row in rows]


def _stack_height(content: Sequence[Flowable], wide: float) -> float:
    return sum((flowable.wrap(wide, 0)[1] for flowable in content), 0.0)


def _split_stack(
    content: Sequence[Flowable], wide: float, room: float
) -> tuple[tuple[Flowable, ...], tuple[Flowable, ...]]:
    for at, flowable in enumerate(content):
        tall = flowable.wrap(wide, room)[1]
        if tall <= room + 1e-6:
            room -= tall
            continue
        parts = flowable.split(wide, room)
        if len(parts) < 2:
            return tuple(content[:at]), tuple(content[at:])
        return (*content[:at], parts[0]), (*parts[1:], *content[at + 1 :])
    return tuple(content), ()
