"""已存 14:03:22: the quiet line that says when a form was last saved."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


class SavedMark(Dressed, QWidget):
    """A green tick in a circle and the words; quiet until something was saved."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._words, self._icon, self._tone = "", "ph.check-circle", Tone.GREEN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def words(self) -> str:
        return self._words

    def show_saved(self, at: datetime) -> None:
        self._say(f"已存 {at:%H:%M:%S}", "ph.check-circle", Tone.GREEN)

    def show_draft(self) -> None:
        self._say("有未存的草稿", "ph.note-pencil", Tone.AMBER)

    def show_nothing(self) -> None:
        self._say("", "", Tone.INK_2)

    def _say(self, words: str, icon: str, tone: Tone) -> None:
        self._words, self._icon, self._tone = words, icon, tone
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(16) + 4 + wide(self._words, look().font()) + 2, look().px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, side = QPainter(self), look().px(16)
        if self._icon:
            paint_icon(painter, QRect(0, (self.height() - side) // 2, side, side), self._icon, self._tone)
        for box in self.text_boxes():
            draw_text(painter, box.box, box.text, box.font, look().color(Tone.INK_2), Qt.AlignmentFlag.AlignVCenter)

    def text_boxes(self) -> list[TextBox]:
        left = look().px(16) + 4
        return [TextBox(self._words, self.rect().adjusted(left, 0, 0, 0), look().font())] if self._words else []
