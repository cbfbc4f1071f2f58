"""The table of keys: caps as on the keyboard, what they do beside them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.help.keys import GROUPS, Key
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

WIDEST = 760
_GAP = 8


class Caps(Dressed, QWidget):
    """The keys of one row, each on a cap of its own; the words between keys stand bare."""

    def __init__(self, key: Key) -> None:
        QWidget.__init__(self)
        self._keys = key.keys
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" ".join(key.keys))

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._boxes()[-1].right() + 1, look().px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for words, box in zip(self._keys, self._boxes(), strict=True):
            if words != "…":
                painter.setPen(QPen(worn.color(Tone.LINE_STRONG), 1))
                painter.setBrush(worn.color(Tone.SUNK))
                painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            draw_text(painter, box, words, worn.font(), worn.color(Tone.INK), CENTRE)

    def text_boxes(self) -> list[TextBox]:
        return [TextBox(words, box, look().font()) for words, box in zip(self._keys, self._boxes(), strict=True)]

    def _boxes(self) -> list[QRect]:
        x, made, tall = 0, [], look().px(24)
        for words in self._keys:
            width = wide(words, look().font()) + (0 if words == "…" else 16)
            made.append(QRect(x, (look().px(28) - tall) // 2, width, tall))
            x += width + _GAP
        return made


class KeysView(PageColumn):
    """All groups one under the other."""

    def __init__(self) -> None:
        super().__init__()
        self.column.setSpacing(8)
        self._grids: list[QGridLayout] = []
        self.column.addWidget(Label("快捷键", 16, bold=True))
        self.column.addWidget(Label("全部功能都可以只用键盘。", tone=Tone.INK_2))
        for n, group in enumerate(GROUPS):
            if n:
                self.column.addWidget(Hairline())
            self.column.addWidget(Label(group.title, 11, bold=True))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(1, 1)
            for row, key in enumerate(group.keys):
                grid.addWidget(Caps(key), row, 0)
                words = Label(key.does, wrap=True)
                words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(words, row, 1)
            self._grids.append(grid)
            self.column.addLayout(grid)
        self.column.addStretch(1)
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_grids"):
            self._lay()

    def _lay(self) -> None:
        spare = self.width() - 24 - round(WIDEST * look().scale)
        self.column.setContentsMargins(24, 16, max(24, spare), 16)
        widest = max(caps.sizeHint().width() for caps in self.findChildren(Caps))
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, widest)
