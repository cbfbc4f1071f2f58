"""The first run: five short faces, the keyboard alone is enough, going back loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.domain.people import Committee
from desktop.ui.gate.ground import GateGround
from desktop.ui.gate.passwords import refusal
from desktop.ui.gate.recovery import RecoveryFace
from desktop.ui.gate.steps import AccountForm, CommitteeForm, NumberForm, WayPage, folder_dialog
from desktop.ui.kit.buttons import primary, quiet
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.forms import Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.stepper import Step, Stepper, StepState
from desktop.ui.looks import Tone

WIDTH = 680
STEPS = ("开始", "调委会", "编号", "账户", "恢复单")
TITLES = (
    ("从哪里开始", ""),
    ("调解委员会", "写在每份文书上;加粗的三项必填,其余以后补"),
    ("案件编号", "受理时自动编号,不跳号、不重号"),
    ("第一个账户", "每人用自己的账户,不共用"),
    ("恢复单", ""),
)
RECOVERY = 4


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the first run asked; `member`: the account's person is also one of the mediators."""

    folder: Path
    committee: Committee
    account_name: str
    password: str
    member: bool

    def __repr__(self) -> str:
        return "SetUp(…)"


class FirstRun(GateGround):
    """Asks; the caller makes the room and answers `show_recovery`, or `refused` with the field that is wrong."""

    set_up_asked = Signal(object)  # SetUp
    practice_asked = Signal()
    join_asked = Signal()
    open_asked = Signal(object)  # Path
    finished = Signal()

    def __init__(
        self, default_folder: Path, *, today: Callable[[], date] = date.today, parent: QWidget | None = None
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._folder, self._today = default_folder, today
        self.at = 0
        self.name.setText("调处室工作台")
        self.under.setText("人民调解联合接待·离线优先")
        self.foot.hide()
        self.ways = WayPage()
        self.committee = CommitteeForm(default_folder)
        self.number = NumberForm(self._short, lambda: today().year)
        self.account = AccountForm()
        self.recovery: RecoveryFace | None = None
        self._lay()
        self.ways.chosen.connect(self._begin)
        for form in self.forms:
            form.done.connect(self.go_on)
            form.ended.connect(self.go_on)
            form.left.connect(self.go_back)
            form.changed.connect(self._hush)
        self._show(0)

    @property
    def forms(self) -> tuple[Form, Form, Form]:
        return self.committee, self.number, self.account

    def _lay(self) -> None:
        self.steps = Stepper()
        self.title = Label("", 12, bold=True)
        self.beside = Label("", tone=Tone.INK_2, wrap=True)
        self.refusal = Banner("", Kind.RED)
        self.refusal.hide()
        self.back = quiet("返回", icon="ph.arrow-left", hint="Esc")
        self.back.clicked.connect(self.go_back)
        self.next = primary("下一步", hint="Ctrl+Enter")
        self.next.clicked.connect(self.go_on)
        self.card.add(self.steps)
        self.card.add(self.title)
        self.card.add(self.beside)
        for face in (self.ways, *self.forms):
            face.setSizePolicy(QSizePolicy.Policy.Preferred, face.sizePolicy().verticalPolicy())
            self.card.add(face)
        self.card.add(self.refusal)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        self.card.body.addLayout(row)

    def begin_focus(self) -> None:
        match self.at:
            case 0:
                self.ways.begin_focus()
            case 4 if self.recovery is not None:
                self.recovery.begin_focus()
            case 1 | 2 | 3:
                self.forms[self.at - 1].start()

    def show_recovery(self, code: str) -> None:
        """The room has been made: show its code, once."""
        self.busy(False)
        committee = self.committee.values()
        face = RecoveryFace(committee["room"], committee["committee"], code, done="完成,进入调处室", today=self._today)
        face.kept.connect(self.finished)
        self.card.body.insertWidget(self.card.body.indexOf(self.refusal), face)
        self.recovery = face
        self.account.fill({"password": "", "again": ""})
        self._show(RECOVERY)

    def refused(self, field: str, sentence: str) -> None:
        """Go to the face that holds `field` and say why; without such a field it is said where the person is."""
        self.busy(False)
        place = next((n for n, form in enumerate(self.forms, 1) if field in form.names()), 0)
        if place:
            self._show(place)
            self.forms[place - 1].show_problem(field, sentence)
        self.refusal.show_text(sentence)
        self.refusal.show()

    def busy(self, on: bool) -> None:
        for form in self.forms:
            form.setEnabled(not on)
        self.back.setEnabled(not on)
        self.next.setEnabled(not on)
        self.next.hint = "" if on else "Ctrl+Enter"
        self.next.set_words("正在建立…" if on else self._next_words())

    def go_on(self) -> None:
        """To the next face when this one is acceptable; the third form makes the room."""
        if self.at not in (1, 2, 3) or not self.next.isEnabled():
            return
        self._hush()
        form = self.forms[self.at - 1]
        if not form.check():
            return
        if form is self.account:
            if sentence := refusal(self.account.field("password").value()):
                self.account.show_problem("password", sentence)
                return
            self.set_up_asked.emit(self.set_up())
        else:
            self._show(self.at + 1)

    def go_back(self) -> None:
        if 1 <= self.at < RECOVERY and self.back.isEnabled():
            self._hush()
            self._show(self.at - 1)

    def set_up(self) -> SetUp:
        """What has been typed so far. RuleBroken when the committee is not named yet."""
        told = self.committee.values()
        folder = told.pop("folder")
        account = self.account.values()
        committee = Committee(**told, number_pattern=self.number.values()["number_pattern"])
        return SetUp(folder, committee, account["name"], account["password"], bool(account["member"]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on what is no field (a tick, a pattern) goes on as well; Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.begin_focus)

    def _begin(self, way: str) -> None:
        match way:
            case "make":
                self._show(1)
            case "join":
                self.join_asked.emit()
            case "practice":
                self.practice_asked.emit()
            case "open":
                dialog = folder_dialog(self, "打开已有的调处室", self._folder)
                dialog.fileSelected.connect(self._open)
                dialog.open()

    def _open(self, chosen: str) -> None:
        self.open_asked.emit(Path(chosen))

    def _show(self, at: int) -> None:
        self.at = at
        for n, face in enumerate((self.ways, *self.forms, self.recovery)):
            if face is not None:
                face.setVisible(n == at)
        self.title.setText(TITLES[at][0])
        self.beside.setText(TITLES[at][1])
        self.beside.setVisible(bool(TITLES[at][1]))
        self.steps.setVisible(at > 0)
        states = [StepState.DONE if n < at else StepState.NOW if n == at else StepState.LATER for n in range(1, 5)]
        self.steps.show_steps([Step(words, state) for words, state in zip(STEPS[1:], states, strict=True)])
        self.back.setVisible(1 <= at < RECOVERY)
        self.next.setVisible(1 <= at < RECOVERY)
        self.next.set_words(self._next_words())
        self.area.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.begin_focus()

    def _next_words(self) -> str:
        return "建立调处室" if self.at == 3 else "下一步"

    def _short(self) -> str:
        short: str = self.committee.field("short").value()
        return short

    def _hush(self, _name: str = "") -> None:
        self.refusal.hide()
