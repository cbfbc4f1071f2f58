"""The people of a file, one under the other: role over name, agents under their party, ▲ where something lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import Shape, paint_shape, shape_size
from desktop.ui.kit.text import TextBox, draw_text, high
from desktop.ui.looks import Tone, look

_PAD = 16


@dataclass(frozen=True, slots=True)
class Item:
    """`key` is the party's or the agent's identity, None for somebody not saved yet; `lacks` in words."""

    key: UUID | None
    role: str
    name: str
    lacks: str = ""


class PeopleList(Dressed, QWidget):
    """One tab stop; ↑ ↓ choose. Emits `chosen(key)`."""

    chosen = Signal(object)

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._items: list[Item] = []
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("当事人")

    def show_items(self, items: Sequence[Item], key: UUID | None) -> None:
        self._items = list(items)
        self._at = next((n for n, item in enumerate(items) if item.key == key), 0)
        self.dress()
        self._tell()

    def items(self) -> list[Item]:
        return list(self._items)

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(184), len(self._items) * self._pitch())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), len(self._items) * self._pitch())

    def step(self, by: int) -> None:
        """To the next or the previous one; stays at the ends."""
        self._pick(self._at + by)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pick(int(event.position().y()) // self._pitch())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._pick(self._at + 1)
            case Qt.Key.Key_Up:
                self._pick(self._at - 1)
            case Qt.Key.Key_Home:
                self._pick(0)
            case Qt.Key.Key_End:
                self._pick(len(self._items) - 1)
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            n = event.pos().y() // self._pitch()
            if 0 <= n < len(self._items):
                item = self._items[n]
                QToolTip.showText(event.globalPos(), f"{item.name}\n{item.lacks}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        for n, item in enumerate(self._items):
            box = self._box(n)
            if n == self._at:
                painter.fillRect(box, worn.color(Tone.SELECTED))
                painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), worn.color(Tone.ACCENT))
            role, name = self._lines(n)
            draw_text(painter, role.box, role.text, role.font, worn.color(Tone.INK_2))
            draw_text(painter, name.box, name.text, name.font, worn.color(Tone.INK))
            if item.lacks:
                side = shape_size()
                centre = QPointF(self.width() - _PAD - side / 2, role.box.center().y() + 0.5)
                paint_shape(painter, centre, Shape.TRIANGLE, Tone.RED)

    def text_boxes(self) -> list[TextBox]:
        return [line for n in range(len(self._items)) for line in self._lines(n)]

    def _lines(self, n: int) -> tuple[TextBox, TextBox]:
        item, box, font = self._items[n], self._box(n), look().font()
        line, pad = high(font), look().px(8)
        mark = shape_size() + 8 if item.lacks else 0
        role = QRect(_PAD, box.top() + pad, box.width() - 2 * _PAD - mark, line)
        name = QRect(_PAD, box.bottom() - pad - line, box.width() - 2 * _PAD, line)
        bold = look().font(bold=n == self._at)
        return TextBox(item.role, role, font, whole=False), TextBox(item.name, name, bold, whole=False)

    def _pitch(self) -> int:
        return look().px(64)

    def _box(self, n: int) -> QRect:
        return QRect(0, n * self._pitch(), self.width(), self._pitch())

    def _pick(self, n: int) -> None:
        if 0 <= n < len(self._items) and n != self._at:
            self._at = n
            self._tell()
            self.update()
            self.chosen.emit(self._items[n].key)

    def _tell(self) -> None:
        if self._items:
            item = self._items[self._at]
            self.setAccessibleDescription(f"{item.role} {item.name} {item.lacks}".strip())
            set_focus_box(self, self._box(self._at).adjusted(2, 2, -2, -2))
