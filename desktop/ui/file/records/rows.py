"""The list at the left of a tab: one record, two lines; optionally strung on a line like a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import Shape, paint_shape, shape_size
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

PITCH = 64  # px at 100 %


@dataclass(frozen=True, slots=True)
class Row:
    """`over` is read first and quietly, `line` names the record; `group` begins a group with a hairline above."""

    key: str
    over: str
    line: str
    shape: Shape | None = None
    tone: Tone = Tone.INK_3
    group: bool = False


class RowList(Dressed, QWidget):
    """Emits `chosen(key)` when a person chooses a row, `entered()` when Enter wants to go on into the record.

    `strung`: the shape of each row stands before its words and a line runs through them.
    """

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, *, strung: bool = False, name: str = "", parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._rows: list[Row] = []
        self._key = ""
        self._strung, self._name = strung, name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.dress()

    def show_rows(self, rows: Sequence[Row], key: str) -> None:
        """Show these rows, `key` chosen; says nothing through `chosen`."""
        self._rows, self._key = list(rows), key
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        self.dress()

    def rows(self) -> list[Row]:
        return list(self._rows)

    def key(self) -> str:
        return self._key

    def choose(self, key: str) -> None:
        """As if a person chose the row."""
        if key in self._keys():
            self._pick(self._keys().index(key))

    def dress(self) -> None:
        self.setFixedHeight(len(self._rows) * self._pitch())
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(150), len(self._rows) * self._pitch())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._left() + wide("国" * 4, look().font()), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos().y() // self._pitch()
            if 0 <= at < len(self._rows):
                QToolTip.showText(event.globalPos(), f"{self._rows[at].over}\n{self._rows[at].line}", self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y()) // self._pitch()
        if 0 <= at < len(self._rows):
            self._pick(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self._keys()
        here = keys.index(self._key) if self._key in keys else -1
        match event.key():
            case Qt.Key.Key_Down if keys:
                self._pick(min(here + 1, len(keys) - 1))
            case Qt.Key.Key_Up if keys:
                self._pick(max(here - 1, 0))
            case Qt.Key.Key_Home if keys:
                self._pick(0)
            case Qt.Key.Key_End if keys:
                self._pick(len(keys) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Right:
                self.entered.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        for n, row in enumerate(self._rows):
            box = self._box(n)
            if row.group and n:
                painter.fillRect(QRect(box.left(), box.top(), box.width(), 1), worn.color(Tone.LINE))
            if row.key == self._key:
                painter.fillRect(box, worn.color(Tone.SELECTED))
                painter.fillRect(QRect(0, box.top(), 3, box.height()), worn.color(Tone.ACCENT))
        if self._strung:
            self._paint_string(painter)
        for n, row in enumerate(self._rows):
            over, line = self._lines(n)
            chosen = row.key == self._key
            draw_text(painter, over, row.over, worn.font(), worn.color(Tone.INK_2))
            draw_text(painter, line, row.line, worn.font(bold=chosen), worn.color(Tone.INK))
            if row.shape:
                paint_shape(painter, self._mark(n), row.shape, row.tone)

    def text_boxes(self) -> list[TextBox]:
        made = []
        for n, row in enumerate(self._rows):
            over, line = self._lines(n)
            font = look().font(bold=row.key == self._key)
            made += [TextBox(row.over, over, look().font(), whole=False), TextBox(row.line, line, font, whole=False)]
        return made

    def _keys(self) -> list[str]:
        return [row.key for row in self._rows]

    def _pitch(self) -> int:
        return look().px(PITCH)

    def _left(self) -> int:
        return look().px(36) if self._strung else 17

    def _box(self, n: int) -> QRect:
        return QRect(0, n * self._pitch(), self.width(), self._pitch())

    def _lines(self, n: int) -> tuple[QRect, QRect]:
        box, height = self._box(n), look().px(24)
        top = box.top() + (box.height() - 2 * height) // 2
        right = 12 + (shape_size() + 4 if self._rows[n].shape and not self._strung else 0)
        width = self.width() - self._left()
        return QRect(self._left(), top, width - right, height), QRect(self._left(), top + height, width - 12, height)

    def _mark(self, n: int) -> QPointF:
        over = self._lines(n)[0]
        x = look().px(20) if self._strung else self.width() - 12 - shape_size() / 2
        return QPointF(x, over.center().y() + 1)

    def _paint_string(self, painter: QPainter) -> None:
        """The line from the first mark to the last of the first group."""
        strung = [n for n, row in enumerate(self._rows) if row.shape]
        clear = shape_size() / 2 + 3
        for above, below in pairwise(strung):
            if below == above + 1 and not self._rows[below].group:
                start, end = self._mark(above), self._mark(below)
                line = QRect(round(start.x()) - 1, round(start.y() + clear), 2, round(end.y() - start.y() - 2 * clear))
                painter.fillRect(line, look().color(Tone.LINE_STRONG))

    def _tell(self) -> None:
        keys = self._keys()
        here = keys.index(self._key) if self._key in keys else -1
        row = self._rows[here] if here >= 0 else None
        self.setAccessibleName(f"{self._name} {row.over} {row.line}".strip() if row else self._name)
        self.setAccessibleDescription(f"共 {len(keys)} 项,第 {here + 1} 项,上下键换")
        box = self._box(here).adjusted(3, 3, -3, -3) if row else None
        set_focus_box(self, box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tell()

    def _pick(self, at: int) -> None:
        key = self._rows[at].key
        if key != self._key:
            self._key = key
            self._tell()
            self.update()
            self.chosen.emit(key)
        self._into_view(at)

    def _into_view(self, at: int) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            box = self._box(min(at, len(self._rows) - 1))
            middle = self.mapTo(area.widget() or self, box.center())
            area.ensureVisible(middle.x(), middle.y(), 0, box.height())
