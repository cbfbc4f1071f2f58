"""逾期了怎么办: the ways that the law gives for what was not performed, each with its limit and its button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.breach import Way
from desktop.ui.kit.buttons import Button, small
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.labels import Label, Mark
from desktop.ui.kit.shapes import Shape
from desktop.ui.looks import Tone

PAPERS = {
    "performance_reminder": "打印通知",
    "confirmation_application": "打印申请",
    "payment_order_application": "打印申请",
}
SOON = 60  # days whose number still says something
NEAR = 7  # days before its end at which a way is said loudly


class WaysPanel(Card):
    """Shows the ways of one due; `printed(Way)` and `begun(Way)` when a button is pressed."""

    printed = Signal(object)
    begun = Signal(object)

    def __init__(self) -> None:
        super().__init__(ground=Tone.SUNK)
        self.head = CardHead("逾期了怎么办")
        self.add(self.head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.body.addLayout(self._rows)
        self._made: list[QWidget] = []
        self._ways: tuple[Way, ...] = ()
        self._state: object = None

    def show_ways(self, ways: Sequence[Way], about: str, today: date, *, may_print: bool, may_edit: bool) -> None:
        """The open ways first; those that are closed say why. `about` is the due in words."""
        self.head.show_words("逾期了怎么办", about)
        state = (tuple(ways), today, may_print, may_edit)
        if state == self._state:
            return
        self._state, self._ways = state, tuple(ways)
        for old in self._made:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        ordered = [w for w in ways if w.open] + [w for w in ways if not w.open]
        self._made = []
        for n, way in enumerate(ordered):
            if n:
                self._put(Hairline())
            self._put(_WayRow(self, way, today, may_print=may_print, may_edit=may_edit))

    def row(self, code: str) -> _WayRow:
        """The row of one way."""
        return next(r for r in self._made if isinstance(r, _WayRow) and r.way.code == code)

    def first_button(self) -> Button | None:
        """Where the keyboard begins."""
        return next((b for r in self._made if isinstance(r, _WayRow) for b in r.buttons), None)

    def _put(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)
        self._made.append(widget)


class _WayRow(QWidget):
    """One way: its name and last day, why, on which basis, and what begins it."""

    def __init__(self, panel: WaysPanel, way: Way, today: date, *, may_print: bool, may_edit: bool) -> None:
        super().__init__()
        self.way = way
        self.mark = Mark(way.title, Shape.DOT if way.open else Shape.DASH, Tone.ACCENT if way.open else Tone.INK_3)
        self.why = Label(way.why, tone=Tone.INK if way.open else Tone.INK_3, wrap=True)
        words = [way.basis]
        near = False
        if way.open and way.until is not None:
            left = (way.until - today).days
            near = 0 <= left <= NEAR
            last = f"{way.until:%Y-%m-%d} 前" if left >= 0 else f"应在 {way.until:%Y-%m-%d} 前"
            words.insert(
                0, f"{last}(还有 {left} 日)" if 0 < left <= SOON else f"{last}(今天最后一日)" if left == 0 else last
            )
        self.basis = Label("·".join(words), tone=Tone.AMBER if near else Tone.INK_3, wrap=True)
        text = QVBoxLayout()
        text.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.mark)
        top.addStretch(1)
        self.buttons: list[Button] = []
        if way.open and way.paper and may_print:
            self.buttons.append(small(PAPERS.get(way.paper, "打印"), icon="ph.printer"))
            self.buttons[-1].clicked.connect(lambda: panel.printed.emit(way))
        if way.open and way.track and may_edit:
            self.buttons.append(small("开始办理", icon="ph.arrow-square-out"))
            self.buttons[-1].clicked.connect(lambda: panel.begun.emit(way))
        for button in self.buttons:
            button.setAccessibleName(f"{way.title}:{button.words}")
            top.addWidget(button)
        text.addLayout(top)
        text.addWidget(self.why)
        text.addWidget(self.basis)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(text, 1)
        row.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
