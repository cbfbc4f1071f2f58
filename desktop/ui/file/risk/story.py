"""The chain's timeline: day, file, what happened; grave things carry a shape, one's own file is bold."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.commands.chains import Moment
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import Shape, paint_shape, shape_size
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

PITCH = 28
MOST = 40
DAY = "2026-00-00"


class ChainStory(Dressed, QWidget):
    """Newest first. ↑ ↓ go through the lines, Enter or a click opens the file of the line."""

    asked = Signal(object)  # UUID

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._moments: list[Moment] = []
        self._mine: UUID | None = None
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("相关纠纷时间线")

    def show_moments(self, moments: Sequence[Moment], mine: UUID) -> None:
        self._moments, self._mine = list(moments[:MOST]), mine
        self._at = min(self._at, max(len(self._moments) - 1, 0))
        self.setAccessibleDescription(";".join(f"{m.on:%Y-%m-%d} {m.number} {m.what}" for m in self._moments))
        self.dress()

    @property
    def moments(self) -> tuple[Moment, ...]:
        return tuple(self._moments)

    def dress(self) -> None:
        self.updateGeometry()
        self._mark()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(320), len(self._moments) * self._pitch())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down if self._at + 1 < len(self._moments):
                self._go(self._at + 1)
            case Qt.Key.Key_Up if self._at > 0:
                self._go(self._at - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._moments:
                self.asked.emit(self._moments[self._at].dispute)
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y()) // self._pitch()
        if 0 <= at < len(self._moments):
            self._go(at)
            self.asked.emit(self._moments[at].dispute)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        x = shape_size() / 2 + 1
        if len(self._moments) > 1:
            painter.setPen(QPen(worn.color(Tone.LINE_STRONG), 1))
            bottom = self.height() - self._pitch() / 2
            painter.drawLine(QPointF(x, self._pitch() / 2), QPointF(x, bottom))
        for n, moment in enumerate(self._moments):
            middle = QPointF(x, (n + 0.5) * self._pitch())
            mine = moment.dispute == self._mine
            painter.fillRect(QRect(0, round(middle.y()) - 8, shape_size() + 2, 16), worn.color(Tone.SURFACE))
            shape = Shape.DIAMOND if moment.grave else Shape.DOT if mine else Shape.RING
            paint_shape(painter, middle, shape, Tone.ORANGE if moment.grave else Tone.ACCENT if mine else Tone.INK_3)
            for text, tone in zip(self._texts(n), (Tone.INK_2, Tone.ACCENT, Tone.INK), strict=True):
                draw_text(painter, text.box, text.text, text.font, worn.color(tone))

    def text_boxes(self) -> list[TextBox]:
        return [text for n in range(len(self._moments)) for text in self._texts(n)]

    def _texts(self, n: int) -> list[TextBox]:
        moment, worn = self._moments[n], look()
        font = worn.font(bold=moment.dispute == self._mine)
        day = wide(DAY, worn.font()) + 12
        number = max((wide(m.number, worn.font(bold=True)) for m in self._moments), default=0) + 12
        left, top = shape_size() + 12, n * self._pitch()
        room = self.width() - left - day - number
        return [
            TextBox(f"{moment.on:%Y-%m-%d}", QRect(left, top, day, self._pitch()), worn.font()),
            TextBox(moment.number, QRect(left + day, top, number, self._pitch()), font, whole=False),
            TextBox(moment.what, QRect(left + day + number, top, room, self._pitch()), font, whole=False),
        ]

    def _go(self, at: int) -> None:
        self._at = at
        self._mark()
        self.update()

    def _mark(self) -> None:
        box = QRect(0, self._at * self._pitch(), self.width(), self._pitch()) if self._moments else None
        set_focus_box(self, box)

    def _pitch(self) -> int:
        return look().px(PITCH)
