"""The head over the official table, and how many rows of it are shown."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.text import LEFT, RIGHT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look
from desktop.ui.statistics.table import StatTable
from desktop.ui.statistics.table_rows import HEAD


class TableHead(Dressed, QWidget):
    """The head over the table: it stays while the rows scroll, and says in which group the first row stands."""

    def __init__(self, table: StatTable) -> None:
        QWidget.__init__(self)
        self._table, self._offset = table, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_offset(self, px: int) -> None:
        self._offset = px
        self.update()

    def dress(self) -> None:
        self.setFixedHeight(look().px(HEAD))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        painter.fillRect(self.rect(), worn.color(Tone.SUNK))
        painter.fillRect(0, self.height() - 1, self.width(), 1, worn.color(Tone.LINE))
        for x in self._table.dividers():
            painter.fillRect(QRect(x, 0, 1, self.height()), worn.color(Tone.LINE))
        for text in self.text_boxes():
            at_right = text.whole
            draw_text(painter, text.box, text.text, text.font, worn.color(Tone.INK_2), RIGHT if at_right else LEFT)

    def text_boxes(self) -> list[TextBox]:
        made = []
        for box, words, at_right in self._table.heads(self._offset):
            long = wide(words, look().font()) + 1
            place = QRect(box.left(), 0, box.width() if at_right else long, self.height())
            made.append(TextBox(words, place, look().font(), whole=at_right))
        return made
