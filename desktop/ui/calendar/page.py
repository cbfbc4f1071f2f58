"""日程: sessions and reception days by week or month, with the chosen day in full beside them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.commands import schedule
from desktop.commands.schedule import Entry
from desktop.domain.changes import Changed
from desktop.domain.permissions import Act
from desktop.domain.typed import add_months
from desktop.ui.calendar.day import DayPanel
from desktop.ui.calendar.month import MonthView
from desktop.ui.calendar.view import DaysView, Shown
from desktop.ui.calendar.week import WeekView
from desktop.ui.host import Host
from desktop.ui.kit.buttons import bare, plain, quiet
from desktop.ui.kit.cards import Card
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.picklist import ChoicePopup, Option
from desktop.ui.kit.segments import Segment, Segments
from desktop.ui.kit.text import wide
from desktop.ui.looks import look

BESIDE_FROM = 66  # characters of the page at which the day has room beside the calendar
AFTERNOON = time(14)  # when a session begins that is planned for another day
MINUTE = 60_000


class CalendarPage(Dressed, QWidget):
    """One day is always chosen; both views show the days around it."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        now = host.desk.now()
        self.day = now.date()
        self.chosen = ""
        self.head = PageHead("日程")
        self.views: dict[str, DaysView] = {"week": WeekView(now), "month": MonthView(now)}
        self.segments = Segments([Segment("week", "周"), Segment("month", "月")], name="看")
        self.segments.chosen.connect(self._on_view)
        self.back, self.on = bare("ph.caret-left", "前一周"), bare("ph.caret-right", "后一周")
        self.back.clicked.connect(lambda: self._turn(-1))
        self.on.clicked.connect(lambda: self._turn(1))
        self.now_button = quiet("今天", hint="T")
        self.now_button.clicked.connect(self.go_today)
        self.mine = quiet("只看我的", icon="ph.user")
        self.mine.setCheckable(True)
        self.mine.toggled.connect(self.refresh)
        self.plan_button = plain("安排调解", icon="ph.plus", hint="N")
        self.plan_button.clicked.connect(self.ask_file)
        if host.desk.account.member_id is not None:
            self.head.add_action(self.mine)
        for action in (self.now_button, self.segments, self.back, self.on):
            self.head.add_action(action)
        if host.desk.may(Act.EDIT):
            self.head.add_action(self.plan_button)
        self.stack = QStackedWidget()
        for view in self.views.values():
            self.stack.addWidget(view)
            view.went.connect(self.go)
            view.turned.connect(self._turn)
            view.chose.connect(self._choose)
            view.opened.connect(self.open)
            view.plan_asked.connect(self.ask_file)
            view.today_asked.connect(self.go_today)
        self.card = Card(flush=True)
        self.card.add(self.stack, 1)
        self.side = DayPanel()
        self.side.opened.connect(self.open)
        self.side.plan_asked.connect(self.ask_file)
        self.popup: ChoicePopup | None = None
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.card, 1)
        row.addWidget(self.side)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addLayout(row, 1)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(self._soon.start)
        self.dress()

    # -- Page

    def refresh(self) -> None:
        desk, days = self._host.desk, self.days()
        now = desk.now()
        blocks: dict[date, list[Entry]] = {day: [] for day in days}
        for entry in schedule.entries(desk, days[0], days[-1], mine=self.mine.isChecked()):
            blocks[entry.on].append(entry)
        marks = {day: schedule.day_mark(desk, day) for day in days}
        here = blocks[self.day]
        if self.chosen not in [e.id for e in here]:
            self.chosen = here[0].id if here else ""
        shown = Shown(days=days, day=self.day, now=now, blocks=blocks, marks=marks, chosen=self.chosen)
        self.view.show_days(shown)
        self.side.show_day(self.day, marks[self.day], here, now, may_plan=desk.may(Act.EDIT))
        unsure = sorted({day.year for day in days if marks[day].provisional})
        note = f"·{unsure[0]} 年放假安排未公布,休息日暂定" if unsure else ""
        self.head.show_words("日程", self._span(days) + note)

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self._soon.start()

    def begin_focus(self) -> None:
        self.view.setFocus()

    # -- what a person asks

    @property
    def view(self) -> DaysView:
        """The view that is shown."""
        return self.views[self.segments.key()]

    def days(self) -> tuple[date, ...]:
        """Whole weeks, Monday first: the one of the chosen day, or all that its month touches."""
        if self.segments.key() == "week":
            first, weeks = self.day - timedelta(days=self.day.weekday()), 1
        else:
            start = self.day.replace(day=1)
            first = start - timedelta(days=start.weekday())
            last = add_months(start, 1) - timedelta(days=1)
            weeks = ((last - first).days + 7) // 7
        return tuple(first + timedelta(days=n) for n in range(7 * weeks))

    def go(self, day: date) -> None:
        """Choose another day; its first block with it."""
        self.day, self.chosen = day, ""
        self.refresh()

    def go_today(self) -> None:
        self.go(self._host.desk.today())

    def open(self, entry: Entry) -> None:
        """The file at its sessions, or the reception day."""
        if entry.dispute is None:
            self._host.open_page("reception")
        else:
            self._host.open_file(entry.dispute, "sessions")

    def ask_file(self) -> None:
        """Which file the session is for; then its form opens with the chosen day in it."""
        if not self._host.desk.may(Act.EDIT) or self.popup is not None:
            return
        known = schedule.files_to_plan(self._host.desk)
        if not known:
            self._host.say("还没有已受理的未结纠纷可以安排调解。")
            return
        face = self.plan_button if self.plan_button.isVisible() else self.head
        self.popup = ChoicePopup([Option(id, words) for id, words in known], [], None, face)
        self.popup.picked.connect(self._on_file)
        self.popup.closed.connect(self._on_popup_closed)
        self.popup.open_under(face, "")

    def planned_start(self) -> datetime:
        """The afternoon of the chosen day; today the next full hour."""
        now = self._host.desk.now()
        if self.day == now.date() and now.time() >= AFTERNOON:
            return (now + timedelta(hours=1)).replace(minute=0)
        return datetime.combine(self.day, AFTERNOON)

    # -- within

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minute.start()
        self._arrange()

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def _arrange(self) -> None:
        """The day beside the calendar as long as both can be read."""
        worn = look()
        room = self.width() - 2 * worn.page_margin
        self.side.setVisible(room / max(wide("国", worn.font()), 1) >= BESIDE_FROM)
        self.side.setFixedWidth(worn.px(280))

    def _span(self, days: tuple[date, ...]) -> str:
        if self.segments.key() == "month":
            return f"{self.day.year}年{self.day.month}月"
        first, last = days[0], days[-1]
        end = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
        return f"{first.year}年{first.month}月{first.day}日–{end}·第 {first.isocalendar().week} 周"

    def _turn(self, step: int) -> None:
        week = self.segments.key() == "week"
        self.go(self.day + timedelta(days=7 * step) if week else add_months(self.day, step))

    def _choose(self, id: str) -> None:
        self.chosen = id
        self.refresh()

    def _on_view(self, key: str) -> None:
        word = "周" if key == "week" else "月"
        for button, which in ((self.back, "前"), (self.on, "后")):
            button.setAccessibleName(f"{which}一{word}")
            button.setToolTip(f"{which}一{word}")
        self.stack.setCurrentWidget(self.views[key])
        self.refresh()

    def _on_file(self, id: Any) -> None:
        starts = self.planned_start()
        self._host.do(lambda: schedule.begin_plan(self._host.desk, id, starts))
        self._host.open_file(id, "sessions")

    def _on_popup_closed(self) -> None:
        self.popup = None
