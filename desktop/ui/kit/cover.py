"""The cover: F12 hides the room's business from whoever steps up to the desk."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.seal import paint_seal
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, high
from desktop.ui.looks import Tone, look

_MODIFIERS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr})


class Cover(QWidget):
    """A calm page with the room's name; any key or click asks to come back."""

    return_asked = Signal()

    def __init__(self, room: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("屏幕已遮住,按任意键返回")
        set_focus_box(self, QRect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _MODIFIERS:
            self.return_asked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.return_asked.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.fillRect(self.rect(), worn.color(Tone.PAPER))
        paint_seal(painter, QRectF(self._seal()), worn.color(Tone.ACCENT), worn.color(Tone.ON_ACCENT))
        for (line, points, bold, tone), box in zip(self._lines(), self._boxes(), strict=True):
            draw_text(painter, box, line, worn.font(points, bold=bold), worn.color(tone), CENTRE)

    def text_boxes(self) -> list[TextBox]:
        return [
            TextBox(line, box, look().font(points, bold=bold))
            for (line, points, bold, _), box in zip(self._lines(), self._boxes(), strict=True)
        ]

    def _lines(self) -> list[tuple[str, float, bool, Tone]]:
        return [(self._room, 16, True, Tone.INK), ("屏幕已遮住,按任意键返回", 10.5, False, Tone.INK_2)]

    def _seal(self) -> QRect:
        side = look().px(64)
        box = QRect(0, 0, side, side)
        box.moveCenter(self.rect().center() - QPoint(0, look().px(56)))
        return box

    def _boxes(self) -> list[QRect]:
        worn, top, boxes = look(), self._seal().bottom() + look().px(16), []
        for _, points, bold, _ in self._lines():
            tall = high(worn.font(points, bold=bold))
            boxes.append(QRect(0, top, self.width(), tall))
            top += tall + 8
        return boxes
