"""Ticks and options: what is set by Space or a click, with the word as part of the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.flow import Flow
from desktop.ui.kit.shapes import Shape, paint_shape
from desktop.ui.kit.text import LEFT, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look


class Tick(Dressed, QAbstractButton):
    """A check box of 18 px with its word; `note` is a second, quieter line. `round_mark` makes it one of several."""

    def __init__(self, words: str, *, note: str = "", round_mark: bool = False, parent: QWidget | None = None) -> None:
        QAbstractButton.__init__(self, parent)
        self.words, self.note, self._round = words, note, round_mark
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setAccessibleDescription(note)

    def set_words(self, words: str) -> None:
        self.words = words
        self.setAccessibleName(words)
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = look().font()
        lines = [wide(text, font) for text in (self.words, self.note) if text]
        tall = look().px(28) if not self.note else look().px(28) + high(font)
        return QSize(self._left() + max(lines, default=0) + 4, tall)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Enter moves on; the form decides
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, able = self.isChecked(), self.isEnabled()
        ground = Tone.ACCENT if on and able else Tone.GREY_TINT if on else Tone.SURFACE if able else Tone.SUNK
        edge = Tone.ACCENT if on and able else Tone.LINE_STRONG if not able else Tone.FIELD
        if able and self.underMouse() and not on:
            edge = Tone.ACCENT
        box = QRectF(self._box()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(worn.color(edge), 1))
        painter.setBrush(worn.color(ground))
        radius = box.width() / 2 if self._round else 3
        painter.drawRoundedRect(box, radius, radius)
        if on:
            tone = Tone.ON_ACCENT if able else Tone.INK_3
            if self._round:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(worn.color(tone))
                painter.drawEllipse(box.center(), box.width() * 0.22, box.width() * 0.22)
            else:
                paint_shape(painter, QPointF(box.center()), Shape.TICK, tone)
        tones = [Tone.INK if able else Tone.INK_3, Tone.INK_2]
        for text, tone in zip(self.text_boxes(), tones, strict=False):
            draw_text(painter, text.box, text.text, text.font, worn.color(tone), LEFT)

    def text_boxes(self) -> list[TextBox]:
        font, row = look().font(), look().px(28)
        boxes = [TextBox(self.words, QRect(self._left(), 0, self.width() - self._left(), row), font)]
        if self.note:
            line = high(font)
            box = QRect(self._left(), (row + line) // 2, self.width() - self._left(), line)
            boxes.append(TextBox(self.note, box, font))
        return boxes

    def hitButton(self, pos: QPoint) -> bool:
        return True

    def _box(self) -> QRect:
        side = look().px(18)
        return QRect(0, (look().px(28) - side) // 2, side, side)

    def _left(self) -> int:
        return look().px(18) + 8


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    words: str
    note: str = ""


class TickGroup(QWidget):
    """Any number of several, wrapping like text. `changed` carries the frozenset of keys now ticked."""

    changed = Signal(object)

    def __init__(self, options: Sequence[Option], *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        flow = Flow(self, across=16, down=4)
        self._ticks: dict[str, Tick] = {}
        for option in options:
            tick = Tick(option.words, note=option.note)
            tick.toggled.connect(self._tell)
            flow.addWidget(tick)
            self._ticks[option.key] = tick
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def keys(self) -> frozenset[str]:
        return frozenset(key for key, tick in self._ticks.items() if tick.isChecked())

    def tick(self, key: str) -> Tick:
        return self._ticks[key]

    def set_keys(self, keys: frozenset[str]) -> None:
        """Tick exactly these, silently."""
        for key, tick in self._ticks.items():
            blocked = tick.blockSignals(True)
            tick.setChecked(key in keys)
            tick.blockSignals(blocked)
            tick.update()

    def _tell(self) -> None:
        self.changed.emit(self.keys())


class OneOf(QWidget):
    """Exactly one of several, one under the other, each with a note: a setting, a way to go on."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[Option], *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._group = QButtonGroup(self)
        self._ticks: dict[str, Tick] = {}
        for option in options:
            tick = Tick(option.words, note=option.note, round_mark=True)
            tick.clicked.connect(lambda _on=False, key=option.key: self.chosen.emit(key))
            self._group.addButton(tick)
            column.addWidget(tick)
            self._ticks[option.key] = tick
        if self._ticks:
            next(iter(self._ticks.values())).setChecked(True)

    def key(self) -> str:
        return next((key for key, tick in self._ticks.items() if tick.isChecked()), "")

    def choose(self, key: str) -> None:
        """Mark `key` without emitting."""
        self._ticks[key].setChecked(True)

    def tick(self, key: str) -> Tick:
        return self._ticks[key]
