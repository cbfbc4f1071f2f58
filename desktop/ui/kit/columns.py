"""The frame of a page: a column that scrolls before it squeezes, and the head above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import Button, MenuButton, bare
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import ElidedLabel
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look


class _Content(QWidget):
    """Never lower than what its layout asks for at its present width: nothing overlaps, the column scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def minimumSizeHint(self) -> QSize:
        least = self.column.minimumSize().width()
        if self.column.hasHeightForWidth():
            return QSize(least, self.column.totalHeightForWidth(max(self.width(), least)))
        return QSize(least, self.column.totalSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.setMinimumHeight(self.minimumSizeHint().height())
        return done


class PageColumn(QScrollArea):
    """A transparent scroll area with one column of widgets; add to it with `add` or through `column`.

    It takes whatever height it is given and scrolls the rest; it never makes the window grow.
    """

    def __init__(self, *, margins: bool = False, parent: QWidget | None = None) -> None:
        """`margins`: keep the page's own margins (24 or 16 px at the sides, 12 above and below)."""
        super().__init__(parent)
        self._margins = margins
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = _Content()
        self.setWidget(self._content)
        self.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(24)
        self._measure()

    @property
    def column(self) -> QVBoxLayout:
        return self._content.column

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        self.column.addWidget(widget, stretch)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.column.minimumSize().width(), look().px(80))

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_content"):
            self._measure()

    def _measure(self) -> None:
        if self._margins:
            side = look().page_margin
            self.column.setContentsMargins(side, 12, side, 12)


class PageHead(Dressed, QWidget):
    """Title and what stands beside it, actions at the right edge.

    `two_lines`: title over its sub line, with an arrow back: the head of one file (44 px).
    """

    back_asked = Signal()

    def __init__(
        self, title: str, sub: str = "", *, two_lines: bool = False, back: bool = False, parent: QWidget | None = None
    ) -> None:
        QWidget.__init__(self, parent)
        self._two, self._back = two_lines, back
        self.title = ElidedLabel(title, 14 if two_lines else 16, bold=True, least=6)
        self.sub = ElidedLabel(sub, tone=Tone.INK_2, least=6)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        if back:
            self.back = bare("ph.arrow-left", "返回")
            self.back.clicked.connect(self.back_asked)
            row.addWidget(self.back)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.title)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(8)
        if two_lines:
            words = QVBoxLayout()
            words.setSpacing(0)
            first.addLayout(self._beside)
            first.addStretch(1)
            words.addLayout(first)
            words.addWidget(self.sub)
            row.addLayout(words, 1)
        else:
            first.addWidget(self.sub)
            first.addLayout(self._beside)
            row.addLayout(first)
            row.addStretch(1)
        self._folded: list[Button] = []
        self._acts: list[QWidget] = []
        self._actions: QBoxLayout = QHBoxLayout()
        self._actions.setSpacing(8)
        self.more = MenuButton()
        self.more.hide()
        self._actions.addWidget(self.more)
        row.addLayout(self._actions)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dress()

    def show_words(self, title: str, sub: str = "") -> None:
        self.title.setText(title)
        self.sub.setText(sub)
        self._fold()

    def add_beside(self, widget: QWidget) -> None:
        """A chip right after the title."""
        self._beside.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_action(self, widget: QWidget) -> None:
        """At the right edge, in the order added; when there is no room the first ones go into the menu of dots."""
        self._acts.append(widget)
        self._actions.insertWidget(len(self._acts) - 1, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def dress(self) -> None:
        self.setMinimumHeight(look().px(44 if self._two else 32))
        self._fold()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Sub line first, then actions from the left: what ranks last gives way, nothing is cut."""
        if not hasattr(self, "_acts"):
            return
        room = self.width()
        fixed = min(self.title.sizeHint().width(), wide("国" * 8, self.title.font())) + 24
        fixed += (look().px(32) + 12) if self._back else 0
        kept = list(self._acts)
        folded: list[Button] = []

        def needed() -> int:
            more = self.more.sizeHint().width() + 8 if folded else 0
            return fixed + more + sum(each.sizeHint().width() + 8 for each in kept)

        while needed() > room and (button := next((each for each in kept if isinstance(each, Button)), None)):
            kept.remove(button)
            folded.append(button)
        if folded != self._folded:
            self._folded = folded
            self.more.clear()
            for button in folded:
                self.more.add(button.words, button.click, icon=button.icon_name())
            for each in self._acts:
                each.setVisible(each in kept)
            self.more.setVisible(bool(folded))
        if not self._two:
            spare = room - needed() - (self.title.sizeHint().width() - fixed + 24) - 24
            self.sub.setVisible(
                bool(self.sub.text()) and spare >= min(self.sub.sizeHint().width(), wide("国" * 6, self.sub.font()))
            )
