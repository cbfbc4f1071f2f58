"""An icon before words, a line that opens a file, a column whose rows are replaced."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Label
from desktop.ui.kit.text import RIGHT, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look

GAP = 12


class Icon(Dressed, QWidget):
    """A picture that only accompanies words."""

    def __init__(self, name: str, tone: Tone = Tone.INK_2, side: int = 16) -> None:
        QWidget.__init__(self)
        self._name, self._tone, self._side = name, tone, side
        self.dress()

    def dress(self) -> None:
        side = look().px(self._side)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self.rect(), self._name, self._tone)


class IconLabel(QWidget):
    """A quiet sentence with its picture; wraps."""

    def __init__(self, icon: str, text: str = "", tone: Tone = Tone.INK_2) -> None:
        super().__init__()
        self.text = Label(text, tone=tone, wrap=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.text.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Icon(icon, tone), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)

    def show_text(self, text: str) -> None:
        self.text.setText(text)


class Entry(Dressed, QAbstractButton):
    """A line of a list: number, what, and at the right when or who; pressing it opens the file."""

    def __init__(self, number: str, what: str, end: str, tip: str, *, opens: bool) -> None:
        QAbstractButton.__init__(self)
        self.number, self.what, self.end, self._opens = number, what, end, opens
        self.last = False  # no line under it
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{number} {what} {end}")
        self.setToolTip(tip)

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(36) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        over = self._opens and self.underMouse()
        number, what, end = self.text_boxes()
        draw_text(painter, number.box, number.text, number.font, worn.color(Tone.ACCENT if over else Tone.INK_2))
        draw_text(painter, what.box, what.text, what.font, worn.color(Tone.ACCENT if over else Tone.INK))
        draw_text(painter, end.box, end.text, end.font, worn.color(Tone.INK_2), RIGHT)
        if not self.last:
            painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), worn.color(Tone.LINE))

    def text_boxes(self) -> list[TextBox]:
        font = look().font()
        lead, tail = wide("2026-0000", font), wide(self.end, font)
        tall = max(self.height() - 1, high(font))
        room = self.width() - lead - tail - 2 * GAP
        return [
            TextBox(self.number, QRect(0, 0, lead, tall), font, whole=False),
            TextBox(self.what, QRect(lead + GAP, 0, max(room, 0), tall), font, whole=False),
            TextBox(self.end, QRect(self.width() - tail, 0, tail, tall), font),
        ]


class Rows(QWidget):
    """A column whose rows are replaced as a whole; the focus stays on the same line."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.rows: list[QWidget] = []

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        at = next((n for n, row in enumerate(self.rows) if row.hasFocus()), None)
        for row in self.rows:
            row.hide()
            self.column.removeWidget(row)
            row.deleteLater()
        self.rows = list(rows)
        for row in rows:
            self.column.addWidget(row)
            row.show()
        if at is not None and self.rows:
            self.rows[min(at, len(self.rows) - 1)].setFocus()
