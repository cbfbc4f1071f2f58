"""A frame that opens under a field and goes with Esc or a click elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui.looks import Tone, look


class Popup(QFrame):
    """Made anew for each opening: closed is deleted."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def place(self, face: QRect, size: QSize, *, gap: int = 3) -> bool:
        """`gap` px below the face (global rectangle), above it where the screen ends; whether it is below."""
        screen = QGuiApplication.screenAt(face.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        below = face.y() + face.height() + gap
        fits = below + size.height() <= room.bottom()
        top = below if fits else max(room.top(), face.top() - gap - size.height())
        self.move(max(room.left(), min(face.left(), room.right() - size.width())), top)
        return fits

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().color(Tone.SURFACE))
        painter.setPen(look().color(Tone.LINE_STRONG))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
