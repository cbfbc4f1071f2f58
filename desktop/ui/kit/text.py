"""Single lines of painted text: how wide, how elided, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class TextBox:
    """A painted text and the place it has, in widget pixels; `whole` is False when an ellipsis is an honest answer."""

    text: str
    box: QRect
    font: QFont
    whole: bool = True


@runtime_checkable
class PaintsText(Protocol):
    """A widget that paints its words says where, so that a test can find the clipped ones."""

    def text_boxes(self) -> list[TextBox]: ...


def wide(text: str, font: QFont) -> int:
    """Pixels that the line needs, rounded up."""
    return ceil(QFontMetricsF(font).horizontalAdvance(text))


def high(font: QFont) -> int:
    """Pixels of one line box."""
    return QFontMetrics(font).height()


def elided(text: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0))


def draw_text(
    painter: QPainter, box: QRect, text: str, font: QFont, color: QColor, align: Qt.AlignmentFlag = LEFT
) -> None:
    """One line, elided when the box is too narrow for it; `&` is an ordinary character."""
    painter.setFont(font)
    painter.setPen(color)
    if wide(text, font) > box.width():
        text = elided(text, font, box.width())
    painter.drawText(box, align | Qt.TextFlag.TextSingleLine, text)
