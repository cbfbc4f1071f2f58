"""Two lists one under the other, painted: groups at the left as on 今日, rows that are chosen with ↑ ↓."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from desktop.ui.follow_ups.rows import Group, Line
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.shapes import Shape, paint_shape, shape_size
from desktop.ui.kit.text import LEFT, RIGHT, TextBox, draw_text, high, wide
from desktop.ui.looks import Tone, look

ROW = 52  # px at 100 %, as the tasks of 今日
LEAST = 20  # characters of a title that must have room before the right-hand words


@dataclass(frozen=True, slots=True)
class _Place:
    """A row, or the quiet words of a group that has none or more than are shown."""

    box: QRect
    line: Line | None
    words: str = ""
    last: bool = False


class WaitList(Dressed, QWidget):
    """Emits `chosen(key)` when another row becomes the current one, `opened(key)` on Enter or a double click."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._groups: list[Group] = []
        self._places: list[_Place] = []
        self._tops: list[tuple[Group, QRect]] = []
        self._key = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("回访与履行")
        self.dress()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """The current row stays current; when it is gone, the one that stands there now becomes it (and is told)."""
        before, here = self._key, self._index()
        self._groups = list(groups)
        keys = self.row_keys()
        if before not in keys:
            self._key = keys[min(max(here, 0), len(keys) - 1)] if keys else ""
        self.dress()
        if self._key != before:
            self.chosen.emit(self._key)

    def row_keys(self) -> list[str]:
        return [line.key for group in self._groups for line in group.lines]

    def key(self) -> str:
        return self._key

    def choose(self, key: str) -> None:
        """As if a person chose the row."""
        if key in self.row_keys() and key != self._key:
            self._key = key
            self._tell()
            self.update()
            self.chosen.emit(key)

    def dress(self) -> None:
        self._lay()
        self._tell()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(400), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lay()
            self._tell()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._at(event.pos().y())
            if found is not None:
                parts = (found.what, found.which, f"{found.when} {found.who}", found.remark)
                QToolTip.showText(event.globalPos(), "\n".join(p for p in parts if p.strip()), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(round(event.position().y()))
        if found is not None:
            self.choose(found.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(round(event.position().y()))
        if found is not None:
            self.opened.emit(found.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, here = self.row_keys(), self._index()
        moves = {
            Qt.Key.Key_Down: here + 1,
            Qt.Key.Key_Up: here - 1,
            Qt.Key.Key_PageDown: here + 8,
            Qt.Key.Key_PageUp: here - 8,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(keys) - 1,
        }
        pressed = Qt.Key(event.key())
        if keys and pressed in moves and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.choose(keys[min(max(moves[pressed], 0), len(keys) - 1)])
            self._into_view()
        elif pressed in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._key:
            self.opened.emit(self._key)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, worn = QPainter(self), look()
        left = self._left()
        for group, box in self._tops:
            if box.top():
                painter.fillRect(QRect(0, box.top() - 1, self.width(), 1), worn.color(Tone.LINE_STRONG))
            title, body = worn.font(11, bold=True), worn.font()
            first = QRect(16, box.top() + self._pad(), left - 24, high(title))
            draw_text(painter, first, group.name, title, worn.color(Tone.INK))
            count = QRect(16, first.bottom() + 1, left - 24, high(title))
            draw_text(painter, count, f"{group.count:,} 件", body, worn.color(Tone.INK_2))
            if group.late and box.height() > worn.px(ROW):
                below = QRect(16, count.bottom() + 1, left - 24, high(title))
                mark = QPointF(16 + shape_size() / 2, below.center().y() + 1)
                paint_shape(painter, mark, Shape.TRIANGLE, Tone.RED)
                words = below.adjusted(shape_size() + 6, 0, 0, 0)
                draw_text(painter, words, f"逾期 {group.late}", worn.font(bold=True), worn.color(Tone.RED))
        for place in self._places:
            line = place.line
            if line is None:
                draw_text(painter, place.box, place.words, worn.font(), worn.color(Tone.INK_3))
                continue
            if line.key == self._key:
                painter.fillRect(place.box.adjusted(-12, 0, 0, 0), worn.color(Tone.SELECTED))
                edge = QRect(place.box.left() - 12, place.box.top(), 3, place.box.height())
                painter.fillRect(edge, worn.color(Tone.ACCENT))
            for tone, text, align in self._texts(place):
                draw_text(painter, text.box, text.text, text.font, worn.color(tone), align)
            if line.shape is not None:
                mark = QPointF(place.box.left() + shape_size() / 2, self._texts(place)[0][1].box.center().y() + 1)
                paint_shape(painter, mark, line.shape, line.tone)
            if place.last:
                continue
            base = QRect(place.box.left(), place.box.bottom(), place.box.width() - 13, 1)
            painter.fillRect(base, worn.color(Tone.LINE))

    def text_boxes(self) -> list[TextBox]:
        return [text for place in self._places if place.line for _, text, _ in self._texts(place)]

    # -- inside

    def _left(self) -> int:
        worn = look()
        name = max((wide(g.name, worn.font(11, bold=True)) for g in self._groups), default=0)
        return max(worn.px(120), 16 + name + 24)

    def _pad(self) -> int:
        return (look().px(ROW) - 1 - 2 * high(look().font(11, bold=True))) // 2 + 1

    def _lay(self) -> None:
        """Where every row stands at this width."""
        row, left, y = look().px(ROW), self._left(), 0
        self._places, self._tops = [], []
        for group in self._groups:
            top = y
            for n, line in enumerate(group.lines, 1):
                last = n == len(group.lines) and not group.more
                self._places.append(_Place(QRect(left, y, self.width() - left, row), line, last=last))
                y += row
            words = group.nothing if not group.lines else f"另有 {group.more:,} 件,办完前面的会接着出现"
            if not group.lines or group.more > 0:
                self._places.append(_Place(QRect(left, y, self.width() - left - 12, row), None, words))
                y += row
            y = max(y, top + row)
            self._tops.append((group, QRect(0, top, left, y - top)))
        self.setFixedHeight(max(y, row))

    def _texts(self, place: _Place) -> list[tuple[Tone, TextBox, Qt.AlignmentFlag]]:
        line, worn = place.line, look()
        assert line is not None
        title, body, bold = worn.font(11, bold=True), worn.font(), worn.font(bold=True)
        tall, top = high(title), place.box.top() + self._pad()
        left, end = place.box.left(), place.box.right() - 12
        inset = (shape_size() + 6 + wide(line.risk, body) + 8) if line.shape else 0
        when_font = bold if line.urgent else body
        when_wide, who_wide = wide(line.when, when_font), wide(line.who, body)
        roomy = end - left - max(self._side(), 0) - 24 >= LEAST * wide("国", body)
        side = end - (self._side() if roomy else when_wide)
        made = [
            (
                Tone.INK,
                TextBox(line.what, QRect(left + inset, top, side - 16 - left - inset, tall), title, whole=False),
                LEFT,
            ),
            (
                Tone.INK_2,
                TextBox(
                    line.which, QRect(left, top + tall, (side - 16 if roomy else end) - left, tall), body, whole=False
                ),
                LEFT,
            ),
            (
                Tone.RED if line.urgent else Tone.INK,
                TextBox(line.when, QRect(side, top, when_wide, tall), when_font),
                LEFT,
            ),
        ]
        if line.shape:
            box = QRect(left + shape_size() + 6, top, wide(line.risk, body), tall)
            made.append((line.tone, TextBox(line.risk, box, body), LEFT))
        if roomy:
            made.append((Tone.INK_2, TextBox(line.who, QRect(end - who_wide, top, who_wide, tall), body), RIGHT))
            remark = QRect(side, top + tall, end - side, tall)
            made.append((Tone.INK_3, TextBox(line.remark, remark, body, whole=False), LEFT))
        return made

    def _side(self) -> int:
        """The width of the words at the right, the same for all rows."""
        worn = look()
        lines = [line for group in self._groups for line in group.lines]
        heads = [wide(line.when, worn.font(bold=True)) + 16 + wide(line.who, worn.font()) for line in lines]
        return max([worn.px(220), *heads])

    def _index(self) -> int:
        keys = self.row_keys()
        return keys.index(self._key) if self._key in keys else -1

    def _at(self, y: int) -> Line | None:
        return next((p.line for p in self._places if p.line and p.box.top() <= y <= p.box.bottom()), None)

    def _tell(self) -> None:
        found = next((p for p in self._places if p.line and p.line.key == self._key), None)
        if found is None or found.line is None:
            self.setAccessibleName("回访与履行")
            set_focus_box(self, None)
            return
        line = found.line
        group = next(g.name for g in self._groups if line in g.lines)
        self.setAccessibleName(f"{group}:{line.what},{line.when}")
        place = f"第 {self._index() + 1} 项,共 {len(self.row_keys())} 项"
        self.setAccessibleDescription(f"{line.which} {line.remark} {place}")
        set_focus_box(self, found.box.adjusted(-9, 3, -3, -3))

    def _into_view(self) -> None:
        found = next((p for p in self._places if p.line and p.line.key == self._key), None)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea) and found is not None:
            middle = self.mapTo(area.widget() or self, found.box.center())
            area.ensureVisible(middle.x(), middle.y(), 0, found.box.height())
