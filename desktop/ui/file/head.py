"""The head of one file: who against whom, what may be done, how far it is, and how much time is left."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.deadlines import Rules
from desktop.ui.file.risk.mark import RiskMark
from desktop.ui.file.said import day_count, way
from desktop.ui.file.state import OpenFile
from desktop.ui.kit.buttons import Button, MenuButton, plain
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.kit.stepper import Stepper
from desktop.ui.looks import Tone, look


class DayCounter(Dressed, QWidget):
    """第 5 日 / 30 日 over the day it ends and its basis."""

    def __init__(self) -> None:
        QWidget.__init__(self)
        self._day = Label(bold=True, tone=Tone.ACCENT)
        self._of = ElidedLabel(tone=Tone.INK_2)
        self._note = ElidedLabel(tone=Tone.INK_2, least=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._day)
        first.addWidget(self._of, 1)
        column.addLayout(first)
        column.addWidget(self._note)
        column.addStretch(1)

    def dress(self) -> None:
        self.updateGeometry()

    def show_count(self, day: str, of: str, note: str, *, late: bool) -> None:
        self._day.setText(day)
        self._day.set_tone(Tone.RED if late else Tone.ACCENT)
        self._of.setText(of)
        self._note.setText(note)


class FileHead(QWidget):
    """Two lines of words with the actions, then the way of the file. It only asks; the page acts."""

    back_asked = Signal()
    risk_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = PageHead("", two_lines=True, back=True)
        self.words.back_asked.connect(self.back_asked)
        self.risk = RiskMark()
        self.risk.clicked.connect(self.risk_asked)
        self.words.add_beside(self.risk)
        self.printer = MenuButton("打印", icon="ph.printer")
        self.agreement: Button = plain("写协议", icon="ph.note-pencil")
        self.more = MenuButton()
        for button in (self.printer, self.agreement, self.more):
            self.words.add_action(button)
        self.stepper = Stepper()
        self.count = DayCounter()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words)
        self._way = QHBoxLayout()
        self._way.setSpacing(16)
        self._way.addWidget(self.stepper, 1, Qt.AlignmentFlag.AlignTop)
        self._way.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._way)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(320), super().minimumSizeHint().height())

    def show_file(self, state: OpenFile, mediators: str, category: str, rules: Rules) -> None:
        d = state.file.dispute
        self.words.show_words(
            state.file.names() or d.title or "未填当事人",
            "·".join(part for part in (d.number, category, mediators) if part),
        )
        self.risk.show_risk(d.risk)
        self.stepper.show_steps(way(state.file))
        count = day_count(state.file, state.today, rules)
        self.count.show_count(count.day, count.of, count.note, late=count.late)
