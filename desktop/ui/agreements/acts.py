"""The buttons of an agreement, by where it stands and who looks: each state has one that is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands import agreements, drafts
from desktop.domain.agreements import Agreement, Status
from desktop.domain.checks import Finding
from desktop.domain.disputes import Dispute
from desktop.domain.numbering import left_blank
from desktop.domain.permissions import Act
from desktop.ui.agreements.keeping import KEEP_MS
from desktop.ui.agreements.panels import ActPanel, by_hand_form, reason_form, signing_form
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank


class Board(Protocol):
    """What the buttons need of their page."""

    @property
    def agreement(self) -> Agreement | None: ...

    @property
    def dispute(self) -> UUID | None: ...

    def reds(self) -> list[Finding]: ...

    def ambers(self) -> list[Finding]: ...

    def settle(self) -> None: ...

    def print_asked(self) -> None: ...

    def go_to(self, finding: Finding) -> None: ...

    def show_panel(self, panel: QWidget) -> None: ...

    def arrange(self) -> None: ...


class Acts(QWidget):
    """试印 送律师审 | 取回 | 退回 通过 | 签发 | 打印 记签字."""

    def __init__(self, host: Host, board: Board) -> None:
        super().__init__()
        self._host, self._board = host, board
        self._panel: ActPanel | None = None
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_MS)
        self._keeping.timeout.connect(self._keeping.stop)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.take_back = self._button("取回", "ph.note-pencil", self._take_back)
        self.send_back = self._button("退回", "ph.arrow-left", lambda: self.ask_reason())
        self.trial = self._button("试印", "ph.printer", board.print_asked)
        self.submit = self._button("送律师审", "ph.paper-plane-tilt", self._submit)
        self.approve = self._button("通过", "ph.check", self._approve)
        self.issue = self._button("只签发", "", self._issue)
        self.issue_print = self._button("签发并打印", "ph.printer", self._issue_and_print)
        self.write_number = self._button("编号已填上", "ph.note-pencil", self._write_number)
        self.print = self._button("打印", "ph.printer", board.print_asked)
        self.sign = self._button("记签字", "ph.check", self._ask_signing)
        self._due: Button | None = None

    def show_for(self, a: Agreement) -> None:
        """The buttons of this state; the last one is due and primary."""
        may = self._host.desk.may
        shown: list[Button] = []
        match a.status:
            case Status.DRAFT:
                shown = [self.trial, self.submit] if may(Act.DRAFT) else [self.trial]
            case Status.IN_REVIEW:
                shown = [self.take_back] if may(Act.DRAFT) and not may(Act.REVIEW) else []
                shown += [self.trial]
                shown += [self.send_back, self.approve] if may(Act.REVIEW) else []
            case Status.APPROVED:
                shown = [self.take_back] if may(Act.DRAFT) else []
                shown += [self.issue, self.issue_print] if may(Act.ISSUE) else [self.trial]
            case Status.ISSUED:
                shown = [self.print, self.sign] if may(Act.DECIDE) else [self.print]
            case Status.SIGNED:
                shown = [self.print]
        if a.frozen and left_blank(a) and may(Act.DECIDE) and self._numbered():
            shown.insert(0, self.write_number)
        self.trial.set_words("试印" if a.status is not Status.SIGNED else "打印")
        due = shown[-1] if shown and shown[-1] is not self.trial else None
        if due is self.approve and self._board.reds():
            due = self.send_back
        for button in self._buttons():
            button.setVisible(button in shown)
            button.set_rank(Rank.PRIMARY if button is due else Rank.PLAIN)
        self._due = due or (shown[-1] if shown else None)
        for button in (self.trial, self.print):
            button.setEnabled(may(Act.PRINT))
        self.updateGeometry()

    def reviewing(self) -> bool:
        """Whether the person is the lawyer and the agreement is before them."""
        a = self._board.agreement
        return a is not None and a.status is Status.IN_REVIEW and self._host.desk.may(Act.REVIEW)

    def begin_focus(self) -> None:
        if self._due is not None:
            self._due.setFocus()

    def shown(self) -> list[str]:
        return [button.words for button in self._buttons() if not button.isHidden()]

    def close_panel(self, *, done: bool = False) -> None:
        """Put the question away; what was typed in it is kept unless it is `done`."""
        if self._panel is not None:
            panel, self._panel = self._panel, None
            waiting = self._keeping.isActive()
            self._keeping.stop()
            if done:
                drafts.drop(self._host.desk, self._draft_key(panel))
            elif waiting:
                drafts.keep(self._host.desk, self._draft_key(panel), panel.form.draft())
            panel.hide()
            panel.deleteLater()
            self._board.arrange()
            self.begin_focus()

    @property
    def panel(self) -> ActPanel | None:
        return self._panel

    def ask_reason(self, sentence: str = "") -> None:
        """退回: with what to change; `sentence` is where the reason begins."""
        form = reason_form("写清要改哪一条、怎么改", needed=True)
        kept = str(self._panel.form.values()["note"]) if self._panel and self._panel.yes.words == "退回" else ""
        form.fill({"note": "\n".join(part for part in (kept, sentence) if part)})
        self._ask(ActPanel("退回修改", "调解员会看到这段话", form, "退回", self._send_back))

    def ask_approval(self) -> None:
        """通过 with a reason, for what must be confirmed."""
        found = ";".join(f.sentence for f in self._board.ambers())
        form = reason_form("已核对……,同意", needed=bool(found))
        self._ask(ActPanel("通过", found, form, "通过", self._approve_with))

    # -- the acts

    def _submit(self) -> None:
        self._board.settle()
        if reds := self._board.reds():
            self._host.say(f"还有 {len(reds)} 项须改,改好再送审。")
            self._board.go_to(reds[0])
            return
        id = self._id()
        self._host.do(lambda: agreements.submit(self._host.desk, id), said="已送律师审。", undo=True)
        self.begin_focus()

    def _take_back(self) -> None:
        id = self._id()
        self._host.do(lambda: agreements.take_back(self._host.desk, id), said="已取回,可以接着改。", undo=True)

    def _send_back(self, values: dict[str, Any]) -> None:
        agreements.send_back(self._host.desk, self._id(), str(values["note"]))
        self.close_panel(done=True)
        self._host.say("已退回调解员修改。")

    def _approve(self) -> None:
        if reds := self._board.reds():
            self._host.say(f"还有 {len(reds)} 项须改,请退回调解员。")
            self.send_back.setFocus()
            return
        if self._board.ambers():
            self.ask_approval()
            return
        self._host.do(lambda: self._approve_with({"note": ""}))

    def _approve_with(self, values: dict[str, Any]) -> None:
        agreements.approve(self._host.desk, self._id(), str(values["note"]))
        self.close_panel(done=True)
        self._host.say("已通过,可以签发。")
        self.begin_focus()

    def _issue(self, then: Callable[[], None] = lambda: None) -> bool:
        """Whether it is issued at once; without a number it is asked for first, and `then` comes after the answer."""
        id = self._id()
        if not self._numbered():
            self._ask(ActPanel("签发", "还没有正式编号", by_hand_form(), "签发", lambda v: self._issue_blank(v, then)))
            return False
        kept = self._host.do(lambda: agreements.issue(self._host.desk, id))
        if kept is None:
            return False
        a = self._board.agreement
        self._host.say(f"已签发 {a.no if a else ''}。")
        self.begin_focus()
        return True

    def _issue_and_print(self) -> None:
        if self._issue(self._board.print_asked):
            self._board.print_asked()

    def _issue_blank(self, values: dict[str, Any], then: Callable[[], None]) -> None:
        agreements.issue(self._host.desk, self._id(), by_hand=bool(values["by_hand"]))
        self.close_panel(done=True)
        self._host.say("已签发,编号留空;取得正式编号后请用笔填上。")
        self.begin_focus()
        then()

    def _numbered(self) -> bool:
        with self._host.desk.read() as reader:
            dispute = reader.maybe(Dispute, self._board.dispute)
        return dispute is not None and bool(dispute.case_no)

    def _write_number(self) -> None:
        id = self._id()
        made = self._host.do(lambda: agreements.write_number(self._host.desk, id))
        if made is not None:
            self._host.say(f"已记下 {made.no} 写在协议书上。")

    def _ask_signing(self) -> None:
        desk = self._host.desk
        self._ask(ActPanel("记签字", "各方签名并盖章之日起生效", signing_form(desk.today), "记下", self._sign))

    def _sign(self, values: dict[str, Any]) -> None:
        agreements.sign(self._host.desk, self._id(), on=values["on"], how=str(values["how"]), seal=bool(values["seal"]))
        self.close_panel(done=True)
        self._host.say("已记签字,协议生效,开始跟踪履行。")

    # -- within

    def _ask(self, panel: ActPanel) -> None:
        self.close_panel()
        self._panel = panel
        key = self._draft_key(panel)
        kept = drafts.find(self._host.desk, key)
        if kept is not None and not any(panel.form.field(n).raw() for n in kept.values if n == "note"):
            panel.form.fill_draft(kept.values)
        self._keeping.timeout.disconnect()
        self._keeping.timeout.connect(lambda: drafts.keep(self._host.desk, key, panel.form.draft()))
        panel.form.changed.connect(self._typed)
        panel.closed.connect(lambda: self.close_panel())
        self._board.show_panel(panel)
        panel.form.start()

    def _typed(self, _name: str) -> None:
        if not self._keeping.isActive():
            self._keeping.start()

    def _draft_key(self, panel: ActPanel) -> str:
        return f"agreement:{self._board.dispute}:{panel.yes.words}"

    def _id(self) -> UUID:
        a = self._board.agreement
        assert a is not None
        return a.id

    def _button(self, words: str, icon: str, act: Any) -> Button:
        button = Button(words, icon=icon)
        button.clicked.connect(lambda: act())
        self._row.addWidget(button)
        button.hide()
        return button

    def _buttons(self) -> list[Button]:
        found = (self._row.itemAt(n) for n in range(self._row.count()))
        widgets = [item.widget() for item in found if item is not None]
        return [widget for widget in widgets if isinstance(widget, Button)]
