"""The status line: saving, receipt, queue, conflict, in that order; what ranks last goes first when it is narrow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.rail import frame_points
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


def _font() -> QFont:
    return look().font(frame_points())


class StatusItem(Dressed, QAbstractButton):
    """Icon and words; pressable only when it has an act."""

    def __init__(self, parent: QWidget) -> None:
        QAbstractButton.__init__(self, parent)
        self.words, self.icon_name, self.tone, self.rank, self.right = "", "", Tone.INK_2, 50, False
        self.act: Callable[[], object] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._go)

    def dress(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        side = self._side() + 4 if self.icon_name else 0
        return QSize(side + wide(self.words, _font()), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        if self.icon_name:
            side = self._side()
            tick = self.icon_name == "ph.check-circle"
            box = QRect(0, (self.height() - side + 1) // 2, side, side)
            paint_icon(painter, box, self.icon_name, Tone.GREEN if tick else self.tone)
        tone = Tone.ACCENT if self.act is not None and self.underMouse() else self.tone
        draw_text(painter, self._words_box(), self.words, _font(), worn.color(tone))

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(self.words, self._words_box(), _font())]

    def _words_box(self) -> QRect:
        return self.rect().adjusted(self._side() + 4 if self.icon_name else 0, 0, 0, 0)

    def _side(self) -> int:
        return 16 if not look().folded else 20

    def _go(self) -> None:
        if self.act is not None:
            self.act()


class StatusLine(Dressed, QWidget):
    """Items by key. The first of the left side (who sits here) stands in a cell of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._items: dict[str, StatusItem] = {}
        self._divider = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("状态")
        self.dress()

    def show_item(
        self,
        key: str,
        text: str,
        *,
        icon: str = "",
        tone: Tone = Tone.INK_2,
        rank: int = 50,
        right: bool = False,
        act: Callable[[], object] | None = None,
    ) -> None:
        if not text:
            if item := self._items.pop(key, None):
                item.hide()
                item.deleteLater()
        else:
            item = self._items.setdefault(key, StatusItem(self)) if key not in self._items else self._items[key]
            item.words, item.icon_name, item.tone, item.rank, item.right = text, icon, tone, rank, right
            item.act = act
            item.setAccessibleName(text)
            item.setFocusPolicy(Qt.FocusPolicy.TabFocus if act else Qt.FocusPolicy.NoFocus)
            item.setCursor(Qt.CursorShape.PointingHandCursor if act else Qt.CursorShape.ArrowCursor)
            item.update()
        self._place()

    def words(self) -> list[str]:
        """What the line says now, left to right."""
        shown = [item for item in self._items.values() if not item.isHidden()]
        return [item.words for item in sorted(shown, key=lambda item: item.x())]

    def dress(self) -> None:
        self.setFixedHeight(28 if not look().folded else (36 if look().scale <= 1.5 else 40))
        self._place()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.fillRect(self.rect(), worn.color(Tone.SURFACE))
        painter.fillRect(QRect(0, 0, self.width(), 1), worn.color(Tone.LINE))
        if self._divider:
            painter.fillRect(QRect(self._divider, 0, 1, self.height()), worn.color(Tone.LINE))

    def _place(self) -> None:
        kept = list(self._items.values())
        while len(kept) > 1 and self._needed(kept) > self.width():
            kept.remove(max(kept, key=lambda item: item.rank))
        left = [item for item in kept if not item.right]
        right = [item for item in kept if item.right]
        dropped = [item.words for item in self._items.values() if item not in kept]
        self.setToolTip("\n".join(dropped))
        for item in self._items.values():
            item.setVisible(item in kept)
        x, top, height = 16, 1, self.height() - 1
        self._divider = 0
        for n, item in enumerate(left):
            width = item.sizeHint().width()
            item.setGeometry(x, top, width, height)
            x += width + 16
            if n == 0:
                self._divider = x
                x += 18
        x = self.width() - 16
        for item in reversed(right):
            width = item.sizeHint().width()
            item.setGeometry(x - width, top, width, height)
            x -= width + 16
        self.update()

    def _needed(self, items: list[StatusItem]) -> int:
        return 16 + 18 + sum(item.sizeHint().width() + 16 for item in items) + 16
