"""What stands beside the table while something is done with the month: a title, what is asked, two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import Rank, bare, plain, primary
from desktop.ui.kit.cards import Card, CardHead, Hairline
from desktop.ui.kit.columns import PageColumn


class Pane(Card):
    """Ctrl+Enter does it, Esc and ✕ put it away. Child classes fill `column` and say what `run` does."""

    left = Signal()

    def __init__(self, title: str, verb: str) -> None:
        super().__init__(flush=True)
        self.title = CardHead(title, barred=True)
        self.cross = bare("ph.x", "收起", Rank.QUIET)
        self.cross.clicked.connect(self.left)
        self.title.add_right(self.cross)
        area = PageColumn()
        area.column.setContentsMargins(16, 12, 16, 12)
        self._area = area
        area.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._see())
        self.column: QVBoxLayout = area.column
        self.yes = primary(verb, hint="Ctrl+Enter")
        self.no = plain("取消")
        self.yes.clicked.connect(self.run)
        self.no.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        self.foot = foot
        foot.addStretch(1)
        foot.addWidget(self.no)
        foot.addWidget(self.yes)
        self.add(self.title)
        self.add(area, 1)
        self.add(Hairline())
        self.body.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            done = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            done.activated.connect(self._done)
        away = QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.left)

    def run(self) -> None:
        """What the button does."""
        raise NotImplementedError

    def begin_focus(self) -> None:
        self.no.setFocus()

    def go_to(self, widget: QWidget) -> None:
        """The cursor there, in view also when what is above it grows later."""
        widget.setFocus()
        self._see()

    def settle(self) -> None:
        """Nothing typed is lost when another page comes."""

    def add_part(self, widget: QWidget) -> None:
        self.column.addWidget(widget)

    def _see(self) -> None:
        here = self.focusWidget()
        if here is not None and here.hasFocus() and self._area.isAncestorOf(here):
            self._area.ensureWidgetVisible(here, 0, 24)

    def _done(self) -> None:
        if self.yes.isVisible() and self.yes.isEnabled():
            self.run()
