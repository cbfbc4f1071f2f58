"""The ground of the gate: paper, one white card in the middle, the room's mark above it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.cards import Card
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.focus import FocusRing
from desktop.ui.kit.labels import Label
from desktop.ui.kit.seal import paint_seal
from desktop.ui.looks import Tone, look


class Seal(Dressed, QWidget):
    """The mark 和, `side` px at 100 %."""

    def __init__(self, side: int = 48) -> None:
        QWidget.__init__(self)
        self._side = side
        self.dress()

    def dress(self) -> None:
        side = look().px(self._side)
        self.setFixedSize(QSize(side, side))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = look()
        paint_seal(QPainter(self), QRectF(self.rect()), worn.color(Tone.ACCENT), worn.color(Tone.ON_ACCENT))


class GateGround(Dressed, QWidget):
    """A calm page with `head` (mark, name, a quiet line) over `card`, centred, scrolling when it is too high.

    `width`: of the card, px at 100 %. A window without a focus ring gets one when the page is first shown.
    """

    def __init__(self, width: int, *, parent: QWidget | None = None) -> None:
        QWidget.__init__(self, parent)
        self._width = width
        self.setAutoFillBackground(True)
        self.name = Label("", 16, bold=True)
        self.under = Label("", tone=Tone.INK_2)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.under)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addStretch(1)
        head.addWidget(Seal(), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(words)
        head.addStretch(1)
        self.card = Card()
        self.card.body.setContentsMargins(25, 21, 25, 21)
        self.card.body.setSpacing(12)
        self.card.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self.foot = Label("", tone=Tone.INK_3, wrap=True)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area = PageColumn()
        self.area.column.setSpacing(16)
        self.area.column.setContentsMargins(16, 16, 16, 16)
        self.area.column.addStretch(2)
        self.area.column.addLayout(head)
        middle = QHBoxLayout()  # an alignment would measure the card's height at the whole width
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(1)
        self.area.column.addLayout(middle)
        self.area.column.addWidget(self.foot)
        self.area.column.addStretch(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def dress(self) -> None:
        self.card.setFixedWidth(min(round(self._width * look().scale), max(self.width() - 48, 320)))
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, look().color(Tone.PAPER))
        self.setPalette(ground)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.dress()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window()
        if window.findChild(FocusRing) is None:
            FocusRing(window)
