"""One month: weeks as rows, Monday first, the blocks of a day as lines; what has no room is counted."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from desktop.commands.schedule import Entry
from desktop.domain.typed.dates import WEEKDAYS
from desktop.ui.calendar.blocks import dress_of, lines_of
from desktop.ui.calendar.view import DaysView
from desktop.ui.kit.text import CENTRE, TextBox, draw_text, wide
from desktop.ui.looks import Tone, look


class MonthView(DaysView):
    """← → walk over days, ↑ ↓ over weeks."""

    rows_are_weeks = True

    def __init__(self, now: datetime) -> None:
        super().__init__("月", now)

    def day_box(self, day: date) -> QRect:
        n = (day - self.shown.days[0]).days
        row, column = divmod(n, 7)
        left, right = self._x(column), self._x(column + 1)
        top, foot = self._y(row), self._y(row + 1)
        return QRect(left, top, right - left, foot - top)

    def head_box(self, day: date) -> QRect:
        box = self.day_box(day)
        return QRect(box.left() + 3, box.top() + 3, box.width() - 6, look().px(24))

    def blocks(self) -> list[tuple[Entry, QRect]]:
        """The first blocks of each day; the last line counts the rest where there are more."""
        made = []
        for day in self.shown.days:
            entries = self.shown.of(day)
            for n, entry in enumerate(entries[: self._lines(day)]):
                made.append((entry, self._line_box(day, n)))
        return made

    def block_texts(self, entry: Entry, box: QRect) -> list[TextBox]:
        room = self.room_of(box, dress_of(entry, self.shown.now))
        words = lines_of(entry)[0]
        return [TextBox(words, QRect(room.left(), box.top(), room.width(), box.height()), look().font(), whole=False)]

    def text_boxes(self) -> list[TextBox]:
        made = [TextBox(words, box, look().font()) for words, box in self._weekdays()]
        for day in self.shown.days:
            made += [part for part, _tone in self._head_words(day)]
            more = self._more(day)
            if more:
                made.append(more)
        for entry, box in self.blocks():
            made += self.block_texts(entry, box)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown.days:
            return
        worn, painter = look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for day in self.shown.days:
            if self.shown.mark(day).off or day.month != self._month():
                painter.fillRect(self.day_box(day), worn.color(Tone.SUNK))
        for n in range(1, 7):
            painter.fillRect(QRect(self._x(n), 1, 1, self.height() - 2), worn.color(Tone.LINE))
        for n in range(len(self.shown.days) // 7):
            tone = Tone.LINE_STRONG if n == 0 else Tone.LINE
            painter.fillRect(QRect(1, self._y(n), self.width() - 2, 1), worn.color(tone))
        for words, box in self._weekdays():
            draw_text(painter, box, words, worn.font(), worn.color(Tone.INK_2), CENTRE)
        for day in self.shown.days:
            self._paint_head(painter, day)
            more = self._more(day)
            if more:
                draw_text(painter, more.box, more.text, more.font, worn.color(Tone.INK_3))
        for entry, box in self.blocks():
            self.paint_block(painter, entry, box)

    # -- inside

    def _month(self) -> int:
        return self.shown.days[10].month

    def _head(self) -> int:
        return look().px(32)

    def _x(self, column: int) -> int:
        return round(self.width() * column / 7)

    def _y(self, row: int) -> int:
        return self._head() + round((self.height() - self._head()) * row / (len(self.shown.days) // 7))

    def _pitch(self) -> int:
        return self.line_height() + 4

    def _fits(self, day: date) -> int:
        box = self.day_box(day)
        return max(0, (box.height() - look().px(24) - 8) // self._pitch())

    def _lines(self, day: date) -> int:
        count, fits = len(self.shown.of(day)), self._fits(day)
        return count if count <= fits else max(fits - 1, 0)

    def _line_box(self, day: date, n: int) -> QRect:
        box = self.day_box(day)
        top = box.top() + look().px(24) + 5 + n * self._pitch()
        return QRect(box.left() + 4, top, box.width() - 8, self._pitch() - 2)

    def _more(self, day: date) -> TextBox | None:
        """+2 of what is not shown; beside the number where no line fits."""
        hidden = len(self.shown.of(day)) - self._lines(day)
        if not hidden:
            return None
        words = f"+{hidden}"
        if self._fits(day):
            box = self._line_box(day, self._lines(day)).adjusted(8, 0, 0, 0)
        else:
            head = self.head_box(day)
            at = wide(str(day.day), look().font(bold=True)) + 20
            box = QRect(head.left() + at, head.top(), wide(words, look().font()) + 2, head.height())
        return TextBox(words, box, look().font())

    def _weekdays(self) -> list[tuple[str, QRect]]:
        return [
            (f"周{word}", QRect(self._x(n), 0, self._x(n + 1) - self._x(n), self._head()))
            for n, word in enumerate(WEEKDAYS)
        ]

    def _head_words(self, day: date) -> list[tuple[TextBox, Tone]]:
        worn, box, mark = look(), self.head_box(day), self.shown.mark(day)
        today = day == self.shown.now.date()
        other = day.month != self._month()
        number = str(day.day) if day.day > 1 else f"{day.month}月1日"
        font = worn.font(bold=today or day == self.shown.day)
        tone = Tone.ACCENT if today else Tone.INK_3 if other or mark.off else Tone.INK
        first = QRect(box.left() + 5, box.top(), wide(number, font) + 1, box.height())
        made = [(TextBox(number, first, font), tone)]
        room = box.right() - 5 - first.right() - 8
        for text in (" ".join(w for w in (mark.name, mark.mark) if w), mark.mark):
            if text and wide(text, worn.font()) <= room:
                size = wide(text, worn.font())
                where = QRect(box.right() - 5 - size, box.top(), size + 1, box.height())
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
        if day == self.shown.now.date():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(worn.color(Tone.ACCENT))
            painter.drawEllipse(QPointF(box.left() + 1, box.center().y() + 1), 2, 2)
