"""Before the door opens: when the next reception day is and why then, who is on duty, and what was held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import duty, reception
from desktop.commands.reception_sheet import summary
from desktop.domain.permissions import Act
from desktop.domain.reception import Day, hours_words, rule_words
from desktop.domain.team import Reception, VisitEnd
from desktop.domain.typed import weekday_text
from desktop.ui.file.records.rollcall import RollCall, team
from desktop.ui.host import Host
from desktop.ui.kit.buttons import Button, Rank
from desktop.ui.kit.cards import Banner, Card, CardHead, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Chip, ElidedLabel, Label
from desktop.ui.kit.shapes import Kind, Shape
from desktop.ui.looks import Tone, look
from desktop.ui.people.rows import Group, Row, Rows
from desktop.ui.words import VISIT_ENDS

AHEAD = timedelta(days=150)
MOST_AHEAD = 10
NEAR = {0: "今天", 1: "明天", 2: "后天"}


def day_words(day: date) -> str:
    """10月14日 周三."""
    return f"{day.month}月{day.day}日 {weekday_text(day)}"


class Before(Dressed, QWidget):
    """`begun()`: a day was opened; `wanted(id)`: an earlier day is to be seen."""

    begun = Signal()
    wanted = Signal(object)

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._days: list[Day] = []
        self._wished: bool = False  # whether who is on duty was changed by hand
        self.offer = Banner("", Kind.BLUE, action="采用")
        self.unfinished = Banner("", Kind.AMBER, action="去小结")
        self.near = Label("", tone=Tone.INK_2)
        self.when = ElidedLabel("", 16, bold=True)
        self.where = ElidedLabel("", tone=Tone.INK_2)
        self.sure = Chip("暂定", Kind.AMBER, Shape.DIAMOND)
        self.moved = Chip("", Kind.GREY)
        self.team = RollCall()
        self.team.set_name("在岗")
        self.open = Button("开始接待", Rank.PRIMARY, hint="Enter")
        self.note = Label("", tone=Tone.INK_3, wrap=True)
        self.next = CardHead("接下来")
        self.coming = QVBoxLayout()
        self.past = Rows("办过的接待日")
        self._unclosed: UUID | None = None
        self._lay()
        self._wire()

    def _lay(self) -> None:
        left = Card()
        column = QVBoxLayout()
        column.setSpacing(8)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        chips.addWidget(self.moved)
        chips.addWidget(self.sure)
        chips.addStretch(1)
        for part in (self.unfinished, self.offer, self.near, self.when, self.where):
            column.addWidget(part)
        column.addLayout(chips)
        column.addWidget(Hairline())
        column.addWidget(Label("今天谁在岗", 11, bold=True))
        column.addWidget(self.team)
        acts = QHBoxLayout()
        acts.setSpacing(12)
        acts.addWidget(self.open)
        acts.addWidget(self.note, 1)
        column.addLayout(acts)
        left.body.addLayout(column)
        held = Card(flush=True)
        held.add(CardHead("办过的", barred=True))
        area = PageColumn()
        area.column.setSpacing(0)
        area.add(self.past)
        self.none = Label("还没有办过。", tone=Tone.INK_2)
        self.none.setContentsMargins(16, 12, 16, 12)
        area.add(self.none)
        area.column.addStretch(1)
        held.add(area, 1)
        main = QVBoxLayout()
        main.setSpacing(12)
        main.addWidget(left)
        main.addWidget(held, 1)
        self._side = Card()
        ahead = PageColumn()
        ahead.column.setContentsMargins(0, 0, 0, 0)
        ahead.column.addLayout(self.coming)
        ahead.column.addStretch(1)
        self.coming.setSpacing(12)
        self._side.add(self.next)
        self._side.add(ahead, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(main, 1)
        row.addWidget(self._side)
        self.dress()

    def _wire(self) -> None:
        self.offer.acted.connect(self._adopt)
        self.unfinished.acted.connect(lambda: self.wanted.emit(self._unclosed))
        self.open.clicked.connect(self.open_now)
        self.team.changed.connect(self._wish)
        self.team.moved.connect(lambda _move: self.open.setFocus())
        self.past.entered.connect(self.wanted)

    def dress(self) -> None:
        self._side.setFixedWidth(min(look().px(360), 520))

    def refresh(self) -> None:
        """Days, duty and what was held, as they are now; who was ticked by hand stays ticked."""
        desk = self._host.desk
        today = desk.today()
        self._days = list(reception.upcoming(desk, today, today + AHEAD))
        self._show_next(today)
        self._show_offer()
        self._show_team(today)
        self._show_coming(self._days)
        self._show_past()
        may = desk.may(Act.REGISTER)
        self.open.setVisible(may)
        self.team.setEnabled(may)

    def begin_focus(self) -> None:
        if not self.offer.isHidden() and self.offer.action is not None:
            self.offer.action.setFocus()
        elif self.open.isVisibleTo(self):
            self.open.setFocus()
        else:
            self.past.setFocus()

    def today(self) -> Day | None:
        """The first of today's days that was not held yet."""
        desk = self._host.desk
        done = {r.rule_id for r in reception.held(desk) if r.on == desk.today()}
        return next((d for d in self._days if d.on == desk.today() and d.rule.id not in done), None)

    def open_now(self) -> None:
        """Begin today's day, or one outside the rules."""
        desk, day = self._host.desk, self.today()
        rule = day.rule if day else None
        made = self._host.do(
            lambda: reception.open_day(desk, rule, desk.today(), self.team.value()),
            said=f"{rule.name if rule else '临时接待'}开始了。",
        )
        if made is not None:
            self._wished = False
            self.begun.emit()

    def _show_next(self, today: date) -> None:
        day = self.today() or next((d for d in self._days if d.on > today), None)
        self.moved.setVisible(day is not None and day.shifted_from is not None)
        self.sure.setVisible(day is not None and day.provisional)
        now = day is not None and day.on == today
        self.open.set_words("开始接待" if now else "临时接待")
        self.open.set_rank(Rank.PRIMARY if now else Rank.PLAIN)
        self.note.setText("" if now else "今天不是接待日,也可以取号接待。")
        if day is None:
            self.near.setText("下一次")
            self.when.setText("还没有定接待日")
            self.where.setText("在“设置·接待日”里添加规则,日期自动推算。")
            return
        away = (day.on - today).days
        self.near.setText(f"下一次{day.rule.name}·{NEAR.get(away, f'还有 {away} 天')}" if not now else "今天是")
        self.when.setText(f"{day.rule.name}  {day_words(day.on)}" if now else day_words(day.on))
        self.where.setText("  ".join(filter(None, (hours_words(day.rule), day.rule.place))))
        self.moved.show_as(reception.why_shifted(day), Kind.GREY)

    def _show_offer(self) -> None:
        desk = self._host.desk
        made = reception.proposals(desk) if desk.may(Act.TEAM) else ()
        self.offer.setVisible(bool(made))
        if made:
            words = "、".join(rule_words(rule) for rule in made)
            self.offer.show_text(f"调委会信息写着“{words}”,按此推算日期?")
        unclosed = reception.current(desk)
        self._unclosed = unclosed.id if unclosed else None
        self.unfinished.setVisible(unclosed is not None)
        if unclosed is not None:
            self.unfinished.show_text(f"{day_words(unclosed.on)}的{unclosed.name}还没有小结。")

    def _show_team(self, today: date) -> None:
        desk = self._host.desk
        here = [m.id for m, _ in duty.on_duty(desk, today)]
        mine = [desk.account.member_id] if desk.account.member_id else []
        first = here or mine
        self.team.offer(team(desk), first=first)
        if not self._wished:
            self.team.set_value(first)

    def _show_coming(self, days: Sequence[Day]) -> None:
        while (item := self.coming.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        today = self._host.desk.today()
        shown = [d for d in days if d.on > today][:MOST_AHEAD]
        for day in shown:
            self.coming.addWidget(_Coming(day))
        if not shown:
            self.coming.addWidget(Label("还没有日期。", tone=Tone.INK_2))

    def _show_past(self) -> None:
        held = [r for r in reception.held(self._host.desk) if r.closed_at is not None]
        self.past.show_groups([Group("", tuple(self._row(day) for day in held))] if held else [])
        self.past.setVisible(bool(held))
        self.none.setVisible(not held)

    def _row(self, day: Reception) -> Row:
        shown = summary(self._host.desk, day.id)
        ends = (VisitEnd.CONSULTED, VisitEnd.REGISTERED, VisitEnd.KNOWN, VisitEnd.LEFT)
        said = "·".join(f"{VISIT_ENDS[end]} {shown.by_end[end]}" for end in ends if shown.by_end[end])
        return Row(day.id, day_words(day.on), beside=day.name, under=said or "没有人来", right=f"{shown.came} 人")

    def _adopt(self) -> None:
        self._host.do(lambda: reception.adopt(self._host.desk), said="已按此推算接待日。", undo=True)

    def _wish(self) -> None:
        self._wished = True


class _Coming(QWidget):
    """One date to come: day and hours, then the rule's name and why it was moved."""

    def __init__(self, day: Day) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
            column.addLayout(row)
        first.addWidget(Label(day_words(day.on), 11, bold=True))
        if day.provisional:
            first.addWidget(Label("暂定", tone=Tone.AMBER))
        first.addStretch(1)
        first.addWidget(Label(hours_words(day.rule), tone=Tone.INK_2))
        second.addWidget(
            ElidedLabel("·".join(filter(None, (day.rule.name, reception.why_shifted(day)))), tone=Tone.INK_2), 1
        )
