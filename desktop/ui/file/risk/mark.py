"""The risk of a file in its head: a chip that opens the panel."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.domain.disputes import Risk
from desktop.ui.file.said import RISK_KINDS, RISK_SHAPES, risk_words
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import chip_size, paint_chip
from desktop.ui.kit.text import TextBox, wide
from desktop.ui.looks import look


class RiskMark(Dressed, QAbstractButton):
    """Looks like the chip it is; pressing it opens the assessment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        QAbstractButton.__init__(self, parent)
        self._risk = Risk.GREEN
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("看规则、评定等级")
        self.show_risk(Risk.GREEN)

    def show_risk(self, risk: Risk) -> None:
        self._risk = risk
        self.setAccessibleName(risk_words(risk))
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(risk_words(self._risk), RISK_SHAPES[self._risk])

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        words, kind, shape = risk_words(self._risk), RISK_KINDS[self._risk], RISK_SHAPES[self._risk]
        paint_chip(QPainter(self), self.rect(), words, kind, shape)

    def text_boxes(self) -> list[TextBox]:
        words = risk_words(self._risk)
        spare = self.sizeHint().width() - wide(words, look().font())
        return [TextBox(words, self.rect().adjusted(spare, 0, 0, 0), look().font())]
