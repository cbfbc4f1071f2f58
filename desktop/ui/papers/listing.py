"""The papers of one file as a list: what each is called and whether it has been printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.text import TextBox, draw_text, high
from desktop.ui.looks import Tone, look


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper; `key` is its kind and session."""

    key: tuple[str, int]
    title: str
    state: str


class PaperList(Dressed, QWidget):
    """One tab stop; ↑ ↓ and clicks choose. Emits `chosen(key)` for a person's choice, `choose` is silent."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._rows: list[PaperRow] = []
        self._key: tuple[str, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("这件纠纷的文书")
        self.dress()

    def show_rows(self, rows: Sequence[PaperRow]) -> None:
        self._rows = list(rows)
        self._tell()
        self.dress()

    def order(self) -> list[tuple[str, int]]:
        return [row.key for row in self._rows]

    def key(self) -> tuple[str, int] | None:
        return self._key

    def choose(self, key: tuple[str, int]) -> None:
        self._key = key
        self._tell()
        self.update()

    def dress(self) -> None:
        self.setFixedHeight(max(len(self._rows), 1) * look().px(52))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(216), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), self.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y()) // look().px(52)
        if 0 <= at < len(self._rows):
            self._pick(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((n for n, row in enumerate(self._rows) if row.key == self._key), 0)
        match event.key():
            case Qt.Key.Key_Down:
                self._pick(min(here + 1, len(self._rows) - 1))
            case Qt.Key.Key_Up:
                self._pick(max(here - 1, 0))
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter, row_high = look(), QPainter(self), look().px(52)
        for n, row in enumerate(self._rows):
            box = QRect(0, n * row_high, self.width(), row_high)
            if row.key == self._key:
                painter.fillRect(box, worn.color(Tone.SELECTED))
                painter.fillRect(QRect(0, box.top(), 3, row_high), worn.color(Tone.ACCENT))
            elif n + 1 < len(self._rows) and self._rows[n + 1].key != self._key:
                painter.fillRect(QRect(16, box.bottom(), self.width() - 32, 1), worn.color(Tone.LINE))
        for n, text in enumerate(self.text_boxes()):
            draw_text(painter, text.box, text.text, text.font, worn.color(Tone.INK_2 if n % 2 else Tone.INK))

    def text_boxes(self) -> list[TextBox]:
        worn, row_high = look(), look().px(52)
        line = high(worn.font())
        made = []
        for n, row in enumerate(self._rows):
            top = n * row_high + (row_high - 2 * line) // 2
            room = self.width() - 16 - 12
            bold = worn.font(bold=row.key == self._key)
            made.append(TextBox(row.title, QRect(16, top, room, line), bold, whole=False))
            made.append(TextBox(row.state, QRect(16, top + line, room, line), worn.font(), whole=False))
        return made

    def _pick(self, at: int) -> None:
        if self._rows and self._rows[at].key != self._key:
            self.choose(self._rows[at].key)
            self.chosen.emit(self._rows[at].key)

    def _tell(self) -> None:
        row = next((row for row in self._rows if row.key == self._key), None)
        self.setAccessibleDescription(f"{row.title},{row.state}" if row else "")
        self.setToolTip(row.title if row else "")
