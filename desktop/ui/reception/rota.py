"""值班: the week of the team; Space puts somebody on duty, a line below says the hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import duty, reception
from desktop.commands.reception_sheet import rota_sheet
from desktop.domain.permissions import Act
from desktop.domain.team import Shift
from desktop.domain.typed import time_text, weekday_text
from desktop.ui.attempt import attempt
from desktop.ui.host import Host
from desktop.ui.kit.buttons import bare, plain, quiet
from desktop.ui.kit.cards import Card, EmptyState, Hairline
from desktop.ui.kit.choices import Check
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dates import TimeField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.forms import Ask, Form, Line
from desktop.ui.kit.labels import ElidedLabel, Label
from desktop.ui.looks import Tone
from desktop.ui.reception.week import Week

USUAL = ("09:00", "17:00")
KEYS = "方向键走   空格 排班/取消   Enter 改时间   C 可来电"
NOBODY = "还没有成员。先到“人员”页添加团队,再排班。"


class Rota(QWidget):
    """One week at a time. Every toggle is saved at once and can be undone."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host = host
        self.start = duty.monday(host.desk.today())
        self._hours = ("", "")  # what was written last: the next shift begins with it
        self.week = Week()
        self.title = Label("", 11, bold=True)
        self.earlier = bare("ph.caret-left", "上一周")
        self.later = bare("ph.caret-right", "下一周")
        self.now = quiet("本周")
        self.nobody = EmptyState(NOBODY, icon="ph.users-three", action="去人员页")
        self.who = ElidedLabel("", bold=True, least=6)
        self.form = Form(
            [
                Line(
                    Ask("starts", "时间", lambda: TimeField(width=72, example="全天")),
                    Ask("ends", "至", lambda: TimeField(width=72, example="")),
                    Ask("on_call", "", lambda: Check("不在室内,可来电")),
                    Ask("note", "备注", lambda: TextField(width=None, most=60)),
                )
            ],
            labels=32,
        )
        self.form.field("on_call").set_name("可来电")
        self.put = plain("保存", hint="Ctrl+Enter")
        self.more = quiet("再加一班")
        self.keys = ElidedLabel(KEYS, tone=Tone.INK_3, least=8)
        self._lay()
        self._wire()

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 12, 4)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addStretch(1)
        for button in (self.now, self.earlier, self.later):
            head.addWidget(button)
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(self.nobody)
        area.add(self.week)
        area.column.addStretch(1)
        self.line = QWidget()
        line = QVBoxLayout(self.line)
        line.setContentsMargins(16, 8, 16, 12)
        line.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.who, 1)
        top.addWidget(self.keys)
        low = QHBoxLayout()
        low.setSpacing(12)
        low.addWidget(self.form, 1)
        low.addWidget(self.more)
        low.addWidget(self.put)
        line.addLayout(top)
        line.addLayout(low)
        card = Card(flush=True)
        card.body.addLayout(head)
        card.add(Hairline())
        card.add(area, 1)
        card.add(Hairline())
        card.add(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _wire(self) -> None:
        self.week.chosen.connect(self._show_cell)
        self.week.toggled.connect(self.toggle)
        self.week.entered.connect(self._into_hours)
        self.week.on_call.connect(self.call)
        self.earlier.clicked.connect(lambda: self.show_week(self.start - timedelta(days=7)))
        self.later.clicked.connect(lambda: self.show_week(self.start + timedelta(days=7)))
        self.now.clicked.connect(lambda: self.show_week(duty.monday(self._host.desk.today())))
        self.nobody.acted.connect(lambda: self._host.open_page("people"))
        self.put.clicked.connect(lambda: self.save())
        self.more.clicked.connect(lambda: self.save(another=True))
        self.form.done.connect(lambda: self.save())
        self.form.ended.connect(lambda: self.save())
        self.form.left.connect(self._leave)

    # -- what the page asks

    def words(self) -> str:
        """今天值班 周慧兰、叶知秋."""
        here = [m.name for m, s in duty.on_duty(self._host.desk, self._host.desk.today()) if not s.on_call]
        return f"今天值班 {'、'.join(here)}" if here else "今天还没有排班"

    def refresh(self) -> None:
        desk = self._host.desk
        days = [self.start + timedelta(days=n) for n in range(duty.WEEK)]
        members = duty.roster(desk)
        calendar = desk.handbook.rules.calendar
        marks: dict[date, str] = {}
        for day in reception.upcoming(desk, days[0], days[-1]):
            marks[day.on] = f"{marks[day.on]}、{day.rule.name}" if day.on in marks else day.rule.name
        self.week.show_week(
            members,
            days,
            duty.shifts(desk, days[0], days[-1]),
            marks=marks,
            off=frozenset(day for day in days if not calendar.is_workday(day)),
            today=desk.today(),
        )
        sure = "" if not calendar.provisional(days[-1]) else "·放假安排暂定"
        away = (self.start - duty.monday(desk.today())).days // 7
        near = {0: "本周", 1: "下周", -1: "上周"}.get(away, "")
        span = f"{days[0].month}月{days[0].day}日—{days[-1].month}月{days[-1].day}日"
        self.title.setText("  ".join(filter(None, (span, near))) + sure)
        self.now.setVisible(away != 0)
        may = desk.may(Act.TEAM)
        self.nobody.setVisible(not members)
        self.week.setVisible(bool(members))
        self.line.setVisible(bool(members) and may)
        self._show_cell()

    def begin_focus(self) -> None:
        self.week.choose(self._host.desk.today())
        self._show_cell()
        self.week.setFocus()

    def settle(self) -> None:
        """Hours that were begun and not saved go with the cell: nothing is written that was not asked for."""

    def show_week(self, start: date) -> None:
        self.start = duty.monday(start)
        self.refresh()
        self.week.setFocus()

    def print_week(self) -> None:
        made = self._host.do(lambda: rota_sheet(self._host.desk, self.start))
        if made is not None:
            self._host.show_sheet("值班表", made, name=f"值班表-{self.start:%Y%m%d}")

    def copy_last(self) -> None:
        """The week before into this one."""
        copied = self._host.do(lambda: duty.copy_week(self._host.desk, self.start))
        if copied is None:
            return
        off = f",休息日的 {copied.off} 班没有排" if copied.off else ""
        said = f"照上周排了 {copied.made} 班{off}。" if copied.made else f"没有可添的班{off}。"
        self._host.say(said, undo=bool(copied.made))
        self.week.setFocus()

    # -- what the hand asks

    def toggle(self) -> None:
        """Put the chosen member on duty that day with the usual hours, or take the last shift out."""
        member, day = self.week.member(), self.week.day()
        if member is None or day is None or not self._host.desk.may(Act.TEAM):
            return
        found = self.week.shifts()
        if found:
            words = f"{member.name} {weekday_text(day)}不值班"
            self._host.do(lambda: duty.remove_shift(self._host.desk, found[-1]), said=words, undo=True)
            return
        starts, ends = self._usual(member.id, day)
        shift = Shift(member_id=member.id, on=day, starts=starts, ends=ends)
        self._host.do(lambda: duty.set_shift(self._host.desk, shift))

    def call(self) -> None:
        """可来电 on or off; on an empty day it makes such a shift."""
        member, day = self.week.member(), self.week.day()
        if member is None or day is None or not self._host.desk.may(Act.TEAM):
            return
        found = self.week.shifts()
        shift = found[0] if found else Shift(member_id=member.id, on=day)
        self._host.do(lambda: duty.set_shift(self._host.desk, replace(shift, on_call=not shift.on_call)))

    def save(self, *, another: bool = False) -> None:
        """The hours as written, into the cell's shift or as a second one; what lacks is said at its field."""
        member, day = self.week.member(), self.week.day()
        if member is None or day is None or not self.form.check():
            return
        said = self.form.values()
        found = self.week.shifts()
        shift = found[0] if found and not another else Shift(member_id=member.id, on=day)
        starts, ends = _text(said["starts"]), _text(said["ends"])
        made = replace(shift, starts=starts, ends=ends, on_call=bool(said["on_call"]), note=said["note"])
        if attempt(self._host, self.form, partial(duty.set_shift, self._host.desk, made), at="starts"):
            self._hours = (starts, ends)
            self.week.setFocus()

    # -- inside

    def _usual(self, member: object, day: date) -> tuple[str, str]:
        """The hours written last, else those the member had lately, else the hours of that day's reception."""
        desk = self._host.desk
        if any(self._hours):
            return self._hours
        lately = [s for s in duty.shifts(desk, day - timedelta(days=28), day) if s.member_id == member]
        if lately and lately[-1].starts:
            return lately[-1].starts, lately[-1].ends
        return USUAL

    def _show_cell(self) -> None:
        member, day = self.week.member(), self.week.day()
        if member is None or day is None:
            return
        found = self.week.shifts()
        shift = found[0] if found else None
        words = "、".join(duty.hours_words(each) for each in found) or "不值班"
        self.who.setText(f"{member.name}  {day.month}月{day.day}日 {weekday_text(day)}  {words}")
        self.more.setVisible(bool(found))
        self.form.clear_problems()
        self.form.fill(
            {
                "starts": _time(shift.starts) if shift else None,
                "ends": _time(shift.ends) if shift else None,
                "on_call": bool(shift and shift.on_call),
                "note": shift.note if shift else "",
            }
        )

    def _into_hours(self) -> None:
        if self._host.desk.may(Act.TEAM):
            if not self.week.shifts():
                self.toggle()
            self.form.chain.go(self.form.field("starts"))

    def _leave(self) -> None:
        self._show_cell()
        self.week.setFocus()


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _text(at: time | None) -> str:
    return time_text(at) if at is not None else ""
