"""The docked panel in which somebody who walked in becomes a file."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.commands import disputes
from desktop.domain.permissions import Act
from desktop.ui.attempt import attempt
from desktop.ui.host import Host
from desktop.ui.intake.before import who_came_before
from desktop.ui.intake.form import IntakeForm, near
from desktop.ui.intake.keeping import Keeper
from desktop.ui.intake.parts import Foot, Head, Past
from desktop.ui.kit.cards import EmptyState
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.edits import Move, move_of
from desktop.ui.words import ROLES

LOOK_AGAIN = 200  # ms after the last key before asking who came before


class IntakePanel(Dressed, QWidget):
    """登记. Ctrl+Enter registers from anywhere in it, Esc folds it and keeps what was typed."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._done = False
        self._before: UUID | None = None
        self._cleared: dict[str, Any] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.head = Head()
        self.head.fold.clicked.connect(host.close_panel)
        self._column.addWidget(self.head)
        self.allowed = host.desk.may(Act.REGISTER)
        if not self.allowed:
            role = ROLES[host.desk.account.role]
            sentence = f"{role}不登记纠纷。请来人稍候,由调解员登录后登记。"
            self._column.addWidget(EmptyState(sentence, icon="ph.info", action="收起", act=host.close_panel), 1)
            return
        self.form = IntakeForm(host.desk, host.desk.now())
        self._blank = self.form.draft()
        self.keeper = Keeper(host, self.form)
        self.past = Past()
        self.past.button.clicked.connect(self._clear_or_take_back)
        self.area = PageColumn()
        self.area.column.setContentsMargins(24, 16, 24, 16)
        self.area.add(self.past)
        self.area.add(self.form)
        self.area.column.addStretch(1)
        self._column.addWidget(self.area, 1)
        self.foot = Foot(may_print=host.desk.may(Act.PRINT))
        self._column.addWidget(self.foot)
        self._look = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._look.timeout.connect(self._look_for_before)
        self._wire()
        draft = self.keeper.restore()
        if draft is not None:
            self.past.show_words(f"接着上次的草稿,{near(draft.saved_at, host.desk.today())} 存的", "清空")
            self.foot.show_kept(draft.saved_at)
        self._look_for_before()
        self._follow_story()
        self._show_consequence()

    def _wire(self) -> None:
        form = self.form
        form.changed.connect(self._changed)
        form.done.connect(self.save)
        form.left.connect(self._host.close_panel)
        form.ended.connect(self.foot.save.setFocus)
        form.guesses.picked.connect(self._pick)
        form.before.acted.connect(self._go_before)
        self.keeper.kept.connect(self.foot.show_kept)
        self.foot.save.clicked.connect(self.save)
        self.foot.print.clicked.connect(partial(self.save, paper=True))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    # What the window asks

    def begin_focus(self) -> None:
        """The first of the needed fields that is empty."""
        if not self.allowed:
            self.head.fold.setFocus()
            return
        names = [name for name in ("name", "phone", "facts", "category") if self.form.field(name).empty]
        self.form.chain.go(self.form.field(names[0] if names else "facts"))

    def settle(self) -> None:
        """The panel goes: keep what is typed."""
        if self.allowed:
            self.keeper.flush()

    def save(self, *, paper: bool = False) -> None:
        """Register once, say so, fold; with `paper` go on to the application form."""
        if self._done or not self.allowed or not self.form.check():
            return
        made = attempt(
            self._host, self.form, lambda: disputes.register(self._host.desk, self.form.arrival()), at="name"
        )
        if made is None:
            return
        dispute = made.value
        self._done = True
        self.keeper.end()
        self._host.close_panel()
        if paper:
            self._host.show_paper(dispute.id, "application")
        self._host.say(f"已登记 {dispute.number}", undo=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the buttons; the fields' own come through the form."""
        match move_of(event):
            case Move.LEAVE:
                self._host.close_panel()
            case Move.DONE:
                self.save()
            case _:
                super().keyPressEvent(event)

    def dress(self) -> None:
        self.update()

    # What follows from typing

    def _changed(self, name: str) -> None:
        if name in {"name", "phone"}:
            self._look.start()
        elif name == "category":
            self.keeper.chosen = self.form.field("category").value() is not None
            self._follow_story()
        elif name == "facts":
            self._follow_story()
        self._show_consequence()
        if self._cleared:
            self._cleared = {}
            self.past.hide()
        self.keeper.touch()

    def _follow_story(self) -> None:
        self.form.show_guesses(follow=not self.keeper.chosen)

    def _pick(self, code: str) -> None:
        self.keeper.chosen = True
        self.form.fill({"category": code})
        self._follow_story()
        self.keeper.touch()

    def _show_consequence(self) -> None:
        """What will have to happen after saving, by when and by whom, said before the button."""
        self.form.show_parts()
        rules = self._host.desk.handbook.rules
        limit = rules.limit("accept_decision")
        ends = limit.ends(self.form.received_at.date(), rules.calendar)
        owner = self.form.owner_name
        sure = ",日历暂定" if rules.calendar.provisional(ends) else ""
        by = f",由{owner}办" if owner else ",还没有人负责"
        days = f"{limit.length}{sure}"
        self.foot.consequence.setText(f"登记后:{ends.month}月{ends.day}日前决定是否受理({days}){by}")

    def _look_for_before(self) -> None:
        form = self.form
        found = who_came_before(self._host.desk, form.field("name").value(), form.field("phone").value())
        self._before = found.dispute if found else None
        form.show_before(found.sentence if found else "")

    def _go_before(self) -> None:
        if self._before is not None:
            self._host.open_file(self._before)

    def _clear_or_take_back(self) -> None:
        """清空 starts anew; 恢复 brings back what was cleared."""
        if self._cleared:
            self.keeper.put(self._cleared)
            self._cleared = {}
            self.past.hide()
        else:
            self._cleared = self.keeper.values()
            now = self._host.desk.now().isoformat()
            self.keeper.put({"form": self._blank, "chosen": False, "since": now})
            self.past.show_words("已清空", "恢复")
        self.form.clear_problems()
        self._look_for_before()
        self._follow_story()
        self._show_consequence()
        self.keeper.keep()
        self.begin_focus()

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        if old is not None and self.isAncestorOf(old):
            self.keeper.flush()
        if now is not None and self.form.isAncestorOf(now):
            self.foot.keys.setText("Tab 下一项" if isinstance(now, QPlainTextEdit) else "Enter 下一项")
