"""The docked side panel (登记): beside the page, never over it while there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.looks import Tone, look

WIDTH = 584  # px at 100 %
LEAST_PAGE = 400  # px the page beside keeps, 460 where letters are twice as large


class SidePanel(Dressed, QWidget):
    """Holds one widget at the right edge; hidden while it holds none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.hide()

    def content(self) -> QWidget | None:
        return self._content

    def show_content(self, widget: QWidget) -> None:
        if self._content is widget:
            return
        self.clear_content()
        self._content = widget
        self._column.addWidget(widget)
        self._watch()
        self.show()
        widget.show()
        self.dress()

    def clear_content(self) -> None:
        if self._content is None:
            return
        self.hide()
        self._column.removeWidget(self._content)
        self._content.hide()
        self._content.setParent(None)
        self._content = None

    def dress(self) -> None:
        parent = self.parentWidget()
        room = parent.width() if parent is not None else 1366
        rail = 88 if look().folded else 136
        self.setFixedWidth(
            min(round(WIDTH * look().scale), max(room - rail - (LEAST_PAGE if look().scale <= 1.5 else 460), 320))
        )
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.dress()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().color(Tone.SURFACE))
        painter.fillRect(QRect(0, 0, 1, self.height()), look().color(Tone.LINE_STRONG))

    def _watch(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.removeEventFilter(self)
            parent.installEventFilter(self)
