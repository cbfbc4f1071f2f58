"""A list and, beside it, the card of what is chosen in it."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.looks import look

LEAST = 240  # px, whatever the window


class Sided(Dressed, QWidget):
    """The list takes the room that the side leaves. `sit` is called once, when both are made."""

    WIDE, SHARE = 480, 48  # the side's width: px at 100 %, and never more than this % of all

    def sit(self, listed: QWidget, side: QWidget) -> None:
        self._side = side
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(listed, 1)
        row.addWidget(side)
        self.dress()

    def dress(self) -> None:
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._side.setFixedWidth(max(min(look().px(self.WIDE), self.width() * self.SHARE // 100), LEAST))
