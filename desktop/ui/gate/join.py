"""Joining a room that exists already: a file and a code, who one is, the recovery sheet, the first data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.commands.syncing import joining
from desktop.commands.syncing.joining import Entrance
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.jobs import Jobs
from desktop.storage.keys import Cost
from desktop.sync.invitations import Invitation
from desktop.ui.gate.ground import GateGround
from desktop.ui.gate.join_steps import InvitationForm, ReceiveFace, WhoForm
from desktop.ui.gate.passwords import refusal
from desktop.ui.gate.recovery import RecoveryFace
from desktop.ui.gate.wizard import WIDTH
from desktop.ui.kit.buttons import primary, quiet
from desktop.ui.kit.cards import Banner
from desktop.ui.kit.labels import Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.stepper import Step, Stepper, StepState
from desktop.ui.looks import Tone

T = TypeVar("T")
STEPS = ("邀请", "账户", "恢复单", "接收数据")
TITLES = (
    ("加入已有的调处室", "这台电脑将与原来的电脑用同一份数据"),
    ("您是哪一位", ""),
    ("恢复单", "这台电脑的恢复单,与别的电脑不通用"),
    ("接收数据", ""),
)
INVITATION, WHO, RECOVERY, RECEIVE = range(4)
BY_FIELD = {
    "invitation_foreign": "file",
    "invitation_damaged": "file",
    "invitation_newer": "file",
    "invitation_expired": "file",
    "invitation_code_typo": "code",
    "wrong_invitation_code": "code",
}


class JoinPage(GateGround):
    """From the invitation to a room that can be opened; `finished` then, `left` when it is given up before.

    `claim` is asked for the folder before anything is written to it: False when another program has it (that has been
    said through `refused`). With `entrance` the page goes on where a join was cut.
    """

    finished = Signal()
    left = Signal()
    _counted = Signal(int)

    def __init__(
        self,
        folder: Path,
        claim: Callable[[Path], bool],
        *,
        entrance: Entrance | None = None,
        cost: Cost | None = None,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._claim, self._cost, self._today = claim, cost or Cost(), today
        self._invitation: Invitation | None = None
        self._entrance = entrance
        self._count = 0
        self._fetching, self._arrived, self._gone = False, False, False
        self.at = INVITATION
        self._jobs = Jobs(self._bug, self)
        self.name.setText("调处室工作台")
        self.under.setText("人民调解联合接待·离线优先")
        self.foot.hide()
        self.invitation = InvitationForm()
        self.who = WhoForm(folder)
        self.receive = ReceiveFace()
        self.recovery: RecoveryFace | None = None
        self._lay()
        for form in (self.invitation, self.who):
            form.done.connect(self.go_on)
            form.ended.connect(self.go_on)
            form.left.connect(self.go_back)
            form.changed.connect(self._hush)
        self.receive.hub_asked.connect(self._fetch)
        self.receive.folder_asked.connect(self._fetch)
        self._counted.connect(self._show_count)
        if entrance is not None:
            self._offer_ways(entrance)
        self._show(INVITATION if entrance is None else RECEIVE)

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
        for widget in (self.steps, self.title, self.beside, self.invitation, self.who, self.receive, self.refusal):
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, widget.sizePolicy().verticalPolicy())
            self.card.add(widget)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        self.card.body.addLayout(row)

    # -- moving on

    def go_on(self) -> None:
        if self.next.isHidden() or not self.next.isEnabled():
            return
        self._hush()
        if self.at == INVITATION and self.invitation.check():
            self._open()
        elif self.at == WHO and self.who.check():
            if sentence := refusal(self.who.field("password").value()):
                self.who.show_problem("password", sentence)
            else:
                self._join()
        elif self.at == RECEIVE and self._arrived:
            self.finished.emit()

    def go_back(self) -> None:
        if self.back.isHidden() or not self.back.isEnabled():
            return
        self._hush()
        if self.at == WHO:
            self._show(INVITATION)
        else:
            self.left.emit()

    def refused(self, sentence: str) -> None:
        """Said where the person is."""
        self.refusal.show_text(sentence)
        self.refusal.show()

    def busy(self, on: bool) -> None:
        for form in (self.invitation, self.who):
            form.setEnabled(not on)
        self.back.setEnabled(not on)
        self.next.setEnabled(not on)
        self.next.hint = "" if on else "Ctrl+Enter"
        self.next.set_words("请稍候…" if on else self._next_words())

    def _open(self) -> None:
        told = self.invitation.values()
        self._run(lambda: joining.open_invitation(told["file"], told["code"]), self._opened)

    def _opened(self, invitation: Invitation) -> None:
        self._invitation = invitation
        people = [(guest.id, guest.name, guest.role) for guest in invitation.accounts]
        self.who.offer(invitation.name, invitation.station, people)
        self._show(WHO)

    def _join(self) -> None:
        told, invitation = self.who.values(), self._invitation
        folder: Path = told["folder"]
        if invitation is None or not self._claim(folder):
            return
        account, password, cost = told["account"], told["password"], self._cost
        self._run(lambda: joining.join(folder, invitation, account, password, cost=cost), self._joined)

    def _joined(self, made: tuple[Entrance, str]) -> None:
        self._entrance, code = made
        room = self._invitation.name if self._invitation is not None else ""
        face = RecoveryFace(room, room, code, done="收好了,下一步", today=self._today)
        face.kept.connect(self._kept)
        self.card.body.insertWidget(self.card.body.indexOf(self.refusal), face)
        self.recovery = face
        self.who.fill({"password": "", "again": ""})
        self._offer_ways(self._entrance)
        self._show(RECOVERY)
        if self._entrance.hub() is not None:
            self._fetch()  # while the code is copied

    def _kept(self) -> None:
        self._show(RECEIVE)

    def _offer_ways(self, entrance: Entrance) -> None:
        hub = entrance.hub()
        self.receive.show_ways(hub.name or hub.host if hub else "")

    # -- the first data

    def _fetch(self, folder: object = None) -> None:
        entrance = self._entrance
        if entrance is None or self._fetching:
            return
        self._fetching, self._count = True, 0
        path = folder if isinstance(folder, Path) else None
        self.receive.show_busy("正在从服务器接收…" if path is None else "正在从 U 盘读入…")
        seen: set[Any] = set()

        def told(changed: Changed) -> None:
            seen.update(changed.objects)
            self._counted.emit(len(seen))

        work = partial(joining.fetch, entrance, path, told=told, go_on=lambda: not self._gone)
        self._jobs.submit(_caught(work), self._fetched)

    def _fetched(self, done: Any) -> None:
        self._fetching = False
        if isinstance(done, MediationError):
            self.receive.show_refusal(done.for_user())
            return
        done.store.close()
        self._arrived = True
        self.receive.show_done(self._count)
        self._show_next()
        if self.at == RECEIVE:
            self.next.setFocus()

    def _show_count(self, count: int) -> None:
        self._count = count
        self.receive.show_count(count)

    # -- the page

    def begin_focus(self) -> None:
        match self.at:
            case 0:
                self.invitation.start()
            case 1:
                self.who.start()
            case 2 if self.recovery is not None:
                self.recovery.begin_focus()
            case 3:
                (self.next if self._arrived else self.receive.hub).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.begin_focus)

    def settle(self) -> None:
        """The page goes: nothing of it is still writing."""
        self._gone = True
        self._jobs.wait(30_000)
        if self._entrance is not None and not self._arrived:
            self._entrance.close()

    def _show(self, at: int) -> None:
        self.at = at
        for n, face in enumerate((self.invitation, self.who, self.recovery, self.receive)):
            if face is not None:
                face.setVisible(n == at)
        self.title.setText(TITLES[at][0])
        self.beside.setText(TITLES[at][1])
        self.beside.setVisible(bool(TITLES[at][1]))
        states = [StepState.DONE if n < at else StepState.NOW if n == at else StepState.LATER for n in range(4)]
        self.steps.show_steps([Step(words, state) for words, state in zip(STEPS, states, strict=True)])
        self.back.setVisible(at in (INVITATION, WHO))
        self._show_next()
        self.area.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.begin_focus()

    def _show_next(self) -> None:
        self.next.setVisible(self.at in (INVITATION, WHO) or (self.at == RECEIVE and self._arrived))
        self.next.set_words(self._next_words())

    def _next_words(self) -> str:
        return {WHO: "加入", RECEIVE: "进入调处室"}.get(self.at, "下一步")

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.busy(True)

        def landed(result: Any) -> None:
            self.busy(False)
            if isinstance(result, MediationError):
                self._say(result)
            else:
                done(result)

        self._jobs.submit(_caught(work), landed)

    def _say(self, error: MediationError) -> None:
        field = BY_FIELD.get(getattr(error, "code", ""), "")
        if field:
            self._show(INVITATION)
            self.invitation.show_problem(field, error.for_user())
        else:
            self.refused(error.for_user())

    def _bug(self, error: Exception) -> None:
        self.busy(False)
        if self._fetching:
            self._fetching = False
            self.receive.show_refusal("接收时出了意外,已收到的内容还在,请重试。")
        else:
            self.refused("这一步没有完成,没有留下半成的数据,请重试。")
        raise error

    def _hush(self, _name: str = "") -> None:
        self.refusal.hide()


def _caught(work: Callable[[], Any]) -> Callable[[], Any]:
    """A job whose MediationError is its result."""

    def run() -> Any:
        try:
            return work()
        except MediationError as error:
            return error

    return run
