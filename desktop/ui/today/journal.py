"""今天做了什么: the journal of one day in counts and lines, and the 值班日志 on paper."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import journal
from desktop.commands.journal import Day, Entry
from desktop.domain.changes import Changed
from desktop.domain.errors import MediationError
from desktop.domain.permissions import Act
from desktop.domain.typed import weekday_text
from desktop.ui.host import Host
from desktop.ui.kit.buttons import bare, plain, primary
from desktop.ui.kit.cards import Card, EmptyState
from desktop.ui.kit.columns import PageHead
from desktop.ui.kit.dates import DateField
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Label
from desktop.ui.kit.models import Column, RowsModel
from desktop.ui.kit.tables import ListView
from desktop.ui.looks import Tone, look
from desktop.ui.words import ACTS

MOST_COUNTS = 8


class JournalPage(Dressed, QWidget):
    """One day; Alt+← and the arrows go to the day before and after, Enter opens the file of a line."""

    def __init__(self, host: Host) -> None:
        QWidget.__init__(self)
        self._host = host
        self._day = Day(on=host.desk.today())
        self.head = PageHead("值班日志", back=True)
        self.head.back_asked.connect(lambda: host.open_page("today"))
        self.on = DateField(host.desk.today, example="如 昨天 或 1120")
        self.on.set_name("哪一天")
        self.on.set_value(host.desk.today())
        self.on.changed.connect(self._chosen)
        self.before = bare("ph.caret-left", "前一天")
        self.before.clicked.connect(lambda: self._go(-1))
        self.after = bare("ph.caret-right", "后一天")
        self.after.clicked.connect(lambda: self._go(1))
        self.today = plain("今天")
        self.today.clicked.connect(lambda: self._show_day(host.desk.today()))
        self.print = primary("打印日志", icon="ph.printer", hint="Ctrl+P")
        self.print.clicked.connect(self.print_asked)
        self.head.add_action(self.today)
        if host.desk.may(Act.PRINT):
            self.head.add_action(self.print)
        self.counts = Label("", tone=Tone.INK_2, wrap=True)
        columns: list[Column[Entry]] = [
            Column(name="at", title="时间", text=_time, width=72, sort=_seq),
            Column(name="who", title="谁", text=_who, width=112, tone=Tone.INK),
            Column(name="act", title="做了什么", text=_act, width=240, stretch=1, tone=Tone.INK),
            Column(name="number", title="纠纷编号", text=_number, width=208),
        ]
        self.model = RowsModel[Entry](columns, _seq)
        self.list = ListView(self.model, name="值班日志", unit="项")
        self.list.opened.connect(self._open)
        self.empty = EmptyState("这一天没有记录。", icon="ph.calendar-check")
        self._card = Card(flush=True)
        self._card.add(self.list)
        self._card.add(self.empty)
        line = QHBoxLayout()
        line.setSpacing(4)
        for widget in (self.before, self.on, self.after):
            line.addWidget(widget)
        line.addSpacing(12)
        line.addWidget(self.counts, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(12)
        self._column.addWidget(self.head)
        self._column.addLayout(line)
        self._column.addWidget(self._card, 1)
        self.dress()
        self.refresh()

    # Page

    def refresh(self) -> None:
        on = self.on.value() or self._host.desk.today()
        self._day = told = journal.day(self._host.desk, on)
        self.head.show_words("值班日志")
        self.model.show(list(reversed(told.entries)))
        self.list.setVisible(bool(told.entries))
        self.empty.setVisible(not told.entries)
        self.counts.setText(self._said(told))
        self.after.setEnabled(on < self._host.desk.today())

    def heard(self, changed: Changed) -> None:
        if self.isVisible():
            self.refresh()

    def begin_focus(self) -> None:
        if self._day.entries:
            self.list.start()
        else:
            self.on.setFocus()

    def print_asked(self) -> None:
        """The day's log on a leaf, to be signed by who hands over."""
        on = self._day.on
        try:
            make = journal.log_sheet(self._host.desk, on, ACTS)
        except MediationError as refused:
            self._host.problem(refused)
            return
        self._host.show_sheet("值班日志", make, name=f"值班日志 {on:%Y-%m-%d}")

    # Within

    def dress(self) -> None:
        side = look().page_margin
        self._column.setContentsMargins(side, 12, side, 12)

    def _said(self, told: Day) -> str:
        if not told.entries:
            return ""
        parts = [f"{ACTS.get(act, act)} {count}" for act, count in told.counts[:MOST_COUNTS]]
        more = len(told.counts) - MOST_COUNTS
        parts += [f"其他 {more} 类"] if more > 0 else []
        return f"{told.on.month}月{told.on.day}日 {weekday_text(told.on)}·共 {len(told.entries)} 项:{'、'.join(parts)}"

    def _chosen(self) -> None:
        if self.on.value() is not None:
            self.refresh()

    def _go(self, days: int) -> None:
        self._show_day((self.on.value() or self._host.desk.today()) + timedelta(days=days))

    def _show_day(self, on: date) -> None:
        self.on.set_value(min(on, self._host.desk.today()))
        self.refresh()

    def _open(self, seq: object) -> None:
        entry = next((e for e in self._day.entries if e.seq == seq), None)
        if entry is not None and entry.dispute is not None:
            self._host.open_file(entry.dispute, "history")


def _seq(entry: Entry) -> int:
    return entry.seq


def _time(entry: Entry) -> str:
    return f"{entry.at:%H:%M}"


def _who(entry: Entry) -> str:
    return entry.who or "系统"


def _act(entry: Entry) -> str:
    return journal.said(entry, ACTS)


def _number(entry: Entry) -> str:
    return entry.number
