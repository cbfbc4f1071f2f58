"""接待日: the rules of the room's reception days, with the next six dates of each shown while it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import drafts, reception
from desktop.domain import reception as days_of
from desktop.domain.changes import Changed
from desktop.domain.errors import RuleBroken
from desktop.domain.permissions import Act
from desktop.domain.reception import rule_words
from desktop.domain.team import DayKind, OnHoliday, ReceptionRule
from desktop.domain.typed import time_text, weekday_text
from desktop.ui.host import Host
from desktop.ui.kit.buttons import plain, primary, quiet
from desktop.ui.kit.choices import Check, Choice, Option, options
from desktop.ui.kit.dates import TimeField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.labels import Label
from desktop.ui.looks import Tone
from desktop.ui.people.autosave import Autosave
from desktop.ui.people.rows import Group, Row, Rows
from desktop.ui.settings.section import Section, beside
from desktop.ui.words import DAY_KINDS, ON_HOLIDAY

NEW = "reception_rule:new"
SHOWN = 6
WEEKS = [Option(0, "每周"), *(Option(n, f"每月第{nth}个") for n, nth in enumerate(days_of.NTH, 1))]
WEEKDAYS = [Option(n, f"星期{day}") for n, day in enumerate(days_of.WEEKDAYS)]


class RuleForm(Form):
    """What a rule says, in the order of its sentence."""

    def __init__(self) -> None:
        super().__init__(
            [
                Ask("name", "名称", lambda: TextField(width=200, most=30, example="接待日"), needed=True),
                Ask("kind", "种类", lambda: Choice(options(DAY_KINDS.items()), blank=None)),
                Line(
                    Ask("week", "哪一天", lambda: Choice(WEEKS, blank=None)),
                    Ask("weekday", "", lambda: Choice(WEEKDAYS, blank=None)),
                ),
                Line(Ask("starts", "时间", TimeField), Ask("ends", "至", lambda: TimeField(example="1630"))),
                Ask("place", "地点", lambda: TextField(width=None, most=100)),
                Ask("on_holiday", "遇节假日", lambda: Choice(options(ON_HOLIDAY.items()), blank=None)),
                Ask("active", "状态", lambda: Check("使用中,按此推算日期")),
            ]
        )
        self.field("weekday").set_name("星期几")


class ReceptionSection(Section):
    """Rules above, the chosen one's form and dates below. A rule that stands is saved as one goes."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self._rule: ReceptionRule | None = None
        self.adding = False
        self.rows = Rows("接待日规则")
        self.none = Label("还没有规则。添加一条,日期自动推算,节假日按国务院放假安排顺延。", tone=Tone.INK_2, wrap=True)
        self.new = plain("添加规则", icon="ph.plus")
        self.form = RuleForm()
        self.title = Label("", 11, bold=True)
        self.dates = Label("", tone=Tone.INK_2, wrap=True)
        self.state = Label("", tone=Tone.INK_2)
        self.save = primary("添加", hint="Ctrl+Enter")
        self.drop = quiet("不添加")
        block = self.block("接待日和政策咨询日", "页面、日程和提醒都按这些规则推算日期;调休上班的周末算工作日。")
        block.addWidget(self.rows)
        block.addWidget(self.none)
        block.addLayout(beside(self.new))
        self._edit = QWidget()
        column = QVBoxLayout(self._edit)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        feet = QHBoxLayout()
        feet.setSpacing(8)
        feet.addWidget(self.state, 1)
        feet.addWidget(self.drop)
        feet.addWidget(self.save)
        ahead = QVBoxLayout()
        ahead.setSpacing(8)
        ahead.addWidget(Label("接下来六次", bold=True))
        ahead.addWidget(self.dates)
        ahead.addStretch(1)
        sides = QHBoxLayout()
        sides.setSpacing(24)
        sides.addWidget(self.form, 3)
        sides.addLayout(ahead, 2)
        column.addWidget(self.title)
        column.addLayout(sides)
        column.addLayout(feet)
        self.column.addWidget(self._edit)
        self.finish()
        self.saving = Autosave(host, self.form, self._key, self._save)
        self.saving.told.connect(self._tell)
        self._may = host.desk.may(Act.TEAM)
        self.new.setVisible(self._may)
        self.form.setEnabled(self._may)
        self.rows.chosen.connect(self._choose)
        self.rows.entered.connect(lambda _id: self._go_in())
        self.new.clicked.connect(self.begin_new)
        self.save.clicked.connect(self.add_now)
        self.drop.clicked.connect(self._give_up)
        self.form.done.connect(self.add_now)
        self.form.changed.connect(lambda _name: self._show_dates())
        self.refresh()

    def refresh(self) -> None:
        """The rules as they are; what is typed stays."""
        found = reception.rules(self._host.desk, active=False)
        groups = [Group("", tuple(_row(rule) for rule in found))] if found else []
        self.rows.show_groups(groups)
        self.rows.setVisible(bool(found))
        self.none.setVisible(not found)
        if self._rule is None and found and not self.adding:
            self._fill(found[0])
        elif self._rule is not None and not self.saving.dirty:
            now = next((rule for rule in found if rule.id == self._rule.id), None)
            if now is not None:
                self._fill(now)
        self.rows.choose(self._rule.id if self._rule is not None and not self.adding else None)
        self._show_edit()

    def heard(self, changed: Changed) -> None:
        if changed.touches("reception_rules"):
            self.refresh()

    def settle(self) -> None:
        if self.adding:
            self.saving.keep()
        elif self._rule is not None:
            self.saving.settle()

    def begin_focus(self) -> None:
        if self.rows.isVisibleTo(self):
            self.rows.setFocus()
        else:
            self.new.setFocus()

    def begin_new(self) -> None:
        """A blank rule with the usual answers; a draft of it comes back."""
        self.settle()
        self.adding = True
        name = "接待日" if not reception.rules(self._host.desk, active=False) else "政策咨询日"
        kind = DayKind.RECEPTION if name == "接待日" else DayKind.POLICY
        usual = ReceptionRule(name=name, kind=kind, place=self._host.desk.committee().room)
        self.form.fill(_values(usual))
        self.form.clear_problems()
        self.saving.forget()
        self.saving.bring_back()
        self.rows.choose(None)
        self._show_edit()
        self._show_dates()
        self.form.chain.go(self.form.field("name"))

    def add_now(self) -> None:
        """Save the new rule, or show what lacks."""
        if not self.adding or not self.form.check():
            return
        try:
            made = reception.save_rule(self._host.desk, self._written(None))
        except RuleBroken as broken:
            self.form.show_problem(broken.field, broken.for_user())
            return
        key = self._key()
        self.adding = False
        self._fill(made)
        self._host.do(lambda: _dropped(self._host, key), said=f"已添加{made.name}。", undo=True)
        self.refresh()
        self.rows.setFocus()

    def _save(self) -> bool:
        if self._rule is None or self.adding:
            return False
        written = self._written(self._rule)
        if written != self._rule:
            self._rule = reception.save_rule(self._host.desk, written)
        return True

    def _written(self, rule: ReceptionRule | None) -> ReceptionRule:
        said = self.form.values()
        said |= {name: time_text(said[name]) if said[name] else "" for name in ("starts", "ends")}
        return replace(rule, **said) if rule is not None else ReceptionRule(**said)

    def _fill(self, rule: ReceptionRule) -> None:
        self._rule = rule
        self.form.fill(_values(rule))
        self.form.clear_problems()
        self.saving.forget()
        self._show_dates()

    def _choose(self, id: UUID) -> None:
        self.settle()
        self.adding = False
        found = next((r for r in reception.rules(self._host.desk, active=False) if r.id == id), None)
        if found is not None:
            self._fill(found)
            self.saving.bring_back()
        self._show_edit()

    def _go_in(self) -> None:
        if self._may:
            self.form.chain.go(self.form.field("name"))

    def _give_up(self) -> None:
        _dropped(self._host, self._key())
        self.saving.forget()
        self.adding, self._rule = False, None
        self.refresh()
        self.begin_focus()

    def _show_edit(self) -> None:
        self._edit.setVisible(self.adding or self._rule is not None)
        self.title.setText("新规则" if self.adding else self._rule.name if self._rule else "")
        self.save.setVisible(self.adding)
        self.drop.setVisible(self.adding)

    def _show_dates(self) -> None:
        """The next six dates of what stands in the form, also before it is saved."""
        if self.form.problems():
            self.dates.setText("填完再推算。")
            return
        desk = self._host.desk
        calendar = desk.handbook.rules.calendar
        today = desk.today()
        try:
            rule = self._written(self._rule if not self.adding else None)
        except RuleBroken as broken:
            self.dates.setText(broken.for_user())
            return
        found = days_of.days(rule, today, today + days_of.HORIZON, calendar)[:SHOWN]
        lines = []
        for day in found:
            why = reception.why_shifted(day)
            sure = "暂定" if day.provisional else ""
            said = "·".join(filter(None, (why, sure)))
            lines.append(f"{day.on:%Y-%m-%d} {weekday_text(day.on)}" + (f"  {said}" if said else ""))
        if any(day.provisional for day in found):
            lines.append("暂定:那一年的放假安排还没有公布。")
        self.dates.setText("\n".join(lines) if lines else "一年之内没有这样的日子。")

    def _tell(self, words: str, saved: bool) -> None:
        self.state.setText(words)
        self.state.set_tone(Tone.GREEN if saved else Tone.INK_2)

    def _key(self) -> str:
        return NEW if self.adding or self._rule is None else f"reception_rule:{self._rule.id}"


def _row(rule: ReceptionRule) -> Row:
    under = "  ".join(filter(None, (rule_words(rule), rule.place)))
    return Row(rule.id, rule.name, under=under, right="" if rule.active else "停用", quiet=not rule.active)


def _values(rule: ReceptionRule) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(rule, name) for name in ("name", "week", "weekday", "place", "active")}
    said |= {"kind": DayKind(rule.kind), "on_holiday": OnHoliday(rule.on_holiday)}
    return said | {
        name: time.fromisoformat(text) if (text := getattr(rule, name)) else None for name in ("starts", "ends")
    }


def _dropped(host: Host, key: str) -> bool:
    drafts.drop(host.desk, key)
    return True
