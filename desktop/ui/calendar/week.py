"""One week: seven columns, Monday first, hours down the side, blocks as long as they last."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from desktop.commands.schedule import Entry
from desktop.domain.typed import weekday_text
from desktop.ui.calendar.blocks import dress_of, lines_of, placed
from desktop.ui.calendar.view import DaysView
from desktop.ui.kit.shapes import shape_size
from desktop.ui.kit.text import RIGHT, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look

FIRST, LAST = 8, 18  # hours shown at least
NARROW = 5  # characters: below that a block is read downwards
LEAST_MINUTES = 30  # a block is painted at least so high


class WeekView(DaysView):
    """↑ ↓ walk over the blocks of a day, ← → over days."""

    def __init__(self, now: datetime) -> None:
        super().__init__("周", now)

    def hours(self) -> tuple[int, int]:
        """From which hour to which: the working day, and whatever lies outside it."""
        entries = [e for day in self.shown.days for e in self.shown.of(day)]
        first = min((e.starts.hour for e in entries), default=FIRST)
        late = [e.ends.hour + (e.ends.minute > 0) if e.ends.date() == e.on else 24 for e in entries]
        return min(first, FIRST), max((*late, LAST))

    def day_box(self, day: date) -> QRect:
        n = (day - self.shown.days[0]).days
        left, right = self._edge(n), self._edge(n + 1)
        return QRect(left, 0, right - left, self.height())

    def head_box(self, day: date) -> QRect:
        box = self.day_box(day)
        return QRect(box.left() + 3, 3, box.width() - 6, self._head() - 6)

    def blocks(self) -> list[tuple[Entry, QRect]]:
        made = []
        for day in self.shown.days:
            column = self.day_box(day).adjusted(3, 0, -4, 0)
            for place in placed(self.shown.of(day)):
                start = place.entry.starts
                end = place.entry.ends
                top = self._at(start.hour * 60 + start.minute)
                last = end.hour * 60 + end.minute if end.date() == start.date() else 24 * 60
                foot = max(self._at(last), self._at(start.hour * 60 + start.minute + LEAST_MINUTES))
                each = column.width() / place.lanes
                left = column.left() + round(each * place.lane)
                right = column.left() + round(each * (place.lane + 1)) - (1 if place.lanes > 1 else 0)
                made.append((place.entry, QRect(left, top + 1, right - left, foot - top - 2)))
        return made

    def block_texts(self, entry: Entry, box: QRect) -> list[TextBox]:
        """Whole lines from the top, as many as the block is high; in a narrow lane the names run over lines."""
        worn, line = look(), self.line_height()
        room = self.room_of(box, dress_of(entry, self.shown.now))
        fit = max(1, room.height() // line)
        first, *rest = [words for words in lines_of(entry) if words]
        if room.width() < wide("国" * NARROW, worn.font()):
            return self._narrow(entry, box, fit)
        when, _, names = first.partition(" ")
        wanted = [first, *rest]
        if fit > 1 and wide(first, worn.font(bold=True)) > room.width():
            wanted = [when, names, *rest]
        made = []
        for n, words in enumerate(wanted[:fit]):
            bold = n == 0 or (n == 1 and wanted[0] == when)
            where = QRect(
                room.left(), room.top() + n * line, (room.width() if n == 0 else box.right() - 4 - room.left()), line
            )
            made.append(TextBox(words, where, worn.font(bold=bold), whole=False))
        return made

    def _narrow(self, entry: Entry, box: QRect, fit: int) -> list[TextBox]:
        """The names, broken anywhere; ◆ keeps its corner in the first line."""
        line, font = self.line_height(), look().font()
        mark = shape_size() + 2 if dress_of(entry, self.shown.now).shape else 0
        words = "".join((entry.names or entry.what).split())
        made: list[TextBox] = []
        for n in range(fit):
            room = box.width() - 8 - (mark if n == 0 else 0)
            count = next((k for k in range(len(words), 0, -1) if wide(words[:k], font) <= room), 0)
            if not words:
                break
            where = QRect(box.left() + 6, box.top() + 1 + n * line, room, line)
            if count:
                made.append(TextBox(words[:count], where, font))
            words = words[count:]
        return made

    def text_boxes(self) -> list[TextBox]:
        made = [TextBox(words, box, look().font()) for words, box in self._hour_words()]
        made += [part for day in self.shown.days for part, _tone in self._head_words(day)]
        for entry, box in self.blocks():
            made += self.block_texts(entry, box)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown.days:
            return
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for day in self.shown.days:
            box = self.day_box(day)
            if self.shown.mark(day).off:
                painter.fillRect(box.adjusted(1, 1, 0, -1), worn.color(Tone.SUNK))
        self._paint_lines(painter)
        for words, box in self._hour_words():
            draw_text(painter, box, words, worn.font(), worn.color(Tone.INK_3), RIGHT)
        for day in self.shown.days:
            self._paint_head(painter, day)
        self._paint_now(painter)
        for entry, box in self.blocks():
            self.paint_block(painter, entry, box)

    # -- inside

    def _head(self) -> int:
        return look().px(56)

    def _gutter(self) -> int:
        return wide("00:00", look().font()) + 16

    def _edge(self, n: int) -> int:
        return self._gutter() + round((self.width() - self._gutter()) * n / 7)

    def _at(self, minutes: int) -> int:
        first, last = self.hours()
        room = self.height() - self._head() - 12
        return self._head() + 6 + round(room * (minutes - first * 60) / ((last - first) * 60))

    def _hour_words(self) -> list[tuple[str, QRect]]:
        first, last = self.hours()
        step = 1 if self._at((first + 1) * 60) - self._at(first * 60) >= look().px(24) else 2
        high = look().px(20)
        return [
            (f"{hour:02}:00", QRect(0, self._at(hour * 60) - high // 2, self._gutter() - 8, high))
            for hour in range(first, last, step)
            if hour > first or high // 2 <= 6
        ] or [(f"{first:02}:00", QRect(0, self._at(first * 60), self._gutter() - 8, high))]

    def _paint_lines(self, painter: QPainter) -> None:
        worn = look()
        first, last = self.hours()
        for hour in range(first, last + 1):
            y = self._at(hour * 60)
            painter.fillRect(QRect(self._gutter(), y, self.width() - self._gutter(), 1), worn.color(Tone.LINE))
        for n in range(7):
            painter.fillRect(QRect(self._edge(n), 1, 1, self.height() - 2), worn.color(Tone.LINE))
        painter.fillRect(QRect(1, self._head(), self.width() - 2, 1), worn.color(Tone.LINE_STRONG))

    def _head_words(self, day: date) -> list[tuple[TextBox, Tone]]:
        """周二 over 24, and at the right 休 or 班 with the holiday's name when there is room."""
        worn, box, mark = look(), self.head_box(day), self.shown.mark(day)
        high = look().px(22)
        top = box.top() + (box.height() - 2 * high) // 2
        left = box.left() + 7
        today = day == self.shown.now.date()
        quiet = mark.off and not today
        number = str(day.day) if day.day > 1 else f"{day.month}月1日"
        upper = QRect(left, top, wide(weekday_text(day), worn.font()) + 1, high)
        lower = QRect(left, top + high, wide(number, worn.font(12, bold=True)) + 1, high)
        made = [
            (
                TextBox(weekday_text(day), upper, worn.font()),
                Tone.ACCENT if today else Tone.INK_3 if quiet else Tone.INK_2,
            ),
            (
                TextBox(number, lower, worn.font(12, bold=True)),
                Tone.ACCENT if today else Tone.INK_3 if quiet else Tone.INK,
            ),
        ]
        words = " ".join(w for w in (mark.name, mark.mark) if w)
        room = box.right() - 6 - max(upper.right(), lower.right()) - 8
        for text in (words, mark.mark):
            if text and wide(text, worn.font()) <= room:
                where = QRect(box.right() - 6 - wide(text, worn.font()), top, wide(text, worn.font()) + 1, high)
                made.append((TextBox(text, where, worn.font()), Tone.GREEN if mark.mark == "休" else Tone.INK_2))
                break
        return made

    def _paint_head(self, painter: QPainter, day: date) -> None:
        worn, box = look(), self.head_box(day)
        if day == self.shown.day:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.color(Tone.SELECTED))
            painter.drawRoundedRect(QRectF(box), 4, 4)
        for part, tone in self._head_words(day):
            draw_text(painter, part.box, part.text, part.font, worn.color(tone))

    def _paint_now(self, painter: QPainter) -> None:
        now = self.shown.now
        first, last = self.hours()
        if now.date() not in self.shown.days or not first <= now.hour < last:
            return
        box, y = self.day_box(now.date()), self._at(now.hour * 60 + now.minute)
        accent = look().color(Tone.ACCENT)
        painter.fillRect(QRect(box.left() + 1, y, box.width() - 1, 2), accent)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(QPointF(box.left() + 1, y + 1), 4, 4)
