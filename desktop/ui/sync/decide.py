"""需要您决定: one decision at a time, both values side by side, by keys: 1 2 3, Enter, 先放着."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QWidget

from desktop.commands.syncing.decisions import Place
from desktop.domain.errors import RuleBroken
from desktop.ui.kit.buttons import bare, link, plain, primary
from desktop.ui.kit.cards import Card, Hairline
from desktop.ui.kit.field import LineField
from desktop.ui.kit.labels import Chip, ElidedLabel, Label, Mark
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.looks import Tone, look
from desktop.ui.sync.asking import Question
from desktop.ui.sync.marks import IconLabel
from desktop.ui.sync.option import OptionCard
from desktop.ui.sync.third import Third

MOST_BEFORE = 28  # characters of what stood there before; the rest is its tool tip
NARROW = 20  # characters that a card needs; below, they stand under each other
Say = Callable[[Place, object], str]


class DecisionCard(Card):
    """Shows a question; says what was chosen. Saving is somebody else's work."""

    decided = Signal(object, str)  # the choice (number of a side, typed words, a word), the note
    put_off = Signal(int)  # +1 to the next, -1 to the one before
    opened = Signal(object)  # UUID of the file
    uncover_asked = Signal()

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say
        self.question: Question | None = None
        self.options: list[OptionCard] = []
        self.third: Third | None = None
        self._may, self._whole = True, False
        self._head()
        self._which()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self.body.addLayout(self._grid)
        self._third_place = QHBoxLayout()
        self.body.addLayout(self._third_place)
        self.note = LineField(width=None)
        self.note.set_name("说明")
        self.note.moved.connect(lambda _move: self.decide())
        self.add(self.note)
        self._foot()

    def _head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Mark("", Shape.DIAMOND, Tone.AMBER))
        row.addWidget(Label("需要您决定", 12, bold=True))
        self.chip = Chip("1 件", Kind.AMBER)
        row.addWidget(self.chip)
        row.addStretch(1)
        self.why = ElidedLabel("", tone=Tone.INK_2, least=8)
        row.addWidget(self.why)
        self.before_it, self.after_it = bare("ph.caret-left", "上一件"), bare("ph.caret-right", "下一件")
        self.place = Label("", tone=Tone.INK_2)
        self.before_it.clicked.connect(lambda: self.put_off.emit(-1))
        self.after_it.clicked.connect(lambda: self.put_off.emit(1))
        for widget in (self.before_it, self.place, self.after_it):
            row.addWidget(widget)
        self.body.addLayout(row)
        self.add(Hairline())

    def _which(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.number = link("")
        self.number.clicked.connect(self._open)
        self.names = ElidedLabel("", least=4)
        self.label = ElidedLabel("", bold=True, least=6)
        self.before = ElidedLabel("", tone=Tone.INK_2, least=6)
        for widget in (self.number, self.names, self.label):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.before)
        self.body.addLayout(row)

    def _foot(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.info = IconLabel("ph.info")
        row.addWidget(self.info, 1)
        self.whole = link("看全文")
        self.whole.clicked.connect(self._turn_whole)
        self.uncover = link("显示号码", icon="ph.eye")
        self.uncover.clicked.connect(self.uncover_asked)
        self.later = plain("先放着")
        self.later.clicked.connect(lambda: self.put_off.emit(1))
        self.yes = primary("用选中的", hint="Enter")
        self.yes.clicked.connect(self.decide)
        for button in (self.whole, self.uncover, self.later, self.yes):
            row.addWidget(button)
        self.body.addLayout(row)

    # -- what is asked

    def ask(self, question: Question, at: int, of: int, *, may: bool) -> None:
        """Show it; what was typed and chosen stays when it is the same question as before."""
        same = self.question is not None and self.question.decision.key == question.decision.key
        typed = self.third.texts() if same and self.third is not None else ()
        chosen = self.chosen() if same else -1
        focused = QApplication.focusWidget()
        had = focused is not None and self.isAncestorOf(focused)
        if question == self.question and may == self._may:
            self._say_which(question, at, of)
            return  # nothing moved: where the cursor is and what is typed stays
        self.question, self._may = question, may
        self._say_which(question, at, of)
        self._make_options(question)
        self._make_third(question, typed)
        self.note.setVisible(bool(question.note))
        self.note.line.setPlaceholderText(question.note)
        if not same:
            self.note.set_raw("")
            self._whole = False
        self._show_whole()
        self.uncover.setVisible(question.masked)
        self.info.show_text(question.foot if may else "您的账户不能决定这一项,请有权限的同事来定。")
        self.yes.set_words(question.yes)
        self.yes.setEnabled(may)
        if chosen >= 0 or not typed:
            self.choose(chosen if 0 <= chosen < len(self.options) else question.chosen, focus=False)
        if had:
            self.begin_focus()

    def chosen(self) -> int:
        """The number of the chosen card; -1 while another value is typed."""
        return next((n for n, option in enumerate(self.options) if option.isChecked()), -1)

    def choose(self, at: int, *, focus: bool = True) -> None:
        """The n-th answer, or the line for another value."""
        for n, option in enumerate(self.options):
            option.setChecked(n == at)
            option.setFocusPolicy(Qt.FocusPolicy.StrongFocus if n == max(at, 0) else Qt.FocusPolicy.ClickFocus)
        if focus and 0 <= at < len(self.options):
            self.options[at].setFocus()

    def press(self, key: int) -> None:
        """1, 2, 3 …: the cards in their order, then the line."""
        if 1 <= key <= len(self.options):
            self.choose(key - 1)
        elif key == len(self.options) + 1 and self.third is not None and self.question is not None:
            if (at := self.chosen()) >= 0 and self.question.decision.concern is None:
                self.third.seed(self.question.decision.sides[at].values)
            self.third.take_focus()
            self.choose(-1, focus=False)

    def decide(self) -> None:
        if self.question is None or not self._may:
            return
        at = self.chosen()
        if at >= 0:
            self.decided.emit(self.question.answers[at].choice, self.note.raw())
        elif self.third is not None:
            self.decided.emit(self.third.texts(), self.note.raw())

    def refuse(self, broken: RuleBroken) -> bool:
        """Say it where it belongs; False when no line here is meant."""
        if broken.field == "note" and not self.note.isHidden():
            self.note.wrong(broken.for_user())
            self.note.editor.setFocus()
            return True
        if self.chosen() < 0 and self.third is not None:
            self.third.refuse(broken)
            return True
        return False

    def begin_focus(self) -> None:
        at = self.chosen()
        if at >= 0:
            self.options[at].setFocus()
        elif self.third is not None:
            self.third.take_focus()

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in reading order."""
        typed = [field.editor for field in self.third.fields] if self.third is not None else []
        buttons = [self.whole, self.uncover, self.later, self.yes]
        return [self.before_it, self.after_it, self.number, *self.options, *typed, self.note.editor, *buttons]

    # -- inside

    def _say_which(self, question: Question, at: int, of: int) -> None:
        decision = question.decision
        self.chip.show_as(f"{of} 件", Kind.AMBER)
        self.why.setText(question.why)
        self.place.setText(f"{at + 1}/{of}")
        for widget in (self.before_it, self.place, self.after_it):
            widget.setVisible(of > 1)
        self.number.set_words(decision.number or "设置")
        self.number.setEnabled(decision.dispute is not None)
        self.names.setText(decision.names)
        self.names.setVisible(bool(decision.names))
        self.label.setText(question.label)
        self.before.setText(question.before)
        self.before.setMaximumWidth(MOST_BEFORE * look().px(14))
        self.setAccessibleName(f"需要您决定:{decision.number} {question.label}")

    def _make_options(self, question: Question) -> None:
        for old in self.options:
            old.hide()
            self._grid.removeWidget(old)
            old.setParent(None)
            old.deleteLater()
        self.options = [OptionCard(answer, n + 1) for n, answer in enumerate(question.answers)]
        for n, option in enumerate(self.options):
            option.clicked.connect(lambda _checked=False, at=n: self.choose(at))
            option.decided.connect(lambda at=n: self._enter(at))
            option.walked.connect(lambda step, at=n: self.choose((at + step) % len(self.options)))
        self._place_options()

    def _enter(self, at: int) -> None:
        self.choose(at)
        self.decide()

    def _place_options(self) -> None:
        wide = self.width() >= NARROW * 2 * look().px(14) or len(self.options) == 1
        across = 2 if wide and len(self.options) > 1 else 1
        for n, option in enumerate(self.options):
            self._grid.removeWidget(option)
            self._grid.addWidget(option, n // across, n % across)
            option.show()
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _make_third(self, question: Question, typed: Sequence[str]) -> None:
        if self.third is not None:
            self._third_place.removeWidget(self.third)
            self.third.hide()
            self.third.setParent(None)
            self.third.deleteLater()
            self.third = None
        if not question.third:
            return
        samples = [side.values for side in question.decision.sides]
        self.third = Third(question.decision.places, question.third, self._say, samples)
        self.third.show_key(len(self.options) + 1)
        self.third.set_texts(typed)
        self.third.begun.connect(lambda: self.choose(-1, focus=False))
        self.third.decided.connect(self.decide)
        self.third.left.connect(lambda: self.choose(self.question.chosen if self.question else 0))
        self.third.setEnabled(self._may)
        self._third_place.addWidget(self.third)
        self.third.show()

    def _turn_whole(self) -> None:
        self._whole = not self._whole
        self._show_whole()

    def _show_whole(self) -> None:
        for option in self.options:
            option.show_whole(self._whole)
        self.whole.setVisible(any(option.shortened() for option in self.options))
        self.whole.set_words("只看不同" if self._whole else "看全文")

    def _open(self) -> None:
        if self.question is not None and isinstance(self.question.decision.dispute, UUID):
            self.opened.emit(self.question.decision.dispute)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place_options()
