"""One clause: its number, its sentence, its obligations in lines that read as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.agreements import Duty, Obligation, Term
from desktop.domain.wording import numeral, own_words
from desktop.ui.agreements.duties import Bench, DutyLines, duty_lines, duty_said
from desktop.ui.agreements.prose import Growing, TermFrame
from desktop.ui.agreements.working import Working, words_of
from desktop.ui.kit.buttons import MenuButton, Rank
from desktop.ui.kit.cards import Hairline
from desktop.ui.kit.edits import Move
from desktop.ui.kit.fields import Field
from desktop.ui.kit.forms import Chain
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look

OWN = "写下这一条的文字"
MORE = "补充的话,接在义务后面印,如:余款 3,200 元免除"


class TermCard(TermFrame):
    """A clause to edit. Alt+↑ ↓ moves it. Values come in by `fill`, go out by `term()` and `duties()`."""

    edited = Signal(object)  # the clause's id
    move_asked = Signal(object, int)  # id, -1 or +1
    remove_asked = Signal(object)
    duty_asked = Signal(object, object)  # id, Duty
    drop_asked = Signal(object)  # an obligation's id
    rewrite_asked = Signal(object)  # id: let the obligations make the words
    saved = Signal()  # Ctrl+Enter
    ended = Signal(object)  # id: Enter on the last field

    def __init__(self, term: Term, duties: tuple[Obligation, ...], bench: Bench, raws: Mapping[str, str]) -> None:
        super().__init__()
        self._term, self._bench = term, bench
        self._number = Label("", 12, bold=True, tone=Tone.ACCENT)
        self.text = Growing(OWN, "条款文字")
        self.menu = MenuButton()
        self.menu.set_rank(Rank.QUIET)
        policy = self.menu.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.menu.setSizePolicy(policy)
        self.lines: list[DutyLines] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.text, 1)
        head.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(head)
        row = QHBoxLayout(self)
        row.setSpacing(4)
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column, 1)
        self._row = row
        self._make_lines(duties)
        self._chain = Chain([field for lines in self.lines for field in lines.fields.values()], self)
        self._chain.done.connect(self.saved)
        self._chain.ended.connect(lambda: self.ended.emit(self.id))
        self.text.edited.connect(self._on_edited)
        self.text.moved.connect(self._on_moved)
        self.fill(term, duties, raws)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_editing(False)
        self.dress()

    @property
    def id(self) -> UUID:
        return self._term.id

    def shape(self) -> tuple[object, ...]:
        """What must be the same for `fill` to do; otherwise the card is made anew."""
        return (self.id, *(lines.id for lines in self.lines))

    def fill(self, term: Term, duties: tuple[Obligation, ...], raws: Mapping[str, str]) -> None:
        self._term = term
        self._number.setText(numeral(term.position))
        self.text.setPlaceholderText(MORE if duties else OWN)
        self.text.setAccessibleName(f"第{numeral(term.position)}条的文字")
        self.menu.setAccessibleName(f"第{numeral(term.position)}条:更多")
        if self.text.words() != term.text.strip():
            self.text.put(term.text)
        for lines, duty in zip(self.lines, duties, strict=True):
            lines.fill(duty, raws)
        self._fill_menu(duties)

    def term(self) -> Term:
        return replace(self._term, text=self.text.words())

    def duties(self) -> list[tuple[Obligation, dict[str, str]]]:
        """Each obligation as it stands, with its unfinished typing."""
        return [lines.taken() for lines in self.lines]

    def field(self, duty: UUID | None, name: str) -> QWidget:
        """Where a finding points: the field of an obligation, else the words."""
        for lines in self.lines:
            if lines.id == duty and name in lines.fields:
                return lines.fields[name]
        return self.text

    def go(self, target: QWidget) -> None:
        if isinstance(target, Field):
            self._chain.go(target)
        else:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def begin(self) -> None:
        """The first empty field of the obligations, else the words."""
        empty = [f for lines in self.lines for f in lines.fields.values() if f.takes_focus and f.empty]
        self.go(empty[0] if empty else self.text)

    def show_faults(self, faults: Mapping[tuple[UUID | None, str], str]) -> None:
        """(obligation, field) -> a few words; (None, "text") for the sentence."""
        own = [said for (_, name), said in faults.items() if name == "text"]
        self.text.set_fault(own[0] if own else "")
        for lines in self.lines:
            lines.show_faults({name: said for (id, name), said in faults.items() if id == lines.id})

    def set_editing(self, on: bool) -> None:
        self.set_edge(Tone.ACCENT if on else Tone.LINE)
        self.menu.setVisible(on)

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "_row"):
            self._row.setContentsMargins(13, 7, 8, 9)
            self._number.setFixedWidth(look().px(24))
            self.menu.setFixedHeight(look().px(24))
            self._number.setFixedHeight(self.text.fontMetrics().lineSpacing() + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and Qt.Key(event.key()) in steps:
            self.move_asked.emit(self.id, steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def _make_lines(self, duties: tuple[Obligation, ...]) -> None:
        for n, duty in enumerate(duties):
            if n:
                self._column.addWidget(Hairline())
            lines = duty_lines(duty, self._bench)
            lines.changed.connect(self._on_edited)
            self.lines.append(lines)
            self._column.addWidget(lines)

    def _fill_menu(self, duties: tuple[Obligation, ...]) -> None:
        menu, id = self.menu, self.id
        menu.clear()
        menu.add("上移  Alt+↑", lambda: self.move_asked.emit(id, -1))
        menu.add("下移  Alt+↓", lambda: self.move_asked.emit(id, 1))
        menu.add_line()
        menu.add("再加一项付款", lambda: self.duty_asked.emit(id, Duty.MONEY))
        menu.add("再加一项要做的事", lambda: self.duty_asked.emit(id, Duty.ACT))
        if duties and own_words(self._term):
            menu.add("文字改由义务生成", lambda: self.rewrite_asked.emit(id))
        menu.add_line()
        if len(duties) > 1:
            for n, duty in enumerate(duties, 1):
                menu.add(f"移除第 {n} 项义务", partial(self.drop_asked.emit, duty.id))
        menu.add("移除这一条", lambda: self.remove_asked.emit(id), icon="ph.x")

    def _on_edited(self) -> None:
        self.edited.emit(self.id)

    def _on_moved(self, move: Move) -> None:
        match move:
            case Move.DONE:
                self.saved.emit()
            case Move.BACK:
                self.focusPreviousChild()


class TermReading(TermFrame):
    """A clause to read: the words as they print, and what is owed in one quiet line each."""

    def __init__(self, term: Term, working: Working, bench: Bench) -> None:
        super().__init__()
        self.id = term.id
        number = Label(numeral(term.position), 12, bold=True, tone=Tone.ACCENT)
        number.setFixedWidth(look().px(28))
        words = Label(words_of(term, working, bench.file), wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(words)
        for duty in working.of_term(term.id):
            column.addWidget(Label(duty_said(duty, bench.file), tone=Tone.INK_2, wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 9, 13, 9)
        row.setSpacing(4)
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.words = words.text()
