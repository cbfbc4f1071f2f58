"""The parts of the intake panel round its form: head, the line about the draft, foot."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import link, plain, primary, quiet
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone, look


class Head(Dressed, QWidget):
    """登记纠纷, with the way out."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 1)
        row.setSpacing(12)
        row.addWidget(Label("登记纠纷", 14, bold=True))
        row.addWidget(ElidedLabel("先记四项,其余以后补", tone=Tone.INK_2), 1)
        self.fold = quiet("收起", icon="ph.x", hint="Esc")
        row.addWidget(self.fold)
        self.dress()

    def dress(self) -> None:
        self.setFixedHeight(look().px(56) + 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRect(0, self.height() - 1, self.width(), 1), look().color(Tone.LINE))


class Past(QWidget):
    """The quiet line above the form: where its words come from, and how to be rid of them."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.words = ElidedLabel("", tone=Tone.INK_2)
        self.button = link("清空")
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def show_words(self, words: str, act: str) -> None:
        self.words.setText(words)
        self.button.set_words(act)
        self.show()


class Foot(Dressed, QWidget):
    """What saving will lead to, whether the draft is safe, and the two buttons."""

    def __init__(self, *, may_print: bool) -> None:
        QWidget.__init__(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 9, 24, 12)
        column.setSpacing(6)
        self.consequence = Label("", tone=Tone.INK_2, wrap=True)
        self.keys = Label("Enter 下一项", tone=Tone.INK_3)
        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(self.consequence, 1)
        upper.addWidget(self.keys)
        column.addLayout(upper)
        self.draft = Kept()
        self.print = plain("登记并打印申请书", icon="ph.printer")
        if not may_print:
            self.print.hide()
        self.save = primary("登记", hint="Ctrl+Enter")
        lower = QHBoxLayout()
        lower.setSpacing(8)
        lower.addWidget(self.draft, 1)
        lower.addWidget(self.print)
        lower.addWidget(self.save)
        column.addLayout(lower)

    def show_kept(self, at: datetime | None) -> None:
        """草稿 14:06 已存; nothing when there is no draft."""
        self.draft.words.setText(f"草稿 {at:%H:%M} 已存" if at else "")
        self.draft.update()

    def dress(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().color(Tone.SUNK))
        painter.fillRect(QRect(0, 0, self.width(), 1), look().color(Tone.LINE))


class Kept(Dressed, QWidget):
    """The tick and the words of the draft."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self.words = ElidedLabel("", tone=Tone.INK_2)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words)
        self.dress()

    def dress(self) -> None:
        self._row.setContentsMargins(look().px(16) + 8, 0, 0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.words.text():
            side = look().px(16)
            box = QRect(0, (self.height() - side) // 2, side, side)
            paint_icon(QPainter(self), box, "ph.check-circle", Tone.GREEN)
