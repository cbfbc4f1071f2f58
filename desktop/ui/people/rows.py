"""Rows of people: grouped, two lines each, one of them chosen; one tab stop, arrows go through all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.text import RIGHT, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look

PAD = 16
_EDGE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody: `name` and `beside` on the first line, `under` on the second, `right` at the edge."""

    id: UUID
    name: str
    beside: str = ""
    under: str = ""
    right: str = ""
    quiet: bool = False  # no longer active


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a title with their count; a group without a title is just rows."""

    title: str
    rows: tuple[Row, ...]


class Rows(Dressed, QWidget):
    """`chosen(id)` when the person chooses another row; `entered(id)` on Enter or a double click."""

    chosen = Signal(object)
    entered = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._name = name
        self._groups: list[Group] = []
        self._places: list[tuple[Row, int]] = []
        self._titles: list[tuple[Group, int]] = []
        self._id: UUID | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these; the chosen row stays chosen while it is there, otherwise nothing is."""
        self._groups = list(groups)
        if self._id not in [row.id for group in groups for row in group.rows]:
            self._id = None
        self.dress()

    def value(self) -> UUID | None:
        return self._id

    def ids(self) -> list[UUID]:
        return [row.id for row, _ in self._places]

    def choose(self, id: UUID | None) -> None:
        """Mark a row without saying so."""
        self._id = id if id in self.ids() else None
        self._tell()
        self.update()

    def dress(self) -> None:
        y, self._places, self._titles = 8, [], []
        for group in self._groups:
            if group.title:
                self._titles.append((group, y))
                y += look().px(32)
            for row in group.rows:
                self._places.append((row, y))
                y += self._high()
            y += 8
        self._tall = y
        self.setMinimumHeight(y)
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(360), self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self._tall)

    def resizeEvent(self, event: object) -> None:
        self._tell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._id is None and self._places:
            self._pick(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for n, (_, top) in enumerate(self._places):
            if top <= event.position().y() < top + self._high():
                self._pick(n)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._id is not None:
            self.entered.emit(self._id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key, last = Qt.Key(event.key()), len(self._places) - 1
        if key in steps and self._places:
            self._pick(min(max(self._at() + steps[key], 0), last))
        elif key == Qt.Key.Key_Home and self._places:
            self._pick(0)
        elif key == Qt.Key.Key_End and self._places:
            self._pick(last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._id is not None:
            self.entered.emit(self._id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        for group, top in self._titles:
            words, count = self._title_boxes(group, top)
            draw_text(painter, words.box, words.text, words.font, worn.color(Tone.INK_2))
            draw_text(painter, count.box, count.text, count.font, worn.color(Tone.INK_3))
        for n, (row, top) in enumerate(self._places):
            box = QRect(0, top, self.width(), self._high())
            if row.id == self._id:
                painter.fillRect(box.adjusted(1, 0, -1, 0), worn.color(Tone.SELECTED))
                painter.fillRect(QRect(1, top, _EDGE, box.height()), worn.color(Tone.ACCENT))
            elif n + 1 < len(self._places) and self._places[n + 1][1] == top + self._high():
                line = QRect(PAD, top + self._high() - 1, self.width() - 2 * PAD, 1)
                painter.fillRect(line, worn.color(Tone.LINE))
            tones = [Tone.INK_3 if row.quiet else Tone.INK, Tone.INK_2, Tone.INK_2, Tone.INK_2]
            for text, tone in zip(self._row_boxes(row, top), tones, strict=True):
                align = RIGHT if text.text == row.right and text.box.right() == self.width() - PAD else None
                if align is None:
                    draw_text(painter, text.box, text.text, text.font, worn.color(tone))
                else:
                    draw_text(painter, text.box, text.text, text.font, worn.color(tone), align)

    def text_boxes(self) -> list[TextBox]:
        made = [box for group, top in self._titles for box in self._title_boxes(group, top)]
        return made + [box for row, top in self._places for box in self._row_boxes(row, top) if box.text]

    def _title_boxes(self, group: Group, top: int) -> list[TextBox]:
        font, tall = look().font(bold=True), look().px(32)
        width = wide(group.title, font)
        count = f"{len(group.rows)}"
        return [
            TextBox(group.title, QRect(PAD, top, width, tall), font),
            TextBox(count, QRect(PAD + width + 8, top, wide(count, look().font()) + 2, tall), look().font()),
        ]

    def _row_boxes(self, row: Row, top: int) -> list[TextBox]:
        """Name, what stands beside it, what stands at the right, the second line."""
        bold, font = look().font(11, bold=not row.quiet), look().font()
        line = high(font)
        first = top + (self._high() - line - high(font) - 2) // 2
        right = wide(row.right, font)
        room = self.width() - 2 * PAD - (right + 12 if right else 0)
        name = min(wide(row.name, bold), room)
        beside = QRect(PAD + name + 12, first, max(room - name - 12, 0), line)
        said = row.beside if beside.width() >= 2 * wide("国", font) else ""
        return [
            TextBox(row.name, QRect(PAD, first, name, line), bold, whole=False),
            TextBox(said, beside, font, whole=False),
            TextBox(row.right, QRect(self.width() - PAD - right + 1, first, right, line), font),
            TextBox(row.under, QRect(PAD, first + line + 2, self.width() - 2 * PAD, line), font, whole=False),
        ]

    def _high(self) -> int:
        return look().px(52)

    def _at(self) -> int:
        return next((n for n, (row, _) in enumerate(self._places) if row.id == self._id), -1)

    def _pick(self, n: int) -> None:
        row, top = self._places[n]
        changed = row.id != self._id
        self._id = row.id
        self._tell()
        self.update()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        held = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and held is not None:
            at = self.mapTo(held, QPoint(0, top)).y()
            area.ensureVisible(0, at + self._high(), 0, 0)
            area.ensureVisible(0, at, 0, look().px(32))  # with the group's title above it
        if changed:
            self.chosen.emit(row.id)

    def _tell(self) -> None:
        at = self._at() if self._places else -1
        if at < 0:
            self.setAccessibleName(self._name)
            set_focus_box(self, QRect())
            return
        row, top = self._places[at]
        said = "，".join(filter(None, (row.name, row.beside, row.under, row.right)))
        self.setAccessibleName(f"{self._name} {said}")
        self.setAccessibleDescription(f"第 {at + 1} 位，共 {len(self._places)} 位")
        set_focus_box(self, QRect(0, top, self.width(), self._high()).adjusted(2, 2, -2, -2))
