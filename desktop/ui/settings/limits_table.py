"""The table of limits; the chosen one is explained below it and changed in its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, limits
from desktop.commands.desk import Desk
from desktop.commands.limits import LimitLine
from desktop.domain.deadlines import WORDS, Unit, told
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.typed.text import Unclear
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain
from desktop.ui.kit.cards import Card
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.fields import ParsedField, TextField
from desktop.ui.kit.forms import LABELS, Ask, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.shapes import Shape
from desktop.ui.kit.tables import HEAD, ROW, ListView
from desktop.ui.looks import Tone, look
from desktop.ui.people.autosave import Autosave
from desktop.ui.settings.quietly import quietly
from desktop.ui.settings.section import Facts, beside

SHOWN, SHOWN_LARGE = 7, 4  # rows of the table at 100 % and from 125 % on; the rest is scrolled
UNITS = [Option(unit, WORDS[unit]) for unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR)]
SOURCES = {
    "V": Piece("已核对原文", Tone.INK_2, shape=Shape.TICK),
    "R": Piece("凭记忆,待核", Tone.AMBER, shape=Shape.DIAMOND),
    "C": Piece("本室规则", Tone.INK_2, shape=Shape.DOT),
}
OWN = Piece("本室已改", Tone.ACCENT, shape=Shape.DOT)
AT_ONCE = "当日"


def length(line: LimitLine) -> str:
    """`30 日`, `3 个工作日`; 当日 for what takes effect at once."""
    return line.limit.length if line.limit.figure else AT_ONCE


def source(line: LimitLine) -> Piece:
    return OWN if line.limit.own else SOURCES[line.limit.confidence]


def figure_of(text: str) -> int:
    """A whole number as typed; Unclear for anything else."""
    plain_text = text.strip()
    if not plain_text.isdecimal() or len(plain_text) > 5:
        raise Unclear("请填一个整数,如 30。")
    return int(plain_text)


class FigureForm(Form):
    """How long, and why it is not the table's figure."""

    def __init__(self) -> None:
        super().__init__(
            [
                Line(
                    Ask("figure", "改为", lambda: ParsedField(figure_of, str, width=72), needed=True),
                    Ask("unit", "", lambda: Choice(UNITS, blank=None)),
                ),
                Ask("note", "改动依据", lambda: TextField(width=None, most=120, example="如:本市条例、调委会会议纪要")),
            ]
        )
        self.field("unit").set_name("单位")


class LimitsBlock(QWidget):
    """Enter on a row goes to its figure; what is typed is a draft until 保存."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._line: LimitLine | None = None
        columns: list[Column[LimitLine]] = [
            Column(
                name="label",
                title="名称",
                text=lambda r: r.limit.label,
                width=176,
                stretch=3,
                tone=Tone.INK,
                sortable=False,
            ),
            Column(name="length", title="期限", text=length, width=100, tone=Tone.INK, sortable=False),
            Column(
                name="start",
                title="起算",
                text=lambda r: r.limit.start_label,
                width=132,
                stretch=2,
                rank=2,
                sortable=False,
            ),
            Column(
                name="basis",
                title="依据",
                text=lambda r: r.default.basis,
                width=160,
                stretch=3,
                rank=1,
                sortable=False,
            ),
            Column(
                name="source",
                title="出处",
                text=lambda r: source(r).text,
                width=120,
                paint=one(source),
                sortable=False,
            ),
        ]
        self.model = RowsModel[LimitLine](columns, lambda r: r.default.code)
        self.list = ListView(self.model, name="期限", unit="项")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self.title = Label("", 11, bold=True)
        self.facts = Facts(LABELS)
        self.form = FigureForm()
        self.save = plain("保存")
        self.reset = plain("恢复默认")
        self.state = Label("", tone=Tone.INK_2, wrap=True)
        self._may = host.desk.may(Act.MANAGE)
        self._lay()
        self.saving = Autosave(host, self.form, self._key, lambda: False)
        self.saving.told.connect(self._tell)
        self.list.current_changed.connect(self._choose)
        self.list.opened.connect(self._go_in)
        self.save.clicked.connect(self.save_now)
        self.reset.clicked.connect(self.reset_now)
        self.form.done.connect(self.save_now)
        self.form.ended.connect(self.save_now)
        self.form.left.connect(self.list.setFocus)
        self.refresh()

    def refresh(self) -> None:
        """The limits as they are now; what is being typed stays."""
        self.model.show(limits.settings(self._host.desk))
        self._measure()
        if self.list.current_key() is None and self.model.rowCount():
            self.list.go_to(self.model.key_at(0))
        self._show(keep=self.saving.dirty)

    def settle(self) -> None:
        self.saving.keep()

    def save_now(self) -> None:
        """Set the figure, with its reason; the cursor goes where the room refuses."""
        line = self._line
        if line is None or not self._may or not self.form.isEnabled() or not self.form.check():
            return
        said = self.form.values()
        code, label = line.default.code, line.default.label
        self._work(
            lambda desk: limits.set_limit(desk, code, said["figure"], said["unit"], said["note"]),
            f"{label}改为 {told(said['figure'], said['unit'])},未结纠纷的日期已重算。",
        )

    def reset_now(self) -> None:
        line = self._line
        if line is not None and self._may and self.form.isEnabled():
            code, label = line.default.code, line.default.label
            whole = line.default.length
            self._work(lambda desk: limits.reset_limit(desk, code), f"{label}已恢复为 {whole}。")

    def _work(self, act: Callable[[Desk], None], words: str) -> None:
        self.form.setEnabled(False)
        self.state.setText("正在重算日期")
        quietly(self._host, act, partial(self._done, words), self._refused)

    def _done(self, words: str, _none: object) -> None:
        drafts.drop(self._host.desk, self._key())
        self.form.setEnabled(True)
        self.saving.forget()
        self.refresh()
        self._host.say(words)
        self.list.setFocus()

    def _refused(self, error: MediationError) -> None:
        self.form.setEnabled(True)
        self.state.setText("")
        if isinstance(error, RuleBroken) and error.field in self.form.names():
            self.form.show_problem(error.field, error.for_user())
        else:
            self._host.problem(error)

    def _choose(self, _key: object) -> None:
        self.saving.keep()
        self._show(keep=False)

    def _show(self, *, keep: bool) -> None:
        """The chosen limit below the table."""
        key = self.list.current_key()
        row = self.model.row_of(key) if key is not None else None
        self._line = self.model.at(row) if row is not None else None
        line = self._line
        if line is None:
            return
        self.title.setText(f"{line.limit.label}:{length(line)}")
        self.facts.show_fact("起算", line.limit.start_label)
        self.facts.show_fact("依据", line.default.basis)
        self.facts.show_fact("延长", line.limit.extension or "不能延长")
        self.facts.show_fact("说明", "。".join(part for part in (line.limit.note, line.note) if part) or "无")
        changed = limits.changes(self._host.desk, line.default.code)[-3:]
        self.facts.show_fact("改动记录", "\n".join(_said(change) for change in reversed(changed)) or "没有改过")
        self._editing.setVisible(self._may and line.editable)
        self.reset.setVisible(line.limit.own)
        self.reset.set_words(f"恢复默认({line.default.length})")
        if not keep:
            self.form.fill({"figure": line.limit.figure, "unit": line.limit.unit, "note": line.note})
            self.form.clear_problems()
            self.saving.forget()
            self.saving.bring_back()

    def _go_in(self, _key: object = None) -> None:
        if self._editing.isVisibleTo(self):
            self.form.chain.go(self.form.field("figure"))

    def _key(self) -> str:
        return f"settings:limit:{self._line.default.code}" if self._line else "settings:limit"

    def _tell(self, words: str, _saved: bool) -> None:
        self.state.setText(words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._measure()

    def _measure(self) -> None:
        rows = SHOWN if look().scale < 1.25 else SHOWN_LARGE
        self._card.setFixedHeight(look().px(HEAD) + rows * look().px(ROW) + 2)

    def _lay(self) -> None:
        self._editing = QWidget()
        edit = QVBoxLayout(self._editing)
        edit.setContentsMargins(0, 0, 0, 0)
        edit.setSpacing(8)
        edit.addWidget(self.form)
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addLayout(beside(self.save, self.reset))
        feet.addWidget(self.state, 1)
        edit.addLayout(feet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._card, self.title, self._editing, self.facts):
            column.addWidget(widget)


def _said(change: limits.LimitChange) -> str:
    note = f":{change.note}" if change.note else ""
    return f"{change.at:%Y-%m-%d %H:%M} {change.who}由 {change.before}改为 {change.after}{note}"
