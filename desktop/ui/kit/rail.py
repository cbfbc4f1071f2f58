"""The left rail: one item per page, the current one a white tab with an accent edge."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.shapes import Kind, badge_size, paint_badge
from desktop.ui.kit.text import CENTRE, LEFT, TextBox, draw_text, high
from desktop.ui.looks import Tone, look


def frame_points() -> float:
    """Type of rail and status line: they grow less than the page (14.3 pt, not 15.75, at 150 %)."""
    scale = look().scale
    grown = min(scale, 1.36 if scale <= 1.5 else 1.6)
    return 10.5 * grown / scale


def _badge_points() -> float:
    """Beside a folded item there is room for a figure of 15 px only."""
    return 11.25 / look().scale if look().folded else 10.5


class RailItem(Dressed, QAbstractButton):
    """Icon, word and badge; the word stands under the icon when the rail is folded."""

    def __init__(self, key: str, title: str, icon: str, parent: QWidget) -> None:
        QAbstractButton.__init__(self, parent)
        self.key, self.title, self._icon = key, title, icon
        self.count, self.kind = 0, Kind.BLUE
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)

    def dress(self) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the rail walks and chooses
            return
        super().keyPressEvent(event)

    def set_badge(self, count: int, kind: Kind) -> None:
        self.count, self.kind = count, kind
        self.setAccessibleName(f"{self.title},{count} 件" if count else self.title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        current = self.isChecked()
        if current:
            painter.setBrush(worn.color(Tone.SURFACE))
            painter.drawRoundedRect(self.rect(), 4, 4)
            painter.fillRect(QRect(0, 3, 3, self.height() - 6), worn.color(Tone.ACCENT))
        elif self.underMouse():
            painter.setBrush(worn.color(Tone.LINE))
            painter.drawRoundedRect(self.rect(), 4, 4)
        icon_box, word_box = self._boxes()
        tone = Tone.ACCENT if current else Tone.INK_2
        if not icon_box.isEmpty():
            paint_icon(painter, icon_box, self._icon + ("-fill" if current else ""), tone)
        ink = worn.color(Tone.ACCENT if current and not worn.folded else Tone.INK)
        draw_text(painter, word_box, self.title, self._font(), ink, CENTRE if worn.folded else LEFT)
        if self.count:
            points = _badge_points()
            size = badge_size(self.count, points)
            paint_badge(painter, QRect(self._badge_at(size), size), self.count, self.kind, points)

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(self.title, self._boxes()[1], self._font())]

    def _font(self) -> QFont:
        return look().font(frame_points(), bold=self.isChecked())

    def _boxes(self) -> tuple[QRect, QRect]:
        """Icon and word; the icon's box is empty when there is no height for it."""
        worn = look()
        if not worn.folded:
            return QRect(12, (self.height() - 20) // 2, 20, 20), QRect(40, 0, self.width() - 68, self.height())
        side, line = 24, high(self._font())
        if self.height() < side + line:
            return QRect(), QRect(0, 0, self.width(), self.height())
        top = (self.height() - side - line) // 2
        return QRect((self.width() - side) // 2, top, side, side), QRect(0, top + side, self.width(), line)

    def _badge_at(self, size: QSize) -> QPoint:
        if not look().folded:
            return QPoint(self.width() - 8 - size.width(), (self.height() - size.height()) // 2)
        icon = self._boxes()[0]
        return QPoint(min(self.width() // 2 + 12, self.width() - size.width()), max(0, icon.top() - 3))


class Rail(Dressed, QWidget):
    """Items from the top, those of the foot from the bottom; ↑↓ move, Enter and Space choose."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._items: dict[str, RailItem] = {}
        self._foot: set[str] = set()
        self._aliases: dict[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("页面")
        self.dress()

    def add(self, key: str, title: str, icon: str, *, foot: bool = False) -> None:
        item = RailItem(key, title, icon, self)
        item.clicked.connect(lambda: self.chosen.emit(key))
        self._items[key] = item
        if foot:
            self._foot.add(key)
        item.show()
        self._tab_stops()
        self._place()

    def alias(self, key: str, under: str) -> None:
        self._aliases[key] = under

    def under(self, key: str) -> str:
        """The item that is the current one while page `key` is shown."""
        return self._aliases.get(key, key)

    def remove(self, key: str) -> None:
        self._aliases.pop(key, None)
        if item := self._items.pop(key, None):
            self._foot.discard(key)
            item.hide()
            item.deleteLater()
            self._tab_stops()
            self._place()

    def order(self) -> list[str]:
        """Keys in the order they stand, those of the foot last."""
        return [key for key in self._items if key not in self._foot] + [key for key in self._items if key in self._foot]

    def item(self, key: str) -> RailItem:
        return self._items[key]

    def set_current(self, key: str) -> None:
        key = self._aliases.get(key, key)
        for each, item in self._items.items():
            item.setChecked(each == key)
        self._tab_stops()

    def set_badge(self, key: str, count: int, kind: Kind = Kind.BLUE) -> None:
        if key in self._items:
            self._items[key].set_badge(count, kind)

    def dress(self) -> None:
        self.setFixedWidth(88 if look().folded else 136)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(88 if look().folded else 136, 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().color(Tone.RAIL))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), look().color(Tone.LINE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self.order()
        here = next((n for n, key in enumerate(keys) if self._items[key].hasFocus()), None)
        if here is None:
            return super().keyPressEvent(event)
        match event.key():
            case Qt.Key.Key_Down:
                self._items[keys[min(here + 1, len(keys) - 1)]].setFocus()
            case Qt.Key.Key_Up:
                self._items[keys[max(here - 1, 0)]].setFocus()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._items[keys[here]].click()
            case _:
                super().keyPressEvent(event)

    def _tab_stops(self) -> None:
        """One tab stop for the whole rail: its current item."""
        current = [item for item in self._items.values() if item.isChecked()] or list(self._items.values())[:1]
        for item in self._items.values():
            tab = Qt.FocusPolicy.StrongFocus if item in current else Qt.FocusPolicy.ClickFocus
            item.setFocusPolicy(tab)

    def _place(self) -> None:
        if not self._items:
            return
        worn = look()
        folded = worn.folded
        line = high(worn.font(frame_points()))
        pitch = max(60, 24 + line + 8) if folded else 40
        room = self.height() - (12 if folded else 20)
        pitch = max(min(pitch, room // len(self._items)), line + 4)
        y = 8 if folded else 10
        height = pitch - 4
        top = [key for key in self._items if key not in self._foot]
        foot = [key for key in self._items if key in self._foot]
        for n, key in enumerate(top):
            self._items[key].setGeometry(8, y + n * pitch, self.width() - 16, height)
        start = max(y + len(top) * pitch, self.height() - len(foot) * pitch - (4 if folded else 6))
        for n, key in enumerate(foot):
            self._items[key].setGeometry(8, start + n * pitch, self.width() - 16, height)
