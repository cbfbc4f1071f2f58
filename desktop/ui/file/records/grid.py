"""A small table that is read, with buttons in it at most: hairlines, numbers at the right, columns dropped by rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone, look

ROW = 36  # px at 100 %: room for a small button
GAP = 16


@dataclass(frozen=True, slots=True)
class Col:
    """`rank` 0 always stays; others go when there is no room, the highest first. `grows` takes what is left."""

    head: str
    right: bool = False
    grows: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Words with a voice of their own."""

    text: str
    tone: Tone = Tone.INK
    bold: bool = False


class Grid(Dressed, QWidget):
    """`show_rows` with one cell for each column: text, Cell, or any widget."""

    def __init__(self, columns: Sequence[Col], *, name: str, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._columns = list(columns)
        self._cells: list[list[QWidget]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for n, column in enumerate(columns):
            self._grid.setColumnStretch(n, 1 if column.grows else 0)
        if not any(column.grows for column in columns):
            self._grid.setColumnStretch(len(columns), 1)
        self.show_rows([])

    def show_rows(self, rows: Sequence[Sequence[str | Cell | QWidget]]) -> None:
        for old in self._cells:
            for widget in old:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        heads = [Cell(column.head, Tone.INK_2) for column in self._columns]
        self._cells = [[self._made(n, cell) for n, cell in enumerate(row)] for row in (heads, *rows)]
        for y, line in enumerate(self._cells):
            for x, widget in enumerate(line):
                side = Qt.AlignmentFlag.AlignRight if self._columns[x].right else Qt.AlignmentFlag(0)
                self._grid.addWidget(widget, y, x, Qt.AlignmentFlag.AlignVCenter | side)
        self.dress()

    def widget(self, row: int, column: int) -> QWidget:
        """The widget of a cell; the heads are not counted."""
        return self._cells[row + 1][column]

    def text(self, row: int) -> list[str]:
        """The words of a row, as a screen reader would say them."""
        return [w.text() if isinstance(w, Label) else w.accessibleName() for w in self._cells[row + 1]]

    @property
    def count(self) -> int:
        return len(self._cells) - 1

    def dress(self) -> None:
        for row in range(max(self._grid.rowCount(), len(self._cells))):
            self._grid.setRowMinimumHeight(row, look().px(ROW) if row < len(self._cells) else 0)
        self._fit()
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if hasattr(self, "_cells"):
            super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        width = sum(self._least(n) for n, c in enumerate(self._columns) if not c.rank)
        return QSize(width + GAP * (sum(not c.rank for c in self._columns) - 1), self._grid.minimumSize().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        for y in range(len(self._cells)):
            box = self._grid.cellRect(y, 0)
            tone = Tone.LINE_STRONG if y == 0 else Tone.LINE
            painter.fillRect(0, box.bottom(), self.width(), 1, worn.color(tone))

    def _made(self, n: int, cell: str | Cell | QWidget) -> QWidget:
        if isinstance(cell, QWidget):
            return cell
        spec = cell if isinstance(cell, Cell) else Cell(cell)
        kind = ElidedLabel if self._columns[n].grows else Label
        label = kind(spec.text, bold=spec.bold, tone=spec.tone)
        if self._columns[n].right:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label

    def _least(self, n: int) -> int:
        return max((line[n].minimumSizeHint().width() for line in self._cells), default=0)

    def _fit(self) -> None:
        """Drop the columns of the highest rank while there is no room."""
        kept = list(range(len(self._columns)))

        def needed() -> int:
            return sum(self._least(n) for n in kept) + GAP * (len(kept) - 1)

        while needed() > self.width() and any(self._columns[n].rank for n in kept):
            kept.remove(max(kept, key=lambda n: self._columns[n].rank))
        for line in self._cells:
            for n, widget in enumerate(line):
                widget.setVisible(n in kept)
