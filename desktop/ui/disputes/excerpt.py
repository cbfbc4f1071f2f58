"""A few lines of a longer text, the last one ending in an ellipsis; the whole is its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.text import TextBox, draw_text, elided, high
from desktop.ui.looks import Tone, look


class Excerpt(Dressed, QWidget):
    """Wraps at its width and shows at most `most` lines."""

    def __init__(self, most: int = 4, tone: Tone = Tone.INK) -> None:
        QWidget.__init__(self)
        self._text, self._most, self._tone = "", most, tone
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        self._text = " ".join(text.split())
        self.setAccessibleName(self._text)
        self.setToolTip(self._text if len(self._text) > 60 else "")
        self.dress()

    def text(self) -> str:
        return self._text

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * self._pitch()

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._pitch())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for box in self.text_boxes():
            draw_text(painter, box.box, box.text, box.font, look().color(self._tone))

    def text_boxes(self) -> list[TextBox]:
        font, pitch = look().font(), self._pitch()
        return [
            TextBox(line, QRect(0, n * pitch, self.width(), pitch), font, whole=False)
            for n, line in enumerate(self._lines(self.width()))
        ]

    def _pitch(self) -> int:
        return high(look().font())

    def _lines(self, width: int) -> list[str]:
        if not self._text:
            return []
        layout = QTextLayout(self._text, look().font())
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        lines: list[str] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1))
            if len(lines) == self._most - 1:
                rest = _after(self._text, line.textStart())
                lines.append(elided(rest, look().font(), width))
                break
            lines.append(_after(self._text, line.textStart(), line.textLength()))
        layout.endLayout()
        return lines


def _after(text: str, start: int, length: int = -1) -> str:
    """A slice counted in UTF-16 units, as Qt counts."""
    raw = text.encode("utf-16-le", "surrogatepass")
    end = len(raw) if length < 0 else 2 * (start + length)
    return raw[2 * start : end].decode("utf-16-le", "surrogatepass")
