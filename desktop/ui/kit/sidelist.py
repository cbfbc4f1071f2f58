"""The list at the left of a card: parts of a page to choose from; ↑ ↓ choose, one tab stop for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.text import TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look

_EDGE = 3  # px of accent at the left of the chosen row
FEWEST = 6  # rows that are always seen


@dataclass(frozen=True, slots=True)
class Part:
    """One row; `icon` "" leaves its place out."""

    key: str
    words: str
    icon: str = ""


class SideList(Dressed, QWidget):
    """Emits `chosen(key)` when a person chooses; `choose` is silent; `entered`: Enter or → goes into the part."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, parts: Sequence[Part], *, name: str, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._parts, self._name = list(parts), name
        self._key = self._parts[0].key if self._parts else ""
        self._turned = 0  # rows that the wheel has gone from the chosen one
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.dress()

    def key(self) -> str:
        return self._key

    def keys(self) -> list[str]:
        return [part.key for part in self._parts]

    def choose(self, key: str) -> None:
        """Mark `key` without emitting. ValueError if there is no such part."""
        if key not in self.keys():
            raise ValueError(key)
        self._key, self._turned = key, 0
        self._tell()
        self.update()

    def dress(self) -> None:
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = look().font(bold=True)
        words = max((wide(part.words, font) for part in self._parts), default=0)
        return QSize(max(self._left() + words + 20, look().px(136)), len(self._parts) * look().px(40) + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), min(len(self._parts), FEWEST) * self._least() + 16)

    def resizeEvent(self, event: object) -> None:
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        n = self._first() + (event.position().toPoint().y() - 8) // self._high()
        if 0 <= n < len(self._parts):
            self._pick(n)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The rows that have no room come by turning; what is chosen stays."""
        if self._fit() < len(self._parts):
            self._turned -= 1 if event.angleDelta().y() > 0 else -1
            self._turned = self._first() - self._about_current()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.keys().index(self._key)
        match event.key():
            case Qt.Key.Key_Down:
                self._pick(min(here + 1, len(self._parts) - 1))
            case Qt.Key.Key_Up:
                self._pick(max(here - 1, 0))
            case Qt.Key.Key_Home:
                self._pick(0)
            case Qt.Key.Key_End:
                self._pick(len(self._parts) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Right:
                self.entered.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        first = self._first()
        for n, text in enumerate(self.text_boxes(), first):
            part = self._parts[n]
            current = part.key == self._key
            row = self._row(n)
            if current:
                painter.fillRect(row, worn.color(Tone.SELECTED))
                painter.fillRect(QRect(row.left(), row.top(), _EDGE, row.height()), worn.color(Tone.ACCENT))
            if part.icon:
                side = worn.px(20)
                box = QRect(16, row.top() + (row.height() - side) // 2, side, side)
                paint_icon(painter, box, part.icon, Tone.ACCENT if current else Tone.INK_2)
            draw_text(painter, text.box, text.text, text.font, worn.color(Tone.ACCENT if current else Tone.INK))
        last = first + self._fit()
        for n, name, more in ((first, "ph.caret-up", first > 0), (last - 1, "ph.caret-down", last < len(self._parts))):
            if more:
                side, row = worn.px(12), self._row(n)
                box = QRect(self.width() - side - 4, row.top() + (row.height() - side) // 2, side, side)
                paint_icon(painter, box, name, Tone.INK_3)

    def text_boxes(self) -> list[TextBox]:
        """The rows that have room."""
        first = self._first()
        return [
            TextBox(part.words, self._row(n).adjusted(self._left(), 0, -8, 0), look().font(bold=part.key == self._key))
            for n, part in enumerate(self._parts[first : first + self._fit()], first)
        ]

    def _high(self) -> int:
        """A row's height: less where the window is too low for all of them."""
        share = (self.height() - 16) // max(len(self._parts), 1)
        return min(look().px(40), max(self._least(), share))

    @staticmethod
    def _least() -> int:
        return high(look().font(bold=True)) + 4

    def _left(self) -> int:
        return 16 + (look().px(20) + 8 if any(part.icon for part in self._parts) else 0)

    def _row(self, n: int) -> QRect:
        return QRect(1, 8 + (n - self._first()) * self._high(), self.width() - 1, self._high())

    def _fit(self) -> int:
        """How many rows have room."""
        return max(1, min(len(self._parts), (self.height() - 16) // max(self._high(), 1)))

    def _about_current(self) -> int:
        """The first row when the chosen one stands in the middle."""
        at = self.keys().index(self._key) if self._parts else 0
        return max(0, min(at - self._fit() // 2, len(self._parts) - self._fit()))

    def _first(self) -> int:
        return max(0, min(self._about_current() + self._turned, len(self._parts) - self._fit()))

    def _pick(self, n: int) -> None:
        key = self._parts[n].key
        if key != self._key:
            self.choose(key)
            self.chosen.emit(key)

    def _tell(self) -> None:
        if self._parts:
            at = self.keys().index(self._key)
            self.setAccessibleName(f"{self._name} {self._parts[at].words}")
            self.setAccessibleDescription(f"共 {len(self._parts)} 项,第 {at + 1} 项,上下键换")
            set_focus_box(self, self._row(at).adjusted(2, 2, -2, -2))
