"""Who is it: up to six names as large cells, one tab stop, arrows go between them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

MOST = 6


class Names(Dressed, QWidget):
    """Cells with a name each. `chosen` when another is chosen; `entered` when Enter or a click goes on from it."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, people: Sequence[tuple[UUID, str]], parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._people = list(people)
        self._at, self._compact = 0, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_people(self, people: Sequence[tuple[UUID, str]], chosen: UUID | None) -> None:
        self._people = list(people)
        self._at = next((n for n, (id, _) in enumerate(people) if id == chosen), 0)
        self.dress()

    def set_compact(self, on: bool) -> None:
        """Three low cells on a line, without the discs."""
        self._compact = on
        self.dress()

    def value(self) -> UUID:
        return self._people[self._at][0]

    def dress(self) -> None:
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = -(-len(self._people) // self._columns())
        return QSize(look().px(360), rows * (self._high() + 8) - 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = self._columns()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: across, Qt.Key.Key_Up: -across}
        key = Qt.Key(event.key())
        if key in steps:
            self._choose(min(max(self._at + steps[key], 0), len(self._people) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.entered.emit()
        elif event.text().isdigit() and 1 <= int(event.text()) <= len(self._people):
            self._choose(int(event.text()) - 1)
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for n in range(len(self._people)):
            if self._cell(n).contains(event.position().toPoint()):
                self._choose(n)
                self.entered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for n, (_, name) in enumerate(self._people):
            box, current = self._cell(n), n == self._at
            painter.setPen(QPen(worn.color(Tone.ACCENT if current else Tone.LINE_STRONG), 1))
            painter.setBrush(worn.color(Tone.SELECTED if current else Tone.SURFACE))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            words = Tone.ACCENT if current else Tone.INK
            draw_text(painter, self._words(box), name, worn.font(11, bold=current), worn.color(words))
            if self._compact:
                continue
            disc = self._disc(box)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.color(Tone.ACCENT if current else Tone.GREY_TINT))
            painter.drawEllipse(QPointF(QRectF(disc).center()), disc.width() / 2, disc.height() / 2)
            tone = Tone.ON_ACCENT if current else Tone.INK_2
            draw_text(painter, disc, name[:1], worn.font(bold=True), worn.color(tone), CENTRE)

    def text_boxes(self) -> list[TextBox]:
        return [
            TextBox(name, self._words(self._cell(n)), look().font(11, bold=n == self._at), whole=len(name) <= 4)
            for n, (_, name) in enumerate(self._people)
        ]

    def _choose(self, n: int) -> None:
        if n != self._at:
            self._at = n
            self._tell()
            self.update()
            self.chosen.emit(self.value())

    def _tell(self) -> None:
        if self._people:
            name = self._people[self._at][1]
            self.setAccessibleName(f"登录人 {name}")
            self.setAccessibleDescription(f"共 {len(self._people)} 人,方向键换人")
            self.setToolTip(name if wide(name, look().font(11, bold=True)) > self._words(self._cell(0)).width() else "")
            set_focus_box(self, self._cell(self._at).adjusted(1, 1, -1, -1))

    def _columns(self) -> int:
        return min(len(self._people), 3 if self._compact else 2) or 1

    def _high(self) -> int:
        return look().px(32 if self._compact else 44)

    def _cell(self, n: int) -> QRect:
        across = self._columns()
        row, column = divmod(n, across)
        wide_ = (self.width() - 8 * (across - 1)) // across
        return QRect(column * (wide_ + 8), row * (self._high() + 8), wide_, self._high())

    def resizeEvent(self, event: object) -> None:
        self._tell()

    @staticmethod
    def _disc(box: QRect) -> QRect:
        side = look().px(28)
        return QRect(box.left() + 8, box.top() + (box.height() - side) // 2, side, side)

    def _words(self, box: QRect) -> QRect:
        return box.adjusted(12 if self._compact else look().px(28) + 20, 0, -8, 0)
