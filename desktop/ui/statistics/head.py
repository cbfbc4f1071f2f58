"""The head of 统计: which period, by which basis, which view, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.counting import Basis
from desktop.domain.counting.rules import BASIS_WORDS
from desktop.ui.kit.buttons import MenuButton, Rank, plain
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.looks import look
from desktop.ui.statistics.picker import PeriodPicker


class StatisticsHead(Dressed, QWidget):
    """`based(basis)`: look by another basis. What has no room stands behind the dots; nothing is cut."""

    based = Signal(object)
    compared = Signal(bool)

    def __init__(
        self, today: Callable[[], date], frozen: Callable[[], frozenset[str]], views: Sequence[Segment]
    ) -> None:
        QWidget.__init__(self)
        self.title = Label("统计", 16, bold=True)
        self.picker = PeriodPicker(today, frozen)
        self.basis = MenuButton("按结案日", Rank.QUIET)
        for basis, words in BASIS_WORDS.items():
            self.basis.add(words, partial(self.based.emit, basis))
        self.compare = plain("对比")
        self.compare.rank = Rank.QUIET
        self.compare.setCheckable(True)
        self.compare.setToolTip("本月旁边看上月和去年同月")
        self.compare.toggled.connect(self.compared)
        self.views = Segments(views, name="统计")
        self.export = plain("导出", icon="ph.export")
        self.freeze = plain("封存", icon="ph.lock-simple")
        self.more = MenuButton()
        self._state, self._named, self._kept = "", "", "封存"
        self._folded: tuple[str, ...] | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.title)
        self._row.addSpacing(4)
        left: tuple[QWidget, ...] = (self.picker, self.basis, self.compare)
        right: tuple[QWidget, ...] = (self.views, self.export, self.freeze, self.more)
        for part in left:
            self._row.addWidget(part)
        self._row.addStretch(1)
        for part in right:
            self._row.addWidget(part)
        self.dress()

    def show_state(self, basis: Basis, state: str) -> None:
        """`按结案日·未封存`; the state gives way first."""
        self._named, self._state = BASIS_WORDS[basis], state
        self._fold()

    def show_freeze(self, words: str, *, may: bool, why_not: str) -> None:
        """封存 10 月; disabled with the reason as its tool tip."""
        self._kept = words
        self.freeze.setEnabled(may)
        self.freeze.setToolTip(why_not)
        self.freeze.setAccessibleDescription(why_not)
        self._folded = None
        self._fold()

    def show_acts(self, *, export: bool, freeze: bool, compare: bool) -> None:
        """Which of them there are for this person and this view."""
        self._there = {"export": export, "freeze": freeze, "compare": compare}
        self._folded = None
        self._fold()

    def dress(self) -> None:
        self.setMinimumHeight(look().px(32))
        self._folded = None
        self._fold()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(320), look().px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """State, then the month in 封存, then 对比, 导出 and 封存 give way, in this order."""
        if not hasattr(self, "_there"):
            self._there = {"export": True, "freeze": True, "compare": True}
        buttons = {"export": self.export, "freeze": self.freeze, "compare": self.compare}
        offered = [name for name, there in self._there.items() if there]
        room = self.width()
        for state, month, folded in (
            (True, True, ()),
            (False, True, ()),
            (False, False, ()),
            (False, False, ("compare",)),
            (False, False, ("compare", "export")),
            (False, False, ("compare", "export", "freeze")),
        ):
            self.basis.set_words(f"{self._named}·{self._state}" if state and self._state else self._named)
            self.freeze.set_words(self._kept if month else self._kept.split(" ")[0])
            shown = [buttons[name] for name in offered if name not in folded]
            parts = [self.title, self.picker, self.basis, self.views, *shown]
            hidden = [name for name in offered if name in folded]
            needed = sum(part.sizeHint().width() + 8 for part in parts) + 12 + (52 if hidden else 0)
            if needed <= room:
                break
        for name, button in buttons.items():
            button.setVisible(name in offered and name not in folded)
        self.more.setVisible(bool(hidden))
        self.more.clear()
        for name in hidden:
            button = buttons[name]
            self.more.add(button.words, button.click, icon=button.icon_name(), enabled=button.isEnabled())
