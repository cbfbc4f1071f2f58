"""The three ways of a decision: 受理, 不予受理, 转介; each a form with what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import disputes, lists, numbers
from desktop.commands.handbook import Ground
from desktop.domain.casefile import CaseFile
from desktop.ui.attempt import attempt
from desktop.ui.file.keeping import Drafts
from desktop.ui.host import Host
from desktop.ui.kit.buttons import primary
from desktop.ui.kit.choices import Box, Checks, Choice, Option
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.fields import Field, LongText, TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone, look

WAYS = {"accept": "受理", "refuse": "不予受理", "refer": "转介"}
WAITING = "本机不编正式案号:保存后先用临时号,交换数据后自动编出。"
VERBS = {"accept": "受理并编号", "refuse": "不予受理", "refer": "转介"}
AFTER = {
    "accept": "保存后按年度编正式案号;案号一经编出不能撤销。",
    "refuse": "理由和其他途径会印在不予受理告知书上,并继续跟踪,防止激化。",
    "refer": "转出后保留登记,并继续跟踪到有结果。",
}


class Grounds(Field):
    """Why a matter is not taken: boxes, and under a ticked one the way the parties are shown instead."""

    def __init__(self, among: Sequence[Ground]) -> None:
        super().__init__()
        self._among = list(among)
        self.boxes: list[Box] = []
        self._ways: list[Label] = []
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for ground in self._among:
            box = Box(ground.text.replace("&", "&&"))
            box.setAccessibleName(ground.text)
            box.setToolTip(ground.basis)
            box.toggled.connect(self._on_toggled)
            box.moved.connect(self._on_moved)
            row = QHBoxLayout()
            row.setContentsMargins(26, 0, 0, 4)
            way = Label("告知:" + ";".join(ground.guidance), tone=Tone.INK_2, wrap=True)
            row.addWidget(way)
            way.hide()
            column.addWidget(box)
            column.addLayout(row)
            self.boxes.append(box)
            self._ways.append(way)
        self._setting = False
        self.furnish(holder, width=None)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.boxes[0])

    def dress(self) -> None:
        for box in self.boxes:
            box.setMinimumHeight(look().px(28))
        super().dress()

    @property
    def takes_focus(self) -> bool:
        return self.isEnabled() and not self.isHidden()

    def value(self) -> tuple[str, ...]:
        """The codes of what is ticked."""
        return tuple(g.code for g, box in zip(self._among, self.boxes, strict=True) if box.isChecked())

    def set_value(self, value: Sequence[str] | None) -> None:
        self._setting = True
        for ground, box in zip(self._among, self.boxes, strict=True):
            box.setChecked(ground.code in (value or ()))
        self._setting = False
        self._show_ways()
        self.wrong("")

    def raw(self) -> str:
        return " ".join(self.value())

    def set_raw(self, text: str) -> None:
        self.set_value(text.split())

    def _on_toggled(self, _on: bool) -> None:
        if not self._setting:
            self._show_ways()
            self._on_edited()

    def _show_ways(self) -> None:
        for box, way in zip(self.boxes, self._ways, strict=True):
            way.setVisible(box.isChecked())
        self.updateGeometry()


class Decide(QWidget):
    """One way: its form, what happens after, its button. `done` when the decision is made."""

    done = Signal()

    def __init__(self, host: Host, way: str) -> None:
        super().__init__()
        self._host, self.way = host, way
        self._file: CaseFile | None = None
        self.form = Form(self._asks())
        self._drafts = Drafts(host, self.form)
        self.button = primary(VERBS[way], hint="Ctrl+Enter")
        self.button.clicked.connect(self.decide)
        self.form.done.connect(self.decide)
        self.form.left.connect(self._drafts.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.form)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.after = Label(AFTER[way], tone=Tone.INK_2, wrap=True)
        row.addWidget(self.after, 1)
        row.addWidget(self.button)
        column.addLayout(row)

    def show_file(self, file: CaseFile) -> None:
        """Typed words survive for the same file."""
        if self.way == "accept":
            at_once = numbers.at_once(self._host.desk)
            self.after.setText(AFTER[self.way] if at_once else WAITING)
            self.button.set_words(VERBS[self.way] if at_once else WAYS[self.way])
        if self._file is not None and self._file.dispute.id == file.dispute.id:
            self._file = file
            return
        self._file = file
        self.form.clear_problems()
        self.form.fill(self._start(file))
        self._drafts.begin(f"{self.way}:{file.dispute.id}")

    def leave(self) -> None:
        """Another file, which is decided: nothing here belongs to it."""
        self._drafts.keep()
        self._drafts.begin("")
        self._file = None

    def settle(self) -> None:
        self._drafts.keep()

    def begin_focus(self) -> None:
        self.form.start()

    def decide(self) -> None:
        if self._file is None or not self.form.check():
            return
        verb, said = self._verb(self._file, self.form.values())
        self._drafts.keep()
        accepts = self.way == "accept"
        words = partial(_numbered, said) if accepts else said
        if attempt(self._host, self.form, verb, said=words, undo=not accepts):
            self._drafts.drop()
            self.done.emit()

    def _verb(self, file: CaseFile, v: dict[str, Any]) -> tuple[Callable[[], object], str]:
        desk, id = self._host.desk, file.dispute.id
        match self.way:
            case "accept":
                first = v["first"]
                rest = [m for m in self._order() if m in v["others"] and m != first]
                mediators = [*([first] if first else []), *rest]
                return (
                    lambda: disputes.accept(
                        desk, id, on=v["on"], mediators=mediators, recorder=v["recorder"], consent=v["consent"]
                    ),
                    "已受理",
                )
            case "refuse":
                return lambda: disputes.refuse(desk, id, on=v["on"], grounds=v["grounds"], note=v["note"]), "不予受理"
            case _:

                def refer() -> None:
                    disputes.refer(desk, id, on=v["on"], to=v["to"], also=v["also"])

                return refer, f"已转介{v['to']}"

    def _asks(self) -> list[Ask | Line]:
        desk = self._host.desk
        day = Ask("on", "日期", lambda: DateField(desk.today), needed=True)
        members = [Option(m.id, m.name) for m in lists.mediators(desk)]
        match self.way:
            case "accept":
                everybody = [Option(m.id, m.name) for m in desk.members() if m.active]
                return [
                    day,
                    Line(
                        Ask("first", "主办", lambda: Choice(members, width=136), needed=True),
                        Ask("recorder", "记录人", lambda: Choice(everybody, width=136)),
                    ),
                    Ask("others", "协办", lambda: Checks(members)),
                    Ask("consent", "各方意愿", lambda: TextField(width=None, example="如 双方当场口头同意调解")),
                ]
            case "refuse":
                return [
                    day,
                    Ask("grounds", "理由", lambda: Grounds(desk.handbook.grounds), needed=True),
                    Ask("note", "补充说明", lambda: LongText(lines=3, most=2000)),
                ]
            case _:
                return [
                    day,
                    Ask("to", "转往", lambda: TextField(width=None, example="有权处理的单位"), needed=True),
                    Ask("also", "同时告知", lambda: TextField(width=None, example="当事人可以怎么办")),
                ]

    def _start(self, file: CaseFile) -> dict[str, Any]:
        d, desk = file.dispute, self._host.desk
        start: dict[str, Any] = {"on": desk.today()}
        if self.way == "accept":
            me = desk.account.member_id
            first = d.mediators[0] if d.mediators else me if me in self._order() else None
            start |= {"first": first, "others": d.mediators[1:], "recorder": d.recorder, "consent": d.consent}
        if self.way == "refuse":
            start |= {"grounds": (), "note": ""}
        if self.way == "refer":
            start |= {"to": "", "also": ""}
        return start

    def _order(self) -> list[Any]:
        return [m.id for m in lists.mediators(self._host.desk)]


def _numbered(words: str, made: object) -> str:
    """已受理 with the number it was given, or the one it goes by until there is one."""
    number = getattr(made, "case_no", "")
    return f"{words},案号 {number}" if number else f"{words},先用 {getattr(made, 'temp_no', '')}"
