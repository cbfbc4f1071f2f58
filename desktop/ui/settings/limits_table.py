"""The table of limits; the chosen one is explained below it and changed in its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.commands import limits
from desktop.commands.desk import Desk
from desktop.commands.limits import LimitLine
from desktop.domain.deadlines import WORDS, Unit, told
from desktop.domain.errors import MediationError, RuleBroken
from desktop.domain.typed.text import Unclear
from desktop.ui.host import Host
from desktop.ui.kit.choices import Choice, Option
from desktop.ui.kit.delegates import Piece, one
from desktop.ui.kit.fields import ParsedField, TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.models import Column
from desktop.ui.looks import Tone, look
from desktop.ui.settings.figure_table import OWN, SOURCES, FigureTable
from desktop.ui.settings.quietly import quietly

SHOWN, SHOWN_LARGE = 7, 4  # rows of the table at 100 % and from 125 % on; the rest is scrolled
UNITS = [Option(unit, WORDS[unit]) for unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.MONTH, Unit.YEAR)]
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


class LimitsBlock(FigureTable[LimitLine]):
    """Setting one moves the dates of every file, which takes its time: the form waits for it."""

    def __init__(self, host: Host) -> None:
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
        super().__init__(host, columns, lambda r: r.default.code, FigureForm(), name="期限", kept_as="settings:limit")

    def rows(self) -> list[LimitLine]:
        return limits.settings(self._host.desk)

    def seen(self) -> int:
        return SHOWN if look().scale < 1.25 else SHOWN_LARGE

    def own(self, line: LimitLine) -> bool:
        return line.limit.own

    def editable(self, line: LimitLine) -> bool:
        return line.editable

    def values(self, line: LimitLine) -> dict[str, Any]:
        return {"figure": line.limit.figure, "unit": line.limit.unit, "note": line.note}

    def explain(self, line: LimitLine) -> None:
        self.title.setText(f"{line.limit.label}:{length(line)}")
        self.facts.show_fact("起算", line.limit.start_label)
        self.facts.show_fact("依据", line.default.basis)
        self.facts.show_fact("延长", line.limit.extension or "不能延长")
        self.facts.show_fact("说明", "。".join(part for part in (line.limit.note, line.note) if part) or "无")
        changed = limits.changes(self._host.desk, line.default.code)[-3:]
        self.facts.show_fact("改动记录", "\n".join(_said(change) for change in reversed(changed)) or "没有改过")
        self.reset.set_words(f"恢复默认({line.default.length})")

    def put(self, line: LimitLine, said: dict[str, Any]) -> None:
        code = line.default.code
        self._work(
            lambda desk: limits.set_limit(desk, code, said["figure"], said["unit"], said["note"]),
            f"{line.default.label}改为 {told(said['figure'], said['unit'])},未结纠纷的日期已重算。",
        )

    def give_back(self, line: LimitLine) -> None:
        code = line.default.code
        self._work(lambda desk: limits.reset_limit(desk, code), f"{line.default.label}已恢复为 {line.default.length}。")

    def _work(self, act: Callable[[Desk], None], words: str) -> None:
        self.form.setEnabled(False)
        self.state.setText("正在重算日期")
        quietly(self._host, act, partial(self._done, words), self._refused)

    def _done(self, words: str, _none: object) -> None:
        self.form.setEnabled(True)
        self._host.say(words)
        self.written()

    def _refused(self, error: MediationError) -> None:
        self.form.setEnabled(True)
        self.state.setText("")
        if isinstance(error, RuleBroken) and error.field in self.form.names():
            self.form.show_problem(error.field, error.for_user())
        else:
            self._host.problem(error)


def _said(change: limits.LimitChange) -> str:
    note = f":{change.note}" if change.note else ""
    return f"{change.at:%Y-%m-%d %H:%M} {change.who}由 {change.before}改为 {change.after}{note}"
