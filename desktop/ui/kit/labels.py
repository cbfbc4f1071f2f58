"""Words on the page: labels that are always plain text, chips, marks and badges."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.shapes import (
    Kind,
    Shape,
    badge_size,
    chip_size,
    mark_size,
    paint_badge,
    paint_chip,
    paint_mark,
)
from desktop.ui.kit.text import TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


class Label(Dressed, QLabel):
    """Plain text in one of the few voices of the look; `wrap` breaks lines and never loses their height."""

    def __init__(
        self,
        text: str = "",
        points: float = 10.5,
        *,
        bold: bool = False,
        tone: Tone = Tone.INK,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        QLabel.__init__(self, parent)
        self._points, self._bold, self._tone = points, bold, tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.dress()

    def dress(self) -> None:
        self.setFont(look().font(self._points, bold=self._bold))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, look().color(self._tone))
        self.setPalette(palette)

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.dress()

    def set_bold(self, bold: bool) -> None:
        self._bold = bold
        self.dress()


class ElidedLabel(Label):
    """One line that ends in an ellipsis when there is no room; its full text is then the tool tip, always the name."""

    def __init__(
        self,
        text: str = "",
        points: float = 10.5,
        *,
        bold: bool = False,
        tone: Tone = Tone.INK,
        least: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        """`least`: characters that always stay visible."""
        self._least = least
        super().__init__(text, points, bold=bold, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(wide("国" * self._least, self.font()), self.sizeHint().width()), self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(wide(self.text(), self.font()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = self.palette().color(QPalette.ColorRole.WindowText)
        draw_text(painter, self.contentsRect(), self.text(), self.font(), color, self.alignment())

    def is_elided(self) -> bool:
        return wide(self.text(), self.font()) > self.contentsRect().width()

    def _tell(self) -> None:
        self.setToolTip(self.text() if self.is_elided() else "")


class Chip(Dressed, QWidget):
    """A word on a tinted ground, with an optional shape: a stage, a risk, a finding."""

    def __init__(
        self, text: str, kind: Kind = Kind.GREY, shape: Shape | None = None, parent: QWidget | None = None
    ) -> None:
        QWidget.__init__(self, parent)
        self._text, self._kind, self._shape = text, kind, shape
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_as(text, kind, shape)

    def show_as(self, text: str, kind: Kind, shape: Shape | None = None) -> None:
        self._text, self._kind, self._shape = text, kind, shape
        self.setAccessibleName(text)
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self._text, self._shape)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), self.rect(), self._text, self._kind, self._shape)

    def text_boxes(self) -> list[TextBox]:
        spare = self.sizeHint().width() - wide(self._text, look().font())
        return [TextBox(self._text, self.rect().adjusted(spare, 0, 0, 0), look().font())]


class Mark(Dressed, QWidget):
    """A shape and its word, without a ground: ▲ 红."""

    def __init__(
        self, word: str, shape: Shape, tone: Tone, *, bold: bool = False, parent: QWidget | None = None
    ) -> None:
        QWidget.__init__(self, parent)
        self._bold = bold
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_as(word, shape, tone)

    def show_as(self, word: str, shape: Shape, tone: Tone) -> None:
        self._word, self._shape, self._tone = word, shape, tone
        self.setAccessibleName(word)
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return mark_size(self._word, bold=self._bold)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_mark(QPainter(self), self.rect(), self._word, self._shape, self._tone, bold=self._bold)

    def text_boxes(self) -> list[TextBox]:
        font = look().font(bold=self._bold)
        return [TextBox(self._word, self.rect().adjusted(self.width() - wide(self._word, font), 0, 0, 0), font)]


class Badge(Dressed, QWidget):
    """A count in a round ground; hidden at zero."""

    def __init__(self, count: int = 0, kind: Kind = Kind.BLUE, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_count(count, kind)

    def show_count(self, count: int, kind: Kind = Kind.BLUE) -> None:
        self.count, self._kind = count, kind
        self.setAccessibleName(f"{count} 件")
        self.setVisible(count > 0)
        self.dress()

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self.count)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(QPainter(self), self.rect(), self.count, self._kind)
