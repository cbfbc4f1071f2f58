"""The row of tabs in one file: underlined, with counts and marks; what has no room goes into 更多."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import set_focus_box
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.shapes import Shape, paint_shape, shape_size
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

_PAD = 12
_GAP = 4
_MORE = "更多"


@dataclass(frozen=True, slots=True)
class Tab:
    """`mark` says that something in there needs a hand; TRIANGLE is red, DIAMOND amber."""

    key: str
    words: str
    count: int | None = None
    mark: Shape | None = None


class Tabs(Dressed, QWidget):
    """Emits `chosen(key)` when a person chooses; ← → move through all tabs, also those inside 更多."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[Tab], *, inset: int = 5, parent: QWidget | None = None) -> None:
        """`inset`: px before the first tab, so that its words stand on the card's text edge."""
        QWidget.__init__(self, parent)
        self._tabs = list(tabs)
        self._key = self._tabs[0].key if self._tabs else ""
        self._inset = inset
        self._shown: list[tuple[Tab, QRect]] = []
        self._more = QRect()
        self._menu = QMenu(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_tabs(self, tabs: Sequence[Tab]) -> None:
        """New counts and marks; the choice stays where its key stays."""
        self._tabs = list(tabs)
        if self._key not in self._keys() and self._tabs:
            self._key = self._tabs[0].key
        self.dress()

    def key(self) -> str:
        return self._key

    def choose(self, key: str) -> None:
        """Mark `key` as chosen without emitting. ValueError if there is no such tab."""
        if key not in self._keys():
            raise ValueError(key)
        self._key = key
        self.dress()

    def shown_keys(self) -> list[str]:
        return [tab.key for tab, _ in self._shown]

    def dress(self) -> None:
        self._place()
        tab = next((tab for tab in self._tabs if tab.key == self._key), None)
        if tab is not None:
            self.setAccessibleName(f"{tab.words} {tab.count or ''}".strip())
            self.setAccessibleDescription(f"共 {len(self._tabs)} 页,左右键换页")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sum(self._tab_width(tab) for tab in self._tabs) + 2 * self._inset, look().px(40))

    def minimumSizeHint(self) -> QSize:
        widest = max((self._tab_width(tab) for tab in self._tabs), default=0)
        return QSize(widest + self._more_width() + 2 * self._inset, look().px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        for tab, box in list(self._shown):
            if box.contains(at):
                self._pick(tab.key)
                return
        if self._more.contains(at):
            self._open_more()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = self._keys()
        here = keys.index(self._key)
        match event.key():
            case Qt.Key.Key_Right:
                self._pick(keys[min(here + 1, len(keys) - 1)])
            case Qt.Key.Key_Left:
                self._pick(keys[max(here - 1, 0)])
            case Qt.Key.Key_Home:
                self._pick(keys[0])
            case Qt.Key.Key_End:
                self._pick(keys[-1])
            case Qt.Key.Key_Down if not self._more.isEmpty():
                self._open_more()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), worn.color(Tone.LINE))
        for tab, box in self._shown:
            current = tab.key == self._key
            tone = Tone.ACCENT if current else Tone.INK_2
            words, count, mark = self._inner(tab, box)
            draw_text(painter, words, tab.words, worn.font(bold=current), worn.color(tone))
            if not count.isEmpty():
                draw_text(painter, count, str(tab.count), worn.font(), worn.color(Tone.INK_2))
            if tab.mark and not mark.isEmpty():
                mark_tone = Tone.RED if tab.mark is Shape.TRIANGLE else Tone.AMBER
                paint_shape(painter, QPointF(mark.center()) + QPointF(0.5, 0.5), tab.mark, mark_tone)
            if current:
                last = mark if tab.mark else count if not count.isEmpty() else words
                line = QRect(words.left() - 2, self.height() - 3, last.right() - words.left() + 5, 3)
                painter.fillRect(line, worn.color(Tone.ACCENT))
        if not self._more.isEmpty():
            words = self._more.adjusted(_PAD, 0, 0, -1)
            draw_text(painter, words, _MORE, worn.font(), worn.color(Tone.INK_2))
            side = worn.px(12)
            left = words.left() + wide(_MORE, worn.font()) + _GAP
            paint_icon(painter, QRect(left, (self.height() - side) // 2, side, side), "ph.caret-down")

    def text_boxes(self) -> list[TextBox]:
        made = []
        for tab, box in self._shown:
            words, count, _ = self._inner(tab, box)
            made.append(TextBox(tab.words, words, look().font(bold=tab.key == self._key)))
            if not count.isEmpty():
                made.append(TextBox(str(tab.count), count, look().font()))
        return made

    def _keys(self) -> list[str]:
        return [tab.key for tab in self._tabs]

    def _tab_width(self, tab: Tab) -> int:
        """The bold width is reserved: a choice moves no neighbour."""
        width = wide(tab.words, look().font(bold=True)) + 2 * _PAD
        if tab.count is not None:
            width += _GAP + wide(str(tab.count), look().font())
        return width + (_GAP + shape_size() if tab.mark else 0)

    def _more_width(self) -> int:
        return wide(_MORE, look().font()) + _GAP + look().px(12) + 2 * _PAD

    def _inner(self, tab: Tab, box: QRect) -> tuple[QRect, QRect, QRect]:
        """Words, count and mark of one tab."""
        font = look().font(bold=tab.key == self._key)
        height = self.height() - 1
        words = QRect(box.left() + _PAD, 0, wide(tab.words, font), height)
        end = words.right() + 1
        count = QRect()
        if tab.count is not None:
            count = QRect(end + _GAP, 0, wide(str(tab.count), look().font()), height)
            end = count.right() + 1
        mark = QRect(end + _GAP, 0, shape_size(), height) if tab.mark else QRect()
        return words, count, mark

    def _place(self) -> None:
        room = self.width() - 2 * self._inset
        kept = list(self._tabs)
        widths = {tab.key: self._tab_width(tab) for tab in kept}
        folded = sum(widths.values()) > room
        if folded:
            room -= self._more_width()
            while sum(widths[tab.key] for tab in kept) > room and len(kept) > 1:
                kept.remove([tab for tab in kept if tab.key != self._key][-1])
        x = self._inset
        self._shown = []
        for tab in kept:
            self._shown.append((tab, QRect(x, 0, widths[tab.key], self.height())))
            x += widths[tab.key]
        self._more = QRect(x, 0, self._more_width(), self.height()) if folded else QRect()
        current = next((box for tab, box in self._shown if tab.key == self._key), None)
        set_focus_box(self, current.adjusted(4, 5, -4, -5) if current is not None else None)

    def _open_more(self) -> None:
        self._menu.clear()
        shown = self.shown_keys()
        for tab in self._tabs:
            if tab.key not in shown:
                count = f" {tab.count}" if tab.count is not None else ""
                mark = f" {tab.mark.value}" if tab.mark else ""
                action = self._menu.addAction(f"{tab.words}{count}{mark}".replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, key=tab.key: self._pick(key))
        self._menu.popup(self.mapToGlobal(QPoint(self._more.left(), self.height())))

    def _pick(self, key: str) -> None:
        if key != self._key:
            self._key = key
            self.dress()
            self.chosen.emit(key)
