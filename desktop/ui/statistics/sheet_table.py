"""Any sheet on the screen as on paper: merged headings that stay, rows, the total; figures that open their files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.text import CENTRE, LEFT, RIGHT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look
from desktop.ui.statistics.sheet_grid import NUMBERS, PAD, WRAP, Grid, grid
from reports.statistics.sheets import Kind, Sheet, Value, shown

ROW = 28  # px at 100 %
Links = Callable[[int, int], bool]


def _nothing(_row: int, _column: int) -> bool:
    return False


class SheetTable(Dressed, QAbstractScrollArea):
    """`entered(row, column)` on Enter or a click on a link. The head and the first column stay while one scrolls.

    One tab stop; arrows go through the cells. `links(row, column)` says which figures open something.
    """

    chosen = Signal(int, int)
    entered = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        QAbstractScrollArea.__init__(self, parent)
        self.sheet: Sheet | None = None
        self._rows: list[tuple[Value, ...]] = []
        self._grid = Grid()
        self._links: Links = _nothing
        self._at = (0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.dress()

    def show_sheet(self, sheet: Sheet, links: Links = _nothing) -> None:
        """Another sheet begins at its first figure; the same one stays where it is."""
        if self.sheet is None or self.sheet.code != sheet.code:
            self._at = (0, min(1, len(sheet.columns) - 1))
        self.sheet, self._links = sheet, links
        self._rows = list(sheet.lines())
        row, column = self._at
        self._at = (min(row, max(len(self._rows) - 1, 0)), min(column, len(sheet.columns) - 1))
        self.dress()

    def at(self) -> tuple[int, int]:
        return self._at

    def choose(self, row: int, column: int) -> None:
        """Stand on a cell without saying so."""
        self._at = (row, column)
        self._reveal()
        self._tell()
        self.viewport().update()

    def dress(self) -> None:
        if self.sheet is not None:
            self._grid = grid(self.sheet, self.viewport().width())
        self._measure()
        self._tell()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(600), self._grid.head + len(self._rows) * self._row())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.dress()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self._at
        last_row, last_column = len(self._rows) - 1, (len(self.sheet.columns) if self.sheet else 1) - 1
        plain = not event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        moves = {
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, last_column),
        }
        to = moves.get(Qt.Key(event.key()))
        if plain and to is not None and self._rows:
            self._go(min(max(to[0], 0), last_row), min(max(to[1], 0), last_column))
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(*self._at)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        met = self._under(event)
        if met is not None:
            self._go(*met)
            if self._links(*met):
                self.entered.emit(*met)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        met = self._under(event)
        link = met is not None and self._links(*met)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
        self.viewport().setToolTip(self._hidden_words(*met) if met is not None else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.sheet is None:
            return
        painter = QPainter(self.viewport())
        first = self._grid.x[1] if len(self._grid.x) > 1 else 0
        area = self.viewport().rect()
        for columns, left in ((range(1, len(self.sheet.columns)), first), (range(1), 0)):
            clip = QRect(left, 0, area.width() - left if left else first, area.height())
            painter.save()
            painter.setClipRect(clip)
            painter.fillRect(clip, look().color(Tone.SURFACE))
            self._paint_rows(painter, columns)
            self._paint_head(painter, columns)
            painter.restore()
        if self.horizontalScrollBar().value():
            painter.fillRect(QRect(first - 1, 0, 1, area.height()), look().color(Tone.LINE_STRONG))

    def text_boxes(self) -> list[TextBox]:
        """The cells and headings that are wholly in view."""
        if self.sheet is None:
            return []
        made, area = [], self.viewport().rect()
        for n in range(len(self._rows)):
            for column in range(len(self.sheet.columns)):
                box = self._box(n, column)
                if area.contains(box) and box.top() >= self._grid.head and self._seen(column):
                    words = self._words(n, column)
                    whole = self.sheet.columns[column].kind in NUMBERS
                    made.append(TextBox(words, box.adjusted(PAD, 0, -PAD, 0), self._font(n), whole=whole))
        return made

    # -- inside

    def _row(self) -> int:
        return look().px(ROW)

    def _measure(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        area = self.viewport().size()
        across.setRange(0, max(self._grid.width - area.width(), 0))
        across.setPageStep(area.width())
        across.setSingleStep(look().px(40))
        down.setRange(0, max(self._grid.head + len(self._rows) * self._row() - area.height(), 0))
        down.setPageStep(area.height())
        down.setSingleStep(self._row())

    def _scrolled(self) -> None:
        self._tell()
        self.viewport().update()

    def _shift(self, column: int) -> int:
        """The first column never goes away."""
        return 0 if column == 0 else self.horizontalScrollBar().value()

    def _seen(self, column: int) -> bool:
        return column == 0 or self._grid.x[column] - self._shift(column) >= self._grid.x[1]

    def _box(self, row: int, column: int) -> QRect:
        x = self._grid.x
        top = self._grid.head + row * self._row() - self.verticalScrollBar().value()
        return QRect(x[column] - self._shift(column), top, x[column + 1] - x[column], self._row())

    def _words(self, row: int, column: int) -> str:
        assert self.sheet is not None
        return shown(self._rows[row][column], self.sheet.columns[column].kind)

    def _is_total(self, row: int) -> bool:
        return self.sheet is not None and bool(self.sheet.total) and row == len(self._rows) - 1

    def _font(self, row: int) -> QFont:
        return look().font(bold=self._is_total(row))

    def _hidden_words(self, row: int, column: int) -> str:
        words = self._words(row, column)
        return words if wide(words, self._font(row)) > self._box(row, column).width() - 2 * PAD else ""

    def _under(self, event: QMouseEvent) -> tuple[int, int] | None:
        at = event.position().toPoint()
        if self.sheet is None or at.y() < self._grid.head:
            return None
        order = [0, *range(1, len(self.sheet.columns))]
        row = (at.y() - self._grid.head + self.verticalScrollBar().value()) // self._row()
        if not 0 <= row < len(self._rows):
            return None
        return next(((row, c) for c in order if self._box(row, c).contains(at)), None)

    def _go(self, row: int, column: int) -> None:
        if (row, column) != self._at:
            self.choose(row, column)
            self.chosen.emit(row, column)

    def _reveal(self) -> None:
        row, column = self._at
        box, area, first = self._box(row, column), self.viewport().rect(), self._grid.x[1]
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if box.top() < self._grid.head:
            down.setValue(down.value() - (self._grid.head - box.top()))
        elif box.bottom() > area.bottom():
            down.setValue(down.value() + box.bottom() - area.bottom())
        if column and box.left() < first:
            across.setValue(across.value() - (first - box.left()))
        elif column and box.right() > area.right():
            across.setValue(across.value() + box.right() - area.right())

    def _paint_rows(self, painter: QPainter, columns: range) -> None:
        worn, height = look(), self.viewport().height()
        for n in range(len(self._rows)):
            top = self._box(n, 0).top()
            if top + self._row() < self._grid.head or top > height:
                continue
            line = QRect(0, top, min(self._grid.width, self.viewport().width()), self._row())
            if n == self._at[0]:
                painter.fillRect(line, worn.color(Tone.SELECTED))
            elif self._is_total(n):
                painter.fillRect(line, worn.color(Tone.SUNK))
            for column in columns:
                self._paint_cell(painter, n, column)
            painter.fillRect(QRect(0, line.bottom(), line.width(), 1), worn.color(Tone.LINE))

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        assert self.sheet is not None
        worn, box = look(), self._box(row, column)
        words, kind, font = self._words(row, column), self.sheet.columns[column].kind, self._font(row)
        inner = box.adjusted(PAD, 0, -PAD, 0)
        link = self._links(row, column)
        zero = self._rows[row][column] == 0
        tone = Tone.INK_3 if zero else Tone.ACCENT if link else Tone.INK
        align = RIGHT if kind in NUMBERS else CENTRE if kind is Kind.DAY else LEFT
        draw_text(painter, inner, words, font, worn.color(tone), align)
        if link and not zero and kind in NUMBERS:
            long = min(wide(words, font), inner.width())
            painter.setPen(QPen(worn.color(tone), 1, Qt.PenStyle.DotLine))
            y = box.top() + (box.height() + worn.px(20)) // 2 - 2
            painter.drawLine(inner.right() - long + 1, y, inner.right(), y)

    def _paint_head(self, painter: QPainter, columns: range) -> None:
        worn = look()
        painter.fillRect(QRect(0, 0, self.viewport().width(), self._grid.head), worn.color(Tone.SUNK))
        painter.setFont(worn.font())
        for head in self._grid.heads:
            if head.first not in columns:
                continue
            box = self._grid.box(head).translated(-self._shift(head.first), 0)
            painter.setPen(worn.color(Tone.INK_2))
            painter.drawText(box.adjusted(4, 2, -4, -2), int(WRAP), head.words)
            painter.fillRect(QRect(box.right(), box.top(), 1, box.height()), worn.color(Tone.LINE))
            painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), worn.color(Tone.LINE))
        painter.fillRect(QRect(0, self._grid.head - 1, self.viewport().width(), 1), worn.color(Tone.LINE_STRONG))

    def _tell(self) -> None:
        if self.sheet is None or not self._rows:
            self.setAccessibleName(self.sheet.title if self.sheet else "表")
            set_focus_box(self, QRect())
            return
        row, column = self._at
        head = " ".join(self.sheet.columns[column].head)
        first = self._words(row, 0)
        words = self._words(row, column) or "空"
        self.setAccessibleName(f"{self.sheet.name} {first} {head} {words}" if column else f"{self.sheet.name} {first}")
        self.setAccessibleDescription("回车看案件" if self._links(row, column) else "")
        box = self._box(row, column).adjusted(1, 1, -1, -1) & self.viewport().rect()
        box.setTop(max(box.top(), self._grid.head))
        set_focus_box(self, box.translated(self.viewport().pos()) if box.height() > 4 else QRect())
