"""The top bar: the room's mark and name, search, the one constant primary button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.ui.kit.buttons import primary
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import Chip
from desktop.ui.kit.seal import paint_seal
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.text import RIGHT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

_SIDE = 16


class SearchField(Dressed, QLineEdit):
    """The field for everything: a glass at its left, its key at its right while it is empty."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        QLineEdit.__init__(self, parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName("搜索")
        self.setAccessibleDescription(placeholder)
        self.dress()

    def dress(self) -> None:
        side = look().px(16)
        self.setTextMargins(side + 10, 0, 0, 0)

    def wanted(self) -> int:
        """Width at which the placeholder and the key both stand whole."""
        font = look().font()
        return wide(self.placeholderText(), font) + wide("Ctrl+K", font) + look().px(16) + 64

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        worn, painter = look(), QPainter(self)
        side = worn.px(16)
        paint_icon(painter, QRect(8, (self.height() - side) // 2, side, side), "ph.magnifying-glass", Tone.INK_3)
        if not self.text() and self.width() >= self.wanted():
            box = self.rect().adjusted(0, 0, -9, 0)
            draw_text(painter, box, "Ctrl+K", worn.font(), worn.color(Tone.INK_3), RIGHT)


class TopBar(Dressed, QWidget):
    """Laid out by hand: the name yields to its short form, then the search field shrinks."""

    new_asked = Signal()
    search_changed = Signal(str)
    search_entered = Signal(str)  # Enter or ↓

    def __init__(self, room: str, room_short: str, search: str, new: str, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._room, self._short = room, room_short
        self._practice = False
        self.search = SearchField(search, self) if search else None
        self._new = primary(new, icon="ph.plus", hint="Ctrl+N", parent=self)
        self._new.setVisible(bool(new))
        self._chip = Chip("练习", Kind.PRACTICE, parent=self)
        self._chip.hide()
        self._new.clicked.connect(self.new_asked)
        if self.search is not None:
            self.search.textChanged.connect(self.search_changed)
            self.search.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.dress()

    def focus_search(self) -> None:
        if self.search is not None:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def new_enabled(self) -> bool:
        return self._new.isEnabled()

    def set_new_enabled(self, on: bool) -> None:
        self._new.setEnabled(on)

    def set_practice(self, on: bool) -> None:
        self._practice = on
        self._chip.setVisible(on)
        self._place()
        self.update()

    def dress(self) -> None:
        worn = look()
        self.setFixedHeight(56 if not worn.folded else max(64, worn.px(32) + 16))
        self._place()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.search_entered.emit(self.search.text())
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.fillRect(self.rect(), worn.color(Tone.SURFACE))
        line = Tone.PRACTICE if self._practice else Tone.LINE
        thick = 3 if self._practice else 1
        painter.fillRect(QRect(0, self.height() - thick, self.width(), thick), worn.color(line))
        paint_seal(
            painter,
            QRectF(self._seal()),
            worn.color(Tone.PRACTICE if self._practice else Tone.ACCENT),
            worn.color(Tone.ON_ACCENT),
        )
        draw_text(painter, self._name_box, self._name, worn.font(12, bold=True), worn.color(Tone.INK))

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(self._name, self._name_box, look().font(12, bold=True))] if self._name else []

    def _seal(self) -> QRect:
        side = look().px(28)
        return QRect(_SIDE, (self.height() - side) // 2, side, side)

    def _place(self) -> None:
        worn = look()
        font = worn.font(12, bold=True)
        new = self._new.sizeHint() if not self._new.isHidden() else QSize(0, 0)
        self._new.setGeometry(
            self.width() - _SIDE - new.width(), (self.height() - new.height()) // 2, new.width(), new.height()
        )
        left = self._seal().right() + 1 + 12
        chip = self._chip.sizeHint() if self._practice else QSize(0, 0)
        free = self.width() - left - new.width() - 2 * _SIDE - (chip.width() + 12 if self._practice else 0)
        least = (min(self.search.wanted(), worn.px(320)) if self.search is not None else 0) + 48
        self._name = next((n for n in (self._room, self._short) if wide(n, font) + least <= free), "")
        self._name_box = QRect(left, 0, wide(self._name, font), self.height())
        right = self._name_box.right() + 1
        if self._practice:
            self._chip.setGeometry(right + 12, (self.height() - chip.height()) // 2, chip.width(), chip.height())
            right += 12 + chip.width()
        if self.search is not None:
            room = self._new.x() - right - 48
            width = max(80, min(room, max(self.search.wanted(), 400)))
            # centred in the window when that leaves both neighbours 24 px, else between them
            x = (self.width() - width) // 2
            if not (right + 24 <= x and x + width + 24 <= self._new.x()) or self.width() < 1600:
                x = (right + self._new.x() - width) // 2
            height = worn.px(32)
            self.search.setGeometry(x, (self.height() - height) // 2, width, height)
