"""Beside the calendar: the chosen day, each of its blocks in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.commands.schedule import DayMark, Entry
from desktop.domain.typed import weekday_text
from desktop.ui.calendar.blocks import dress_of, said, spoken
from desktop.ui.kit.cards import Card, CardHead, EmptyState, Hairline
from desktop.ui.kit.columns import PageColumn
from desktop.ui.kit.dress import Dressed
from desktop.ui.kit.labels import Chip, Label
from desktop.ui.kit.shapes import Kind
from desktop.ui.kit.text import wide
from desktop.ui.looks import Tone, look


class EntryRow(Dressed, QWidget):
    """One block in words; Enter or a click opens it."""

    opened = Signal(object)  # Entry

    def __init__(self, entry: Entry, now: datetime) -> None:
        QWidget.__init__(self)
        self.entry = entry
        self.edge = dress_of(entry, now).edge
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(spoken(entry, now))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(entry.names or entry.what, bold=True, wrap=True))
        for text in self._lines():
            words.addWidget(Label(text, tone=Tone.INK_2, wrap=True))
        self.became = Label(
            said(entry, now), tone=Tone.AMBER if said(entry, now) == "待记笔录" else Tone.INK_2, wrap=True
        )
        self.became.setVisible(bool(said(entry, now)))
        words.addWidget(self.became)
        if entry.clash:
            words.addWidget(Label(f"时间冲突:{entry.clash}", tone=Tone.AMBER, wrap=True))
        self.time = Label(f"{entry.starts:%H:%M}\n{entry.ends:%H:%M}", tone=Tone.ACCENT)
        self.time.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(self.time)
        self._row.addLayout(words, 1)
        self.dress()

    def dress(self) -> None:
        self._row.setContentsMargins(12, 8, 4, 8)
        self.time.setFixedWidth(wide("00:00", look().font()) + 2)
        self.update()

    def _lines(self) -> list[str]:
        entry = self.entry
        first = "·".join(w for w in (entry.what, entry.number) if w and w != entry.names)
        return [text for text in (first, entry.place, "、".join(entry.team)) if text]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit(self.entry)
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 10, 3, self.height() - 20, look().color(self.edge))


class DayPanel(Card):
    """The day's head, its blocks, or what to do when there are none."""

    opened = Signal(object)  # Entry
    plan_asked = Signal()

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.head = CardHead("", barred=True)
        self.chip = Chip("", Kind.GREY)
        self.head.add_right(self.chip)
        self.rows: list[EntryRow] = []
        self.area = PageColumn()
        self.area.column.setContentsMargins(16, 8, 16, 8)
        self.area.column.setSpacing(0)
        self.empty = EmptyState("这一天没有安排", icon="ph.calendar-blank", action="安排调解", hint="N")
        self.empty.acted.connect(self.plan_asked)
        self.area.add(self.empty)
        self.area.column.addStretch(1)
        self.add(self.head)
        self.add(self.area, 1)
        self._lines: list[QWidget] = []

    def show_day(self, day: date, mark: DayMark, entries: Sequence[Entry], now: datetime, *, may_plan: bool) -> None:
        count = f"{len(entries)} 项" if entries else ""
        self.head.show_words(f"{day.month}月{day.day}日 {weekday_text(day)}", count)
        words = "·".join(w for w in (mark.name, mark.mark) if w)
        self.chip.show_as(words, Kind.GREEN if mark.mark == "休" else Kind.GREY)
        self.chip.setVisible(bool(words))
        assert self.empty.button is not None
        self.empty.button.setVisible(may_plan)
        self.empty.setVisible(not entries)
        if [(r.entry, r.became.text()) for r in self.rows] == [(e, said(e, now)) for e in entries]:
            return
        for old in (*self.rows, *self._lines):
            self.area.column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows, self._lines = [], []
        for n, entry in enumerate(entries):
            if n:
                line = Hairline()
                self._lines.append(line)
                self.area.column.insertWidget(self.area.column.count() - 1, line)
            row = EntryRow(entry, now)
            row.opened.connect(self.opened)
            self.rows.append(row)
            self.area.column.insertWidget(self.area.column.count() - 1, row)
