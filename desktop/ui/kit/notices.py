"""What the program says back: a quiet toast with 撤销, an error that stays, a question that never blocks.

All three stand over the page that hosts them and none is modal: the page stays alive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import Button, Rank, bare
from desktop.ui.kit.cards import Banner, Card
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look

TOAST_MS = 6000
UNDO_MS = 12000  # time enough to read, think and reach for the mouse


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a question; without an act it only closes the question."""

    words: str
    act: Callable[[], object] | None = None
    rank: Rank = Rank.PLAIN


class Toast(Dressed, QFrame):
    """Dark words on ink: one sentence, perhaps one act."""

    def __init__(self, text: str, action: str, act: Callable[[], object] | None, parent: QWidget) -> None:
        QFrame.__init__(self, parent)
        self.text = text
        self._act = act
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(12)
        self.label = Label(text, wrap=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.label, 1)
        self.action = Button(action, Rank.LINK) if act is not None else None
        if self.action is not None:
            self.action.clicked.connect(self._go)
            row.addWidget(self.action)
        cross = bare("ph.x", "收起")
        cross.clicked.connect(self.hide)
        row.addWidget(cross)
        self.setAccessibleName(text)

    def dress(self) -> None:
        self.updateGeometry()
        self.update()

    def size_in(self, room: int) -> QSize:
        """One line as long as `room` px allow, else as many as it takes."""
        margins = self._row.contentsMargins()
        beside = [button.sizeHint().width() for button in self.findChildren(Button)]
        rest = margins.left() + margins.right() + sum(beside) + self._row.spacing() * len(beside)
        width = min(rest + wide(self.text, self.label.font()) + 2, room)
        return QSize(width, max(self.heightForWidth(width), self.minimumSizeHint().height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_float(self)

    def _go(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()


class Question(Card):
    """Title, sentence and buttons in their own words; Esc is the last one."""

    def __init__(self, title: str, sentence: str, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._choices = list(choices)
        self.buttons: list[Button] = []
        self.set_edge(Tone.FIELD)
        self.body.setContentsMargins(17, 17, 17, 17)
        self.body.setSpacing(8)
        self.add(Label(title, 12, bold=True, wrap=True))
        self.add(Label(sentence, tone=Tone.INK_2, wrap=True))
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for choice in self._choices:
            button = Button(choice.words, choice.rank)
            button.clicked.connect(lambda _checked=False, chosen=choice: self.choose(chosen))
            self.buttons.append(button)
            row.addWidget(button)
        self.body.addLayout(row)
        self.setAccessibleName(f"{title}。{sentence}")
        self._before = QApplication.focusWidget()

    def choose(self, choice: Choice) -> None:
        if not self.isVisible():
            return
        inside = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if inside and self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self.deleteLater()
        if choice.act is not None:
            choice.act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.choose(self._choices[-1])
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)


class Notices(QObject):
    """Speaks over `host`, usually the shell's stack of pages."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._toast: Toast | None = None
        self._question: Question | None = None
        self._column = _Errors(host)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hush)
        host.installEventFilter(self)

    def say(
        self, text: str, *, undo: Callable[[], object] | None = None, action: str = "撤销", ms: int | None = None
    ) -> None:
        """A quiet sentence at the foot of the page; a new one replaces the old. `undo` adds its button."""
        self.hush()
        self._toast = Toast(text, action, undo, self._host)
        self._place()
        self._toast.show()
        self._toast.raise_()
        _announce(self._toast)
        self._timer.start(ms if ms is not None else (UNDO_MS if undo is not None else TOAST_MS))

    def hush(self) -> None:
        """Put the toast away."""
        self._timer.stop()
        if self._toast is not None:
            self._toast.hide()
            self._toast.deleteLater()
            self._toast = None

    def toast(self) -> Toast | None:
        return self._toast if self._toast is not None and not self._toast.isHidden() else None

    def warn(
        self, text: str, *, action: str = "", act: Callable[[], object] | None = None, kind: Kind = Kind.RED
    ) -> Banner:
        """A sentence that stays at the foot of the page until it is put away. The same sentence is said once."""
        banner = self._column.show_banner(text, kind, action, act)
        self._place()
        _announce(banner)
        return banner

    def banners(self) -> list[Banner]:
        return self._column.banners()

    def clear(self) -> None:
        """Put away every banner."""
        self._column.clear()

    def ask(self, title: str, sentence: str, choices: Sequence[Choice]) -> Question:
        """Ask about what can't be undone. The last choice is the safe one: it has the focus and is what Esc means."""
        if self._question is not None and not self._question.isHidden():
            self._question.choose(Choice(""))
        question = Question(title, sentence, choices, self._host)
        self._question = question
        question.destroyed.connect(lambda: self._forget(question))  # what Qt hands over is another wrapper
        self._place()
        question.show()
        question.raise_()
        question.buttons[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        _announce(question)
        return question

    def question(self) -> Question | None:
        return self._question if self._question is not None and not self._question.isHidden() else None

    def stand_above(self) -> None:
        """Another page has come to the front of the host: what is being said stays over it."""
        for said in (self._column, self._toast, self._question):
            if said is not None:
                said.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._place()
        return False

    def _forget(self, gone: Question) -> None:
        if self._question is gone:
            self._question = None

    def _place(self) -> None:
        room = self._host.rect()
        foot = room.bottom() - 16
        if self._column.banners():
            width = min(room.width() - 2 * look().page_margin, look().px(880))
            self._column.place((room.width() - width) // 2, foot, width)
            foot = self._column.y() - 8
        if self._toast is not None:
            size = self._toast.size_in(room.width() - 2 * look().page_margin)
            self._toast.setGeometry(
                (room.width() - size.width()) // 2, foot - size.height(), size.width(), size.height()
            )
        if self._question is not None:
            width = min(room.width() - 32, look().px(440))
            tall = max(self._question.heightForWidth(width), self._question.minimumSizeHint().height())
            self._question.setGeometry((room.width() - width) // 2, max(16, (room.height() - tall) // 3), width, tall)


class _Errors(QWidget):
    """The banners that stay, one under the other."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def banners(self) -> list[Banner]:
        return [] if self.isHidden() else [b for b in self.findChildren(Banner) if not b.isHidden()]

    def show_banner(self, text: str, kind: Kind, action: str, act: Callable[[], object] | None) -> Banner:
        for banner in self.banners():
            if banner.accessibleName() == text:
                return banner
        banner = Banner(text, kind, action=action, closable=True, edged=True)
        banner.dismissed.connect(lambda: self._drop(banner))
        if act is not None:
            banner.acted.connect(lambda: self._drop(banner))
            banner.acted.connect(act)
        self._column.addWidget(banner)
        banner.show()
        self.show()
        self.raise_()
        return banner

    def clear(self) -> None:
        for banner in self.banners():
            self._drop(banner)

    def place(self, x: int, foot: int, width: int) -> None:
        tall = max(self._column.heightForWidth(width), self._column.minimumSize().height())
        self.setGeometry(x, foot - tall, width, tall)

    def _drop(self, banner: Banner) -> None:
        banner.hide()
        self._column.removeWidget(banner)
        banner.deleteLater()
        if not [b for b in self.findChildren(Banner) if not b.isHidden()]:
            self.hide()
        else:
            host = self.parentWidget()
            self.place(self.x(), self.y() + self.height(), min(self.width(), host.width() if host else self.width()))


def _announce(widget: QWidget) -> None:
    """Let a screen reader say it now."""
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))


def _paint_float(widget: QWidget) -> None:
    """A floating ground: no shadow, a strong edge instead."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look().color(Tone.SURFACE))
    painter.setPen(QPen(look().color(Tone.FIELD), 1))
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
