"""Painting the cells of lists: words, chips, shapes with words, two columns in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from desktop.ui.kit.models import Cell, Column, ListModel, Paint
from desktop.ui.kit.shapes import Kind, Shape, chip_size, mark_size, paint_chip, paint_mark
from desktop.ui.kit.text import LEFT, RIGHT, draw_text, wide
from desktop.ui.looks import Tone, look

T = TypeVar("T")
PAD = 12  # air at the left of every cell


@dataclass(frozen=True, slots=True)
class Piece:
    """A word in a cell: plain, with a shape before it, or on the ground of a chip."""

    text: str
    tone: Tone = Tone.INK
    bold: bool = False
    shape: Shape | None = None
    chip: Kind | None = None


Show = Callable[[T], Piece]


def paint_piece(painter: QPainter, box: QRect, piece: Piece, *, selected: bool = False) -> None:
    """The piece at the left of `box`, in the middle of its height."""
    if piece.chip is not None:
        size = chip_size(piece.text, piece.shape)
        top = box.top() + (box.height() - size.height()) // 2
        place = QRect(box.left(), top, min(size.width(), box.width()), size.height())
        paint_chip(painter, place, piece.text, piece.chip, piece.shape, on_selected=selected)
    elif piece.shape is Shape.DASH and not piece.text:
        draw_text(painter, box, "–", look().font(), look().color(Tone.INK_3))
    elif piece.shape is not None:
        paint_mark(painter, box, piece.text, piece.shape, piece.tone, bold=piece.bold)
    else:
        draw_text(painter, box, piece.text, look().font(bold=piece.bold), look().color(piece.tone))


def one(show: Show[T]) -> Paint[T]:
    """A cell with one piece."""

    def paint(painter: QPainter, cell: Cell[T]) -> None:
        paint_piece(painter, cell.box, show(cell.row), selected=cell.selected)

    return paint


def two(first: Show[T], second: Show[T], *, at: int) -> Paint[T]:
    """A cell with two aligned columns; the second begins `at` px (at 100 %) after the first."""

    def paint(painter: QPainter, cell: Cell[T]) -> None:
        start = look().px(at)
        paint_piece(painter, QRect(cell.box).adjusted(0, 0, start - cell.box.width() - 4, 0), first(cell.row))
        paint_piece(painter, cell.box.adjusted(start, 0, 0, 0), second(cell.row))

    return paint


def sheltering(main: Show[T], guest: Show[T], *, of: str) -> Paint[T]:
    """A cell that takes in the piece of the column named `of` when that one has no room: risk never disappears."""

    def paint(painter: QPainter, cell: Cell[T]) -> None:
        box = QRect(cell.box)
        piece = guest(cell.row)
        if of in cell.folded and piece.text:
            room = mark_size(piece.text).width() if piece.chip is None else chip_size(piece.text, piece.shape).width()
            spot = QRect(box.right() + 1 - room, box.top(), room, box.height())
            paint_piece(painter, spot, piece, selected=cell.selected)
            box.setRight(spot.left() - 8)
        paint_piece(painter, box, main(cell.row), selected=cell.selected)

    return paint


class RowDelegate(QStyledItemDelegate):
    """Paints every cell of a `ListView`: ground, hairline, the accent edge of a selected row, and the words."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.folded: frozenset[str] = frozenset()
        self._fonts: dict[bool, QFont] = {}
        self.dress()

    def dress(self) -> None:
        """Fonts are made once for a dress, not once for a cell."""
        self._fonts = {bold: look().font(bold=bold) for bold in (False, True)}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, ListModel)
        worn, box = look(), option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, worn.color(Tone.SELECTED))
            if box.left() <= 0:
                painter.fillRect(box.left(), box.top(), 3, box.height() - 1, worn.color(Tone.ACCENT))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, worn.color(Tone.LINE))
        row = model.at(index.row())
        column: Column[Any] = model.columns[index.column()]
        inner = box.adjusted(PAD, 0, -4, -1)
        if row is None:
            if index.column() == 0:
                draw_text(painter, inner, "已删除", self._fonts[False], worn.color(Tone.INK_3))
        elif column.paint is not None:
            column.paint(painter, Cell(row, inner, selected, self.folded))
        else:
            font = self._fonts[column.bold]
            draw_text(painter, inner, column.text(row), font, worn.color(column.tone), column.align)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The whole text as a tool tip, where it may have been elided."""
        text = str(index.data() or "")
        short = wide(text, self._fonts[False]) <= option.rect.width() - PAD - 4
        QToolTip.showText(event.globalPos(), "" if short else text, view)
        return True


NUMBERS = Qt.AlignmentFlag(RIGHT)
WORDS = Qt.AlignmentFlag(LEFT)
