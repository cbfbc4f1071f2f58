"""工作交接: what waits for somebody who leaves, who takes it, all in one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import handover, rooms
from desktop.commands.handover import OpenItem
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.domain.handing import Handover
from desktop.domain.people import Member
from desktop.domain.permissions import Act
from desktop.ui.host import Host
from desktop.ui.kit.buttons import primary
from desktop.ui.kit.cards import Card, CardHead, EmptyState
from desktop.ui.kit.choices import Check, Checks, Option
from desktop.ui.kit.columns import PageColumn, PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Beside, Form
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.tables import ListView
from desktop.ui.looks import Tone, look

NOBODY = "(没有人能接)"
HOW = "选好接收人,平均分给各位;同一件纠纷归一人,须回避的不分。选中一行按 Enter 换一个人接。"
ALL_DONE = "手上没有未办结的事项,不用交接。"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the item and the name of who takes it."""

    item: OpenItem
    to: str


class HandoverPage(Dressed, QWidget):
    """Opened by 人员 with the one who leaves."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._member: Member | None = None
        self._items: tuple[OpenItem, ...] = ()
        self._to: dict[UUID, UUID] = {}
        self._able: list[Member] = []
        self.head = PageHead("工作交接", two_lines=True, back=True)
        self.head.back_asked.connect(lambda: host.open_page("people"))
        columns: list[Column[Line]] = [
            Column(name="number", title="编号", text=_number, width=104),
            Column(name="what", title="事项", text=_what, width=184, stretch=2, tone=Tone.INK),
            Column(name="next", title="下一步", text=_next, width=152, stretch=1, rank=1),
            Column(name="to", title="接收人", text=_to, width=112, tone=Tone.ACCENT),
        ]
        self.model = RowsModel[Line](columns, _id)
        self.list = ListView(self.model, name="要交接的事项", unit="项")
        self.list.opened.connect(self._another)
        self.empty = EmptyState(ALL_DONE, icon="ph.check-circle", action="回到人员")
        self.empty.acted.connect(lambda: host.open_page("people"))
        card = Card(flush=True)
        card.add(self.list)
        card.add(self.empty)
        self.right = PageColumn()
        self.form: Form | None = None
        self._asked: Card | None = None
        self.give = primary("办理交接", hint="Ctrl+Enter", parent=self)
        self.give.hide()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(card, 1)
        row.addWidget(self.right)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addLayout(row, 1)
        self.dress()

    # Page

    def open(self, member: UUID) -> None:
        """Show what waits for this member."""
        self._member = next((m for m in self._host.desk.members() if m.id == member), None)
        if self._member is None:
            return
        self._able = handover.receivers(self._host.desk, member)
        self._make_form()
        self._read(propose=True)

    def refresh(self) -> None:
        if self._member is not None:
            self._read(propose=False)

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh()

    def begin_focus(self) -> None:
        if self.form is not None and self._items:
            self.form.start()
        elif self.empty.button is not None:
            self.empty.button.setFocus()

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self.right.setFixedWidth(look().px(316) if not look().folded else min(look().px(300), 420))

    # Within

    def _make_form(self) -> None:
        """The questions anew: who may take over depends on who leaves."""
        if self._asked is not None:
            self._asked.hide()
            self.right.column.removeWidget(self._asked)
            self._asked.deleteLater()
        self.give = primary("办理交接", hint="Ctrl+Enter")
        self.give.clicked.connect(self._give)
        names = [Option(m.id, m.name) for m in self._able]
        asks: list[Ask | Beside] = [
            Ask("reason", "原因", lambda: TextField(width=None, most=40, example="如 退休、调离"))
        ]
        if names:
            asks.append(Ask("among", "交给", lambda: Checks(names), needed=True))
        asks.append(Ask("leave", "然后", lambda: Check("停用这位成员")))
        asks.append(Beside(lambda: self.give))
        self.form = Form(asks, labels=52)
        self.form.fill({"among": [m.id for m in self._able], "leave": True})
        self.form.changed.connect(self._changed)
        self.form.done.connect(self._give)
        self.form.ended.connect(self.give.setFocus)
        self._asked = Card()
        self._asked.add(CardHead("怎样交接"))
        self._asked.add(self.form)
        self._asked.add(Label(HOW, tone=Tone.INK_2, wrap=True))
        self.right.column.insertWidget(0, self._asked)
        while self.right.column.count() > 1:
            self.right.column.takeAt(1)
        self.right.column.addStretch(1)

    def _read(self, *, propose: bool) -> None:
        assert self._member is not None
        before = {item.id for item in self._items}
        self._items = handover.open_items(self._host.desk, self._member.id)
        if propose or before != {item.id for item in self._items}:
            self._propose()
        self._show()

    def _propose(self) -> None:
        chosen = self.form.values().get("among") if self.form is not None else None
        among = [m.id for m in self._able if m.id in (chosen or ())]
        self._to = handover.propose(self._host.desk, self._items, among)

    def _show(self) -> None:
        assert self._member is not None
        names = {m.id: m.name for m in self._able}
        self.model.show([Line(i, names.get(self._to[i.id], "") if i.id in self._to else NOBODY) for i in self._items])
        some = bool(self._items)
        self.list.setVisible(some)
        self.right.setVisible(some)
        self.empty.setVisible(not some)
        self.empty.sentence.setText(f"{self._member.name}{ALL_DONE}")
        self.head.show_words(
            f"工作交接·{self._member.name}", f"未办结 {len(self._items)} 项" if some else "没有未办结的事项"
        )
        self.give.setEnabled(some and len(self._to) == len(self._items))

    def _changed(self, name: str) -> None:
        if name == "among":
            self._propose()
            self._show()

    def _another(self, key: object) -> None:
        """The next one who may take this row; all of one file go along."""
        item = next((i for i in self._items if i.id == key), None)
        if item is None:
            return
        ids = [m.id for m in self._able]
        now = ids.index(self._to[item.id]) if self._to.get(item.id) in ids else -1
        turned = [*ids[now + 1 :], *ids[: now + 1]]
        together = [i for i in self._items if i.id == item.id or (i.dispute and i.dispute == item.dispute)]
        for id in turned:
            if handover.propose(self._host.desk, [item], [id]):
                self._to |= dict.fromkeys((i.id for i in together), id)
                break
        self._show()

    def _give(self) -> None:
        member, form = self._member, self.form
        if member is None or form is None or not self._items or not self.give.isEnabled():
            return
        told = form.values()
        nexts = {(i.number, i.what): i.next for i in self._items}
        desk, to = self._host.desk, dict(self._to)
        leaves = bool(told["leave"])

        def act() -> Handover:
            done = handover.hand_over(desk, member.id, to, reason=told["reason"] or "")
            if leaves:
                rooms.save_member(desk, replace(member, active=False))
            return done

        said = f"已交接 {len(self._items)} 项" + (f",{member.name}已停用。" if leaves else "。")
        done = self._host.do(act, said=said, undo=not leaves)
        if done is None:
            self.refresh()
            return
        self._host.open_page("people")
        if desk.may(Act.PRINT):
            self._print(done, nexts)

    def _print(self, done: Handover, nexts: dict[tuple[str, str], str]) -> None:
        try:
            make = handover.sheet(self._host.desk, done, nexts)
        except MediationError as refused:
            self._host.problem(refused)
            return
        self._host.show_sheet("工作交接清单", make, name=f"工作交接清单 {done.on:%Y-%m-%d}")


def _reason() -> TextField:
    return TextField(width=None, most=40, example="如 退休、调离")


def _id(line: Line) -> UUID:
    return line.item.id


def _number(line: Line) -> str:
    return line.item.number


def _what(line: Line) -> str:
    return line.item.what


def _next(line: Line) -> str:
    return line.item.next


def _to(line: Line) -> str:
    return line.to
